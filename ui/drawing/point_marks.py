"""Markers of one look whose places change with every frame, where a scatter takes half a millisecond."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols, renderSymbol
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui import theme
from ui.drawing.pixel_item import PixelItem
from ui.drawing.stamps import is_on_screen

Array = NDArray[Any]


class PointMarks(PixelItem):
    """Symbols in the colour of a role at (x, y), edged with the surface unless `bare`."""

    def __init__(
        self, role: str, size: int, symbol: str = "o", *, alpha: float = 1.0, bare: bool = False
    ) -> None:
        super().__init__()
        self._looks = role, size, symbol, alpha, bare
        self._x = self._y = np.empty(0)

    def setData(self, x: Array, y: Array) -> None:
        """Other places, all finite."""
        self._x, self._y = x, y
        self.update()

    def getData(self) -> tuple[Array, Array]:
        """Where they are."""
        return self._x, self._y

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not len(self._x):
            return
        matrix, view = painter.transform(), self.viewRect()
        seen = (self._x >= view.left()) & (self._x <= view.right())
        seen &= (self._y >= view.top()) & (self._y <= view.bottom())
        x = matrix.m11() * self._x[seen] + matrix.dx()
        y = matrix.m22() * self._y[seen] + matrix.dy()
        painter.resetTransform()
        if self._exportOpts is False and widget is not None and is_on_screen(painter):
            _stamp(painter, _picture(theme.current(), *self._looks, widget.devicePixelRatioF()), x, y)
        else:
            self._draw_shapes(painter, x, y)

    def _draw_shapes(self, painter: QPainter, x: Array, y: Array) -> None:
        edge, fill, shape = _style(*self._looks)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(edge)
        painter.setBrush(fill)
        for across, down in zip(x.tolist(), y.tolist(), strict=True):
            painter.drawPath(shape.translated(across, down))


def _style(role: str, size: int, symbol: str, alpha: float, bare: bool) -> tuple[QPen, QBrush, QPainterPath]:
    worn = theme.current()
    fill = QBrush(worn.colour(role, alpha) if bare else worn.pen(role).color())
    edge = QPen(Qt.PenStyle.NoPen) if bare else QPen(worn.colour("raised"), 1.0)
    return edge, fill, QTransform.fromScale(size, size).map(Symbols[symbol])


@lru_cache(maxsize=64)
def _picture(
    _worn: theme.Theme, role: str, size: int, symbol: str, alpha: float, bare: bool, ratio: float
) -> QPixmap:
    edge, fill, _ = _style(role, size, symbol, alpha, bare)
    edge.setCosmetic(True)  # pyqtgraph scales the painter, not the symbol
    return QPixmap.fromImage(renderSymbol(symbol, size, edge, fill, dpr=ratio))


def _stamp(painter: QPainter, picture: QPixmap, x: Array, y: Array) -> None:
    parts = np.zeros((len(x), 10))  # centre, place on the picture, size, scale, rotation, opacity
    parts[:, 0], parts[:, 1], parts[:, 9] = x, y, 1.0
    parts[:, 4], parts[:, 5] = picture.width(), picture.height()
    parts[:, 6:8] = 1 / picture.devicePixelRatio()
    if len(parts):
        first = shiboken6.wrapInstance(parts.__array_interface__["data"][0], QPainter.PixmapFragment)
        painter.drawPixmapFragments(first, len(parts), picture)
