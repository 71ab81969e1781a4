"""What lies on the scatter besides its trials: boxes of generations, the winner, and an earlier search."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF, QTransform

from ui import theme
from ui.drawing.lettering import height_of, width_of, write
from ui.drawing.pixel_item import PixelItem
from ui.drawing.stamps import paint_dots
from ui.drawing.still_item import StillItem
from ui.panels.scatter.sides import Sides

Array = NDArray[Any]
Place = tuple[float, float]
_STAR, _AWAY, _HEAD, _CLEAR = 22.0, 14.0, 9.0, 24.0


@dataclass(frozen=True, eq=False)
class Earlier:
    """Trials of an earlier search at (x, y) (n,), and its winner's place and words."""

    x: Array = field(default_factory=lambda: np.empty(0))
    y: Array = field(default_factory=lambda: np.empty(0))
    best: Place | None = None
    words: str = ""


class GenerationBoxes(StillItem):
    """The part of the space that each generation was sampled from, the newest strongest."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: tuple[Sides, ...] = ()

    def show_boxes(self, boxes: tuple[Sides, ...]) -> None:
        """Other boxes, oldest first."""
        if boxes != self.boxes:
            self.boxes = boxes
            self.update()

    def draw(self, painter: QPainter, _size: QSizeF) -> None:
        worn = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # upright lines: as sharp, and quicker
        for i, s in enumerate(self.boxes):
            last = i == len(self.boxes) - 1
            left, right = self.across([s.left, s.right]).tolist()
            bottom, top = self.down([s.low, s.high]).tolist()
            painter.setPen(QPen(worn.colour("text" if last else "muted"), 1.8 if last else 1.0, _dash(last)))
            painter.setBrush(worn.colour("muted", 0.07))
            painter.drawRect(QRectF(QPointF(left, top), QPointF(right, bottom)).adjusted(-5, -5, 5, 5))


class Winners(PixelItem):
    """The winner with its words; of an earlier search the trials, its winner, and the way to this one."""

    def __init__(self) -> None:
        super().__init__()
        self.best: Place | None = None
        self.words = ""
        self.earlier: Earlier | None = None

    def show_winners(self, best: Place | None, words: str, earlier: Earlier | None) -> None:
        """Another winner, and an earlier search or none."""
        if (best, words, earlier) != (self.best, self.words, self.earlier):
            self.best, self.words, self.earlier = best, words, earlier
            self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self._pixel(self.best)
        there = self._pixel(self.earlier.best) if self.earlier else None
        if self.earlier is not None:
            self._paint_earlier(painter, self.earlier, here, there, size)
        if here is not None:
            leftwards = there is not None and there.x() > here.x()
            _label(painter, here, self.words, size, "text", leftwards=leftwards)
            _star(painter, here, filled=True)
        if there is not None:
            _star(painter, there, filled=False)

    def _paint_earlier(
        self, painter: QPainter, earlier: Earlier, here: QPointF | None, there: QPointF | None, size: QSizeF
    ) -> None:
        worn = theme.current()
        paint_dots(painter, self.across(earlier.x), self.down(earlier.y), 3.0, worn.colour("plain", 0.45))
        if there is None:
            return
        if here is not None:
            _arrow(painter, there, here)
        leftwards = here is not None and here.x() > there.x()
        strict = here is not None and abs(here.y() - there.y()) < _CLEAR
        _label(painter, there, earlier.words, size, "plain", leftwards=leftwards, strict=strict)

    def _pixel(self, place: Place | None) -> QPointF | None:
        if place is None:
            return None
        return QPointF(float(self.across(place[0])), float(self.down(place[1])))


def _dash(last: bool) -> Qt.PenStyle:
    return Qt.PenStyle.SolidLine if last else Qt.PenStyle.DashLine


def _star(painter: QPainter, centre: QPointF, *, filled: bool) -> None:
    worn = theme.current()
    path = QTransform.fromScale(_STAR, _STAR).map(QPainterPath(Symbols["star"])).translated(centre)
    painter.setPen(QPen(worn.colour("text") if filled else worn.colour("plain"), 1.6))
    painter.setBrush(worn.colour("plain") if filled else worn.colour("raised"))
    painter.drawPath(path)


def _label(
    painter: QPainter,
    at: QPointF,
    words: str,
    size: QSizeF,
    role: str,
    *,
    leftwards: bool = False,
    strict: bool = False,
) -> None:
    """Words beside a star, on the side asked for; where that has no room on the other, unless `strict`."""
    font, worn = theme.font(bold=True), theme.current()
    wide, high = width_of(words, font) + 8, height_of(font)
    if not words or wide > size.width():
        return
    right, left = at.x() + _AWAY, at.x() - _AWAY - wide
    if strict and not (left >= 0 if leftwards else right + wide <= size.width()):
        return
    x = left if (leftwards and left >= 0) or right + wide > size.width() else right
    ground = QRectF(max(x, 0.0), min(max(at.y() - high / 2, 0.0), size.height() - high), wide, high)
    painter.fillRect(ground, worn.colour("raised", 0.85))
    painter.setFont(font)
    painter.setPen(worn.colour(role))
    write(painter, ground.left() + 4, ground, words, font)


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """From one winner towards the other, clear of both."""
    along = end - start
    length = math.hypot(along.x(), along.y())
    if length < 2 * _STAR:
        return
    unit = along / length
    tail, tip = start + unit * (0.6 * _STAR), end - unit * (0.7 * _STAR)
    side = QPointF(-unit.y(), unit.x()) * (0.5 * _HEAD)
    colour = theme.current().colour("plain")
    painter.setPen(QPen(colour, 3))
    painter.drawLine(tail, tip - unit * _HEAD)
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF([tip, tip - unit * _HEAD + side, tip - unit * _HEAD - side]))
