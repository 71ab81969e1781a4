"""What stands left of a program: the numbers of its lines, and the dots of those that a panel shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme

if TYPE_CHECKING:
    from ui.panels.code.view import CodeView

_DOT = 3.0


class Margin(QWidget):
    """A part of the view, as high as it: pointed at and clicked, a line is as its text is."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self.setMouseTracking(True)

    def needed(self) -> int:
        """Pixels for the numbers and the dots."""
        digits = max(3, len(str(self._view.blockCount())))
        return round(QFontMetricsF(self._view.font()).horizontalAdvance("0") * digits + 3 * theme.SPACE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._view.point_at(event.position().y())
        self.setCursor(self._view.viewport().cursor())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._view.follow_at(event.position().y())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._view.point_at(-1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._view.font())
        for line, box in self._view.lines_in_sight():
            room = QRectF(0, box.top(), self.width() - 2 * theme.SPACE, box.height())
            painter.setPen(colours.colour("muted", 0.7))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, str(line + 1))
            if line in self._view.links:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.colour("accent"))
                painter.drawEllipse(QPointF(self.width() - theme.SPACE, box.center().y()), _DOT, _DOT)
