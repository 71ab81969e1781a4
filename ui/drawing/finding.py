"""What a picture proves: one figure to be read from the last row, and the sentence it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.lettering import clauses, height_of, shortened, width_of, write

_HEIGHT, _LINES, _GAP = 44, 2, 16
_SIZES = ((1000, 2.2, 1.2), (520, 1.7, 1.0), (0, 1.4, 1.0))
"""From which width on, how large headline and sentence are."""
_SHARE = 0.6
"""Of the width that the figure may take, at most."""
_SMALLER = (1.4, 1.2, 1.0)
"""What it is written in where it would take more."""


class Finding(QWidget):
    """A headline in large and at most two lines of text beside it, at a height that never changes."""

    def __init__(self) -> None:
        super().__init__()
        self.headline, self.sentence, self._role = "", "", "text"
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All of it, as one line."""
        return f"{self.headline} {self.sentence}".strip()

    def say(self, headline: str, sentence: str, role: str = "text") -> None:
        """Show another finding; `role` colours the headline."""
        if (headline, sentence, role) != (self.headline, self.sentence, self._role):
            self.headline, self.sentence, self._role = headline, sentence, role
            self.setToolTip(sentence)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        large, small = next((large, small) for least, large, small in _SIZES if self.width() >= least)
        room = self.width() - 2 * theme.SPACE
        font = self._large(large, _SHARE * room)
        painter.setFont(font)
        painter.setPen(colours.colour(self._role))
        head = shortened(self.headline, font, _SHARE * room)
        write(painter, theme.SPACE, QRectF(theme.SPACE, 0, room, _HEIGHT), head, font)
        taken = width_of(head, font) + _GAP if head else 0
        self._paint_sentence(painter, theme.font(small), theme.SPACE + taken, room - taken)

    def _large(self, size: float, width: float) -> QFont:
        """The largest that the headline fits in."""
        sizes = (size, *(each for each in _SMALLER if each < size))
        fonts = [theme.font(each, bold=True) for each in sizes]
        return next((font for font in fonts if width_of(self.headline, font) <= width), fonts[-1])

    def _paint_sentence(self, painter: QPainter, font: QFont, x: float, width: float) -> None:
        painter.setFont(font)
        painter.setPen(theme.current().colour("text" if self.headline else "muted"))
        lines, height = wrapped(self.sentence, font, width, _LINES), height_of(font)
        y = (_HEIGHT - len(lines) * height) / 2
        for i, line in enumerate(lines):
            write(painter, x, QRectF(x, y + i * height, width, height), line, font)


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """As many whole clauses of the text as fit in so many lines; one that is alone is cut."""
    found = [text]
    for clause in clauses(text):
        found = _broken(clause, font, width, most)
        if all(width_of(line, font) <= width for line in found):
            break
    return [shortened(line, font, max(width, 0)) for line in found]


def _broken(text: str, font: QFont, width: float, most: int) -> list[str]:
    """The text in at most so many lines; what does not fit is in the last one."""
    lines, words, taken, space = [""], text.split(" "), 0.0, width_of(" ", font)
    while words:
        wide = width_of(words[0], font)
        if lines[-1] and taken + space + wide > width:
            if len(lines) == most:
                break
            lines.append("")
        taken = taken + space + wide if lines[-1] else wide
        lines[-1] = f"{lines[-1]} {words.pop(0)}".strip()
    lines[-1] = " ".join([lines[-1], *words]).strip()
    return lines
