"""Words in a plot: its title in a corner, what it reads, and what is missing where nothing is drawn."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from ui import theme
from ui.drawing.lettering import shortened, width_of, write
from ui.drawing.pixel_item import PixelItem

TITLE, _PAD = 22, 6


class Inscription(PixelItem):
    """A title at the top left, coloured as what it names, a reading after it, a message in the middle."""

    def __init__(self, title: str = "", role: str = "muted") -> None:
        super().__init__()
        self.setZValue(30)
        self.title, self.message, self.reading, self._role = title, "", "", role

    def name(self, title: str) -> None:
        """Another title."""
        if title != self.title:
            self.title = title
            self.update()

    def read(self, reading: str) -> None:
        """What stands after the title."""
        if reading != self.reading:
            self.reading = reading
            self.update()

    def say(self, message: str) -> None:
        """A sentence in the middle; empty for none."""
        if message != self.message:
            self.message = message
            self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        colours = theme.current()
        x = 0.0
        for text, bold, role in ((self.title, True, self._role), (self.reading, False, "text")):
            if text:
                x += self._line(painter, text, theme.font(bold=bold), colours.colour(role), x, size.width())
        if self.message:
            painter.setFont(theme.font())
            painter.setPen(colours.colour("muted"))
            room = QRectF(_PAD, TITLE, size.width() - 2 * _PAD, max(size.height() - TITLE, 0))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)

    def _line(
        self, painter: QPainter, text: str, font: QFont, colour: QColor, x: float, width: float
    ) -> float:
        """A text at x on its own ground; the answer is how wide it is."""
        painter.setFont(font)
        text = shortened(text, font, max(width - x - 2 * _PAD, 0))
        room = QRectF(x + 2, 1, width_of(text, font) + 2 * _PAD, TITLE - 2)
        painter.fillRect(room, theme.current().colour("raised", 0.8))
        painter.setPen(colour)
        write(painter, room.left() + _PAD, room, text, font)
        return room.width()
