"""While the averages warm up: how far behind they are, and until when (claims E1, E2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.probes.warm_up import WarmUp, WarmUpView
from tests.ui.averaged import snapshot_of
from tests.ui.snapshots import docked
from ui.panels.focus import Focus
from ui.panels.warm_up.panel import WarmUpPanel, caught_up

ONE = (WarmUp(),)


def view(own: list[float], averages: list[float]) -> WarmUpView:
    """Accuracies at steps 1, 2, 3, ..."""
    one, other = np.array(own), np.array(averages)
    return WarmUpView(True, np.arange(1, len(one) + 1), one, other, 1 - one, 1 - other)


LAGGING = view([0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.9], [0.3, 0.4, 0.35, 0.7, 0.6, 0.9, 0.91, 0.92])


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[WarmUpPanel]:
    made = WarmUpPanel()
    made.share(Focus(made))
    window = docked(made)
    qtbot.addWidget(window)
    window.resize(560, 420)
    window.show()
    made.update(snapshot_of(60, ONE))
    QApplication.processEvents()
    yield made
    window.close()


def shown(panel: WarmUpPanel, made: WarmUpView, **changes: object) -> None:
    panel.update(replace(snapshot_of(60, ONE, **changes), views={ONE[0]: made}, run_id=6))


def test_a_lucky_sample_is_not_yet_as_good() -> None:
    step, widest, where = caught_up(LAGGING)
    assert (step, where) == (6, 3)
    assert widest == pytest.approx(0.25)


def test_says_after_how_many_steps_they_are_as_good(panel: WarmUpPanel) -> None:
    shown(panel, LAGGING)
    assert panel._verdict.text == "6 steps until the averages are as good."
    assert panel._plot._caught.value() == pytest.approx(np.log1p(6))
    assert "decay 0.9, window 10 mini-batches · widest gap 25 points at step 3" in panel._note.text


def test_says_how_far_behind_they_are_and_when_they_never_were(panel: WarmUpPanel) -> None:
    shown(panel, view([0.5, 0.6, 0.7], [0.4, 0.4, 0.4]))
    assert panel._verdict.text == "30 points behind: not caught up yet."
    shown(panel, view([0.5, 0.6, 0.7], [0.5, 0.6, 0.8]))
    assert panel._verdict.text.startswith("0 steps behind")
    assert not panel._plot._caught.isVisible()


def test_only_where_they_are_behind_it_is_shaded(panel: WarmUpPanel) -> None:
    shown(panel, LAGGING)
    path = panel._plot._gap.path()
    assert path.contains(QPointF(np.log1p(3), 50))
    assert not path.contains(QPointF(np.log1p(8), 91))


def test_lines_and_table_are_the_views(panel: WarmUpPanel) -> None:
    real = snapshot_of(60, ONE).views[ONE[0]]
    assert len(real.at) > 30
    columns = panel.numbers().columns
    assert columns[0].tolist() == real.at.tolist()
    assert columns[1].tolist() == (100 * real.accuracy_own).tolist()
    assert columns[4].tolist() == real.cost_averages.tolist()
    x, y = panel._plot._averages.getData()
    np.testing.assert_allclose(x, np.log1p(real.at))
    np.testing.assert_allclose(y, 100 * real.accuracy_averages)


def test_hovering_reads_a_step(panel: WarmUpPanel) -> None:
    shown(panel, LAGGING)
    plot = panel._plot.plot
    spot = plot.getViewBox().mapViewToScene(QPointF(np.log1p(3), 50))
    QTest.mouseMove(plot.viewport(), plot.mapFromScene(spot))
    assert panel._plot.readout.lead == "step 3"
    assert "averages 35.0 %" in panel._plot.readout.text
    assert "mini-batch's own 60.0 %" in panel._plot.readout.text


def test_says_which_decay_it_is(panel: WarmUpPanel) -> None:
    panel.update(snapshot_of(60, ONE, bn_decay=0.99))
    assert panel._note.text.startswith("decay 0.99, window 100 mini-batches")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hidden_units": ()}, "There is no hidden layer"),
        ({"batch_norm": False}, "Batch norm is off"),
    ],
)
def test_says_what_is_missing(panel: WarmUpPanel, changes: dict, sentence: str) -> None:
    panel.update(replace(snapshot_of(20, ONE, **changes), run_id=7))
    assert panel._presence.missing.startswith(sentence)
    panel.update(replace(snapshot_of(60, ONE), run_id=8))
    assert panel._presence.missing == ""


def test_before_the_first_step_and_after_a_reset(panel: WarmUpPanel) -> None:
    panel.update(replace(snapshot_of(0, ONE), run_id=7))
    assert panel._presence.missing.startswith("Nothing was traced yet")
    assert list(panel.numbers().rows()) == []


@pytest.mark.parametrize(
    "changes",
    [{"hidden_units": (1,)}, {"mini_batch_size": 1}, {"hidden_units": (64, 64)}, {"classes": 10}],
    ids=str,
)
def test_survives(panel: WarmUpPanel, changes: dict) -> None:
    panel.update(replace(snapshot_of(20, ONE, **changes), run_id=5))
    for size in ((150, 90), (900, 700)):
        panel.widget.window().resize(*size)
        panel.widget.grab()
    assert len(panel.numbers().columns[0]) >= 10


def test_no_curve_gets_anything_but_numbers(panel: WarmUpPanel) -> None:
    shown(panel, view([0.3, np.nan, 0.5, np.inf], [0.3, 0.4, np.nan, 0.5]))
    panel.widget.grab()
    for curve in (panel._plot._own, panel._plot._averages):
        assert np.isfinite(curve.getData()[1]).all()
        assert len(curve.getData()[1]) == 1


def test_keeps_the_last_view_until_the_next_comes(panel: WarmUpPanel) -> None:
    before = panel.numbers().to_csv()
    panel.update(replace(snapshot_of(60, ONE), views={}))
    assert panel.numbers().to_csv() == before
