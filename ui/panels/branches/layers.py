"""What lies in the plot of the roads: the other roads, where one stands, and signs along the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import theme
from ui.drawing.curve import tell_apart
from ui.drawing.envelope import finite_runs
from ui.drawing.lettering import write
from ui.drawing.markers import paint_marker
from ui.drawing.pixel_item import PixelItem
from ui.drawing.still_item import StillItem
from ui.drawing.stroke import stroke
from ui.panels.branches.forest import at_step

if TYPE_CHECKING:
    from ui.panels.branches.curves import Line

Array = NDArray[Any]
Points = tuple[Array, Array]
_SOFT = 0.65
_RING, _DOT, _HALO = 3.5, 4.5, 8.0


class Others(StillItem):
    """The roads one does not stand on: soft, each from the ring where it leaves another."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[int, tuple[Line, Points]] = {}
        self._strong: tuple[int | None, int | None] = (None, None)

    def show_lines(self, lines: Mapping[int, tuple[Line, Points]]) -> None:
        """Draw these instead."""
        self._lines = dict(lines)
        self.update()

    def attend(self, pointed: int | None, compared: int | None) -> None:
        """These are drawn in full."""
        self._strong = pointed, compared
        self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(0, 0, size.width(), size.height()))
        for number, (line, points) in self._lines.items():
            strong = number in self._strong
            colour = theme.current().class_colour(line.label, 1.0 if strong else _SOFT)
            self._draw_line(painter, line, points, colour, 2.0 if strong else 1.5)

    def _draw_line(self, painter: QPainter, line: Line, points: Points, colour: QColor, width: float) -> None:
        x, y, joined = finite_runs(*seen_from(*points, self._view.left()))
        if not len(x):
            return
        across, down = self.across(x), (self._view.bottom() - y) / self._per_y
        high = self._view.height() / self._per_y
        ends = line.fork is not None and line.fork >= self._view.left(), 0 <= down[-1] <= high
        beyond = 0.0 if self._exportOpts else 1e4  # an SVG knows no clip
        down = np.clip(down, -beyond, high + beyond)
        if joined[:-1].all() and len(x) > 2:
            told = tell_apart(across, down, 1.0, 1.0)
            across, down, joined = across[told], down[told], np.ones(len(told), np.int32)
        pen = QPen(colour, width)
        if line.distant:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        stroke(painter, across, down, joined)
        painter.setOpacity(max(colour.alphaF(), 0.75))
        if ends[1]:
            paint_end(painter, line, QPointF(across[-1], down[-1]))
        if ends[0]:
            paint_fork(painter, QPointF(across[0], down[0]), theme.current().class_colour(line.label))
        painter.setOpacity(1.0)


class Here(PixelItem):
    """The step one stands at as a line through the plot, and a fainter one under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.place = 0.0
        self._cursor: float | None = None

    def show_place(self, step: float) -> None:
        """One stands after so many steps."""
        self._set("place", step)

    def show_cursor(self, step: float | None) -> None:
        """What is read."""
        self._set("_cursor", step)

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        for step, pen in ((self._cursor, "zero"), (self.place, "focus")):
            if step is not None:
                x = float(self.across(np.float64(step)))
                made = theme.current().pen(pen)
                made.setWidthF(1.0)
                painter.setPen(made)
                painter.drawLine(QPointF(x, 0), QPointF(x, size.height()))

    def _set(self, name: str, step: float | None) -> None:
        if getattr(self, name) != step:
            setattr(self, name, step)
            self.update()


class Signs(PixelItem):
    """On the current road: its fork, its end, where one stands, and what was kept."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(10)
        self._line: Line | None = None
        self._here = (0.0, float("nan"))
        self._kept: tuple[tuple[float, float], ...] = ()

    def show_signs(
        self, line: Line | None, here: tuple[float, float], kept: tuple[tuple[float, float], ...]
    ) -> None:
        """Of this line, here."""
        self._line, self._here, self._kept = line, here, kept
        self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(0, 0, size.width(), size.height()))
        for place in self._kept:
            if place[0] >= self._view.left():
                self._draw_kept(painter, place)
        if self._line is None or not len(self._line.x):
            return
        self._draw_fork(painter, self._line)
        good = np.flatnonzero(np.isfinite(self._line.y))
        end = self._at(self._line.x[good[-1]], self._line.y[good[-1]]) if len(good) else None
        if np.isfinite(self._here[1]):
            worn, at_end = theme.current(), end is not None and self._here[0] >= self._line.x[good[-1]]
            painter.setPen(QPen(worn.colour("accent"), 1.5))
            painter.setBrush(worn.colour("raised") if at_end else worn.class_colour(self._line.label))
            painter.drawEllipse(self._at(*self._here), *(_HALO,) * 2 if at_end else (_DOT,) * 2)
        if end is not None:
            paint_end(painter, self._line, end)

    def _draw_fork(self, painter: QPainter, line: Line) -> None:
        if line.fork is not None and line.fork >= self._view.left():
            value = at_step(line.x, line.y, line.fork)
            if np.isfinite(value):
                paint_fork(painter, self._at(line.fork, value), theme.current().class_colour(line.label))

    def _draw_kept(self, painter: QPainter, place: tuple[float, float]) -> None:
        """A small flag, whose foot is the place."""
        foot, colour = self._at(*place), theme.current().colour("good")
        top = foot - QPointF(0, 16)
        painter.setPen(QPen(colour, 1.5))
        painter.drawLine(foot, top)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon([top, top + QPointF(9, 3.5), top + QPointF(0, 7)])

    def _at(self, x: float, y: float) -> QPointF:
        return QPointF(float(self.across(np.float64(x))), float(self.down(np.float64(y))))


def seen_from(x: Array, y: Array, left: float) -> Points:
    """A line without what lies left of the view, cut where it comes in."""
    first = int(np.searchsorted(x, left))
    if not 0 < first < len(x):
        return x[first:], y[first:]
    share = (left - x[first - 1]) / (x[first] - x[first - 1])
    edge = y[first - 1] + share * (y[first] - y[first - 1])
    return np.append(left, x[first:]), np.append(edge, y[first:])


def paint_end(painter: QPainter, line: Line, spot: QPointF) -> None:
    """The end of a road: its marker, or a cross where it diverged."""
    if not line.bad:
        paint_marker(painter, spot, line.label)
        return
    font = theme.font(bold=True)
    painter.setFont(font)
    painter.setPen(theme.current().colour("bad"))
    write(painter, spot.x() - 4, QRectF(spot.x() - 4, spot.y() - 8, 8, 16), "×", font)


def paint_fork(painter: QPainter, spot: QPointF, colour: QColor) -> None:
    """Where a road leaves another."""
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(theme.current().colour("raised"))
    painter.drawEllipse(spot, _RING, _RING)
