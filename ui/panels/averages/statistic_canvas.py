"""The picture of one statistic: dots, two lines, the window of the average. One widget and no scene, for
every frame shows other steps, and a scene that is moved is laid out and painted twice.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import create_qpolygonf, ndarray_from_qpolygonf
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.lettering import width_of, write_again
from ui.drawing.pens import pen
from ui.drawing.stamps import paint_dots
from ui.drawing.still_layer import StillLayer
from ui.panels.averages.window_bracket import HEIGHT as BRACKET
from ui.panels.averages.window_bracket import paint_bracket
from ui.panels.averages.y_axis import YAxis, ticks

Array = NDArray[Any]
Points = tuple[Array, Array]
NOTHING: Points = (np.empty(0), np.empty(0))
_LEFT, _RIGHT, _BELOW, _ABOVE = 56, 16, 38, 6
_DOT, _STRONG, _FAINT = 5, 2.0, 1.0


class StatisticCanvas(QWidget):
    """Axes of its own: the upper one of two leaves the steps to the lower."""

    pointed = Signal(object)
    """The step under the cursor, or None."""

    def __init__(self, y_name: str, is_upper: bool) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._y_name, self._is_upper = y_name, is_upper
        self.dots, self.strong, self.faint = NOTHING, NOTHING, NOTHING
        self.x_span, self.y_span = (0.0, 1.0), (0.0, 1.0)
        self.window, self.label = 0.0, ""
        self.cursor_at: float | None = None
        self._still = StillLayer(self)

    def sizeHint(self) -> QSize:
        return QSize(300, 110)

    def room(self) -> QRectF:
        """Where values are drawn."""
        below = theme.SPACE if self._is_upper else _BELOW
        width, height = self.width() - _LEFT - _RIGHT, self.height() - _ABOVE - below
        return QRectF(_LEFT, _ABOVE, max(width, 1), max(height, 1))

    def headroom(self) -> float:
        """The share of the height that the bracket takes."""
        return min(BRACKET / self.room().height(), 0.4) if self._is_upper else 0.0

    def x_of(self, step: float) -> float:
        """The pixel of a step."""
        room, (first, last) = self.room(), self.x_span
        return room.left() + (step - first) / (last - first) * room.width()

    def _y_of(self, values: Array) -> Array:
        room, (low, high) = self.room(), self.y_span
        return room.bottom() - (values - low) / (high - low) * room.height()

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room, worn, font = self.room(), theme.current(), theme.font(0.92)
        self._paint_shade(painter, room)
        axis = YAxis(room, self.y_span, self._y_name, "" if self._is_upper else "step t", font)
        self._still.paint(painter, axis, axis.paint)
        painter.setFont(font)
        self._paint_steps(painter, room, font)
        if len(self.dots[0]):
            paint_dots(painter, *self._pixels(room, *self.dots), _DOT / 2, worn.colour("muted"))
        self._paint_line(painter, room, self.faint, QPen(worn.colour("accent", 0.45), _FAINT), _FAINT)
        self._paint_line(painter, room, self.strong, QPen(worn.colour("accent"), 1), _STRONG)
        if self.cursor_at is not None:
            x = self.x_of(self.cursor_at)
            painter.setPen(pen("zero"))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        if self._is_upper and self.label:
            paint_bracket(painter, room, self._shaded(), self.label)

    def _shaded(self) -> tuple[float, float]:
        """From where to where the window reaches, in pixels; the left may lie off the picture."""
        last = float(self.strong[0][-1]) if len(self.strong[0]) else self.x_span[0]
        return self.x_of(last - self.window), self.x_of(last)

    def _paint_shade(self, painter: QPainter, room: QRectF) -> None:
        if not (math.isfinite(self.window) and self.window > 0 and len(self.strong[0])):
            return
        left, right = self._shaded()
        left = round(max(left, room.left()))
        shade = QRect(left, round(room.top()), max(round(right) - left, 0), round(room.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # takes twice as long on whole pixels
        painter.fillRect(shade, theme.current().colour("accent", 0.14))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_line(self, painter: QPainter, room: QRectF, points: Points, ink: QPen, width: float) -> None:
        """Strokes of a pixel beside each other: Qt takes seven times as long for a wide one."""
        if len(points[0]) < 2:
            return
        painter.setPen(ink)
        line = create_qpolygonf(len(points[0]))
        ndarray_from_qpolygonf(line)[...] = np.transpose(self._pixels(room, *points))
        for shift in (-width / 4, width / 4) if width > 1 else (0.0,):
            painter.drawPolyline(line.translated(0, shift))

    def _pixels(self, room: QRectF, x: Array, y: Array) -> Points:
        first, last = self.x_span
        across = room.left() + (x - first) / (last - first) * room.width()
        up = self._y_of(y)  # pictures of some formats know no clip
        return across, np.minimum(np.maximum(up, room.top()), room.bottom())

    def _paint_steps(self, painter: QPainter, room: QRectF, font: QFont) -> None:
        """The x axis, which moves on with the run."""
        bottom, worn = room.bottom(), theme.current()
        first, last = self.x_span
        left, wide = room.left(), room.width() / (last - first)
        steps = ticks(first, last, room.width() / 64, 1)
        places = [(left + (step - first) * wide, f"{step:,.0f}") for step in steps]
        painter.setPen(pen("border"))
        painter.drawLines([QLineF(x, bottom, x, bottom + 4) for x, _ in places])
        if self._is_upper:
            return
        painter.setPen(worn.colour("muted"))
        for x, step in places:
            write_again(painter, x - width_of(step, font) / 2, bottom + 4, step, font)

    # Pointing ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        room, (first, last) = self.room(), self.x_span
        share = (event.position().x() - room.left()) / room.width()
        self.pointed.emit(first + share * (last - first))

    def leaveEvent(self, _event: QEvent) -> None:
        self.pointed.emit(None)
