"""Trials as markers over two axes of a space: on screen copied from one picture a shape, else as shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QTransform

from ui import theme
from ui.drawing import trial_colours
from ui.drawing.pixel_item import PixelItem
from ui.drawing.stamps import is_on_screen

Array = NDArray[Any]
LEVELS = 24
UNKNOWN, BROKEN = -1, -2
"""Levels of trials that have no value yet, and of those that diverged."""
SHAPES = ("o", "s", "d", "t1", "p", "h")
"""Of generations, oldest first; they repeat."""
_SIZE, _OLDER = 11.0, 8.0
_FADED, _SHRUNK = 0.16, 0.7
Looks = tuple[int, bool, bool, float]
"""The shape, whether of the newest generation, whether faded, and how large."""


def _none() -> Array:
    return np.empty(0)


@dataclass(frozen=True, eq=False)
class Points:
    """Trials at (x, y) (n,) in [0, 1]; `level` 0..LEVELS−1 from the worst to the best, or UNKNOWN or BROKEN;
    `generation` counted from 0; and which are of the `newest` generation, and which are `faded`."""

    numbers: Array = field(default_factory=_none)
    x: Array = field(default_factory=_none)
    y: Array = field(default_factory=_none)
    level: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    generation: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    newest: Array = field(default_factory=lambda: np.empty(0, dtype=bool))
    faded: Array = field(default_factory=lambda: np.empty(0, dtype=bool))

    def place(self, number: int | None) -> tuple[float, float] | None:
        """Where a trial is."""
        at = np.flatnonzero(self.numbers == number) if number is not None else ()
        return (float(self.x[at[0]]), float(self.y[at[0]])) if len(at) else None


def levels_of(values: Array, more_is_better: bool) -> Array:
    """(n,) levels of values; UNKNOWN where they are no number."""
    places = trial_colours.ranks(values, more_is_better)
    return np.where(np.isfinite(places), np.rint(np.nan_to_num(places) * (LEVELS - 1)), UNKNOWN).astype(
        np.int64
    )


class TrialMarks(PixelItem):
    """The better a trial, the later it is painted; those faded lie below all others."""

    def __init__(self) -> None:
        super().__init__()
        self.points = Points()
        self._order = np.empty(0, dtype=np.int64)
        self._scale = 1.0

    def shrink(self, small: bool) -> None:
        """Smaller markers, where there is little room."""
        self._scale = _SHRUNK if small else 1.0

    def show_points(self, points: Points) -> None:
        """Other trials."""
        self.points = points
        self._order = np.lexsort((points.level, points.newest, ~points.faded))
        self.update()

    def draw(self, painter: QPainter, _size: QSizeF) -> None:
        points = self.points
        if not len(points.x):
            return
        x, y = self.across(points.x), self.down(points.y)
        shape = points.generation % len(SHAPES)
        looks = ((shape * 2 + points.newest) * 2 + points.faded)[self._order]
        cuts = np.flatnonzero(np.diff(looks)) + 1
        on_screen = is_on_screen(painter)
        for part in np.split(self._order, cuts):
            i = part[0]
            looked = int(shape[i]), bool(points.newest[i]), bool(points.faded[i]), self._scale
            (_stamp if on_screen else _draw_shapes)(painter, x[part], y[part], points.level[part], looked)


def paint_mark(painter: QPainter, centre: QPointF, level: int, generation: int, newest: bool) -> None:
    """One marker, for a legend."""
    at = np.array([centre.x()]), np.array([centre.y()])
    _draw_shapes(painter, *at, np.array([level]), (generation % len(SHAPES), newest, False, 1.0))


def _stamp(painter: QPainter, x: Array, y: Array, level: Array, looks: Looks) -> None:
    ratio = painter.device().devicePixelRatio()
    sheet, side = _sheet(theme.current(), *looks, ratio)
    place, middle = painter.worldTransform(), side % 2 / 2
    parts = np.zeros((len(x), 10))  # centre, place on the sheet, size, scale, rotation, opacity
    for i, at in enumerate((x + place.dx(), y + place.dy())):
        parts[:, i] = (np.floor(at * ratio) + middle) / ratio  # on whole pixels: anywhere else it would blur
    parts[:, 2], parts[:, 4:6] = (level - BROKEN) * side, side
    parts[:, 6:8], parts[:, 9] = 1 / ratio, 1.0
    first = shiboken6.wrapInstance(parts.__array_interface__["data"][0], QPainter.PixmapFragment)
    painter.save()
    painter.resetTransform()
    painter.drawPixmapFragments(first, len(parts), sheet)
    painter.restore()


def _draw_shapes(painter: QPainter, x: Array, y: Array, level: Array, looks: Looks) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colours = _colours()
    for across, down, each in zip(x.tolist(), y.tolist(), level.tolist(), strict=True):
        edge, fill, shape = _style(each, colours, *looks)
        painter.setPen(edge)
        painter.setBrush(fill)
        painter.drawPath(shape.translated(across, down))


@lru_cache(maxsize=64)
def _sheet(
    _worn: theme.Theme, shape: int, newest: bool, faded: bool, scale: float, ratio: float
) -> tuple[QPixmap, int]:
    """A marker of each level side by side, from BROKEN on; and the pixels from one to the next."""
    side = math.ceil((_SIZE + 4) * ratio)
    sheet = QPixmap(side * (LEVELS - BROKEN), side)
    sheet.fill(Qt.GlobalColor.transparent)
    levels = np.arange(BROKEN, LEVELS)
    painter = QPainter(sheet)
    painter.scale(ratio, ratio)
    x = ((levels - BROKEN) + 0.5) * side / ratio
    _draw_shapes(painter, x, np.full(len(x), side / ratio / 2), levels, (shape, newest, faded, scale))
    painter.end()
    return sheet, side


def _colours() -> list[QColor]:
    rows = trial_colours.at(np.linspace(0, 1, LEVELS))
    return [trial_colours.qt_colour(row) for row in rows]


def _style(
    level: int, colours: list[QColor], shape: int, newest: bool, faded: bool, scale: float
) -> tuple[QPen, QColor | Qt.BrushStyle, QPainterPath]:
    worn, size = theme.current(), scale * (_SIZE if newest else _OLDER)
    if level == BROKEN:
        return _pen(worn.colour("warning"), 2.0, faded), Qt.BrushStyle.NoBrush, _cross(size * 0.32)
    path = QTransform.fromScale(size, size).map(Symbols[SHAPES[shape]])
    if level == UNKNOWN:
        return _pen(worn.colour("muted"), 1.2, faded), Qt.BrushStyle.NoBrush, path
    fill = QColor(colours[level])
    fill.setAlphaF(_FADED if faded else 1.0)
    edge = _pen(worn.colour("text", 0.75), 1.2, faded) if newest else _pen(worn.colour("muted"), 0.8, faded)
    return edge, fill, path


def _pen(colour: QColor, width: float, faded: bool) -> QPen:
    colour.setAlphaF(colour.alphaF() * (_FADED if faded else 1.0))
    return QPen(colour, width)


def _cross(reach: float) -> QPainterPath:
    path = QPainterPath()
    for side in (-1, 1):
        path.moveTo(-reach, -side * reach)
        path.lineTo(reach, side * reach)
    return path
