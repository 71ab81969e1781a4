"""A legend that is a display: each line of a plot with its name and its value under the cursor."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
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
        painter.setFont(theme.font(0.92))
        metrics = QFontMetricsF(painter.font())
        x = theme.SPACE
        for entry in self._entries:
            if x + self._width(metrics, entry) > self.width():  # half a number would be another number
                break
            x = self._paint_entry(painter, metrics, entry, x)
        room = QRectF(x, 0, self.width() - x - theme.SPACE, _HEIGHT)
        if metrics.horizontalAdvance(self.lead) <= room.width():
            painter.setPen(theme.current().colour("muted"))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.lead)

    def _width(self, metrics: QFontMetricsF, entry: Entry) -> float:
        name, value = metrics.horizontalAdvance(entry.name), metrics.horizontalAdvance(entry.widest)
        return _DASH + _GAP + name + _GAP + value

    def _paint_entry(self, painter: QPainter, metrics: QFontMetricsF, entry: Entry, x: float) -> float:
        """One entry at x; the answer is where the next one starts."""
        colours = theme.current()
        painter.setPen(pen(entry.pen))
        painter.drawLine(QPointF(x, _HEIGHT / 2), QPointF(x + _DASH, _HEIGHT / 2))
        x += _DASH + _GAP
        for text, colour, width in (
            (entry.name, "muted", metrics.horizontalAdvance(entry.name)),
            (entry.value, "text", metrics.horizontalAdvance(entry.widest)),
        ):
            painter.setPen(colours.colour(colour))
            painter.drawText(QRectF(x, 0, width + 2, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + _GAP
        return x + _GAP
