"""One-hot columns over ŷ and dz, linked to the other panels by the example (claims H1, X6, X7)."""

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
from ui import theme
from ui.export import export
from ui.panels.one_hot.panel import NOTES, OneHotPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., OneHotPanel]]:
    """Opens the panel in a dock, its focus shared as in a window."""
    windows = []

    def open_panel(shown: object = None, size: tuple[int, int] = (640, 480)) -> OneHotPanel:
        panel = OneHotPanel()
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


def over(panel: OneHotPanel, column: int, matrix: int = 2) -> QPoint:
    """A pixel of a column of a matrix."""
    body = panel._grid.body(matrix)
    x = body.left() + (column + 0.5) * body.width() / panel._grid.shape[1]
    return QPointF(x, body.center().y()).toPoint()


def colour_of(panel: OneHotPanel, matrix: int, row: int, column: int) -> str:
    body, (rows, columns) = panel._grid.body(matrix), panel._grid.shape
    x = body.left() + (column + 0.5) * body.width() / columns
    y = body.top() + (row + 0.25) * body.height() / rows
    return panel._grid.grab().toImage().pixelColor(round(x), round(y)).name()


def test_columns_are_one_hot_and_dz_is_the_difference(opened: Callable[..., OneHotPanel]) -> None:
    """X7, H1: the numbers are the snapshot's."""
    panel = opened()
    view = real(panel).views[MiniBatch()]
    columns = panel.numbers().columns
    Y, y_hat, dz = (np.array(columns[i : i + 4]) for i in (3, 7, 11))
    assert (Y.sum(axis=0) == 1).all()
    assert Y.argmax(axis=0).tolist() == view.y.tolist()
    np.testing.assert_array_equal(dz, view.y_hat - Y)
    np.testing.assert_array_equal(y_hat, view.y_hat)
    np.testing.assert_allclose(dz.sum(axis=0), 0, atol=1e-12)


def test_the_true_cell_is_strong_and_dz_is_blue_there(opened: Callable[..., OneHotPanel]) -> None:
    panel = opened()
    view = real(panel).views[MiniBatch()]
    worst = int(view.loss.argmax())
    true, worn = int(view.y[worst]), theme.current()
    strongest = "#{:02x}{:02x}{:02x}".format(*worn.sequential[255][:3])
    assert colour_of(panel, 0, true, worst) == strongest
    red, _, blue = (int(colour_of(panel, 2, true, worst)[i : i + 2], 16) for i in (1, 3, 5))
    assert blue > red  # pushed up: dz < 0


def test_pointing_at_a_column(opened: Callable[..., OneHotPanel]) -> None:
    panel = opened()
    view = real(panel).views[MiniBatch()]
    for matrix in (0, 1, 2):
        QTest.mouseMove(panel._grid, over(panel, 5 + matrix, matrix))
        QApplication.processEvents()
        assert panel.focus.pointed == view.indices[5 + matrix]
        assert panel._grid.lit[0] == 5 + matrix
    assert panel._note.text.startswith(f"example {view.indices[7]}: ")
    assert "sums: Y 1, ŷ 1.000, dz 0.000" in panel._note.text
    QTest.mouseMove(panel._grid, QPoint(2, 2))
    QApplication.processEvents()
    assert panel.focus.pointed is None


def test_its_loss_is_minus_log_of_the_true_class(opened: Callable[..., OneHotPanel]) -> None:
    """X6."""
    panel = opened()
    view = real(panel).views[MiniBatch()]
    panel.focus.point(int(view.indices[0]))
    p, loss = map(float, re.search(r"−log ([\d.]+) = ([\d.]+)", panel._note.text).groups())
    assert loss == pytest.approx(-np.log(p), abs=2e-3)
    assert loss == pytest.approx(view.loss[0], abs=1e-3)


def test_click_and_keys_choose(opened: Callable[..., OneHotPanel]) -> None:
    panel = opened()
    view = real(panel).views[MiniBatch()]
    QTest.mouseClick(panel._grid, LEFT, pos=over(panel, 9))
    assert panel.focus.example == view.indices[9]
    panel.focus.point(int(view.indices[3]))
    QTest.keyClick(panel._grid, Qt.Key.Key_Right)
    assert panel.focus.pointed == view.indices[4]
    QTest.keyClick(panel._grid, Qt.Key.Key_Return)
    assert panel.focus.example == view.indices[4]


def test_the_focus_of_others_is_framed(opened: Callable[..., OneHotPanel]) -> None:
    panel = opened()
    before = panel._grid.grab().toImage()
    panel.focus.point(int(real(panel).views[MiniBatch()].indices[11]))
    assert panel._grid.lit == (11, None)
    assert panel._grid.grab().toImage() != before
    panel.focus.point(10_000_000)  # an example that is not in this mini-batch
    assert panel._grid.lit == (None, None)


def test_the_notes_example(opened: Callable[..., OneHotPanel]) -> None:
    """H1: 4 × 6, exactly one 1 in each column; the notes' last column is a slip."""
    panel = opened()
    QTest.mouseClick(panel._notes, LEFT)
    Y = np.array(panel.numbers().columns[2:])
    assert Y.shape == (4, 6)
    assert (Y.sum(axis=0) == 1).all()
    assert Y.argmax(axis=0).tolist() == [1, 2, 3, 0, 2, 1] == NOTES.tolist()
    assert Y[:, -1].tolist() == [0, 1, 0, 0]
    assert panel._grid.shape == (4, 6)
    assert "two ones in its last column: that is a slip" in panel._grid._below
    assert panel._grid.height() - panel._grid.body(0).bottom() > 60  # the sentence has room
    QTest.mouseMove(panel._grid, over(panel, 3, 0))
    QApplication.processEvents()
    assert panel._note.text.startswith("y = 0: a 1 in row 0")
    panel.update(replace(snapshot(), run_id=7))
    assert panel._grid.shape == (4, 6)  # training goes on behind it
    QTest.mouseClick(panel._notes, LEFT)
    assert panel._grid.shape == (4, 64)


@pytest.mark.parametrize(("m", "shown"), [(1, 1), (200, 200), (4096, 200)])
def test_any_size_of_mini_batch(opened: Callable[..., OneHotPanel], m: int, shown: int) -> None:
    panel = opened(snapshot(batch=m, examples=8000), (420, 320))
    panel.widget.grab()
    assert panel._grid.shape == (4, shown)
    assert ("The first 200 of the 4,096" in panel._note.text) == (m == 4096)
    assert len(panel.numbers().columns[0]) == m


def test_before_the_first_step(opened: Callable[..., OneHotPanel]) -> None:
    panel = opened(untrained())
    panel.widget.grab()
    assert "No step yet" in panel._note.text
    assert list(panel.numbers().rows()) == []
    QTest.keyClick(panel._grid, Qt.Key.Key_Right)
    assert panel.focus.pointed is None


def test_a_diverged_run_says_so(opened: Callable[..., OneHotPanel]) -> None:
    panel = opened(broken())
    panel.focus.point(int(broken().views[MiniBatch()].indices[0]))
    panel.widget.grab()
    panel.focus.point(None)
    assert "diverged" in panel._note.text


@pytest.mark.parametrize("case", ["tiny", "one unit", "ten classes", "wide", "no batch norm"])
def test_every_run(opened: Callable[..., OneHotPanel], case: str) -> None:
    panel = opened(size=(420, 320))
    panel.update(replace(real(panel, case), run_id=8))
    panel.widget.grab()
    assert panel._grid.shape[1] == len(real(panel, case).views[MiniBatch()].y)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".csv"])
def test_exports(opened: Callable[..., OneHotPanel], tmp_path, suffix: str) -> None:
    panel = opened()
    m = len(real(panel).views[MiniBatch()].y)
    written = export(panel, tmp_path / f"one_hot{suffix}").read_bytes()
    if suffix == ".svg":
        assert b"<image" not in written  # viewers blur an image of few pixels: cells are shapes
        assert written.count(b"<rect") >= 3 * 4 * m
    if suffix == ".csv":
        assert "dz = ŷ − y, 3" in written.decode().splitlines()[0]
        assert len(written.decode().splitlines()) == 1 + m
