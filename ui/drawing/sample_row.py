"""A row of samples on an axis: how large a share falls where, beside theory, and the samples themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QWidget

from simulator.sampling import Law, Shares, density, shares
from simulator.scales import LINEAR, POWER_OF_TWO, Scale
from ui import theme
from ui.drawing.plot import AXIS_HEIGHT, Plot
from ui.drawing.row_title import TERSE, RowTitle
from ui.drawing.sample_paint import HUGE, Heap, SamplePicture
from ui.drawing.samples import Samples
from ui.drawing.scale_numerals import brief

Array = NDArray[Any]
_FIGURE = 22, 40
"""Pixels for the figure over a bar of full height, and for a huge one."""
_STRIP = 0.3, 18, 120
"""The heap's share of the height, and its least and most pixels."""
_BESIDE, _TALL, _NAMED = 10, 40, 64
"""Pixels left at either end of the axis, of bars whose axis has three numbers, of a row that names it."""
_TOPS = (0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 1.0)
_BARE, _TICKS = 20, 6
"""Pixels of an axis that leaves its name to the row below, and of one that leaves its numbers, too."""
_LOW = 230
"""Pixels of two rows below which one axis serves both."""
_STREWN, _WIDE = 97.0, 0.7
"""What makes a second chance of a height, and how much of its interval a single value's dots fill."""


class SampleRow(Plot):
    """Samples of one law, on the axis of a scale that need not be the law's own.

    One that is not `named` leaves that to the row below; a `top` holds the bars' axis to that share. The
    title stands at the left or the `right`, wherever bars are low, or in `headroom` pixels of its own.
    """

    def __init__(
        self,
        x_name: str,
        title: str,
        role: str,
        *,
        named: bool = True,
        top: float | None = None,
        right: bool = False,
        headroom: int = 0,
    ) -> None:
        super().__init__(x_name if named else "", "share (%)")
        self.setMouseEnabled(x=False, y=False)
        self.words, self.picture = RowTitle(title, role, right=right, terse=not headroom), SamplePicture(role)
        for item in (self.picture, self.words):
            self.addItem(item, ignoreBounds=True)
        if not named:
            self.getAxis("bottom").setHeight(_BARE)
        self.bottom = AXIS_HEIGHT if named else _BARE
        self._axis: tuple[Scale, float, float] = (LINEAR, 0.0, 1.0)
        self._law: Law | None = None
        self._is_single = False
        self._labels: list[tuple[float, str]] = []
        self._fixed, self._headroom, self._x_name = top, headroom, x_name if named else ""
        self._top = top or 1.0
        self._fitted: tuple[object, ...] = ()
        self._fit()

    @property
    def shares(self) -> Shares | None:
        """What is on show."""
        return self.picture.heap.shares if self.picture.heap else None

    def show_samples(self, law: Law, samples: Samples, axis: Scale, names: Sequence[str] = ()) -> None:
        """Draw samples of a law on an axis; `names` are those of the whole numbers, of choices say."""
        edges, on, is_single = law.intervals(axis)
        self._is_single = is_single
        self._axis = on, float(edges[0]), float(edges[-1])
        self._law = law
        values = law.values(samples.u)
        found = shares(law, values, edges)
        at, heights = (_steps if is_single else _smooth)(law, found, self._axis)
        newest = float(values[-1]) if samples.has_new and len(values) else None
        self._mark(edges, is_single, names)
        heap = Heap(found, self.place(edges), self._dots(values, samples.v), samples.v, at, heights, newest)
        self.picture.show_heap(heap)
        self._rise(max(float(found.measured.max()), float(found.theory.max())))
        self.show_falling(samples)

    def show_falling(self, samples: Samples) -> None:
        """Draw those that are in the air."""
        if self._law is not None:
            u, v, down = samples.in_air
            self.picture.show_falling(self._dots(self._law.values(u), v), v, down)

    def name(self, x_name: str) -> None:
        """Another name of the axis."""
        self._x_name = x_name

    def label_of(self, i: int) -> str:
        """Which values an interval holds."""
        if self._is_single:
            return self._labels[i][1]
        return f"{self._labels[i][1]} to {self._labels[i + 1][1]}"

    def show_nothing(self, why: str) -> None:
        """No samples, and a sentence that says why."""
        self._law = None
        self.picture.show_heap(None)
        self.words.say(why)

    def place(self, values: Array) -> Array:
        """Places of values on the axis, in [0, 1]."""
        scale, low, high = self._axis
        return np.clip(scale.to_unit(np.clip(values, low, high), low, high), 0.0, 1.0)

    def _dots(self, values: Array, v: Array) -> Array:
        """Places of dots: those of one value side by side."""
        if not self._is_single:
            return self.place(values)
        beside = (v * _STREWN) % 1.0 - 0.5
        return self.place(values) + _WIDE * beside / max(len(self._labels), 1)

    def leave_numbers(self, leave: bool) -> None:
        """Leave even the numbers of its axis to the row below, or write them again."""
        self.bottom = _TICKS if leave else _BARE
        self.getAxis("bottom").setStyle(showValues=not leave)
        self.getAxis("bottom").setHeight(self.bottom)

    def interval_at(self, x: float) -> int | None:
        """Which interval is under the cursor at x."""
        if self.picture.heap is None:
            return None
        i = int(np.searchsorted(self.picture.heap.edges, x, "right")) - 1
        return i if 0 <= i < len(self.picture.heap.shares.counts) else None

    def apply_theme(self) -> None:
        super().apply_theme()
        self.words.update()
        self.picture.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_top"):  # pyqtgraph resizes the view before its __init__ returns
            self._fit()

    # Axes -------------------------------------------------------------------------------------------

    def _rise(self, share: float) -> None:
        """As high as the highest bar needs, in few steps."""
        self._top = self._fixed or next((top for top in _TOPS if top >= share), 1.0)
        self._fit()

    def _fit(self) -> None:
        """Ranges in which the bars have their room, and titles, heap and margins so many pixels."""
        view = self.getViewBox()
        key = view.width(), view.height(), self._top, self._x_name, tuple(self._labels)
        if key == self._fitted:
            return  # axes take longer to draw than samples
        self._fitted = key
        part, least, most = _STRIP
        floor = min(max(part * view.height(), least), most)
        figure = _FIGURE[view.height() - floor >= HUGE]
        above = figure + (self._headroom if view.height() >= TERSE else 0)
        inside = max(view.height() - floor - above, 8)
        per_pixel, beside = 100 * self._top / inside, _BESIDE / max(view.width() - 2 * _BESIDE, 1)
        self.picture.floor = floor
        low, high = -floor * per_pixel, 100 * self._top + above * per_pixel
        self.setRange(xRange=(-beside, 1 + beside), yRange=(low, high), padding=0)
        marks = (0, 0.5, 1) if inside >= _TALL else (0, 1)
        self.getAxis("left").setTicks([[(100 * self._top * k, f"{100 * self._top * k:g}") for k in marks]])
        self.getAxis("bottom").setTicks([self._roomy()])
        self.name_axes(self._x_name, "share (%)" if view.height() >= _NAMED else "%")

    def _mark(self, edges: Array, is_single: bool, names: Sequence[str]) -> None:
        low, high = edges[:-1], edges[1:]
        middle = np.sqrt(low * high) if self._axis[0] is POWER_OF_TWO else (low + high) / 2
        values = middle if is_single else edges
        words = [names[round(value)] for value in values] if names else [brief(value) for value in values]
        self._labels = list(zip(self.place(values).tolist(), words, strict=True))

    def _roomy(self) -> list[tuple[float, str]]:
        """As many of the labels as have room side by side: every one, every other or fewer."""
        width, metrics = self.getViewBox().width(), QFontMetricsF(theme.font())
        for stride in range(1, len(self._labels) + 1):
            chosen = self._labels[::-1][::stride][::-1]
            ends = [(width * u, metrics.horizontalAdvance(text) / 2 + 5) for u, text in chosen]
            if all(a + half <= b - other for (a, half), (b, other) in pairwise(ends)):
                return chosen
        return self._labels[-1:]


class TwoRows(QWidget):
    """Two rows over one axis: their bars are equally high, though only the lower one names the axis."""

    def __init__(self, upper: SampleRow, lower: SampleRow) -> None:
        super().__init__()
        self._rows = upper, lower
        self._is_low = False
        for row in self._rows:
            row.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        upper, lower = self._rows
        if (self.height() < _LOW) != self._is_low:
            self._is_low = not self._is_low
            upper.leave_numbers(self._is_low)
        width = self.width() - theme.SPACE
        high = max((self.height() - lower.bottom + upper.bottom) // 2, 1)
        upper.setGeometry(0, 0, width, high)
        lower.setGeometry(0, high, width, max(self.height() - high, 1))


def _smooth(law: Law, _found: Shares, axis: tuple[Scale, float, float]) -> tuple[Array, Array]:
    """The outline of a law's density on an axis, at most 1."""
    at, dense = density(law, axis[0])
    return at, dense / max(float(dense.max()), 1e-12)


def _steps(_law: Law, found: Shares, _axis: tuple[Scale, float, float]) -> tuple[Array, Array]:
    """Likewise of few whole numbers: a step each."""
    at = np.repeat(np.linspace(0.0, 1.0, len(found.theory) + 1), 2)[1:-1]
    heights = np.repeat(found.theory, 2)
    return at, heights / max(float(heights.max()), 1e-12)
