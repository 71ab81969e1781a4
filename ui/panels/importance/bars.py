"""Bars with whiskers, one a hyperparameter, beside the tier that the course gives it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.lettering import height_of, shortened, width_of, write, write_right
from ui.drawing.pens import pen
from ui.drawing.search_words import axis_headings, axis_name
from ui.drawing.still_layer import StillLayer
from ui.panels.importance.findings import TIERS, Measured

_HEAD, _TALLEST, _CAP = 24, 72, 5
_WIDE = 400
"""Pixels from which on tiers have their words, and not a digit only."""


class ImportanceBars(QWidget):
    """Rows from the most important down, on one axis from 0 to 100 %."""

    pointed = Signal(int)
    """The row under the cursor; −1 for none."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Measured, ...] = ()
        self._lit = -1
        self._still = StillLayer(self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_rows(self, rows: tuple[Measured, ...]) -> None:
        """Draw these instead."""
        if rows != self.rows:
            self.rows = rows
            self.setAccessibleName("; ".join(f"{axis_name(r.axis)} {number(r)}" for r in rows))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def apply_theme(self) -> None:
        """Paint all anew."""
        self._still.forget()
        self.update()

    def row_at(self, y: float) -> int:
        """The row at a height; −1 for none."""
        at = math.floor((y - self._head) / max(self._step, 1.0))
        return at if 0 <= at < len(self.rows) else -1

    def bar(self, row: int) -> QRectF:
        """Where a bar is."""
        left, right = self._ends()
        top, share = self._head + row * self._step, _finite(self.rows[row].share)
        thick = 0.46 * self._step
        return QRectF(left, top + (self._step - thick) / 2, share * (right - left), thick)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if 0 <= self._lit < len(self.rows):
            row = QRectF(0, self._head + self._lit * self._step, self.width(), self._step)
            painter.fillRect(row, theme.current().colour("grid", 0.6))
        self._still.paint(painter, self.rows, self._paint_all)

    # Painting ---------------------------------------------------------------------------------------

    @property
    def _step(self) -> float:
        return min((self.height() - self._head - self._axis) / max(len(self.rows), 1), _TALLEST * self._scale)

    @property
    def _head(self) -> float:
        return _HEAD * self._scale

    @property
    def _scale(self) -> float:
        return min(max(min(self.width() / 640, self.height() / 300), 1.0), 1.7)

    @property
    def _font(self) -> QFont:
        return theme.font(self._scale)

    @property
    def _axis(self) -> float:
        return 2 * height_of(theme.font(0.92 * self._scale)) + 8

    def _ends(self) -> tuple[float, float]:
        """Of the axis: names at its left, numbers and tiers at its right."""
        names = max((width_of(self._name(row), self._font) for row in self.rows), default=0.0)
        return theme.SPACE + names + 8, max(self.width() - self._tiers() - 8, theme.SPACE + names + 30)

    def _tiers(self) -> float:
        """Pixels of the column of tiers."""
        words = TIERS.values() if self.width() >= _WIDE else ("tier 1", "course")
        return max(width_of(text, self._font) for text in words) + theme.SPACE

    def _name(self, row: Measured) -> str:
        names, font, wide = axis_headings(row.axis), self._font, 0.34 * self.width()
        fitting = next((name for name in names if width_of(name, font) <= wide), names[-1])
        return shortened(fitting, font, wide)

    def _paint_all(self, painter: QPainter) -> None:
        if not self.rows:
            return
        left, right = self._ends()
        self._paint_axis(painter, left, right)
        for at, row in enumerate(self.rows):
            self._paint_row(painter, at, row, left, right)

    def _paint_axis(self, painter: QPainter, left: float, right: float) -> None:
        colours, font = theme.current(), theme.font(0.92 * self._scale)
        floor, line = self._head + self._step * len(self.rows), height_of(font)
        painter.setFont(font)
        every = 25 if right - left > 160 else 50
        for percent in range(0, 101, every):
            x = round(left + percent / 100 * (right - left)) + 0.5
            painter.setPen(colours.colour("border" if percent else "muted"))
            painter.drawLine(QLineF(x, self._head, x, floor + 4))
            text = f"{percent} %"
            painter.setPen(colours.colour("muted"))
            write(painter, x - width_of(text, font) / 2, QRectF(0, floor + 4, self.width(), line), text, font)
        name = shortened("share of the ranks' variation explained (%)", font, self.width() - 2 * theme.SPACE)
        middle = (left + right - width_of(name, font)) / 2
        at = min(max(middle, theme.SPACE), self.width() - theme.SPACE - width_of(name, font))
        write(painter, at, QRectF(0, floor + 4 + line, self.width(), line), name, font)
        room = QRectF(0, 0, self.width() - theme.SPACE, self._head)
        head = "the course's tier" if self.width() >= _WIDE else "course"
        write_right(painter, room, head, font)
        write(painter, left, room, "measured", font)

    def _paint_row(self, painter: QPainter, at: int, row: Measured, left: float, right: float) -> None:
        colours, font, bar = theme.current(), self._font, self.bar(at)
        room = QRectF(0, self._head + at * self._step, self.width() - theme.SPACE, self._step)
        painter.setFont(font)
        painter.setPen(colours.colour("text"))
        write(painter, theme.SPACE, room, self._name(row), font)
        tier = TIERS[row.tier] if self.width() >= _WIDE else (f"tier {row.tier}" if row.tier else "–")
        painter.setPen(colours.colour("text" if row.tier else "muted"))
        write_right(painter, room, tier, font)
        if math.isnan(row.share):
            return
        painter.setPen(pen("accent" if row.is_sure else "muted"))
        painter.setBrush(colours.colour("accent", 0.85) if row.is_sure else Qt.BrushStyle.NoBrush)
        painter.drawRect(bar)
        low, high = (min(max(row.share + side * row.spread, 0.0), 1.0) for side in (-1, 1))
        ends = [left + each * (right - left) for each in (low, high)]
        self._paint_whisker(painter, *ends, bar.center().y())
        self._paint_number(painter, row, room, ends[1], left, right)

    def _paint_whisker(self, painter: QPainter, low: float, high: float, y: float) -> None:
        painter.setPen(pen("decides"))
        if high - low >= 1:
            painter.drawLine(QPointF(low, y), QPointF(high, y))
            for x in (low, high):
                painter.drawLine(QPointF(x, y - _CAP), QPointF(x, y + _CAP))

    def _paint_number(
        self, painter: QPainter, row: Measured, room: QRectF, high: float, left: float, right: float
    ) -> None:
        """After the whisker; before it, on a ground, where there is no room."""
        text, font = number(row), self._font
        x, taken = high + 8, width_of(text, font)
        if x + taken > right:
            x = max(left + 4, min(right - taken, left + row.share * (right - left) - taken - 24))
            painter.fillRect(
                QRectF(x - 3, room.center().y() - height_of(font) / 2, taken + 6, height_of(font)),
                theme.current().colour("raised", 0.9),
            )
        painter.setPen(theme.current().colour("text"))
        write(painter, x, room, text, font)

    # The hand ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._light(self.row_at(event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._light(-1)

    def _light(self, row: int) -> None:
        if row != self._lit:
            self._lit = row
            self.update()
            self.pointed.emit(row)


def number(row: Measured) -> str:
    """ "62 ± 9 %" """
    if math.isnan(row.share):
        return "–"
    return f"{100 * row.share:.0f} ± {100 * row.spread:.0f} %"


def _finite(share: float) -> float:
    return 0.0 if math.isnan(share) else min(max(share, 0.0), 1.0)
