"""A line through many points, in the way that its pen is painted fastest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.PlotCurveItem import arrayToLineSegments
from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEngine, QPainter

Array = NDArray[Any]


def stroke(painter: QPainter, x: Array, y: Array, connect: str | Array = "all") -> None:
    """Through all points, or with an array (n,) only from those to their next where it is not 0.

    The outline of a wide line on the screen takes Qt up to 25 times as long as its pieces one by one,
    whose square ends fill the joints. In a picture of vectors, and where a pen is dashed or lets
    through what is below, a line stays one line.
    """
    if _in_pieces(painter):
        pieces = arrayToLineSegments(x, y, connect=connect, finiteCheck=False)
        if len(pieces):
            painter.drawLines(*pieces.drawargs())
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    joined = connect if isinstance(connect, str) else connect.astype(np.int32)
    painter.drawPath(pg.arrayToQPath(x, y, connect=joined, finiteCheck=False))


def _in_pieces(painter: QPainter) -> bool:
    pen = painter.pen()
    return (
        pen.widthF() > 1.0
        and pen.style() == Qt.PenStyle.SolidLine
        and pen.color().alpha() == 255
        and painter.opacity() == 1.0
        and painter.paintEngine().type() == QPaintEngine.Type.Raster
    )
