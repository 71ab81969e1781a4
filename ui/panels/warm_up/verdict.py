"""One number to be read from the back of the room, and the words after it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_LARGE, _HEIGHT = 1.8, 36


class Verdict(QWidget):
    """ "12 steps until the averages are as good", the number in large."""

    def __init__(self) -> None:
        super().__init__()
        self._number = self._words = ""
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._number} {self._words}".strip()

    def say(self, number: str, words: str) -> None:
        """Say something else."""
        if (number, words) != (self._number, self._words):
            self._number, self._words = number, words
            self.setAccessibleName(self.text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(_LARGE, bold=True))
        painter.setPen(theme.current().colour("text"))
        number = QFontMetricsF(painter.font())
        baseline = (_HEIGHT + number.capHeight()) / 2
        painter.drawText(QPointF(theme.SPACE, baseline), self._number)
        x = theme.SPACE + number.horizontalAdvance(self._number) + theme.SPACE
        painter.setFont(theme.font(1.1))
        room = max(self.width() - x - theme.SPACE, 0)
        words = QFontMetricsF(painter.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(x, baseline), words)
