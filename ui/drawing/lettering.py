"""Text placed by hand, for what is written in every frame: in rectangles Qt takes half as long again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform

from ui import theme

_DIGITS = str.maketrans("123456789", "000000000")
"""Figures are all as wide as 0, so that a number is measured once for all of its length."""
_MANY = 1000


def width_of(text: str, font: QFont) -> float:
    """Pixels of a text."""
    return _width_of(text.translate(_DIGITS), *_key(font))


def height_of(font: QFont) -> float:
    """Pixels of a line of text."""
    return _lines(*_key(font))[0]


def capitals(font: QFont) -> float:
    """Pixels of a capital's height."""
    return _lines(*_key(font))[2]


def shortened(
    text: str, font: QFont, width: float, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
) -> str:
    """As much of a text as fits."""
    if width_of(text, font) <= width:
        return text
    return QFontMetricsF(font).elidedText(text, mode, max(width, 0))


def clauses(text: str) -> Iterator[str]:
    """A text, then again and again without its last clause: what is left out is better than cut."""
    stop = "." if text.endswith(".") else ""
    while text:
        yield text
        cut = max(text.rfind(end, 0, -1) for end in (". ", "; ", " · "))
        text = text[:cut] + stop if cut > 0 else ""


def whole(text: str, font: QFont, width: float) -> str:
    """As many whole clauses as fit; one that is alone is shortened."""
    found = ""
    for found in clauses(text):
        if width_of(found, font) <= width:
            return found
    return shortened(found, font, width)


def broken(text: str, font: QFont, width: float, most: int = _MANY) -> list[str]:
    """A text in lines of some width, at most so many; what does not fit is in the last one."""
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


def write(painter: QPainter, left: float, room: QRectF, text: str, font: QFont) -> None:
    """A text in the painter's font, from `left` on, at half the height of the room."""
    painter.drawText(QPointF(left, room.center().y() + _lines(*_key(font))[1]), text)


def write_right(painter: QPainter, room: QRectF, text: str, font: QFont) -> None:
    """Likewise, flush with the right of the room."""
    write(painter, room.right() - width_of(text, font), room, text, font)


def write_again(painter: QPainter, left: float, top: float, text: str, font: QFont) -> None:
    """A text that comes back in many frames, its upper left corner given."""
    painter.drawStaticText(QPointF(left, top), _laid_out(text, *_key(font)))


def _key(font: QFont) -> tuple[float, bool]:
    """What tells the theme's fonts apart."""
    return font.pointSizeF(), font.bold()


def _font(points: float, bold: bool) -> QFont:
    font = theme.font(bold=bold)
    font.setPointSizeF(points)
    return font


@lru_cache(maxsize=4096)
def _width_of(text: str, points: float, bold: bool) -> float:
    return QFontMetricsF(_font(points, bold)).horizontalAdvance(text)


@lru_cache(maxsize=64)
def _lines(points: float, bold: bool) -> tuple[float, float, float]:
    """Heights: of a line, from its middle down to where its letters stand, and of a capital."""
    metrics = QFontMetricsF(_font(points, bold))
    return metrics.height(), metrics.ascent() - metrics.height() / 2, metrics.capHeight()


@lru_cache(maxsize=512)
def _laid_out(text: str, points: float, bold: bool) -> QStaticText:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(QTransform(), _font(points, bold))
    return made
