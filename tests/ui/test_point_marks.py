"""Markers kept or stamped are the very pixels that pyqtgraph's own scatter paints."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.drawing.plot import Plot
from ui.drawing.point_marks import PointMarks
from ui.drawing.spots import Spots

X, Y = np.linspace(0.1, 0.9, 7), np.linspace(0.85, 0.2, 7)


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot("x", "y")
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    made.show()
    QApplication.processEvents()
    return made


def painted(plot: Plot, item: pg.GraphicsObject, times: int = 1) -> QImage:
    plot.addItem(item, ignoreBounds=True)
    for _ in range(times):
        image = plot.grab().toImage()
    plot.removeItem(item)
    return image


def scatter(kind: type[pg.ScatterPlotItem]) -> pg.ScatterPlotItem:
    edge = pg.mkPen(theme.current().colour("raised"), width=1)
    return kind(
        X, Y, size=7, symbol="s", pen=edge, brush=theme.current().pen("normed").color(), antialias=True
    )


@pytest.mark.parametrize("times", [1, 3])
def test_spots_are_those_of_a_scatter_however_often_painted(plot: Plot, times: int) -> None:
    assert painted(plot, scatter(Spots), times) == painted(plot, scatter(pg.ScatterPlotItem))


def test_kept_spots_follow_data_range_and_export(plot: Plot) -> None:
    kept, plain = scatter(Spots), scatter(pg.ScatterPlotItem)
    for item in (kept, plain):
        painted(plot, item, 2)
        item.setData(X, Y[::-1])
    assert painted(plot, kept, 2) == painted(plot, plain)
    plot.setRange(xRange=(0, 2), yRange=(0, 1), padding=0)
    kept.setExportMode(True, {"antialias": True, "resolutionScale": 1})
    painted(plot, kept)
    kept.setExportMode(False)
    assert painted(plot, kept) == painted(plot, plain)


def test_marks_are_those_of_a_scatter(plot: Plot) -> None:
    marks = PointMarks("normed", 7, "s")
    marks.setData(X, Y)
    assert painted(plot, marks) == painted(plot, scatter(pg.ScatterPlotItem))


@pytest.mark.parametrize("beyond", [np.array([-5.0, 1e300]), np.array([])])
def test_marks_out_of_sight_are_not_painted(plot: Plot, beyond: np.ndarray) -> None:
    nothing, marks = plot.grab().toImage(), PointMarks("normed", 7)
    marks.setData(beyond, beyond)
    assert painted(plot, marks) == nothing


def test_many_spots_are_one_picture_of_the_same_markers(plot: Plot) -> None:
    places = np.random.default_rng(0).random((2, 800))
    kept, plain = Spots(*places, size=8, antialias=True), pg.ScatterPlotItem(*places, size=8, antialias=True)
    want = channels(painted(plot, plain))
    for item in (kept, plain):
        item.setData(*places[::-1])
    assert np.abs(channels(painted(plot, kept, 2)) - channels(painted(plot, plain))).max() <= 3
    assert np.abs(channels(painted(plot, plain)) - want).max() > 40  # they did move


def channels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), dtype=np.uint8).astype(int)
