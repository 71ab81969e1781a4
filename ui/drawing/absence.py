"""What stands in a picture's place while there is nothing to draw: one sentence on what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui import theme


class Absence(QWidget):
    """A sentence in the middle, wrapped."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def say(self, text: str) -> None:
        """Say what is missing and what to do."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(1.1))
        painter.setPen(theme.current().colour("muted"))
        room = self.rect().adjusted(2 * theme.SPACE, theme.SPACE, -2 * theme.SPACE, -theme.SPACE)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.text)


class Presence(QStackedWidget):
    """A picture, or the sentence that says why there is none."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__()
        self._absence = Absence()
        self.addWidget(picture)
        self.addWidget(self._absence)

    @property
    def missing(self) -> str:
        """The sentence on show; empty while the picture is."""
        return self._absence.text if self.currentIndex() else ""

    def miss(self, text: str) -> None:
        """Show the sentence, or with an empty one the picture."""
        if text:
            self._absence.say(text)
        if self.currentIndex() != bool(text):
            self.setCurrentIndex(int(bool(text)))


def without_batch_norm(hidden_units: tuple[int, ...], batch_norm: bool) -> str:
    """Why there is nothing batch norm could show, and what to do; empty where there is."""
    if not hidden_units:
        return "There is no hidden layer to normalise: give the network hidden units at the left."
    if not batch_norm:
        return "Batch norm is off, so nothing is averaged: switch it on at the left."
    return ""
