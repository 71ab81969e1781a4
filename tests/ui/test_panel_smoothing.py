"""What β averages over (claims S4, S6): two handles, one noisy series, two windows."""

from __future__ import annotations

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.ewa import Ewa
from tests.ui.hands import LEFT, type_into
from tests.ui.snapshots import docked, snapshot
from ui import theme
from ui.panels.smoothing.panel import SmoothingPanel
from ui.panels.smoothing.plot import windows


@pytest.fixture
def panel(qtbot: QtBot):
    made = SmoothingPanel()
    window = docked(made)
    window.resize(760, 480)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    shiboken6.delete(window)


def take(panel: SmoothingPanel, one: float, other: float) -> None:
    QTest.mouseClick(panel._choices.pairs[one, other], LEFT)


def test_it_stands_before_any_snapshot(panel: SmoothingPanel) -> None:
    before = panel.numbers().to_csv()
    panel.update(snapshot())
    assert panel.numbers().to_csv() == before
    assert panel.probes() == frozenset()


def test_s6_from_0999_the_window_doubles(panel: SmoothingPanel) -> None:
    take(panel, 0.999, 0.9995)
    assert panel._finding.headline == "1,000 → 2,000 steps"
    assert (
        "(+0.0005): the window is 2.0× wider, the second line smoother and 2.0× later."
        in panel._finding.sentence
    )
    one, other = panel._plot.lines
    after = panel._plot.steps > 500
    assert np.max(one[after] - other[after]) > 0.2
    assert [mark.x for mark in panel._plot.marks.marks] == pytest.approx([1000, 2000])


def test_s6_from_09_nothing_happens(panel: SmoothingPanel) -> None:
    take(panel, 0.9, 0.9005)
    assert panel.betas == (0.9, 0.9005)
    assert panel._finding.headline == "10 → 10.05 steps"
    assert "changes by 0.5 %" in panel._finding.sentence
    one, other = panel._plot.lines
    assert np.max(abs(one - other)) < 0.02
    assert [entry.text() for entry in (handle.entry for handle in panel.handles)] == ["0.9", "0.9005"]


def test_s4_each_window_after_the_jump_the_average_is_63_percent_up(panel: SmoothingPanel) -> None:
    for pair in ((0.999, 0.9995), (0.99, 0.998)):
        for handle, beta in zip(panel.handles, pair, strict=True):
            handle._take(beta)
        for beta, line in zip(pair, panel._plot.lines, strict=True):
            at = panel._plot.step_at(1 / (1 - beta))
            assert line[at] == pytest.approx(1 - np.exp(-1), abs=0.13)
        for beta, dots in zip(pair, panel._plot.reached, strict=True):
            x, y = dots.getData()
            assert x == pytest.approx([1 / (1 - beta)])
            assert y == pytest.approx([1 - np.exp(-1)], abs=0.13)


def test_the_lines_are_the_simulators_averages_of_the_series(panel: SmoothingPanel) -> None:
    take(panel, 0.9, 0.9005)
    series, ewa = panel._plot._series, Ewa(2, 1, np.dtype(float))
    decay = np.array([[0.9], [0.9005]])
    for x in series:
        ewa.update(np.array([[x], [x]]), decay, 1 - decay)
    last = ewa.corrected(np.empty((2, 1)))[:, 0]
    assert [line[-1] for line in panel._plot.lines] == pytest.approx(last.tolist())
    table = panel.numbers()
    assert table.headers[2] == "EWA with β = 0.9"
    assert table.columns[1].tolist() == series[-len(table.columns[1]) :].tolist()


def test_what_is_shown_reaches_as_far_as_the_wider_window(panel: SmoothingPanel) -> None:
    take(panel, 0.9, 0.9005)
    near = panel._plot.viewRange()[0]
    assert near == pytest.approx([-10, 40], abs=1)
    panel.handles[1]._take(0.99)
    assert panel._plot.viewRange()[0][1] == pytest.approx(400, rel=0.05)
    x, _ = panel._plot.curves[0].getData()
    assert len(x) <= 900


def test_a_handle_moves_by_keys_and_by_typing(panel: SmoothingPanel, qtbot: QtBot) -> None:
    handle = panel.handles[0]
    QTest.keyClick(handle.slider, Qt.Key.Key_Home)
    assert panel.betas[0] == 0.5
    assert panel._finding.headline.startswith("2 → ")
    type_into(qtbot, handle.entry, "0.98")
    assert panel.betas[0] == 0.98
    assert panel._finding.headline.startswith("50 → ")
    assert handle.slider.unit == pytest.approx(handle.spec.to_unit(0.98), abs=1e-3)
    handle.slider.default_asked.emit()
    assert panel.betas[0] == 0.999


def test_a_beta_of_one_is_refused_in_a_sentence(panel: SmoothingPanel, qtbot: QtBot) -> None:
    type_into(qtbot, panel.handles[1].entry, "1")
    assert panel._error.isVisible()
    assert "[0, 0.9995]" in panel._error.text()
    assert panel.betas[1] == 0.9995
    QTest.keyClick(panel.handles[1].entry, Qt.Key.Key_Escape)
    assert not panel._error.isVisible()


@pytest.mark.parametrize("pair", [(0.0, 0.9), (0.9995, 0.5), (0.7, 0.7), (0.9, 0.9995)])
def test_every_pair_is_painted(panel: SmoothingPanel, pair: tuple[float, float]) -> None:
    for handle, beta in zip(panel.handles, pair, strict=True):
        handle._take(beta)
    panel.widget.grab()
    assert all(np.isfinite(line).all() for line in panel._plot.lines)
    if pair[0] == pair[1]:
        assert "there is one line" in panel._finding.sentence
    if pair[0] > pair[1]:
        assert "narrower, the second line rougher" in panel._finding.sentence


def test_other_noise_is_another_series(panel: SmoothingPanel) -> None:
    before = panel._plot.values.copy()
    QTest.mouseClick(panel._choices.noise, LEFT)
    assert not np.array_equal(panel._plot.values, before)
    assert panel.caption == "noise of seed 1"


def test_hovering_reads_a_step(panel: SmoothingPanel) -> None:
    plot = panel._plot
    QTest.mouseMove(plot.viewport(), plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(1000, 0.5))))
    step = int(panel._note.text.split(":")[0].removeprefix("step ").replace(",", ""))
    i = plot.step_at(step)
    assert f"EWA of β = 0.999: {plot.lines[0][i]:.3f} · of 0.9995: {plot.lines[1][i]:.3f}" in panel._note.text
    plot.left.emit()
    assert "63 %" in panel._note.text


def test_marks_wear_the_theme(panel: SmoothingPanel, qapp: QApplication) -> None:
    assert [mark.pen for mark in panel._plot.marks.marks] == [theme.LIGHT.train, theme.LIGHT.dev]
    theme.apply_theme(qapp, "dark")
    assert [mark.pen for mark in panel._plot.marks.marks] == [theme.DARK.train, theme.DARK.dev]
    theme.apply_theme(qapp, "light")


def test_windows_in_four_digits() -> None:
    assert [windows(beta) for beta in (0.9, 0.9005, 0.999, 0.9995)] == ["10", "10.05", "1,000", "2,000"]
