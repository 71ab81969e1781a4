"""What came of the way since the last kept place, in a sentence and a second one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.lettering import shortened, whole, width_of, write
from ui.panels.branches.since import Since

_LINE, _HEIGHT = 18, 44
_ROLES = {"better": "good", "worse": "bad", "same": "text"}
_SIGNS = {"better": "▲ ", "worse": "▼ "}


class Sentence(QWidget):
    """Two lines of fixed height: the verdict, in its colour, is never cut off."""

    def __init__(self) -> None:
        super().__init__()
        self._since = Since("")
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All it says."""
        return " ".join(filter(None, (self._since.text, self._since.beside)))

    def say(self, since: Since) -> None:
        """Say this instead."""
        if since != self._since:
            self._since = since
            self.setToolTip(self.text)
            self.setAccessibleName(self.text)
            self.update()

    def clear(self) -> None:
        """Say nothing."""
        self.say(Since(""))

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, since = QPainter(self), self._since
        font, small, bold = theme.font(), theme.font(0.92), theme.font(bold=True)
        line = QRectF(theme.SPACE, 4, self.width() - 2 * theme.SPACE, _LINE)
        verdict = self._verdict()
        told = width_of(since.outcome, font) + width_of(verdict, bold)
        if width_of(since.done, font) + told <= line.width():
            left = self._write(painter, line, line.left(), since.done, font, "text")
            self._write_outcome(painter, line, left, font, bold, verdict)
            below = line.translated(0, _LINE)
            self._write(
                painter, below, below.left(), whole(since.beside, small, below.width()), small, "muted"
            )
            return
        self._write(painter, line, line.left(), shortened(since.done, font, line.width()), font, "text")
        below = line.translated(0, _LINE)
        if since.outcome:
            self._write_outcome(painter, below, below.left(), font, bold, verdict)
        else:
            self._write(
                painter, below, below.left(), whole(since.beside, small, below.width()), small, "muted"
            )

    def _verdict(self) -> str:
        return _SIGNS.get(self._since.verdict, "") + self._since.word

    def _write_outcome(
        self, painter: QPainter, line: QRectF, left: float, font: QFont, bold: QFont, verdict: str
    ) -> None:
        left = self._write(painter, line, left, self._since.outcome, font, "text")
        room = line.right() - left
        self._write(painter, line, left, shortened(verdict, bold, room), bold, self._role())

    def _role(self) -> str:
        verdict = self._since.verdict
        return _ROLES.get(verdict, "bad" if verdict else "text")

    def _write(
        self, painter: QPainter, line: QRectF, left: float, text: str, font: QFont, role: str
    ) -> float:
        """A text at `left`; the answer is where it ends."""
        painter.setFont(font)
        painter.setPen(theme.current().colour(role))
        write(painter, left, line, text, font)
        return left + width_of(text, font)
