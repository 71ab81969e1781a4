"""A legend that is a display: each line of a plot with its name and its value under the cursor."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.lettering import width_of, write, write_right
from ui.drawing.numerals import WIDEST
from ui.drawing.pens import pen

_DASH, _GAP, _HEIGHT = 16, 4, 24


@dataclass(frozen=True)
class Entry:
    """A line's pen, name and what it reads; `widest` keeps the row from jumping as digits change."""

    pen: str
    name: str
    value: str
    widest: str = WIDEST


class Readout(QWidget):
    """A row of entries after a lead ("step 1,240"), painted so that pictures keep it as text."""

    def __init__(self) -> None:
        super().__init__()
        self.lead = ""
        self._entries: tuple[Entry, ...] = ()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says, as one line."""
        return "  ".join([self.lead, *(f"{entry.name} {entry.value}" for entry in self._entries)])

    def say(self, lead: str, entries: tuple[Entry, ...]) -> None:
        """Show other values."""
        if (lead, entries) != (self.lead, self._entries):
            self.lead, self._entries = lead, entries
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(0.92)
        painter.setFont(font)
        x = float(theme.SPACE)
        for entry in self._entries:
            if x + self._width(font, entry) > self.width():  # half a number would be another number
                break
            x = self._paint_entry(painter, font, entry, x)
        room = QRectF(x, 0, self.width() - x - theme.SPACE, _HEIGHT)
        if width_of(self.lead, font) <= room.width():
            painter.setPen(theme.current().colour("muted"))
            write_right(painter, room, self.lead, font)

    def _width(self, font: QFont, entry: Entry) -> float:
        return _DASH + _GAP + width_of(entry.name, font) + _GAP + width_of(entry.widest, font)

    def _paint_entry(self, painter: QPainter, font: QFont, entry: Entry, x: float) -> float:
        """One entry at x; the answer is where the next one starts."""
        colours = theme.current()
        painter.setPen(pen(entry.pen))
        painter.drawLine(QPointF(x, _HEIGHT / 2), QPointF(x + _DASH, _HEIGHT / 2))
        x += _DASH + _GAP
        for text, colour, width in (
            (entry.name, "muted", width_of(entry.name, font)),
            (entry.value, "text", width_of(entry.widest, font)),
        ):
            painter.setPen(colours.colour(colour))
            write(painter, x, QRectF(x, 0, width + 2, _HEIGHT), text, font)
            x += width + _GAP
        return x + _GAP
