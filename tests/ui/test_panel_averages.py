"""Averages of μ and σ²: what a person reads, drags and toggles (claims E1, S4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox
from pytestqt.qtbot import QtBot

from simulator.commands import Set
from simulator.hyperparameters import TABLE
from simulator.probes.averages import Averages
from simulator.snapshot import Snapshot
from tests.ui.averaged import begun, snapshot_of
from tests.ui.snapshots import docked
from ui.controls.slider import UnitSlider
from ui.panels.averages.panel import AveragesPanel
from ui.panels.focus import Focus

ONE = (Averages(),)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[AveragesPanel]:
    made = AveragesPanel()
    made.share(Focus(made))
    window = docked(made)
    qtbot.addWidget(window)
    window.resize(560, 420)
    window.show()
    made.update(snapshot_of(60, ONE))
    QApplication.processEvents()
    yield made
    window.close()


def view_of(snapshot: Snapshot) -> object:
    return snapshot.views[ONE[0]]


def drawn(panel: AveragesPanel) -> np.ndarray:
    return panel._mu.canvas.strong[1]


def test_dots_are_the_mini_batches_and_the_line_their_corrected_average(panel: AveragesPanel) -> None:
    view = view_of(snapshot_of(60, ONE))
    assert panel._mu.canvas.dots[1].tolist() == view.mu.tolist()
    assert panel._sigma2.canvas.dots[1].tolist() == view.sigma2.tolist()
    np.testing.assert_allclose(drawn(panel), view.mu_average / (1 - view.missing))


def test_e1_the_table_obeys_the_formula_on_screen(panel: AveragesPanel) -> None:
    table = dict(zip(panel.numbers().headers, panel.numbers().columns, strict=True))
    x, v = table["σ² of the mini-batch (unit of z squared)"], table["average of σ², started at 0"]
    np.testing.assert_allclose(v[1:], 0.9 * v[:-1] + 0.1 * x[1:])
    assert v[0] == pytest.approx(0.1 * x[0])
    assert table["average of σ², bias-corrected"][0] == pytest.approx(x[0])


def test_without_correction_the_average_starts_at_0(panel: AveragesPanel) -> None:
    box = panel.widget.findChild(QCheckBox)
    QTest.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))
    view = view_of(snapshot_of(60, ONE))
    np.testing.assert_allclose(drawn(panel), view.mu_average)
    np.testing.assert_allclose(panel._mu.canvas.faint[1], view.mu_average / (1 - view.missing))


@pytest.mark.parametrize(
    ("decay", "said"),
    [
        (0.9, "window 1/(1 − 0.9) = 10 mini-batches"),
        (0.98, "window 1/(1 − 0.98) = 50 mini-batches"),
        (0.999, "window 1/(1 − 0.999) = 1,000 mini-batches"),
        (0.5, "window 1/(1 − 0.5) = 2 mini-batches"),
    ],
)
def test_s4_the_window_is_shaded_and_counted(panel: AveragesPanel, decay: float, said: str) -> None:
    panel.update(replace(snapshot_of(60, ONE, bn_decay=decay), run_id=9))
    canvas = panel._mu.canvas
    assert canvas.label == said
    left, right = canvas._shaded()
    steps = (right - left) / canvas.room().width() * (canvas.x_span[1] - canvas.x_span[0])
    assert steps == pytest.approx(1 / (1 - decay))


def test_dragging_the_slider_sets_the_decay(panel: AveragesPanel) -> None:
    sent: list[Set] = []
    panel.command.connect(sent.append)
    slider = panel.widget.findChild(UnitSlider)
    spec = TABLE["bn_decay"]
    QTest.mouseClick(slider, LEFT, pos=QPoint(slider.width() - 8, 8))
    assert sent == [Set("bn_decay", spec.high)]
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert sent[-1] == Set("bn_decay", spec.low)


def test_the_slider_follows_the_run(panel: AveragesPanel) -> None:
    panel.update(snapshot_of(60, ONE, bn_decay=0.99))
    assert panel._decay.value == 0.99


def test_hovering_reads_both_plots_at_one_step(panel: AveragesPanel) -> None:
    canvas, view = panel._sigma2.canvas, view_of(snapshot_of(60, ONE))
    QTest.mouseMove(canvas, QPoint(round(canvas.x_of(20)), 40))
    assert panel._mu.readout.lead == "step 20"
    assert f"σ²{{t}} {view.sigma2[19]:.4f}" in panel._sigma2.readout.text
    assert panel._mu.canvas.cursor_at == panel._sigma2.canvas.cursor_at == 20
    assert "% of the raw average's weight" in panel._note.text
    QApplication.sendEvent(canvas, _leave())
    assert panel._mu.readout.lead == "step 60"
    assert panel._mu.canvas.cursor_at is None


def _leave() -> object:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_choosing_a_unit_asks_for_another_view(panel: AveragesPanel) -> None:
    told: list[object] = []
    panel.probes_changed.connect(lambda: told.append(panel.probes()))
    box = next(b for b in panel.widget.findChildren(QComboBox) if b.accessibleName() == "Unit")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert panel.focus.unit == 1
    assert told == [frozenset({Averages(1, 1)})]
    before = drawn(panel).tolist()
    panel.update(replace(snapshot_of(60, ONE), views={}))
    assert drawn(panel).tolist() == before  # kept until the new view comes
    panel.update(snapshot_of(60, (Averages(1, 1),)))
    assert drawn(panel).tolist() != before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hidden_units": ()}, "There is no hidden layer"),
        ({"batch_norm": False}, "Batch norm is off"),
    ],
)
def test_says_what_is_missing(panel: AveragesPanel, changes: dict, sentence: str) -> None:
    panel.update(replace(snapshot_of(20, ONE, **changes), run_id=7))
    assert panel._presence.missing.startswith(sentence)
    panel.update(replace(snapshot_of(60, ONE), run_id=8))
    assert panel._presence.missing == ""


def test_before_the_first_step_it_says_so(panel: AveragesPanel) -> None:
    panel.update(replace(snapshot_of(0, ONE), run_id=7))
    assert panel._presence.missing.startswith("No mini-batch yet")
    assert list(panel.numbers().rows()) == []


@pytest.mark.parametrize(
    "changes",
    [{"hidden_units": (1,)}, {"mini_batch_size": 1}, {"hidden_units": (64, 64)}, {"classes": 10}],
    ids=str,
)
def test_survives(panel: AveragesPanel, changes: dict) -> None:
    panel.update(replace(snapshot_of(20, ONE, **changes), run_id=5))
    for size in ((150, 90), (900, 700)):
        panel.widget.window().resize(*size)
        QApplication.processEvents()
    assert len(panel.numbers().columns[0]) == 20


def test_nothing_but_finite_numbers_is_drawn(panel: AveragesPanel) -> None:
    whole = snapshot_of(60, ONE)
    mu = view_of(whole).mu.copy()
    mu[10:20], mu[20:25], mu[30] = np.nan, np.inf, 1e300
    broken = replace(view_of(whole), mu=mu, mu_average=np.full(60, np.nan))
    panel.update(replace(whole, views={ONE[0]: broken}))
    panel.widget.grab()
    assert np.isfinite(panel._mu.canvas.dots[1]).all()
    assert len(panel._mu.canvas.dots[1]) == 44
    assert "average –" in panel._mu.readout.text


def test_a_smaller_network_takes_the_nearest_unit(panel: AveragesPanel) -> None:
    panel.focus.choose_unit(2, 15)
    panel.update(snapshot_of(20, (Averages(2, 15),), hidden_units=(3,)))
    boxes = {b.accessibleName(): b.currentText() for b in panel.widget.findChildren(QComboBox)}
    assert boxes == {"Layer": "1", "Unit": "2"}
    assert len(drawn(panel)) == 20


def test_live_the_last_dot_is_the_last_step(panel: AveragesPanel) -> None:
    lockstep = begun()
    for steps in (1, 1, 150, 600):
        lockstep.advance(steps)
        panel.update(replace(lockstep.snapshot(ONE), run_id=3))
        panel.widget.grab()
        assert panel._mu.canvas.dots[0][-1] == lockstep.run.t
        assert len(panel._mu.canvas.dots[0]) <= 121
