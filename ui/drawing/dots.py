"""Many examples as markers on a plot, from one small picture a class: a scatter takes 4 ms for 200."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui.drawing.markers import paint_marker
from ui.drawing.pens import pen

Array = NDArray[Any]
_SIDE, _RING = 16, 8.0


class Dots(pg.GraphicsObject):
    """Markers at (x, y) of the plot in their class' shape and colour, and rings round some."""

    def __init__(self) -> None:
        super().__init__()
        self._x = self._y = np.empty(0)
        self._labels: list[int] = []
        self._rings: list[tuple[float, float]] = []
        self._pictures: dict[tuple[int, float], QPixmap] = {}
        self._bounds = QRectF(0, 0, 1, 1)

    @property
    def count(self) -> int:
        """How many markers there are."""
        return len(self._labels)

    @property
    def rings(self) -> list[tuple[float, float]]:
        """Where the rings are."""
        return self._rings

    def show_dots(self, x: Array, y: Array, labels: list[int]) -> None:
        """Other markers; all coordinates are finite."""
        self._x, self._y, self._labels = x, y, labels
        self.update()

    def ring(self, places: list[tuple[float, float]]) -> None:
        """Rings at other places."""
        if places != self._rings:
            self._rings = places
            self.update()

    def span(self, bounds: QRectF) -> None:
        """The part of the plot that markers may be in."""
        self.prepareGeometryChange()
        self._bounds = bounds

    def apply_theme(self) -> None:
        """Paint the markers anew."""
        self._pictures.clear()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        place = painter.worldTransform()
        as_shapes = bool(self._exportOpts)
        ratio = painter.device().devicePixelRatioF()
        painter.save()
        for x, y, label in zip(self._x.tolist(), self._y.tolist(), self._labels, strict=True):
            painter.setWorldTransform(_moved_to(*place.map(x, y)))
            if as_shapes:  # a picture of a plot is made of shapes
                paint_marker(painter, QPointF(), label)
            else:
                painter.drawPixmap(-_SIDE // 2, -_SIDE // 2, self._picture(label, ratio))
        ring = pen("text")
        ring.setWidthF(1.5)
        painter.setPen(ring)
        for x, y in self._rings:
            painter.setWorldTransform(_moved_to(*place.map(x, y)))
            painter.drawEllipse(QPointF(), _RING, _RING)
        painter.restore()

    def _picture(self, label: int, ratio: float) -> QPixmap:
        if (label, ratio) not in self._pictures:
            side = math.ceil(_SIDE * ratio)
            made = QPixmap(side, side)
            made.setDevicePixelRatio(ratio)
            made.fill(QColor(0, 0, 0, 0))
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_marker(painter, QPointF(_SIDE / 2, _SIDE / 2), label)
            painter.end()
            self._pictures[label, ratio] = made
        return self._pictures[label, ratio]


def _moved_to(x: float, y: float) -> QTransform:
    return QTransform.fromTranslate(x, y)
