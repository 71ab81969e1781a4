"""How a lane is drawn: bars, outlines, brackets, the curve of g with its examples."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui import theme
from ui.drawing.lanes.lanes import BINS, Bars, Curve, Mark
from ui.drawing.lanes.linear_part import curve, linear_span
from ui.drawing.pens import pen
from ui.drawing.stamps import paint_columns, paint_dots
from ui.drawing.stroke import stroke

Array = NDArray[Any]
_FILL, _SHADE = 0.45, 0.22
_CAP, _MARK, _DOT, _PIN = 4, 2, 2.2, 5
_WIDTHS = {"outline": 2, "ghost": 1}
_SHARES = np.linspace(0.0, 1.0, BINS + 1)
_MOST_DOTS = 128
"""Examples drawn on the curve: beyond these they lie on one another."""


@dataclass(frozen=True)
class Frame:
    """The rectangle in which (x, y) of two spans are drawn."""

    room: QRectF
    x_span: tuple[float, float]
    y_span: tuple[float, float]

    def x(self, value: Array | float) -> Array:
        """Pixels of x, kept near the edge where it lies beyond."""
        share = (np.asarray(value, np.float64) - self.x_span[0]) / (self.x_span[1] - self.x_span[0])
        return self.room.left() + np.minimum(np.maximum(share, 0), 1) * self.room.width()

    def y(self, value: Array | float) -> Array:
        """Pixels of y, likewise."""
        share = (np.asarray(value, np.float64) - self.y_span[0]) / (self.y_span[1] - self.y_span[0])
        return self.room.bottom() - np.minimum(np.maximum(share, 0), 1) * self.room.height()

    def x_of(self, value: float) -> float:
        """One x, faster."""
        share = (value - self.x_span[0]) / (self.x_span[1] - self.x_span[0])
        return self.room.left() + min(max(share, 0.0), 1.0) * self.room.width()

    def y_of(self, value: float) -> float:
        """One y, faster."""
        share = (value - self.y_span[0]) / (self.y_span[1] - self.y_span[0])
        return self.room.bottom() - min(max(share, 0.0), 1.0) * self.room.height()

    def shows(self, x: float) -> bool:
        """Whether x is in its span."""
        return self.x_span[0] <= x <= self.x_span[1]


def paint_bars(painter: QPainter, frame: Frame, bars: Bars, heights: Array) -> None:
    """A histogram of shares (BINS,), on whole pixels: crisp, and a tenth of the time a stroke takes."""
    edges, floor = np.rint(_edges(frame, bars)).astype(int), round(frame.room.bottom())
    tops = np.rint(frame.y(heights)).astype(int)
    if bars.style == "filled":
        gap = 1 if frame.room.width() / BINS > 4 else 0
        left, widths = edges[:-1], edges[1:] - edges[:-1] - gap
        kept = np.flatnonzero((widths > 0) & (tops < floor))
        paint_columns(painter, left[kept], tops[kept], widths[kept], floor, _soft(bars.pen, _FILL))
        return
    filled = np.flatnonzero(heights)
    if not filled.size:
        return
    first, last = int(filled[0]), int(filled[-1]) + 1
    rects = _outline(edges[first : last + 1].tolist(), tops[first:last].tolist(), floor, _WIDTHS[bars.style])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(text_pen(bars.pen).color())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawRects(rects)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _outline(edges: list[int], tops: list[int], floor: int, width: int) -> list[QRect]:
    """The outline of a histogram as rects: one over each bar, and one at each step."""
    over = [
        QRect(left, top, right - left + width, width)
        for (left, right), top in zip(pairwise(edges), tops, strict=True)
        if top < floor
    ]
    steps = zip(edges, pairwise([floor, *tops, floor]), strict=True)
    return over + [
        QRect(x, min(one, other), width, abs(one - other) + width)
        for x, (one, other) in steps
        if one != other
    ]


def _edges(frame: Frame, bars: Bars) -> Array:
    """Pixels of the bins' ends (BINS + 1,)."""
    left, width = frame.room.left(), frame.room.width()
    start = left + bars.offset / (frame.x_span[1] - frame.x_span[0]) * width
    return np.minimum(np.maximum(_SHARES * width + start, left), left + width)


def paint_mark(painter: QPainter, frame: Frame, mark: Mark, above: float) -> None:
    """A line at the mean; a bracket from a spread below to a spread above, so far above the bars.

    Of rects: lines take three times as long.
    """
    if not (math.isfinite(mark.at) and math.isfinite(mark.spread)):
        return
    colour, half = text_pen(mark.pen).color(), _MARK / 2
    top, floor = frame.room.top() - above, frame.room.bottom()
    left, right = frame.x_of(mark.at - mark.spread), frame.x_of(mark.at + mark.spread)
    if frame.shows(mark.at):
        x = frame.x_of(mark.at)
        painter.fillRect(QRectF(x - half, top - _CAP - half, _MARK, floor - top + _CAP + _MARK), colour)
    painter.fillRect(QRectF(left - half, top - half, right - left + _MARK, _MARK), colour)
    for end in (left, right):
        painter.fillRect(QRectF(end - half, top - _CAP - half, _MARK, 2 * _CAP + _MARK), colour)


def paint_centres(painter: QPainter, frame: Frame, centres: Array, role: str, above: float) -> None:
    """A short line at the centre of each unit."""
    if not centres.size:
        return
    painter.setPen(pen(role))
    top = frame.room.top() - above
    for x in np.unique(np.round(frame.x(centres[np.isfinite(centres)]))).tolist():
        painter.drawLine(QPointF(x, top), QPointF(x, top + above))


def paint_pin(painter: QPainter, frame: Frame, x: float, y: float | None = None) -> None:
    """Where the chosen example is: a triangle on the floor, or a ring at (x, y)."""
    if not (np.isfinite(x) and frame.shows(x)):
        return
    across = frame.x_of(x)
    if y is None:
        floor = frame.room.bottom()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("accent"))
        corners = [(across - _PIN, floor - 2 * _PIN), (across + _PIN, floor - 2 * _PIN), (across, floor)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    elif np.isfinite(y):
        painter.setPen(pen("focus"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(across, frame.y_of(y)), _PIN, _PIN)


def paint_curve(painter: QPainter, frame: Frame, activation: str) -> None:
    """g over the x axis, its linear part shaded."""
    left, right = map(frame.x_of, linear_span(activation))
    room = QRectF(left, frame.room.top(), right - left, frame.room.height())
    painter.fillRect(room, _soft("good", _SHADE))
    x = np.linspace(*frame.x_span, max(int(frame.room.width() / 2), 2))
    line = pen("text")
    line.setWidthF(1.5)
    painter.setPen(line)
    stroke(painter, frame.x(x), frame.y(curve(activation, x)))


def paint_examples(painter: QPainter, frame: Frame, shown: Curve) -> None:
    """The examples on the curve, the chosen one ringed."""
    _paint_dots(painter, frame, shown)
    if shown.pin is not None:
        paint_pin(painter, frame, shown.pin, float(curve(shown.activation, np.array([shown.pin]))[0]))


def _paint_dots(painter: QPainter, frame: Frame, shown: Curve) -> None:
    kept = np.isfinite(shown.x) & np.isfinite(shown.a)
    x, a = shown.x[kept], shown.a[kept]
    every = 1 + len(x) // _MOST_DOTS
    paint_dots(painter, frame.x(x[::every]), frame.y(a[::every]), _DOT, _soft(shown.pen, 0.75))


def _soft(role: str, alpha: float) -> QColor:
    """The colour of a role's pen, let through."""
    worn = theme.current()
    return _let_through(role, alpha, worn.name, worn.muted)


@lru_cache(maxsize=64)
def _let_through(role: str, alpha: float, _theme: str, _muted: str) -> QColor:
    colour = QColor(text_pen(role).color())
    colour.setAlphaF(alpha)
    return colour


def _polygon(x: Array, y: Array) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])


def text_pen(role: str) -> QPen:
    """The pen to write in a role's colour."""
    return _ink(role, theme.current().name, theme.current().muted)


@lru_cache(maxsize=64)
def _ink(role: str, _theme: str, _muted: str) -> QPen:
    return QPen(theme.current().pen(role).color())
