"""What moves over the timeline: where one stands, and what the mouse reads."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui import theme
from ui.drawing.lettering import capitals, whole, width_of
from ui.timeline.axis import Axis
from ui.timeline.timeline_paint import BASE, PAD, TOP

_EMPTY = "Train, then drag here to go back: every step can be stood on again."


def paint_playhead(
    painter: QPainter, axis: Axis, step: int, height: float, role: str, is_focused: bool
) -> None:
    """Where one stands: a line, a dot on the curve, and the step's number on the axis, in a theme's role."""
    worn, x, font = theme.current(), axis.x(step), theme.font(theme.SMALL, bold=True)
    if not axis.shows(step):
        _point_to(painter, axis, step, role)
        return
    painter.setPen(QPen(worn.colour(role), 1.5))
    painter.drawLine(QLineF(x, 2, x, BASE + 3))
    painter.setPen(QPen(worn.colour("surface"), 1.5))
    painter.setBrush(worn.colour(role))
    if height < BASE:
        painter.drawEllipse(QPointF(x, height), 4, 4)
    text = f"{step:,}"
    pill = _pill(axis, x, width_of(text, font), BASE + 3.5, 14.5)
    painter.setPen(QPen(worn.colour("surface"), 4))
    painter.drawRoundedRect(pill, 4, 4)
    painter.setPen(QPen(worn.colour(role, 0.4), 4) if is_focused else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(pill, 4, 4)
    painter.setPen(worn.colour("on_accent"))
    painter.setFont(font)
    _write(painter, pill, text, capitals(font))


def _point_to(painter: QPainter, axis: Axis, step: int, role: str) -> None:
    """An arrow towards where one stands, out of sight."""
    back = step < axis.low
    x, inwards = (axis.left - PAD, 6) if back else (axis.left + axis.width + PAD, -6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().colour(role))
    painter.drawPolygon(QPolygonF([QPointF(x, 22), QPointF(x + inwards, 16), QPointF(x + inwards, 28)]))


def paint_reading(painter: QPainter, axis: Axis, step: int, text: str) -> None:
    """A hairline at a step, and what is there."""
    worn, x, font = theme.current(), axis.x(step), theme.font(theme.SMALL)
    painter.setPen(QPen(worn.colour("muted", 0.7), 1))
    painter.drawLine(QLineF(x, 2, x, BASE))
    text = whole(text, font, axis.width - 2 * PAD)
    pill = _pill(axis, x, width_of(text, font), 1, 17)
    painter.setPen(worn.pen("border"))
    painter.setBrush(worn.colour("raised"))
    painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(worn.colour("text"))
    painter.setFont(font)
    _write(painter, pill, text, capitals(font))


def paint_empty(painter: QPainter, axis: Axis) -> None:
    """What one will be able to do here."""
    font = theme.font()
    painter.setFont(font)
    painter.setPen(theme.current().colour("muted"))
    text = whole(_EMPTY, font, axis.width)
    painter.drawText(QPointF(axis.left, (TOP + BASE) / 2 + 8 + capitals(font) / 2), text)


def _pill(axis: Axis, x: float, wide: float, top: float, high: float) -> QRectF:
    """A box around a text in the middle of x, not beyond the ends."""
    wide = wide + 2 * PAD
    left = min(max(x - wide / 2, axis.left - PAD), axis.left + axis.width + PAD - wide)
    return QRectF(left, top, wide, high)


def _write(painter: QPainter, pill: QRectF, text: str, high: float) -> None:
    painter.drawText(QPointF(pill.left() + PAD, pill.center().y() + high / 2), text)
