"""Plots over the size of a mini-batch, on an axis that doubles: its means, their spread, dropout beside."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPainter

from simulator.probes.noise import NoiseView
from ui import theme
from ui.drawing.curve import Curve
from ui.drawing.envelope import drawable, finite_runs
from ui.drawing.inscription import TITLE, Inscription
from ui.drawing.marks import Mark, Marks
from ui.drawing.numerals import on_axis
from ui.drawing.pens import pen
from ui.drawing.pixel_item import PixelItem, ribbon
from ui.drawing.plot import Plot
from ui.drawing.point_marks import PointMarks
from ui.drawing.stroke import stroke

Array = NDArray[Any]
_DOTS, _JITTER = 40, 0.28
"""Mini-batches drawn of each size, and how far beside it, in doublings, they are strewn."""
_TICK = 40
"""Pixels that a label of the axis needs."""


class SizePlot(Plot):
    """Any plot over m: doublings across, the run's own m marked, a cursor."""

    def __init__(self, y_name: str, title: str) -> None:
        super().__init__("mini-batch size m", y_name)
        self.setMouseEnabled(x=False, y=False)
        self.words, self.marks, self.cursor = Inscription(title), Marks(), pg.InfiniteLine(angle=90)
        self.marks.setZValue(5)
        self.cursor.hide()
        for item in (self.marks, self.cursor, self.words):
            self.addItem(item, ignoreBounds=True)
        self._sizes: tuple[int, ...] = ()
        self._range: tuple[float, ...] = ()
        self._stride = 0

    def show_view(self, view: NoiseView) -> None:
        """Draw a view that has sizes."""
        self.marks.show_marks((Mark(math.log2(max(view.m, 1)), ""),))
        if tuple(view.sizes.tolist()) != self._sizes:
            self._sizes, self._stride = tuple(view.sizes.tolist()), 0
            self._tick()

    def apply_theme(self) -> None:
        super().apply_theme()
        self.cursor.setPen(theme.current().pen("zero"))
        self.marks.update()
        self.words.update()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_stride"):
            self._tick()

    def set_y(self, low: float, high: float) -> None:
        """The range of y, and of all sizes."""
        inside = max(self.getViewBox().height() - TITLE, 20)
        high += (high - low) * TITLE / inside  # the title stands above what is drawn
        across = [math.log2(size) for size in self._sizes] or [0.0, 9.0]
        wanted = (across[0] - 0.5, across[-1] + 0.5, low, high)
        if wanted != self._range and all(map(math.isfinite, wanted)):
            self._range = wanted
            self.setRange(xRange=wanted[:2], yRange=wanted[2:], padding=0)

    def _tick(self) -> None:
        """The sizes as labels, as many as there is room for."""
        room = max(self.getViewBox().width(), 1)
        stride = max(1, math.ceil(len(self._sizes) * _TICK / room))
        if stride != self._stride:
            self._stride = stride
            places = [(math.log2(size), f"{size}") for size in self._sizes[::stride]]
            self.getAxis("bottom").setTicks([places])


class _Funnel(PixelItem):
    """Where the fitted 1/√m law says that two of three means lie."""

    def __init__(self) -> None:
        super().__init__()
        self._x = self._centre = self._law = np.empty(0)

    def follow(self, x: Array, centre: float, law: Array) -> None:
        self._x, self._centre, self._law = x, np.full(len(x), centre), law
        self.update()

    def draw(self, painter: QPainter, _size: QSizeF) -> None:
        if not (len(self._x) and np.isfinite(self._law).all() and np.isfinite(self._centre).all()):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # smooth areas take long
        x = self.across(self._x)
        low, high = self.down(self._centre - self._law), self.down(self._centre + self._law)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("muted", 0.14))
        painter.drawPolygon(ribbon(x, low, high))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen("law"))
        for edge in (low, high):
            stroke(painter, x, edge)


class FunnelPlot(SizePlot):
    """The mean μ of each of many mini-batches, as dots over their size."""

    def __init__(self) -> None:
        super().__init__("μ of a mini-batch", "μ ± c/√m")
        self.funnel, self.dots = _Funnel(), PointMarks("train", 4, alpha=0.55, bare=True)
        for item in (self.funnel, self.dots):
            self.addItem(item, ignoreBounds=True)

    def show_view(self, view: NoiseView) -> None:
        super().show_view(view)
        mu = drawable(view.mu)
        count = min(mu.shape[1], _DOTS)
        x, fine, root = _places(self._sizes, count)
        y = mu[:, :count]
        known = np.isfinite(y)
        self.dots.setData(x[known], y[known])
        centre = float(np.mean(mu[-1])) if len(mu) else math.nan
        c = float(view.law[-1] * np.sqrt(view.sizes[-1]))
        self.funnel.follow(fine, centre, c / root)
        if known.any():
            centre = float(np.nan_to_num(centre))
            far = _roomy(float(np.abs(y[known] - centre).max()))
            centre = round(5 * centre / far) * far / 5  # a range that stands still while the dots dance
            self.set_y(centre - far, centre + far)

    def clear_view(self) -> None:
        """Nothing."""
        self.dots.setData(np.empty(0), np.empty(0))
        self.funnel.follow(np.empty(0), 0.0, np.empty(0))
        self.marks.show_marks(())

    def apply_theme(self) -> None:
        super().apply_theme()
        self.dots.update()
        self.funnel.update()


class LogPlot(SizePlot):
    """Lines over m in log-log, where 1/√m is straight: by pen and marker, None for a line without."""

    def __init__(self, y_name: str, title: str, lines: dict[str, str | None]) -> None:
        super().__init__(y_name, title)
        self._symbols = lines
        self._curves = {role: Curve(antialias=True) for role in lines}
        self._dots = {role: PointMarks(role, 7, s) for role, s in lines.items() if s}
        self._drawn: dict[str, Array] = {}
        self._ticked = (0.0, 0.0)
        for item in (*self._curves.values(), *self._dots.values()):
            self.addItem(item, ignoreBounds=True)

    def show_lines(self, view: NoiseView, lines: dict[str, Array]) -> None:
        """Each line's values (S,); what has no logarithm is left out."""
        self.show_view(view)
        self._drawn = {}
        values = drawable(np.stack(list(lines.values())))
        known = values > 0
        logarithms = np.log10(values, out=np.full(values.shape, np.nan), where=known)
        sizes = np.log2(view.sizes)
        for role, y, fine in zip(lines, logarithms, known, strict=True):
            x, connect = sizes, cast(Any, "all")
            if not fine.all():
                x, y, joined = finite_runs(sizes, y)
                connect = "all" if joined[:-1].all() else joined
            self._curves[role].setData(x, y, connect=connect)
            if role in self._dots:
                self._dots[role].setData(x, y)
            self._drawn[role] = y
        self._fit()

    def clear_view(self) -> None:
        """Nothing."""
        nothing = np.empty(0)
        for item in (*self._curves.values(), *self._dots.values()):
            item.setData(nothing, nothing)
        self.marks.show_marks(())

    def apply_theme(self) -> None:
        super().apply_theme()
        for role, curve in self._curves.items():
            curve.setPen(theme.current().pen(role))
        for dots in self._dots.values():
            dots.update()

    def _fit(self) -> None:
        values = np.concatenate(list(self._drawn.values()) or [np.empty(0)])
        low, high = (float(values.min()), float(values.max())) if len(values) else (-2.0, 0.0)
        low, high = math.floor(2 * low - 0.2) / 2, math.ceil(2 * high + 0.2) / 2
        self.set_y(low, high)
        first, last = math.floor(low), math.ceil(high)
        digits = (1,) if high - low > 2.5 else (1, 2, 5)
        places = [d + math.log10(k) for d in range(first, last + 1) for k in digits]
        if (low, high) != self._ticked:
            self._ticked = low, high
            words = [(v, on_axis(float(f"{10**v:.1g}"))) for v in places if low <= v <= high]
            self.getAxis("left").setTicks([words])


@lru_cache(maxsize=8)
def _places(sizes: tuple[int, ...], count: int) -> tuple[Array, Array, Array]:
    """Where `count` dots of each size stand, and the funnel's own places with the roots of their sizes."""
    strewn = np.linspace(-_JITTER, _JITTER, max(count, 1))[_shuffled(count)]
    fine = np.linspace(math.log2(sizes[0]), math.log2(sizes[-1]), 33)
    return np.log2(sizes)[:, None] + strewn, fine, np.sqrt(2.0**fine)


@lru_cache(maxsize=8)
def _shuffled(count: int) -> Array:
    """An order that shows no pattern, and the same each time, so that dots do not dance."""
    return np.random.default_rng(0).permutation(max(count, 1))[:count]


def _roomy(far: float) -> float:
    """A round number somewhat above."""
    size = 10.0 ** math.floor(math.log10(max(far, 1e-9)))
    return next((k * size for k in (1.25, 1.5, 2, 3, 4, 5, 6, 8) if k * size >= 1.04 * far), 12 * size)
