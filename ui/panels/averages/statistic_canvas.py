"""The picture of one statistic: dots, two lines, the window of the average. One widget and no scene, for
every frame shows other steps, and a scene that is moved is laid out and painted twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import create_qpolygonf, ndarray_from_qpolygonf
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.numerals import on_axis
from ui.drawing.pens import pen
from ui.panels.averages.window_bracket import HEIGHT as BRACKET
from ui.panels.averages.window_bracket import paint_bracket

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
        painter.setFont(theme.font(0.92))
        self._paint_shade(painter)
        self._paint_axes(painter)
        self._paint_dots(painter)
        worn = theme.current()
        self._paint_line(painter, self.faint, QPen(worn.colour("accent", 0.45), _FAINT), _FAINT)
        self._paint_line(painter, self.strong, QPen(worn.colour("accent"), 1), _STRONG)
        if self.cursor_at is not None:
            x = self.x_of(self.cursor_at)
            painter.setPen(pen("zero"))
            painter.drawLine(QPointF(x, self.room().top()), QPointF(x, self.room().bottom()))
        if self._is_upper and self.label:
            paint_bracket(painter, self.room(), self._shaded(), self.label)

    def _shaded(self) -> tuple[float, float]:
        """From where to where the window reaches, in pixels; the left may lie off the picture."""
        last = float(self.strong[0][-1]) if len(self.strong[0]) else self.x_span[0]
        return self.x_of(last - self.window), self.x_of(last)

    def _paint_shade(self, painter: QPainter) -> None:
        if not (math.isfinite(self.window) and self.window > 0 and len(self.strong[0])):
            return
        room, (left, right) = self.room(), self._shaded()
        left = max(left, room.left())
        shade = QRectF(left, room.top(), max(right - left, 0), room.height())
        painter.fillRect(shade, theme.current().colour("accent", 0.14))

    def _paint_dots(self, painter: QPainter) -> None:
        if not len(self.dots[0]):
            return
        dots = QPen(theme.current().colour("muted"), _DOT)
        dots.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(dots)
        painter.drawPoints(self._polygon(*self.dots))

    def _paint_line(self, painter: QPainter, points: Points, ink: QPen, width: float) -> None:
        """Strokes of a pixel beside each other: Qt takes seven times as long for a wide one."""
        if len(points[0]) < 2:
            return
        painter.setPen(ink)
        line = self._polygon(*points)
        for shift in (-width / 4, width / 4) if width > 1 else (0.0,):
            painter.drawPolyline(line.translated(0, shift))

    def _polygon(self, x: Array, y: Array) -> QPolygonF:
        room, (first, last) = self.room(), self.x_span
        across = room.left() + (x - first) / (last - first) * room.width()
        up = np.clip(self._y_of(y), room.top(), room.bottom())  # pictures of some formats know no clip
        polygon = create_qpolygonf(len(across))
        ndarray_from_qpolygonf(polygon)[...] = np.stack([across, up], axis=1)
        return polygon

    def _paint_axes(self, painter: QPainter) -> None:
        room, worn = self.room(), theme.current()
        metrics = QFontMetricsF(painter.font())
        ticks = _ticks(*self.y_span, room.height() / (2.0 * metrics.height()))
        steps = _ticks(*self.x_span, room.width() / 64, least=1)
        painter.setPen(pen("border"))
        painter.drawLine(room.topLeft(), room.bottomLeft())
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        ys = self._y_of(np.array(ticks)).tolist()
        for y in ys:
            painter.drawLine(QPointF(room.left() - 4, y), QPointF(room.left(), y))
        for step in steps:
            x = self.x_of(step)
            painter.drawLine(QPointF(x, room.bottom()), QPointF(x, room.bottom() + 4))
        painter.setPen(worn.colour("muted"))
        for y, tick in zip(ys, ticks, strict=True):
            painter.drawText(QRectF(14, y - 9, _LEFT - 14 - 7, 18), _BESIDE, on_axis(tick))
        if not self._is_upper:
            for step in steps:
                painter.drawText(QRectF(self.x_of(step) - 40, room.bottom() + 4, 80, 16), _UNDER, _said(step))
            name = QRectF(room.left(), room.bottom() + 20, room.width(), 16)
            painter.drawText(name, _UNDER, "step t")
        painter.translate(8, room.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -9, 120, 18), Qt.AlignmentFlag.AlignCenter, self._y_name)
        painter.rotate(90)
        painter.translate(-8, -room.center().y())

    # Pointing ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        room, (first, last) = self.room(), self.x_span
        share = (event.position().x() - room.left()) / room.width()
        self.pointed.emit(first + share * (last - first))

    def leaveEvent(self, _event: QEvent) -> None:
        self.pointed.emit(None)


_BESIDE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_UNDER = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter


def _said(step: float) -> str:
    return f"{step:,.0f}"


def _ticks(low: float, high: float, most: float, least: float = 0.0) -> Sequence[float]:
    """Round values in a range, some `most` of them and at least `least` apart."""
    raw = max((high - low) / max(most, 1.0), least, 1e-300)
    unit = 10.0 ** math.floor(math.log10(raw))
    apart = next(lead * unit for lead in (1, 2, 5, 10) if lead * unit >= 0.999 * raw)
    first = math.ceil(low / apart - 1e-9)
    return [i * apart for i in range(first, math.floor(high / apart + 1e-9) + 1)][:50]
