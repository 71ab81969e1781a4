"""Where each still learns (claim W3): the span of learning rates with batch norm and without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.probes.reach import Reach
from tests.ui.hands import LEFT
from tests.ui.snapshots import docked
from tests.ui.why_views import reach, real, why, with_view
from ui.panels.reach.learning_span import Span, finding, spans, widest
from ui.panels.reach.panel import ReachPanel

PROBE = Reach()


@pytest.fixture
def panel():
    made = ReachPanel()
    window = docked(made)
    window.resize(640, 480)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def test_a_span_is_an_unbroken_row_below_half_of_chance() -> None:
    alpha = np.array([0.001, 0.01, 0.1, 1.0, 10.0])
    cost = np.array([0.4, 0.9, 0.1, 0.2, np.nan])
    assert spans(alpha, cost, 1.0) == [Span(0.001, 0.001), Span(0.1, 1.0)]
    assert widest(spans(alpha, cost, 1.0)) == Span(0.1, 1.0)
    assert spans(alpha, np.full(5, np.nan), 1.0) == []


def test_says_the_spans() -> None:
    headline, sentence = finding(Span(0.002, 1.0), Span(0.01, 0.3))
    assert headline == "2.7 vs 1.5"
    assert sentence == "decades of α. Learns for α 0.002 … 1 with batch norm, 0.01 … 0.3 without."
    assert (
        finding(Span(0.01, 0.01), None)[1]
        == "decades of α. Learns for α = 0.01 only with batch norm, nowhere without."
    )
    assert finding(Span(0.01, 0.1), None)[0] == "1.0 vs none"
    assert finding(None, None)[0] == "neither learns"


def test_lanes_hold_bars_and_crosses(panel: ReachPanel) -> None:
    panel.update(why())
    normed, plain = panel._plot.lanes.lanes
    lost = np.flatnonzero(np.isnan(reach().without[0]))
    assert plain.diverged == tuple(np.log10(reach().alpha[lost]).tolist())
    assert normed.spans[0].decades > plain.spans[0].decades
    assert " vs " in panel._finding.headline


def test_another_initialisation_has_other_curves(panel: ReachPanel) -> None:
    panel.update(why())
    before = panel._finding.text
    QTest.mouseClick(panel._choice.buttons["large"], LEFT)
    assert panel._finding.text != before
    _, y = panel._plot.curves["normed"].getData()
    row = reach().with_batch_norm[2]
    assert y.min() == pytest.approx(np.nanmin(row))
    panel._choice.buttons["large"].setFocus()
    QTest.keyClick(panel._choice.buttons["large"], Qt.Key.Key_Left)
    assert panel._choice.value == "small"


def test_follows_the_run_alpha(panel: ReachPanel) -> None:
    run = why()
    panel.update(run)
    panel.update(replace(run, alpha=0.1))
    assert [mark.x for mark in panel._plot.marks.marks] == [pytest.approx(-1.0)]
    assert "α = 0.1." in panel._note.text
    panel.update(replace(run, alpha=0.0))
    assert panel._plot.marks.marks == ()
    panel.widget.grab()


def test_says_how_far_the_training_is(panel: ReachPanel) -> None:
    panel.update(with_view(why(), PROBE, reach(0.4)))
    assert panel._finding.headline == "40 %"
    assert "126 networks" in panel._finding.sentence
    QTest.mouseClick(panel._choice.buttons["small"], LEFT)
    assert "train next" in panel._plot.words.message
    assert all(not lane.diverged for lane in panel._plot.lanes.lanes)
    panel.update(with_view(why(), PROBE, reach(1.0)))
    assert panel._plot.words.message == ""


def test_a_hand_reads_the_nearest_alpha(panel: ReachPanel) -> None:
    panel.update(why())
    plot = panel._plot
    box = plot.getViewBox()
    place = plot.mapFromScene(box.mapViewToScene(box.viewRect().center()))
    place.setX(plot.mapFromScene(box.mapViewToScene(type(box.viewRect().center())(0.5, 1.0))).x())
    QTest.mouseMove(plot.viewport(), place)
    QApplication.processEvents()
    assert panel._readout.lead == "α = 3.2"
    assert "without diverged" in panel._readout.text
    plot.left.emit()
    assert panel._readout.lead == "α = 0.01"


def test_all_diverged(panel: ReachPanel) -> None:
    view = reach()
    lost = np.full_like(view.without, np.nan)
    panel.update(with_view(why(), PROBE, replace(view, with_batch_norm=lost, without=lost)))
    panel.widget.grab()
    assert panel._finding.headline == "neither learns"
    assert len(panel._plot.lanes.lanes[0].diverged) == len(view.alpha)


def test_numbers_are_the_views(panel: ReachPanel) -> None:
    panel.update(why())
    table, view = panel.numbers(), reach()
    assert table.headers[2] == "cost J with batch norm after 200 steps (nats)"
    assert table.columns[0].tolist()[:: len(view.alpha)] == ["He", "Small", "Large"]
    assert np.array_equal(table.columns[3], view.without.ravel(), equal_nan=True)


@pytest.mark.parametrize(
    "shape",
    [{}, {"hidden_units": ()}, {"hidden_units": (1,)}, {"mini_batch_size": 1}, {"classes": 10}],
    ids=str,
)
def test_shows_a_real_sweep(panel: ReachPanel, shape: dict) -> None:
    small = (
        real({PROBE}, steps=0, **shape)
        if shape == {}
        else with_view(real((), steps=1, **shape), PROBE, reach())
    )
    panel.update(small)
    panel.widget.grab()
    assert panel._finding.headline
    panel.numbers().to_csv()


def test_forgets(panel: ReachPanel) -> None:
    panel.update(why())
    panel.update(replace(why(), run_id=2, views={}))
    assert list(panel.numbers().rows()) == []
    assert panel._finding.text == ""
    assert panel._plot.lanes.lanes == ()
