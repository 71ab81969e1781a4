"""Two plots of bands, with batch norm over without, on one x axis and in one range of y."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.drawing.envelope import drawable
from ui.drawing.inscription import TITLE, Inscription
from ui.drawing.plot import AXIS_HEIGHT, Plot
from ui.panels.drift.bands import Bands

Array = NDArray[Any]
_FIT_EVERY = 0.25
"""Seconds between new ranges: each redraws the axes, which costs more than the bands."""
_BARE = 6


class DriftPlot(Plot):
    """The bands of one network under its name."""

    def __init__(self, title: str, role: str, last: bool) -> None:
        super().__init__("step t" if last else "", "")
        self.setMouseEnabled(x=False, y=False)
        self.bands, self.words = Bands(role), Inscription(title, role)
        self.zero, self.cursor = pg.InfiniteLine(0, angle=0), pg.InfiniteLine(angle=90)
        self.cursor.hide()
        for item in (self.zero, self.bands, self.cursor, self.words):
            self.addItem(item, ignoreBounds=True)
        if not last:
            self.getAxis("bottom").setStyle(showValues=False)
            self.getAxis("bottom").setHeight(_BARE)

    def apply_theme(self) -> None:
        super().apply_theme()
        for line, role in ((self.zero, "border"), (self.cursor, "zero")):
            line.setPen(theme.current().pen(role))
        self.bands.update()
        self.words.update()


class DriftPlots(QWidget):
    """One over the other, equally high inside their axes."""

    pointed = Signal(float)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.normed = DriftPlot("with batch norm", "normed", last=False)
        self.plain = DriftPlot("without batch norm", "plain", last=True)
        self._shown: dict[DriftPlot, tuple[Array, Array]] = {}
        self._fitted = 0.0
        self._later = QTimer(self, singleShot=True, interval=int(1000 * _FIT_EVERY))
        self._later.timeout.connect(self.fit)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, theme.SPACE, 0)
        self._column.setSpacing(0)
        for plot in (self.normed, self.plain):
            self._column.addWidget(plot)
            plot.pointed.connect(lambda x, _y: self.pointed.emit(x))
            plot.left.connect(self.left)

    def follow(self, plot: DriftPlot, at: Array, bands: Array) -> None:
        """The percentiles (n, 5) of one network at the steps `at` (n,)."""
        self._shown[plot] = at, bands
        plot.bands.follow(at, bands)

    def settle(self) -> None:
        """After feeding: new ranges, a few times a second."""
        if time.monotonic() - self._fitted >= _FIT_EVERY:
            self.fit()
        elif not self._later.isActive():
            self._later.start()

    def fit(self) -> None:
        """The same ranges for both, so that what moves more looks it."""
        self._fitted = time.monotonic()
        low, high = span_of([bands for _, bands in self._shown.values()])
        last = max((float(at[-1]) for at, _ in self._shown.values() if len(at)), default=0.0)
        first = min((float(at[0]) for at, _ in self._shown.values() if len(at)), default=0.0)
        inside = max(self.normed.getViewBox().height() - TITLE, 20)
        high += (high - low) * TITLE / inside  # the title stands above the bands
        for plot in (self.normed, self.plain):
            plot.setRange(xRange=(first, first + 1.02 * max(last - first, 10)), yRange=(low, high), padding=0)

    def clear(self) -> None:
        """Nothing, as before the first snapshot."""
        for plot in (self.normed, self.plain):
            self.follow(plot, np.empty(0), np.empty((0, 5)))
        self._fitted = 0.0

    def point(self, step: float | None) -> None:
        """The cursor in both plots at a step, or in none."""
        for plot in (self.normed, self.plain):
            plot.cursor.setVisible(step is not None)
            if step is not None:
                plot.cursor.setPos(step)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        inside = max((self.height() - AXIS_HEIGHT - _BARE) // 2, 1)
        self._column.setStretch(0, inside + _BARE)
        self._column.setStretch(1, inside + AXIS_HEIGHT)
        self._later.start()


def span_of(all_bands: list[Array]) -> tuple[float, float]:
    """Room for the bands of both; a few wild steps may leave it, a run on its way to infinity does."""
    ends = [drawable(bands[:, [0, -1]]) for bands in all_bands if len(bands)]
    ends = [end[np.isfinite(end).all(axis=1)] for end in ends]
    ends = [end for end in ends if len(end)]
    if not ends:
        return -2.0, 2.0
    low = min(float(np.percentile(end[:, 0], 1)) for end in ends)
    high = max(float(np.percentile(end[:, 1], 99)) for end in ends)
    room = 0.06 * max(high - low, 1e-6, 1e-6 * abs(high))
    step = 10.0 ** math.floor(math.log10(10 * room)) / 2  # ends that stand still while the bands flicker
    return math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
