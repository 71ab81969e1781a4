"""A curve is painted where it is, wherever the view went since it was made."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.drawing.curve import Curve
from ui.drawing.plot import Plot


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot("x", "y")
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def test_a_curve_is_seen_far_from_the_first_range(plot: Plot) -> None:
    plot.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    curve = Curve(pen="r")
    plot.addItem(curve, ignoreBounds=True)
    curve.setData(np.array([100.0, 200.0]), np.array([10.0, 20.0]))
    QApplication.processEvents()
    plot.setRange(xRange=(100, 200), yRange=(10, 20), padding=0)
    QApplication.processEvents()
    assert curve.boundingRect() == QRectF(100, 10, 100, 10)
    shown = plot.grab().toImage()
    curve.hide()
    assert shown != plot.grab().toImage()
