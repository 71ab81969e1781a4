"""Vertical lines through a plot over steps, each with a label: live edits, and where it diverged."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui import theme
from ui.drawing.pens import pen

_ROWS, _ROW_HEIGHT, _PAD = 3, 16, 4


@dataclass(frozen=True)
class Mark:
    """A line at step `x`, its pen's role and what it says."""

    x: float
    label: str
    pen: str = "edit"


class Marks(pg.GraphicsObject):
    """Any number of marks as one item. Labels stack in three rows; an old one without room is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(20)
        self._marks: tuple[Mark, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is shown."""
        return self._marks

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these instead."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def dataBounds(self, *_args: object, **_options: object) -> None:
        """Marks have no say in a plot's range."""

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        painter.setFont(theme.font(0.85))
        view, (per_x, per_y) = self.viewRect(), self._pixel()
        if not (per_x > 0 and per_y > 0):  # a plot without any size
            return
        width, height = view.width() / per_x, view.height() / per_y
        painter.translate(view.left(), view.bottom())
        painter.scale(per_x, -per_y)  # from here on in pixels, down from the plot's top left
        seen = [(m, (m.x - view.left()) / per_x) for m in self._marks if view.left() <= m.x <= view.right()]
        for mark, x in seen:
            painter.setPen(pen(mark.pen))
            painter.drawLine(QPointF(x, 0), QPointF(x, height))
        for mark, text, room in placed(seen, QFontMetricsF(painter.font()), width):
            self._paint_label(painter, mark, text, room)

    def _paint_label(self, painter: QPainter, mark: Mark, text: str, room: QRectF) -> None:
        colours = theme.current()
        painter.fillRect(room.adjusted(1, 1, -1, 0), colours.colour("raised", 0.85))
        painter.setPen(pen(mark.pen).color())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _pixel(self) -> tuple[float, float]:
        """What a pixel measures in the plot's coordinates."""
        width, height = self.getViewBox().viewPixelSize()
        return width, height


def placed(
    marks: list[tuple[Mark, float]], metrics: QFontMetricsF, width: float
) -> list[tuple[Mark, str, QRectF]]:
    """Where labels go that start at pixels x, none over another: the last change has the first choice."""
    found: list[tuple[Mark, str, QRectF]] = []
    for mark, x in reversed(marks):
        if not mark.label:
            continue
        text = metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, width - 2 * _PAD)
        wide = metrics.horizontalAdvance(text) + 2 * _PAD
        start = x if x + wide <= width else max(0.0, x - wide)
        rooms = (QRectF(start, row * _ROW_HEIGHT, wide, _ROW_HEIGHT) for row in range(_ROWS))
        free = (room for room in rooms if not any(room.intersects(taken) for _, _, taken in found))
        room = next(free, None)
        if text and room is not None:
            found.append((mark, text, room))
    return found
