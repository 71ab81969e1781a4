"""A plot over two axes of a space, in their own scales, with a rug of the values tried along each."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent

from simulator.search.racing import distinct
from ui import theme
from ui.drawing.inscription import TITLE
from ui.drawing.lettering import shortened, width_of
from ui.drawing.pixel_item import PixelItem
from ui.drawing.plot import AXIS_HEIGHT, AXIS_WIDTH, Plot
from ui.drawing.search_words import Ruler
from ui.drawing.space_marks import Points, TrialMarks
from ui.drawing.still_item import StillItem

Array = NDArray[Any]
RUG, _BESIDE = 22, 12
"""Pixels below and left of the space for the rugs, and of its other margins."""
_TICK, _FEW, _MANY = 13.0, 12, 200
_REACH = 14.0
_BEFORE_LETTERS = 18
"""Pixels of the left axis that its name and the gaps beside its labels take."""
_WIDE_AXIS, _ROOMY = 104, 320
"""Pixels of the widest left axis, and of the plots that are wide enough for it."""
_SLACK = 24
_LOW = 90
"""Pixels of height below which nothing is written along the left axis."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 110
"""Pixels of a square in which markers are small."""
_BARE, _TICKS = 20, 6
"""Pixels of an axis without its name, and of one without its numbers, too."""


class SpacePlot(Plot):
    """Trials at places in the unit square; ticks say what is there. `headroom` is kept free above."""

    def __init__(self, headroom: int = 0) -> None:
        super().__init__("", "")
        self.setMouseEnabled(x=False, y=False)
        self.setMouseTracking(True)
        self.rugs, self.marks, self.rings = _Rugs(), TrialMarks(), _Rings()
        for depth, item in enumerate((self.rugs, self.marks, self.rings)):
            item.setZValue(10 * depth)
            self.addItem(item, ignoreBounds=True)
        self._rulers = Ruler(("",), ()), Ruler(("",), ())
        self._headroom, self._is_named = headroom, True
        self.getViewBox().sigResized.connect(self._fit)
        self._fit()

    @property
    def points(self) -> Points:
        """What is on show."""
        return self.marks.points

    @property
    def counts(self) -> tuple[int, int]:
        """How many different values were tried along x and y."""
        return len(self.rugs.x), len(self.rugs.y)

    def show_rulers(self, x: Ruler, y: Ruler) -> None:
        """Other axes."""
        if (x, y) != self._rulers:
            self._rulers = x, y
            self._widen()
            self._mark()

    def show_points(self, points: Points, *, y_rug: bool = True) -> None:
        """Other trials, and where they lie along the axes."""
        self.marks.show_points(points)
        self.rugs.show_places(distinct(points.x), distinct(points.y) if y_rug else np.empty(0))

    def ring(self, chosen: int | None, pointed: int | None) -> None:
        """Rings round trials, by number."""
        self.rings.show_rings(self.points.place(chosen), self.points.place(pointed))

    def trial_at(self, x: float, y: float) -> int | None:
        """The number of the trial nearest to a place of the plot, if it is near."""
        wide, high = self.getViewBox().viewPixelSize()
        points = self.points
        if not (len(points.x) and wide > 0 and high > 0 and math.isfinite(x) and math.isfinite(y)):
            return None
        away = np.hypot((points.x - x) / wide, (points.y - y) / high) + points.faded * _REACH / 2
        nearest = int(away.argmin())
        return int(points.numbers[nearest]) if away[nearest] <= _REACH else None

    def leave(self, *, name: bool, numbers: bool) -> None:
        """Leave the x axis' name, or its numbers, too, to a plot below."""
        axis, height = self.getAxis("bottom"), _TICKS if numbers else _BARE if name else AXIS_HEIGHT
        if axis.height() != height:
            self._is_named = not name
            axis.setStyle(showValues=not numbers)
            axis.setHeight(height)
            self._mark()

    def apply_theme(self) -> None:
        super().apply_theme()
        for item in (self.rugs, self.marks, self.rings):
            item.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_headroom"):  # pyqtgraph resizes the view before its __init__ returns
            self._widen()
            self._fit()

    def _widen(self) -> None:
        """The left axis, for names of values that are longer than numbers, where there is room."""
        longest = max((width_of(text, theme.font()) for _, text in self._rulers[1].ticks), default=0.0)
        most = _WIDE_AXIS if self.width() >= _ROOMY else AXIS_WIDTH
        width = min(max(AXIS_WIDTH, math.ceil(longest) + _BEFORE_LETTERS), most)
        if self.getAxis("left").width() != width:
            self.getAxis("left").setWidth(width)

    def _fit(self) -> None:
        """The unit square, and round it as many pixels as rugs and markers need."""
        view = self.getViewBox()
        wide = max(view.width() - RUG - _BESIDE, 8)
        high = max(view.height() - RUG - _BESIDE - self._headroom, 8)
        x = -RUG / wide, 1 + _BESIDE / wide
        y = -RUG / high, 1 + (_BESIDE + self._headroom) / high
        self.setRange(xRange=x, yRange=y, padding=0)
        self.marks.shrink(min(wide, high) < _SMALL)
        self._mark()

    def _mark(self) -> None:
        view, metrics = self.getViewBox(), QFontMetricsF(theme.font())
        across, up = self._rulers
        self.name_axes(
            fitting(across, view.width(), metrics) if self._is_named else "",
            fitting(up, view.height(), metrics) if view.height() >= _LOW else "",
        )
        for side in ("bottom", "left"):
            self.getAxis(side).resizeEvent()  # or the name stays where the middle of the last one was
        wide = [(at, text, metrics.horizontalAdvance(text) + 10) for at, text in across.ticks]
        letters = self.getAxis("left").width() - _BEFORE_LETTERS
        high = [(at, _narrow(text, letters), metrics.height()) for at, text in up.ticks]
        self.getAxis("bottom").setTicks([roomy(wide, view.width() - RUG - _BESIDE)])
        self.getAxis("left").setTicks([roomy(high, view.height() - RUG - _BESIDE - self._headroom)])


def fitting(ruler: Ruler, room: float, metrics: QFontMetricsF) -> str:
    """The longest of its names that has room, else the shortest."""
    return next(
        (name for name in ruler.names if metrics.horizontalAdvance(name) + _SLACK <= room), ruler.names[-1]
    )


def roomy(labels: list[tuple[float, str, float]], pixels: float) -> list[tuple[float, str]]:
    """As many labels (place, text, length) as have room on an axis: all, every other or fewer."""
    for stride in range(1, len(labels) + 1):
        chosen = labels[::stride]
        gaps = pairwise(chosen)
        if all((b[0] - a[0]) * pixels >= (a[2] + b[2]) / 2 for a, b in gaps):
            return [(at, text) for at, text, _ in chosen]
    return []


def _narrow(text: str, letters: float) -> str:
    """A label that the left axis has room for: 0.0001 as 10⁻⁴."""
    if width_of(text, theme.font()) <= letters:
        return text
    if text.startswith("0.0") and text.strip("0.") == "1":
        return f"10⁻{str(len(text) - 2).translate(_RAISED)}"
    return shortened(text, theme.font(), letters)


class _Rugs(StillItem):
    """A stroke at every value tried, outside the square; through it where they are few."""

    def __init__(self) -> None:
        super().__init__()
        self.x = self.y = np.empty(0)
        self.role = "text"

    def show_places(self, x: Array, y: Array) -> None:
        if not (np.array_equal(x, self.x) and np.array_equal(y, self.y)):
            self.x, self.y = x, y
            self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        worn = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(worn.colour("border"), 1))
        square = QRectF(QPointF(*self._corner(0, 1)), QPointF(*self._corner(1, 0)))
        painter.drawRect(square.adjusted(-5, -5, 5, 5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for places, upright in ((self.x, True), (self.y, False)):
            if len(places):
                self._paint(painter, places, upright, square, worn.colour(self.role), size)

    def _corner(self, x: float, y: float) -> tuple[float, float]:
        return float(self.across(np.array([x]))[0]), float(self.down(np.array([y]))[0])

    def _paint(
        self, painter: QPainter, places: Array, upright: bool, square: QRectF, colour: QColor, size: QSizeF
    ) -> None:
        pixels = self.across(places) if upright else self.down(places)
        at = (pixels if len(pixels) <= _MANY else np.unique(np.rint(pixels))).tolist()
        if len(places) <= _FEW:
            painter.setPen(QPen(theme.current().colour("muted", 0.35), 1, Qt.PenStyle.DotLine))
            beyond = square.adjusted(-5, -5, 5, 5)
            ends = (beyond.top(), beyond.bottom()) if upright else (beyond.left(), beyond.right())
            painter.drawLines([_line(each, *ends, upright) for each in at])
        colour.setAlphaF(0.9 if len(places) <= _MANY else 0.35)
        painter.setPen(QPen(colour, 2 if len(places) <= 2 * _FEW else 1.2))
        edge = size.height() - 2 if upright else 2.0
        ends = (edge - _TICK, edge) if upright else (edge, edge + _TICK)
        painter.drawLines([_line(each, *ends, upright) for each in at])


def _line(at: float, start: float, end: float, upright: bool) -> QLineF:
    return QLineF(at, start, at, end) if upright else QLineF(start, at, end, at)


class _Rings(PixelItem):
    """Round what is chosen and what is pointed at."""

    def __init__(self) -> None:
        super().__init__()
        self.places: tuple[tuple[float, float] | None, ...] = (None, None)

    def show_rings(self, chosen: tuple[float, float] | None, pointed: tuple[float, float] | None) -> None:
        if (chosen, pointed) != self.places:
            self.places = chosen, pointed
            self.update()

    def draw(self, painter: QPainter, _size: QSizeF) -> None:
        worn = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, role, width in zip(self.places, ("accent", "text"), (3.0, 1.5), strict=True):
            if place is not None:
                painter.setPen(QPen(worn.colour(role), width))
                x, y = self.across(np.array(place[:1])), self.down(np.array(place[1:]))
                painter.drawEllipse(QPointF(float(x[0]), float(y[0])), 10, 10)


HEADROOM = TITLE
"""Pixels that a title over the square takes."""
