"""Examples on the curve −log ŷ, their mean J, and their likelihood (claim X6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.snapshot import MiniBatch
from tests.ui.real import real
from tests.ui.snapshots import broken, docked, snapshot, untrained
from ui.drawing.numerals import four_digits
from ui.export import export
from ui.panels.log_loss.panel import LogLossPanel
from ui.panels.log_loss.plot import MOST_DRAWN

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., LogLossPanel]]:
    """Opens the panel in a dock, its focus shared as in a window."""
    windows = []

    def open_panel(shown: object = None, size: tuple[int, int] = (640, 480)) -> LogLossPanel:
        panel = LogLossPanel()
        panel.share(panel.focus)
        window = docked(panel)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        panel.update(real(panel) if shown is None else shown)
        QApplication.processEvents()
        return panel

    yield open_panel
    for window in windows:
        window.close()


def place(panel: LogLossPanel, row: int) -> QPoint:
    """The pixel of the plot's viewport where a dot is."""
    _, _, p, loss = panel.numbers().columns
    plot = panel._plot.plot
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(float(p[row]), float(loss[row]))))


def test_dots_lie_on_the_curve(opened: Callable[..., LogLossPanel]) -> None:
    """X6: the loss is −log of the probability of the true class."""
    panel = opened()
    view = real(panel).views[MiniBatch()]
    indices, y, p, loss = panel.numbers().columns
    np.testing.assert_array_equal(p, view.y_hat[y, np.arange(len(y))])
    np.testing.assert_allclose(loss, -np.log(p), rtol=1e-6)
    assert indices.tolist() == view.indices.tolist()
    assert panel._plot.drawn == len(y)
    x, curve = panel._plot._curve.getData()
    np.testing.assert_allclose(curve, -np.log(x))
    assert x.max() == 1


def test_the_line_is_the_mean_and_j(opened: Callable[..., LogLossPanel]) -> None:
    panel = opened()
    view = real(panel).views[MiniBatch()]
    assert panel._plot._mean.value() == pytest.approx(view.loss.mean())
    assert f"J{{t}} = {four_digits(float(view.loss.mean()))}" in panel._readout.text


def test_likelihood_is_the_product(opened: Callable[..., LogLossPanel]) -> None:
    """Maximum likelihood: e^(−m J) is the product of the probabilities of the true classes."""
    panel = opened()
    _, _, p, _ = panel.numbers().columns
    digits, power = re.search(r"multiply to ([\d.]+)×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+):", panel._note.text).groups()
    said = float(digits) * 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    assert said == pytest.approx(float(np.prod(p)), rel=0.05)


def test_hovering_a_dot_points_to_its_example(opened: Callable[..., LogLossPanel]) -> None:
    panel = opened()
    view = real(panel).views[MiniBatch()]
    row = int(view.loss.argmax())
    QTest.mouseMove(panel._plot.plot.viewport(), place(panel, row))
    QApplication.processEvents()
    assert panel.focus.pointed == view.indices[row]
    assert panel._plot.ringed == [(pytest.approx(np.exp(-view.loss[row])), pytest.approx(view.loss[row]))]
    assert panel._note.text.startswith(f"example {view.indices[row]}: ")
    QTest.mouseMove(panel._plot.plot.viewport(), QPoint(200, 20))
    QApplication.processEvents()
    assert panel.focus.pointed is None
    assert panel._plot.ringed == []


def test_a_click_chooses(opened: Callable[..., LogLossPanel]) -> None:
    panel = opened()
    view = real(panel).views[MiniBatch()]
    row = int(view.loss.argmax())
    QTest.mouseClick(panel._plot.plot.viewport(), LEFT, pos=place(panel, row))
    assert panel.focus.example == view.indices[row]
    assert len(panel._plot.ringed) == 1


def test_the_focus_of_others_is_ringed(opened: Callable[..., LogLossPanel]) -> None:
    panel = opened()
    indices = real(panel).views[MiniBatch()].indices
    panel.focus.point(int(indices[2]))
    panel.focus.choose(int(indices[4]))
    assert len(panel._plot.ringed) == 2
    panel.focus.point(10_000_000)
    assert len(panel._plot.ringed) == 1


def test_dots_are_painted_in_the_colour_of_their_class(opened: Callable[..., LogLossPanel]) -> None:
    panel = opened()
    row = int(real(panel).views[MiniBatch()].loss.argmax())
    before = panel._plot.plot.grab().toImage().pixelColor(place(panel, row))
    panel._plot._dots.show_dots(np.empty(0), np.empty(0), [])
    assert panel._plot.plot.grab().toImage().pixelColor(place(panel, row)) != before


@pytest.mark.parametrize("m", [1, MOST_DRAWN, 4096])
def test_any_size_of_mini_batch(opened: Callable[..., LogLossPanel], m: int) -> None:
    panel = opened(snapshot(batch=m, examples=8000), (420, 320))
    panel.widget.grab()
    assert panel._plot.drawn == min(m, MOST_DRAWN)
    assert (f"first {MOST_DRAWN} of 4,096" in panel._readout.text) == (m == 4096)


def test_before_the_first_step(opened: Callable[..., LogLossPanel]) -> None:
    panel = opened(untrained())
    panel.widget.grab()
    assert "No step yet" in panel._note.text
    assert not panel._plot._mean.isVisible()
    assert list(panel.numbers().rows()) == []


def test_no_finite_loss(opened: Callable[..., LogLossPanel]) -> None:
    panel = opened(broken())
    panel.focus.point(int(broken().views[MiniBatch()].indices[0]))
    panel.widget.grab()
    panel.focus.point(None)
    assert panel._plot.drawn == 0
    assert "diverged" in panel._note.text


def test_a_probability_of_zero(opened: Callable[..., LogLossPanel]) -> None:
    """ŷ that underflowed to 0 has a loss all the same, and the axis reaches it."""
    usual = snapshot(batch=8)
    view = usual.views[MiniBatch()]
    y_hat, loss = view.y_hat.copy(), view.loss.copy()
    y_hat[view.y[0], 0], loss[0] = 0.0, 900.0
    panel = opened(replace(usual, views={MiniBatch(): replace(view, y_hat=y_hat, loss=loss)}))
    panel.widget.grab()
    assert panel._plot.plot.getViewBox().viewRange()[1][1] >= 900
    assert panel._plot.drawn == 8


@pytest.mark.parametrize("case", ["tiny", "one unit", "ten classes", "wide", "broken"])
def test_every_run(opened: Callable[..., LogLossPanel], case: str) -> None:
    panel = opened(size=(420, 320))
    panel.update(replace(real(panel, case), run_id=8))
    panel.widget.grab()
    assert len(panel.numbers().columns[0]) == len(real(panel, case).views[MiniBatch()].y)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".csv"])
def test_exports(opened: Callable[..., LogLossPanel], tmp_path, suffix: str) -> None:
    panel = opened()
    written = export(panel, tmp_path / f"log_loss{suffix}").read_bytes()
    if suffix == ".svg":
        assert b"<image" not in written
    if suffix == ".csv":
        assert "loss −log ŷ (nats)" in written.decode().splitlines()[0]
