"""The y axis of a statistic, and what of its x axis stands still."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from ui import theme
from ui.drawing.numerals import on_axis
from ui.drawing.pens import pen

_BESIDE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_UNDER = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
_TICK, _MARGIN = 4, 14


@dataclass(frozen=True)
class YAxis:
    """Left of the room; `x_name` stands under it."""

    room: QRectF
    span: tuple[float, float]
    name: str
    x_name: str
    font: QFont

    def paint(self, painter: QPainter) -> None:
        """Both lines, ticks with their numbers, both names."""
        room, height = self.room, QFontMetricsF(self.font).height()
        painter.setFont(self.font)
        painter.setPen(pen("border"))
        painter.drawLine(room.topLeft(), room.bottomLeft())
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        for value in ticks(*self.span, room.height() / (2.0 * height)):
            self._paint_tick(painter, value)
        painter.setPen(theme.current().colour("muted"))
        painter.drawText(QRectF(room.left(), room.bottom() + 20, room.width(), 16), _UNDER, self.x_name)
        painter.save()
        painter.translate(8, room.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -9, 120, 18), Qt.AlignmentFlag.AlignCenter, self.name)
        painter.restore()

    def _paint_tick(self, painter: QPainter, value: float) -> None:
        low, high = self.span
        left, y = self.room.left(), self.room.bottom() - (value - low) / (high - low) * self.room.height()
        painter.setPen(pen("border"))
        painter.drawLine(QPointF(left - _TICK, y), QPointF(left, y))
        painter.setPen(theme.current().colour("muted"))
        painter.drawText(QRectF(_MARGIN, y - 9, left - _MARGIN - 7, 18), _BESIDE, on_axis(value))


def ticks(low: float, high: float, most: float, least: float = 0.0) -> Sequence[float]:
    """Round values in a range, some `most` of them and at least `least` apart."""
    raw = max((high - low) / max(most, 1.0), least, 1e-300)
    unit = 10.0 ** math.floor(math.log10(raw))
    apart = next(lead * unit for lead in (1, 2, 5, 10) if lead * unit >= 0.999 * raw)
    first = math.ceil(low / apart - 1e-9)
    return [i * apart for i in range(first, math.floor(high / apart + 1e-9) + 1)][:50]
