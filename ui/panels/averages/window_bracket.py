"""The bracket over the last steps an average reaches back over, and how many they are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme
from ui.drawing.lettering import height_of, shortened, width_of, write_again
from ui.drawing.pens import pen

_TOP, _TICK, _LINE, _PAD = 3, 5, 18, 4
HEIGHT = _TOP + _TICK + _LINE + _PAD
"""Pixels it takes from the top."""


def paint_bracket(painter: QPainter, room: QRectF, span: tuple[float, float], label: str) -> None:
    """Over the pixels of `span`, open at its left where it begins off the room."""
    left, right = max(span[0], room.left()), span[1]
    y = room.top() + _TOP
    painter.setPen(pen("focus"))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    for x in (left, right) if span[0] >= room.left() else (right,):
        painter.drawLine(QPointF(x, y), QPointF(x, y + _TICK))
    font = theme.font(bold=True)
    text = shortened(label, font, room.width(), Qt.TextElideMode.ElideLeft)
    wide = width_of(text, font) + 2 * _PAD
    start = min(max((left + right - wide) / 2, room.left()), room.right() - wide)
    place = QRectF(start, y + _TICK, wide, _LINE)
    painter.fillRect(place.toRect(), theme.current().colour("raised", 0.85))
    painter.setFont(font)
    painter.setPen(theme.current().colour("accent"))
    write_again(painter, start + _PAD, place.center().y() - height_of(font) / 2, text, font)
