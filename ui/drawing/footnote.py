"""The line under a picture: what is always true of it, or for a moment what is under the cursor."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.lettering import whole, write

_HEIGHT = 22


class Footnote(QWidget):
    """One line of fixed height, so that hovering moves nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._said = self._whispered = ""
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it shows now."""
        return self._whispered or self._said

    def say(self, text: str) -> None:
        """What stands here while nothing is hovered."""
        if text != self._said:
            self._said = text
            self.setToolTip(text)
            self.update()

    def whisper(self, text: str) -> None:
        """What is under the cursor; empty to go back to what is always true."""
        if text != self._whispered:
            self._whispered = text
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.font(0.92)
        painter.setFont(font)
        painter.setPen(theme.current().colour("text" if self._whispered else "muted"))
        room = QRectF(self.rect()).adjusted(theme.SPACE, 0, -theme.SPACE, 0)
        write(painter, room.left(), room, whole(self.text, font, room.width()), font)
