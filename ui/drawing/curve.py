"""A line through many points, painted through those that make a difference to its pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui.drawing.stroke import stroke

Array = NDArray[Any]
_STRAY = 0.1
"""Pixels that the painted line may be beside the true one."""
_FEW = 16


class Curve(pg.PlotCurveItem):
    """`getData` has every point. The stroke of a wide line takes the longer the more points it has, and
    for bounds that follow the data pyqtgraph looks at all of them four times a frame.
    """

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        pg.GraphicsItem.viewTransformChanged(self)  # or the view's rectangle stays the first one for ever
        super().viewTransformChanged()
        self.path = None

    def generatePath(self, x: Array, y: Array) -> QPainterPath:
        return pg.arrayToQPath(*self._told(x, y), connect=self.opts["connect"], finiteCheck=False)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        x, y = self.getData()
        if self._exportOpts or x is None:
            super().paint(painter, option, widget)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.opts["antialias"])
        painter.setPen(self.opts["pen"])
        stroke(painter, *self._told(x, y), self.opts["connect"])

    def _told(self, x: Array, y: Array) -> tuple[Array, Array]:
        """The points that are painted."""
        connect = self.opts["connect"]
        if not (isinstance(connect, str) and connect == "all" and len(x) > _FEW):
            return x, y
        told = tell_apart(x, y, *self.getViewBox().viewPixelSize())
        return x[told], y[told]


def tell_apart(x: Array, y: Array, per_x: float, per_y: float) -> Array:
    """Which points of a line are needed where a pixel is `per_x` by `per_y`: the more the more it bends.

    A chord under an arc of length h that turns by t a pixel strays by h² t / 8 from it.
    """
    if not (per_x > 0 and per_y > 0):
        return np.arange(len(x))
    along, up = np.diff(x) / per_x, np.diff(y) / per_y
    length = np.maximum(np.hypot(along, up), 1e-9)
    turn = np.hypot(np.diff(along / length), np.diff(up / length))
    chords = np.cumsum(np.sqrt(turn * length[1:] / (8 * _STRAY)))
    needed = np.flatnonzero(np.diff(np.floor(chords), prepend=0.0)) + 1
    return np.concatenate([[0], needed, [len(x) - 1]])
