"""An item of a plot that is painted in pixels of its view: bands, bars, words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

Array = NDArray[Any]


class PixelItem(pg.GraphicsObject):
    """Covers the view and has no say in its range; `draw` paints, down from the view's top left."""

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def dataBounds(self, *_args: object, **_options: object) -> None:
        """No say in a plot's range."""

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        view = self.viewRect()
        per_x, per_y = self.getViewBox().viewPixelSize()
        if not (per_x > 0 and per_y > 0):  # a plot without any size
            return
        painter.translate(view.left(), view.bottom())
        painter.scale(per_x, -per_y)
        self._view, self._per_x, self._per_y = view, per_x, per_y
        self.draw(painter, QSizeF(view.width() / per_x, view.height() / per_y))

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        """Paint into so many pixels."""
        raise NotImplementedError

    def across(self, x: Array) -> Array:
        """Places along the x axis in pixels, while `draw` runs."""
        return (np.asarray(x, dtype=np.float64) - self._view.left()) / self._per_x

    def down(self, y: Array) -> Array:
        """Places along the y axis in pixels, those beyond the view at its edge: SVG knows no clip."""
        y = np.clip(np.asarray(y, dtype=np.float64), self._view.top(), self._view.bottom())
        return (self._view.bottom() - y) / self._per_y


def polygon(x: Array, y: Array) -> QPolygonF:
    """Points as Qt draws them."""
    return pg.functions.arrayToQPolygonF(x, y)  # point by point it would take ten times as long


def ribbon(x: Array, low: Array, high: Array) -> QPolygonF:
    """The area between two lines over the same x."""
    return polygon(np.append(x, x[::-1]), np.append(low, high[::-1]))
