"""Best result so far against the number of trials: a thin line a seed, a thick one for their median."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter, QResizeEvent

from simulator.search.objectives import Objective
from ui import theme
from ui.drawing.curve import Curve
from ui.drawing.inscription import Inscription
from ui.drawing.lettering import height_of, width_of, write
from ui.drawing.pixel_item import PixelItem
from ui.drawing.plot import Plot
from ui.drawing.search_words import is_share, objective_name, say_value

Array = NDArray[Any]
ROLES = {"grid": "plain", "random": "normed"}
_PENS = {"grid": ("one grid", "grid search"), "random": ("one random", "random search")}
_NAMES = {"grid": "Grid", "random": "Random"}
_PAD, _ROOM = 0.06, 6
_NARROW = 300
"""Pixels of width below which the words of the ends stand in a corner that lines leave free."""


@dataclass(frozen=True, eq=False)
class Side:
    """Of one strategy: `best_so_far` of each seed, and their median."""

    bests: Sequence[Array]
    median: Array


class RaceLines(Plot):
    """Two strategies over one axis of trials."""

    def __init__(self) -> None:
        super().__init__("trials n", "")
        self.setMouseEnabled(x=False, y=False)
        self.words, self.ends, self.cursor = Inscription(), _Ends(), pg.InfiniteLine(angle=90)
        self.seeds, self.medians = ({side: Curve(antialias=True) for side in ROLES} for _ in range(2))
        for item in (*self.seeds.values(), *self.medians.values(), self.cursor, self.ends, self.words):
            self.addItem(item, ignoreBounds=True)
        self.cursor.hide()
        self._range: tuple[float, ...] = ()
        self._span = (1.0, 0.0, 1.0)

    def show_sides(self, sides: Mapping[str, Side], objective: Objective) -> None:
        """Other lines; costs and shares are drawn as a person reads them."""
        unit = 100.0 if is_share(objective) else 1.0
        ends = {}
        for name, side in sides.items():
            _draw(self.seeds[name], [unit * best for best in side.bests])
            _draw(self.medians[name], [unit * side.median])
            if len(side.median) and np.isfinite(side.median[-1]):
                last = float(side.median[-1])
                ends[name] = unit * last, f"{_NAMES[name]} {say_value(objective, last)}"
        self.ends.is_rising = objective.more_is_better
        self.ends.show_ends(ends)
        every = [unit * best for side in sides.values() for best in (*side.bests, side.median)]
        known = np.concatenate([best[np.isfinite(best)] for best in every]) if every else np.empty(0)
        longest = max((len(best) for best in every), default=1)
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, unit)
        self._span = float(longest), low, high
        self.getAxis("left").setTicks(None)
        self.name_axes(
            "trials n", f"best {objective_name(objective)[0].lower()}{objective_name(objective)[1:]}"
        )
        self._fit()

    def show_none(self, why: str, n: int) -> None:
        """No lines over n trials, and a sentence that says why."""
        for curve in (*self.seeds.values(), *self.medians.values()):
            _draw(curve, [])
        self.ends.show_ends({})
        self.words.say(why)
        self._span = float(max(n, 1)), 0.0, 1.0
        self.name_axes("trials n", "best result so far")
        self.getAxis("left").setTicks([])
        self._fit()

    def mark(self, n: int | None) -> None:
        """A line at so many trials, or none."""
        self.cursor.setVisible(n is not None)
        if n is not None:
            self.cursor.setPos(n)

    def apply_theme(self) -> None:
        super().apply_theme()
        worn = theme.current()
        for side, (one, median) in _PENS.items():
            self.seeds[side].setPen(worn.pen(one))
            self.medians[side].setPen(worn.pen(median))
        self.cursor.setPen(worn.pen("zero"))
        self.words.update()
        self.ends.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_span"):  # pyqtgraph resizes the view before its __init__ returns
            self._fit()

    def _fit(self) -> None:
        """All that there is, and room at the right for the words at the ends."""
        longest, low, high = self._span
        pad = _PAD * (high - low) or 0.05 * max(abs(high), 1e-3)
        wide = self.getViewBox().width()
        self.ends.is_apart = wide < _NARROW
        room = 0 if self.ends.is_apart else self.ends.width + 2 * _ROOM
        right = longest * wide / max(wide - room, wide / 3, 1)
        wanted = (0.0, max(right, 1.0), low - pad, high + pad)
        if wanted != self._range:
            self._range = wanted
            self.setRange(xRange=wanted[:2], yRange=wanted[2:], padding=0)


class _Ends(PixelItem):
    """At the end of each median its name and value, never over each other."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: dict[str, tuple[float, str]] = {}
        self.is_apart = self.is_rising = False

    @property
    def width(self) -> float:
        """Pixels of the longest."""
        return max((width_of(text, theme.font(bold=True)) for _, text in self.ends.values()), default=0.0)

    def show_ends(self, ends: dict[str, tuple[float, str]]) -> None:
        if ends != self.ends:
            self.ends = ends
            self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        font = theme.font(bold=True)
        painter.setFont(font)
        high, above = height_of(font), -np.inf
        if self.is_apart:
            above = size.height() - (len(self.ends) * high + _ROOM) if self.is_rising else float(_ROOM)
        for name, (y, text) in sorted(self.ends.items(), key=lambda end: -end[1][0]):
            beside = above if self.is_apart else max(float(self.down(y)) - high / 2, above, 0.0)
            top = min(beside, size.height() - high)
            room = QRectF(size.width() - self.width - _ROOM, top, self.width, high)
            painter.fillRect(room, theme.current().colour("raised", 0.8))
            painter.setPen(theme.current().colour(ROLES[name]))
            write(painter, room.left(), room, text, font)
            above = top + high


def _draw(curve: Curve, bests: Sequence[Array]) -> None:
    """Each as a step line through the trials at which it got better."""
    paths = [steps(best) for best in bests]
    paths = [path for path in paths if len(path[0])]
    if not paths:
        curve.setData(np.empty(0), np.empty(0))
        return
    joined = np.concatenate([np.append(np.ones(len(x) - 1, dtype=bool), False) for x, _ in paths])
    x, y = (np.concatenate([path[i] for path in paths]) for i in range(2))
    curve.setData(x, y, connect="all" if len(paths) == 1 else joined)


def steps(best: Array) -> tuple[Array, Array]:
    """Corners of the step line through (n, best after n trials), from the first that is a number."""
    known = np.flatnonzero(np.isfinite(best))
    if not len(known):
        return np.empty(0), np.empty(0)
    first, n = int(known[0]), len(best)
    changes = np.flatnonzero(np.diff(best[first:])) + first + 1
    at = np.concatenate([[first + 1], np.repeat(changes + 1, 2), [n]]).astype(np.float64)
    levels = best[np.concatenate([[first], changes])]
    return at, np.repeat(levels, 2)
