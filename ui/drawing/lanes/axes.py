"""What stands around the lanes of a column: its head, both axes, a lane's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontInfo, QPainter

from ui import theme, vector
from ui.drawing.lanes.lanes import Head
from ui.drawing.lanes.painter import Frame, text_pen
from ui.drawing.lanes.steady_range import ticks
from ui.drawing.lettering import height_of, shortened, width_of, write, write_right
from ui.drawing.numerals import on_axis
from ui.drawing.pens import pen
from ui.maths import EM, recall

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignCenter
_TICK, _SHORTEST, _NARROW, _MOST_TICKS = 4, 18, 15, 12
"""Pixels of a tick, and of the shortest lane of which both ends are named."""
_GAP = "   "
_FORMULA = 1.12  # the maths font looks smaller than the interface's at the same size


@dataclass(frozen=True)
class Measures:
    """Pixels that go with the size of the text; `scale` is of the application's font."""

    scale: float

    @property
    def line(self) -> float:
        """Of a line of text."""
        return round(15 * self.scale)

    @property
    def strip(self) -> float:
        """Over each lane, for its name and words."""
        return round(19 * self.scale)

    @property
    def gutter(self) -> float:
        """Left of the lanes."""
        return round(56 * self.scale)

    @property
    def axis(self) -> float:
        """Under the lanes."""
        return _TICK + 2 * self.line + 3

    @cached_property
    def font(self) -> QFont:
        """Of all but the head."""
        return theme.font(0.92 * self.scale)

    @property
    def mark(self) -> float:
        """Over the bars, for a row of brackets."""
        return round(10 * self.scale)


def measures(width: float, height: float) -> Measures:
    """Legible from afar where there is much room."""
    return Measures(min(max(min(width / 420, height / 460), 1.0), 1.6))


class HeadLine(NamedTuple):
    """What stands over a column in words, and the room up to them, at the right of which the number is."""

    title: str
    unit: str
    room: QRectF
    number_room: QRectF


def head_line(room: QRectF, head: Head, number_font: QFont, small_font: QFont) -> HeadLine:
    """Title at the left; at the right the number in large and what it is the number of."""
    is_narrow = room.width() < _NARROW * height_of(number_font)
    unit = head.brief if is_narrow else head.unit
    number_room = room.adjusted(0, 0, -_with_gap(unit, small_font), 0)
    spare = number_room.width() - _with_gap(head.number, number_font)
    return HeadLine(shortened(head.title, _bold(small_font), spare), unit, room, number_room)


def paint_head(painter: QPainter, line: HeadLine, small_font: QFont) -> None:
    """All but the number."""
    painter.setFont(small_font)
    painter.setPen(text_pen("muted"))
    write_right(painter, line.room, line.unit, small_font)
    painter.setFont(_bold(small_font))
    painter.setPen(theme.current().colour("text"))
    write(painter, line.room.left(), line.room, line.title, _bold(small_font))


def paint_number(painter: QPainter, line: HeadLine, head: Head, number_font: QFont) -> None:
    """The number, in large."""
    painter.setFont(number_font)
    painter.setPen(text_pen(head.pen))
    write_right(painter, line.number_room, head.number, number_font)


def _with_gap(text: str, font: QFont) -> float:
    return width_of(text, font) + 6 if text else 0.0


@lru_cache(maxsize=16)
def _bold(small_font: QFont) -> QFont:
    bold = QFont(small_font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def paint_words(
    painter: QPainter, strip: QRectF, words: tuple[str, ...], inks: tuple[str, ...], font: QFont
) -> None:
    """At the right over a lane, as many as there is room for, each in its ink."""
    while len(words) > 1 and width_of(together(words), font) > strip.width():
        words = words[:-1]
    strip = QRectF(strip)
    for word, ink in list(zip(words, inks, strict=False))[::-1]:
        painter.setPen(text_pen(ink))
        write_right(painter, strip, shortened(word, font, strip.width()), font)
        strip.setRight(strip.right() - width_of(word + _GAP, font))


def paint_floor(painter: QPainter, frame: Frame) -> None:
    """The line that bars stand on, and the one of x = 0."""
    room, zero = frame.room, frame.x_of(0.0)
    painter.setPen(pen("border"))
    painter.drawLine(room.bottomLeft(), room.bottomRight())
    if frame.shows(0.0):
        painter.drawLine(QPointF(zero, room.top()), QPointF(zero, room.bottom()))


def paint_left(painter: QPainter, frame: Frame, sizes: Measures, values: Sequence[tuple[float, str]]) -> None:
    """The numbers of a lane's y axis: each value and its text."""
    painter.setPen(theme.current().colour("muted"))
    for value, text in values[-1:] if frame.room.height() < _SHORTEST * sizes.scale else values:
        y, left = frame.y_of(value), sizes.line
        box = QRectF(left, y - sizes.line / 2, sizes.gutter - left - _TICK, sizes.line)
        painter.drawText(box, RIGHT, text)


def paint_left_name(painter: QPainter, room: QRectF, sizes: Measures, names: tuple[str, ...]) -> None:
    """The name of a y axis, upright beside its room: the first that fits."""
    font = painter.font()
    name = next((name for name in names if width_of(name, font) <= room.height()), names[-1])
    painter.save()
    painter.setPen(theme.current().colour("muted"))
    painter.translate(0, room.center().y())
    painter.rotate(-90)
    tall = room.height()
    painter.drawText(QRectF(-tall / 2, 0, tall, sizes.line), MIDDLE, elided(painter, name, tall))
    painter.restore()


def paint_bottom(painter: QPainter, frame: Frame, sizes: Measures, name: str) -> None:
    """The x axis that all lanes share."""
    room, floor = frame.room, frame.room.bottom()
    for value in ticks(*frame.x_span, min(max(int(room.width() / (36 * sizes.scale)), 2), _MOST_TICKS)):
        x = frame.x_of(value)
        painter.setPen(pen("border"))
        painter.drawLine(QPointF(x, floor), QPointF(x, floor + _TICK))
        painter.setPen(theme.current().colour("muted"))
        painter.drawText(QRectF(x - 40, floor + _TICK, 80, sizes.line), MIDDLE, tick(value))
    painter.setPen(theme.current().colour("muted"))
    under = QRectF(room.left(), floor + _TICK + sizes.line, room.width(), sizes.line + 2)
    painter.drawText(under, MIDDLE, elided(painter, name, under.width()))


def tick(value: float) -> str:
    """ "−2.5": a number of an axis."""
    return on_axis(float(f"{value:.9g}") + 0.0).replace("-", "−")


def together(words: tuple[str, ...]) -> str:
    """Words as one line."""
    return _GAP.join(words)


def elided(painter: QPainter, text: str, width: float) -> str:
    """As much of a text as fits."""
    return shortened(text, painter.font(), width)


def formula_size(latex: str, font: QFont) -> QSizeF:
    """Pixels of a formula, none until it is set."""
    svg = recall(latex)
    return _size_of(svg, font.pointSizeF()) if svg else QSizeF(0, 0)


@lru_cache(maxsize=256)
def _size_of(svg: str, points: float) -> QSizeF:
    font = theme.font()
    font.setPointSizeF(points)
    return vector.drawing(svg, "black").viewBoxF().size() * (QFontInfo(font).pixelSize() * _FORMULA / EM)


def paint_formula(painter: QPainter, latex: str, left: float, middle: float) -> None:
    """A formula, upright about `middle`."""
    svg = recall(latex)
    if svg:
        size = formula_size(latex, painter.font())
        target = QRectF(QPointF(left, middle - size.height() / 2), size)
        vector.drawing(svg, theme.current().text).render(painter, target)
