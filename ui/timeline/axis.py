"""Steps along the timeline: which are in sight, where each is, and how zoom and pan move them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

_FEWEST = 10.0
"""Steps in sight, at least."""
_EDGE = 0.04
"""Of the width, that a step brought to sight keeps from the ends."""
_EIGHTHS = 8
"""In how many jumps the whole doubles: a scale that grew with every step would never stand still."""
_TICK_ROOM = 104.0
"""Pixels from one tick to the next, at least."""


class Axis:
    """Maps steps to pixels `left` ... `left + width`; the whole of `first` ... `last` or a part of it."""

    def __init__(self) -> None:
        self.left, self.width = 0.0, 1.0
        self.first, self.last = 0.0, 1.0
        self._part: tuple[float, float] | None = None

    @property
    def low(self) -> float:
        """The first step in sight."""
        return self._part[0] if self._part else self.first

    @property
    def high(self) -> float:
        """The last step in sight."""
        return self._part[1] if self._part else self.last

    @property
    def is_whole(self) -> bool:
        """Whether nothing is out of sight."""
        return self._part is None

    @property
    def per_pixel(self) -> float:
        """Steps."""
        return (self.high - self.low) / self.width

    def x(self, step: float) -> float:
        """Where a step is."""
        return self.left + (step - self.low) / self.per_pixel

    def step(self, x: float) -> float:
        """What is at x."""
        return self.low + (x - self.left) * self.per_pixel

    def place(self, left: float, width: float) -> None:
        """Lie between these pixels."""
        self.left, self.width = left, max(width, 1.0)

    def span(self, first: int, last: int) -> None:
        """The whole is at least this long; what is in sight stays where it can."""
        self.first, self.last = float(first), float(first + roomy(last - first))
        if self._part:
            self._look(self.low, self.high - self.low)

    def show_all(self) -> None:
        """Nothing is out of sight any more."""
        self._part = None

    def zoom(self, factor: float, x: float) -> None:
        """`factor` as many steps in sight; the one at x stays there."""
        share = (x - self.left) / self.width
        steps = max((self.high - self.low) * factor, _FEWEST)
        self._look(self.step(x) - share * steps, steps)

    def pan(self, pixels: float) -> None:
        """Move the steps to the right."""
        self._look(self.low - pixels * self.per_pixel, self.high - self.low)

    def shows(self, step: float) -> bool:
        """Whether a step is in sight."""
        return self.low <= step <= self.high

    def reveal(self, step: float) -> None:
        """Bring a step to sight, moving no further than it takes."""
        steps = self.high - self.low
        low = max(self.low, step - (1 - _EDGE) * steps)
        self._look(min(low, step - _EDGE * steps), steps)

    def columns(self, every: float) -> NDArray[np.float64]:
        """The steps at every so many pixels."""
        return np.linspace(self.low, self.high, max(int(self.width / every), 2))

    def ticks(self) -> list[int]:
        """Even steps in sight."""
        every = even(_TICK_ROOM * self.per_pixel)
        return list(range(math.ceil(self.low / every) * every, math.floor(self.high) + 1, every))

    def _look(self, low: float, steps: float) -> None:
        if steps >= self.last - self.first:
            self._part = None
            return
        low = min(max(low, self.first), self.last - steps)
        self._part = low, low + steps


def even(least: float) -> int:
    """1, 2, 5, 10, 20, ...: the first that is not below `least`."""
    power = 10 ** max(math.floor(math.log10(max(least, 1.0))), 0)
    return next(int(m * power) for m in (1, 2, 5, 10) if m * power >= least or m == 10)


def roomy(steps: int) -> int:
    """A length with room for so many steps, the same for many."""
    if steps <= _EIGHTHS:
        return max(steps, 1)
    return math.ceil(2 ** (math.ceil(math.log2(steps) * _EIGHTHS) / _EIGHTHS))
