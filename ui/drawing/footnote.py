"""The line under a picture: what is always true of it, or for a moment what is under the cursor."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent

from ui import theme
from ui.drawing.lettering import broken, height_of, whole, write
from ui.drawing.unfolding import Line, for_paper

_HEIGHT = 22


class Footnote(Line):
    """One line of fixed height, so that hovering moves nothing."""

    def __init__(self) -> None:
        super().__init__(_HEIGHT)
        self._said = self._whispered = ""

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

    def needed(self) -> float:
        """Nothing is under a cursor in a picture: it says what is always true."""
        return _HEIGHT + height_of(_font()) * (len(self._lines()) - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(_font())
        painter.setPen(theme.current().colour("text" if self._whispered and not self.is_whole else "muted"))
        lines, height = self._lines(), height_of(_font())
        top = (self.height() - len(lines) * height) / 2
        for i, line in enumerate(lines):
            write(painter, theme.SPACE, QRectF(0, top + i * height, self.width(), height), line, _font())

    def _lines(self) -> list[str]:
        width = self.width() - 2 * theme.SPACE
        if self.is_whole:
            return broken(for_paper(self._said), _font(), width)
        return [whole(self.text, _font(), width)]


def _font() -> QFont:
    return theme.font(0.92)
