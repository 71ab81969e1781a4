"""What a picture proves: one figure to be read from the last row, and the sentence it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent

from ui import theme
from ui.drawing.lettering import broken, clauses, height_of, shortened, width_of, write
from ui.drawing.unfolding import Line, for_paper

_HEIGHT, _LINES, _GAP = 44, 2, 16
_SIZES = ((1000, 2.2, 1.2), (520, 1.7, 1.0), (0, 1.4, 1.0))
"""From which width on, how large headline and sentence are."""
_SHARE = 0.6
"""Of the width that the figure may take, at most."""
_SMALLER = (1.4, 1.2, 1.0)
"""What it is written in where it would take more."""


class Finding(Line):
    """A headline in large and at most two lines of text beside it, at a height that never changes."""

    def __init__(self) -> None:
        super().__init__(_HEIGHT)
        self.headline, self.sentence, self._role = "", "", "text"

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

    def needed(self) -> float:
        """Beside a headline that is too long for its share there is no room: it stands above."""
        head, font, small = self._words()
        return self._above(head, font) + height_of(small) * len(self._lines(head, font, small))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        head, font, small = self._words()
        above, left = self._above(head, font), theme.SPACE
        painter.setFont(font)
        painter.setPen(theme.current().colour(self._role))
        write(painter, left, QRectF(left, 0, self._room, above or self.height()), head, font)
        lines = self._lines(head, font, small)
        self._paint_sentence(painter, small, left + self._taken(head, font), above, lines)

    @property
    def _room(self) -> int:
        return self.width() - 2 * theme.SPACE

    def _words(self) -> tuple[str, QFont, QFont]:
        """The headline as it is written, and the fonts of headline and sentence."""
        large, small = next((large, small) for least, large, small in _SIZES if self.width() >= least)
        font = self._large(large, _SHARE * self._room)
        share = self._room if self.is_whole else _SHARE * self._room
        return shortened(self.headline, font, share), font, theme.font(small)

    def _above(self, head: str, font: QFont) -> float:
        """Pixels of a headline that has a line of its own."""
        return height_of(font) if width_of(head, font) > _SHARE * self._room else 0.0

    def _taken(self, head: str, font: QFont) -> float:
        """Pixels of a headline that stands beside the sentence."""
        return width_of(head, font) + _GAP if head and not self._above(head, font) else 0.0

    def _lines(self, head: str, font: QFont, small: QFont) -> list[str]:
        width = self._room - self._taken(head, font)
        if self.is_whole:
            return broken(for_paper(self.sentence), small, width)
        return wrapped(self.sentence, small, width, _LINES)

    def _large(self, size: float, width: float) -> QFont:
        """The largest that the headline fits in."""
        sizes = (size, *(each for each in _SMALLER if each < size))
        fonts = [theme.font(each, bold=True) for each in sizes]
        return next((font for font in fonts if width_of(self.headline, font) <= width), fonts[-1])

    def _paint_sentence(
        self, painter: QPainter, font: QFont, x: float, above: float, lines: list[str]
    ) -> None:
        painter.setFont(font)
        painter.setPen(theme.current().colour("text" if self.headline else "muted"))
        height = height_of(font)
        y = above + (self.height() - above - len(lines) * height) / 2
        for i, line in enumerate(lines):
            write(painter, x, QRectF(x, y + i * height, self._room, height), line, font)


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """As many whole clauses of the text as fit in so many lines; one that is alone is cut."""
    found = [text]
    for clause in clauses(text):
        found = broken(clause, font, width, most)
        if all(width_of(line, font) <= width for line in found):
            break
    return [shortened(line, font, max(width, 0)) for line in found]
