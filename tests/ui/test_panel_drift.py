"""Inputs of the next layer over time (claim W2): bands that wander beside bands that stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from simulator.probes.drift import Drift
from tests.ui.hands import LEFT
from tests.ui.snapshots import docked
from tests.ui.why_views import drift, real, why, with_view
from ui.panels.drift.panel import DriftPanel

OWN, TWIN = Drift(), Drift(twin="batch_norm")


@pytest.fixture
def panel():
    made = DriftPanel()
    window = docked(made)
    window.resize(640, 480)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def plots(panel: DriftPanel):
    return panel._plots.normed, panel._plots.plain


@pytest.mark.parametrize("batch_norm", [True, False])
def test_batch_norm_is_on_top_whichever_the_run_is(panel: DriftPanel, batch_norm: bool) -> None:
    panel.update(why(batch_norm=batch_norm))
    last = [round(float(plot.bands._bands[-1, 2]), 6) for plot in plots(panel)]
    assert last == [round(float(drift(on, 2000).bands[-1, 2]), 6) for on in (True, False)]


def test_both_have_one_range_that_holds_both(panel: DriftPanel) -> None:
    panel.update(why())
    normed, plain = (plot.getViewBox().viewRange() for plot in plots(panel))
    assert normed == plain
    bands = np.concatenate([drift(on, 2000).bands for on in (True, False)])
    assert normed[1][0] <= np.percentile(bands[:, 0], 5)
    assert normed[1][1] >= np.percentile(bands[:, -1], 95)
    assert normed[1][1] - normed[1][0] < 3 * np.ptp(bands)


def test_a_picture_has_the_range_of_what_is_in_it(panel: DriftPanel) -> None:
    panel.update(why(steps=200))
    panel.update(why(steps=2000))  # at once: the ranges wait
    panel.settle()
    assert plots(panel)[0].getViewBox().viewRange()[0][1] >= 2000


def test_says_how_far_the_means_moved(panel: DriftPanel) -> None:
    panel.update(why())
    assert "0.41 with batch norm, 5.1 without" in panel._finding.sentence
    assert panel._finding.headline == "12× steadier"


def test_says_so_where_batch_norm_moves_more(panel: DriftPanel) -> None:
    run = why()
    panel.update(with_view(run, OWN, replace(run.views[OWN], path_mean=10.2)))
    assert panel._finding.headline == "2.0× less steady"


def test_handed_on_are_the_activations(panel: DriftPanel) -> None:
    panel.update(why())
    QTest.mouseClick(panel._kind.buttons["handed"], LEFT)
    assert float(panel._plots.plain.bands._bands.min()) == 0  # ReLU hands on nothing below it
    assert panel._plots.plain._names[1] == "a"
    QTest.mouseClick(panel._kind.buttons["bands"], LEFT)
    assert float(panel._plots.plain.bands._bands.min()) < 0


def test_a_hand_reads_a_step_in_both(panel: DriftPanel) -> None:
    panel.update(why())
    before = panel._plots.normed.words.reading
    box = panel._plots.plain.getViewBox()
    place = panel._plots.plain.mapFromScene(box.mapViewToScene(box.viewRect().center()))
    QTest.mouseMove(panel._plots.plain.viewport(), QPoint(place.x(), place.y()))
    QApplication.processEvents()
    assert "at step 2,000" in before
    assert panel._plots.normed.words.reading != before
    assert panel._plots.normed.cursor.isVisible()
    panel._plots.plain.left.emit()
    assert panel._plots.normed.words.reading == before


def test_chooses_through_the_focus_and_asks_for_that_unit(panel: DriftPanel) -> None:
    panel.update(why())
    unit = next(box for box in panel.widget.findChildren(QComboBox) if box.accessibleName() == "Unit")
    QTest.keyClick(unit, Qt.Key.Key_Down)
    assert panel.focus.unit == 1
    assert panel.probes() == {Drift(1, 1), Drift(1, 1, twin="batch_norm")}


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (why(hidden=()), "no hidden layer"),
        (why(steps=0), ""),
        (with_view(why(), TWIN, None), "still on its way"),
    ],
    ids=["no hidden layer", "before the first step", "no twin yet"],
)
def test_says_what_is_missing(panel: DriftPanel, run, words: str) -> None:
    panel.update(run)
    QApplication.processEvents()
    assert words in panel._plots.plain.words.message
    panel.widget.grab()


def test_survives_a_diverged_network(panel: DriftPanel) -> None:
    run = why()
    view = run.views[TWIN]
    bands = view.bands.copy()
    bands[50:100], bands[100:] = 1e300, np.nan
    panel.update(with_view(run, TWIN, replace(view, bands=bands, path_mean=np.inf)))
    panel.widget.grab()
    assert "diverged" in panel._finding.sentence
    assert panel._plots.plain.getViewBox().viewRange()[1][1] < 100
    panel.update(with_view(run, TWIN, replace(view, bands=np.full_like(bands, np.nan))))
    panel.widget.grab()
    assert "diverged" in panel._plots.plain.words.message


@pytest.mark.parametrize("batch_norm", [True, False])
def test_shows_a_real_run(panel: DriftPanel, batch_norm: bool) -> None:
    panel.update(real({OWN, TWIN}, batch_norm=batch_norm))
    assert panel._finding.headline.endswith("steadier")
    table = panel.numbers()
    assert len(table.headers) == 21
    assert table.headers[1] == "z̃ with batch norm, percentile 5"
    assert all(len(column) > 10 for column in table.columns)


def test_survives_every_shape(panel: DriftPanel) -> None:
    for run_id, shape in enumerate(
        ({"hidden_units": ()}, {"hidden_units": (1,)}, {"mini_batch_size": 1}, {"classes": 10},
         {"hidden_units": (64,)}), 10,
    ):  # fmt: skip
        panel.update(replace(real({OWN, TWIN}, steps=5, **shape), run_id=run_id))
        panel.widget.grab()
        panel.numbers().to_csv()


def test_forgets(panel: DriftPanel) -> None:
    panel.update(why())
    panel.update(replace(why(), run_id=2, views={}))
    assert list(panel.numbers().rows()) == []
    assert panel._finding.text == ""
    assert not len(panel._plots.plain.bands._at)
