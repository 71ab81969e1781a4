"""A noisy series that jumps from 0 to 1, and two averages that follow it, each after its own window."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.windows import noisy_jump, smoothed, window
from ui import theme
from ui.drawing.curve import Curve
from ui.drawing.marks import Mark, Marks
from ui.drawing.numerals import on_axis
from ui.drawing.plot import Plot
from ui.drawing.point_marks import PointMarks

Array = NDArray[Any]
ROLES = ("train", "dev")
NOISE = 0.5
"""Standard deviation of the series about its level."""
_BEFORE, _SHOWN_BEFORE, _AFTER = 4.0, 1.0, 4.0
"""Windows of series before the jump, of them on show, and after it."""
_POINTS, _DOTS = 400, 400
_LEAST = 10
_STEPS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.4, 8.0, 10.0)


class SmoothingPlot(Plot):
    """The wider of the two windows decides how much of the series there is to see."""

    def __init__(self) -> None:
        super().__init__("steps after the jump", "value (no unit)")
        self.setMouseEnabled(x=False, y=False)
        self.dots, self.marks = PointMarks("muted", 3, alpha=0.45, bare=True), Marks()
        self.level = Curve(antialias=False)
        self.curves = [Curve(antialias=True) for _ in ROLES]
        self.reached = [PointMarks(role, 10) for role in ROLES]
        for item in (self.dots, self.level, *self.curves, self.marks, *self.reached):
            self.addItem(item, ignoreBounds=True)
        self.steps, self.values, self.lines = np.empty(0), np.empty(0), [np.empty(0)] * len(ROLES)
        self._of: tuple[int, int] = (0, 0)
        self._series, self._start = np.empty(0), 0
        self._betas: tuple[float, ...] = ()

    def show_betas(self, betas: tuple[float, float], seed: int) -> None:
        """Smooth the series with both; of another seed its noise is another."""
        far = _roomy(float(window(max(betas))))
        if (far, seed) != self._of:
            self._of = far, seed
            self._make(far, seed)
        stride = max(len(self.steps) // _POINTS, 1)
        for i, beta in enumerate(betas):
            self.lines[i] = smoothed(self._series, beta)[self._start :]
            y = self.lines[i][::stride]
            rough = len(y) > 1 and float(np.abs(np.diff(y)).sum()) > 4 * float(np.ptp(y))
            self.curves[i].setSegmentedLineMode("on" if rough else "off")
            self.curves[i].setData(self.steps[::stride], y)
            self._reach(i, beta)
        self._betas = betas
        self._mark()

    def _reach(self, i: int, beta: float) -> None:
        """A dot on the line where it is a window after the jump."""
        at = self.step_at(float(window(beta)))
        places = np.array([] if at is None else [at])
        self.reached[i].setData(self.steps[places.astype(int)], self.lines[i][places.astype(int)])

    def step_at(self, x: float) -> int | None:
        """The index of the step under the cursor."""
        i = round(x - self.steps[0]) if len(self.steps) and math.isfinite(x) else -1
        return i if 0 <= i < len(self.steps) else None

    def apply_theme(self) -> None:
        super().apply_theme()
        worn = theme.current()
        self.level.setPen(worn.pen("law"))
        for curve, role in zip(self.curves, ROLES, strict=True):
            curve.setPen(worn.pen(role))
        for dots in (self.dots, *self.reached):
            dots.update()
        self._mark()

    def _make(self, far: int, seed: int) -> None:
        before, shown, after = (round(k * far) for k in (_BEFORE, _SHOWN_BEFORE, _AFTER))
        self._series = noisy_jump(before, after, NOISE, np.random.default_rng(seed))
        self._start = before - shown
        self.steps = np.arange(-shown, after).astype(np.float64)
        self.values = self._series[self._start :]
        stride = max(len(self.values) // _DOTS, 1)
        self.dots.setData(self.steps[::stride], self.values[::stride])
        self.level.setData(np.array([-shown, 0.0, 0.0, after]), np.array([0.0, 0.0, 1.0, 1.0]))
        self.setRange(xRange=(-shown, after), yRange=(-0.9, 2.1), padding=0)
        self.getAxis("left").setTicks([[(value, f"{value:g}") for value in (0, 1, 2)]])
        self.getAxis("bottom").setTicks([[(k * far, on_axis(k * far)) for k in range(-1, 4)]])

    def _mark(self) -> None:
        """A thin line at each window, in its average's colour."""
        thin = [getattr(theme.current(), role) for role in ROLES]
        self.marks.show_marks(tuple(
            Mark(float(window(beta)), f"window {windows(beta)}", colour)
            for beta, colour in zip(self._betas, thin, strict=False)
        ))  # fmt: skip


def windows(beta: float) -> str:
    """A window in four digits: "10", "10.05", "1,000"."""
    value = float(window(beta))
    return f"{value:,.0f}" if value >= 999.5 else f"{value:.4g}"


def _roomy(far: float) -> int:
    """A round number of steps at or above."""
    far = max(far - 0.1 * far, _LEAST)
    size = 10.0 ** math.floor(math.log10(far))
    return round(size * next(step for step in _STEPS if step * size >= far * (1 - 1e-9)))
