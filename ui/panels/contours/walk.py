"""Gradient descent as it walks: the whole way faintly, what was walked of it, the walker and its goal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from simulator.probes.contours import Valley
from ui import theme
from ui.drawing.stroke import stroke

Array = NDArray[Any]
_CELLS = 400
"""Places along an axis that a path can tell apart: about a pixel."""
_MOST, _MOST_DOTS = 1500, 120
_DOT, _WALKER, _MINIMUM = 2.0, 6.0, 5.0


class Walk(pg.GraphicsObject):
    """One item for all of it: as curves and scatters it took 5 ms a step."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(20)
        self._valley: Valley | None = None
        self.place = 0
        """How many steps the walker has made."""
        self._kept: Array = np.zeros(0, dtype=np.int64)
        self._points: Array = np.zeros((2, 0))

    @property
    def walker(self) -> tuple[float, float] | None:
        """Where the walker stands."""
        if self._valley is None:
            return None
        at = min(self.place, self._valley.path.shape[1] - 1)
        w1, w2 = within(self._valley.path[:, [at]], self._valley.extent)[:, 0]
        return float(w1), float(w2)

    def follow(self, valley: Valley | None) -> None:
        """Walk down another valley."""
        self._valley = valley
        self._kept, self._points = (np.zeros(0), np.zeros((2, 0))) if valley is None else _drawn(valley)
        self.update()

    def walk_to(self, place: int) -> None:
        """The walker has made so many steps, or all there are."""
        before, self.place = self.walker, place
        if self.walker != before:
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def dataBounds(self, *_args: object, **_options: object) -> None:
        """The walk has no say in a plot's range."""

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        view, (per_x, per_y) = self.viewRect(), self.getViewBox().viewPixelSize()
        walker = self.walker
        if self._valley is None or walker is None or not (per_x > 0 and per_y > 0):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(view.left(), view.bottom())
        painter.scale(per_x, -per_y)  # from here on in pixels, down from the plot's top left
        corner, scale = np.array([[view.left()], [view.bottom()]]), np.array([[per_x], [-per_y]])
        points = (self._points - corner) / scale
        (here,) = ((np.array([walker]).T - corner) / scale).T
        lowest = within(self._valley.minimum[:, None], self._valley.extent)
        self._paint_way(painter, points, here)
        self._paint_minimum(painter, QPointF(*((lowest - corner) / scale)[:, 0]))
        painter.setPen(QPen(theme.current().colour("raised"), 1.5))
        painter.setBrush(theme.current().colour("dev"))
        painter.drawEllipse(QPointF(*here), _WALKER, _WALKER)

    def _paint_way(self, painter: QPainter, points: Array, here: Array) -> None:
        worn, walked = theme.current(), int(np.searchsorted(self._kept, self.place, "right"))
        for way, alpha, width in ((points, 0.35, 1.0), (_ended(points[:, :walked], here), 1.0, 1.5)):
            painter.setPen(QPen(worn.colour("text", alpha), width))
            stroke(painter, *way)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.colour("text"))
        for x, y in points[:, : min(walked, _MOST_DOTS)].T.tolist():
            painter.drawEllipse(QPointF(x, y), _DOT, _DOT)

    def _paint_minimum(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(theme.current().colour("good"), 2))
        for arm in (QPointF(_MINIMUM, 0), QPointF(0, _MINIMUM)):
            painter.drawLine(at - arm, at + arm)


def within(path: Array, extent: tuple[float, float, float, float]) -> Array:
    """A path with every number finite, held at the edge of the picture where it leaves it."""
    left, right, low, high = extent
    path = np.nan_to_num(path, nan=0.0, posinf=1e300, neginf=-1e300)
    return np.clip(path, np.array([[left], [low]]), np.array([[right], [high]]))


def _ended(way: Array, here: Array) -> Array:
    return np.concatenate([way, here[:, None]], axis=1)


def _drawn(valley: Valley) -> tuple[Array, Array]:
    """The steps of a path worth drawing, those that move it by more than a pixel, and where they are."""
    path = within(valley.path, valley.extent)
    left, right, low, high = valley.extent
    cells = np.floor(path / np.array([[right - left], [high - low]]) * _CELLS)
    kept = np.flatnonzero(np.concatenate([[True], (np.diff(cells) != 0).any(axis=0)]))[:_MOST]
    return kept, path[:, kept]
