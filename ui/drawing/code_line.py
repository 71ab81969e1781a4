"""A line of code as a picture has it: in a typewriter's letters, cut at the row's end."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_HEIGHT, _SIZES = 34, (1.5, 1.25, 1.0, 0.9)


class CodeLine(QWidget):
    """As large as it fits; a pointer that rests on it reads all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.code = ""
        self._role = "text"
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, code: str, role: str = "text") -> None:
        """Show another line."""
        if (code, role) != (self.code, self._role):
            self.code, self._role = code, role
            self.setToolTip(code)
            self.setAccessibleName(code)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect()).adjusted(theme.SPACE, 3, -theme.SPACE, -3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.current().colour("border"))
        painter.setBrush(theme.current().colour("surface"))
        painter.drawRoundedRect(room, 4, 4)
        room.adjust(theme.SPACE, 0, -theme.SPACE, 0)
        font = next(
            (f for f in map(theme.typewriter, _SIZES) if _width(self.code, f) <= room.width()),
            theme.typewriter(_SIZES[-1]),
        )
        shown = QFontMetricsF(font).elidedText(self.code, Qt.TextElideMode.ElideRight, max(room.width(), 0))
        painter.setFont(font)
        painter.setPen(theme.current().colour(self._role))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _width(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)
