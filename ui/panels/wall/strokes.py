"""Hundreds of curves on a pixmap: new points are added to it, and now and then it is drawn anew."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QSizeF
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from ui import theme
from ui.drawing import trial_colours
from ui.drawing.pixel_item import polygon
from ui.panels.wall.crowd import DIVERGED, Crowd

AGE = 0.4
"""Seconds that the colours of curves on their way may be behind."""
_SLICE = 128
"""Curves drawn in one frame: a thousand would take two frames' time."""
_NEXT = 0.01
"""Seconds to the next of them."""
_LEVELS = 255
_STEP = 2
"""Points of the commonest stroke: one more row of a curve."""
_MARK, _BAR = 3.5, 4.0


@dataclass(frozen=True)
class Window:
    """What part of the plane of steps and results a plot shows, and how large a pixel is there."""

    left: float
    bottom: float
    per_x: float
    per_y: float
    size: QSizeF


class Scene:
    """A crowd in pixels of a plot, as a filter leaves it: `x`, `y` as in `Crowd`, none beyond the edge."""

    def __init__(self, crowd: Crowd, window: Window, brushed: frozenset[int] | None) -> None:
        self.crowd, self.window, self.brushed = crowd, window, brushed
        self.x = (crowd.x - window.left) * (1 / window.per_x)
        self.y = (crowd.y - window.bottom) * (-1 / window.per_y) + window.size.height()
        np.maximum(np.minimum(self.y, window.size.height(), out=self.y), 0.0, out=self.y)
        self.faded = np.zeros(len(crowd.trials), dtype=bool)
        if brushed is not None:
            self.faded[:] = [trial.number not in brushed for trial in crowd.trials]
        self._pens = pens_of(crowd.places, self.faded)

    def end(self, i: int) -> QPointF:
        """Where a curve ends; it has at least a point."""
        last = int(self.crowd.lengths[i]) - 1
        return QPointF(float(self.x[i, last]), float(self.y[i, last]))

    def line(self, i: int, start: int = 0) -> QPolygonF:
        """A curve from a point on."""
        end = int(self.crowd.lengths[i])
        return polygon(self.x[i, start:end], self.y[i, start:end])

    def order(self) -> np.ndarray:
        """Rows in the order of painting: the better over the worse, what is left out under all."""
        places = np.nan_to_num(self.crowd.places, nan=-1.0)
        return np.argsort(places - 3.0 * self.faded, kind="stable")

    def draw(self, painter: QPainter, i: int, start: int = 0) -> None:
        """One curve, from a point on."""
        new = int(self.crowd.lengths[i]) - start
        if new > 1:
            painter.setPen(self._pens[i])
            if new == _STEP:
                (x, x_now), (y, y_now) = self.x[i, start : start + new], self.y[i, start : start + new]
                painter.drawLine(QLineF(x, y, x_now, y_now))
            else:
                painter.drawPolyline(self.line(i, start))
        if self.crowd.ends[i] and self.crowd.lengths[i]:
            self._mark(painter, i)

    def look(self) -> tuple[object, ...]:
        """What decides where all lies."""
        return self.window, self.brushed, theme.current()

    def _mark(self, painter: QPainter, i: int) -> None:
        """The end of a curve that came too early: an x where it diverged, a bar where it was stopped."""
        end = self.end(i)
        if self.crowd.ends[i] == DIVERGED:
            painter.setPen(QPen(theme.current().colour("border" if self.faded[i] else "warning"), 2.0))
            for down in (-_MARK, _MARK):
                painter.drawLine(end - QPointF(_MARK, down), end + QPointF(_MARK, down))
        else:
            painter.setPen(QPen(self._pens[i].color(), 2.0))
            painter.drawLine(end - QPointF(0, _BAR), end + QPointF(0, _BAR))


def pens_of(places: np.ndarray, faded: np.ndarray) -> list[QPen]:
    """A thin pen for each result so far; of those that have none it is grey."""
    levels = np.nan_to_num(np.rint(places * _LEVELS), nan=-1.0).astype(np.intp)
    pens = _pens(theme.current())
    return [pens[level] for level in (levels + (_LEVELS + 2) * faded).tolist()]


@lru_cache(maxsize=4)
def _pens(worn: theme.Theme) -> dict[int, QPen]:
    """By level, that of no result being -1; after all of them the same again, faded."""
    made, colours = {}, trial_colours.at(np.linspace(0, 1, _LEVELS + 1))
    made[-1] = QPen(worn.colour("muted", 0.6), 1.0)
    for level, colour in enumerate(colours):
        made[level] = QPen(trial_colours.qt_colour(colour), 1.0)
    faded = QPen(
        worn.colour("grid"), 1.0
    )  # not transparent: a thousand of those over each other are not faint
    return made | dict.fromkeys(range(_LEVELS + 1, 2 * _LEVELS + 3), faded)


class Sheet:
    """A pixmap with the curves drawn so far: `drawn` points of each."""

    def __init__(self, scene: Scene, ratio: float) -> None:
        self.pixmap = QPixmap((scene.window.size * ratio).toSize())
        self.pixmap.setDevicePixelRatio(ratio)
        self.pixmap.fill(theme.current().colour("raised"))  # a transparent one takes ten times as long
        self.drawn = np.zeros(len(scene.crowd.trials), dtype=np.intp)
        self.places, self.ends = scene.crowd.places.copy(), scene.crowd.ends.copy()
        self._queue = scene.order()

    @property
    def is_complete(self) -> bool:
        """Whether each curve has had its turn."""
        return not len(self._queue)

    def go_on(self, scene: Scene) -> None:
        """Draw the next curves of the queue."""
        painter = self._painter()
        for i in self._queue[:_SLICE].tolist():
            scene.draw(painter, i)
            self.drawn[i] = scene.crowd.lengths[i]
        self._queue = self._queue[_SLICE:]
        painter.end()

    def add(self, scene: Scene) -> None:
        """Draw the points that have come since."""
        longer = np.flatnonzero((scene.crowd.lengths > self.drawn) & (self.drawn > 0))
        if self.is_complete:
            longer = np.flatnonzero(scene.crowd.lengths > self.drawn)
        if not len(longer):
            return
        painter = self._painter()
        for i in longer.tolist():
            scene.draw(painter, i, max(int(self.drawn[i]) - 1, 0))
            self.drawn[i] = scene.crowd.lengths[i]
        painter.end()

    def _painter(self) -> QPainter:
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter


class Strokes:
    """The sheet on show, and the next one while it is drawn."""

    def __init__(self) -> None:
        self._front: Sheet | None = None
        self._next: Sheet | None = None
        self._look: tuple[object, ...] = ()
        self._begun = 0.0

    def forget(self) -> None:
        """The curves are those of other trials."""
        self._front = self._next = None

    def paint(self, painter: QPainter, scene: Scene, ratio: float) -> float | None:
        """Paint the curves; in how many seconds to paint them again, as colours or curves are behind."""
        look = (*scene.look(), ratio)
        if look != self._look or self._is_stale(scene):
            self._look = look
            self.forget()
        if self._next is None and (self._front is None or self._may_recolour(scene)):
            self._next, self._begun = Sheet(scene, ratio), time.monotonic()
        if self._next is not None:
            self._next.go_on(scene)
            if self._next.is_complete:
                self._front, self._next = self._next, None
        shown = self._front or self._next
        assert shown is not None
        shown.add(scene)
        painter.drawPixmap(0, 0, shown.pixmap)
        if self._next is not None:
            return _NEXT
        return None if self._has_colours(scene) else max(0.0, self._begun + AGE - time.monotonic())

    def _is_stale(self, scene: Scene) -> bool:
        """Whether a curve has become another one."""
        sheets = [sheet for sheet in (self._front, self._next) if sheet is not None]
        lengths = scene.crowd.lengths
        return any(len(s.drawn) != len(lengths) or bool((s.drawn > lengths).any()) for s in sheets)

    def _may_recolour(self, scene: Scene) -> bool:
        return not self._has_colours(scene) and time.monotonic() - self._begun >= AGE

    def _has_colours(self, scene: Scene) -> bool:
        assert self._front is not None
        as_before = np.array_equal(self._front.places, scene.crowd.places, equal_nan=True)
        return as_before and np.array_equal(self._front.ends, scene.crowd.ends)
