"""An axis that stands still: it grows at once, and shrinks only where less was enough for a while."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

Span = tuple[float, float]
_PATIENCE, _LOOSE = 2.0, 0.6
"""Seconds for which less than this share of the axis must have been enough before it shrinks."""
_FARTHEST = 1e30


class SteadyRange:
    """Follows what has to be seen. `roomy` rounds it to an axis that need not move with each frame."""

    def __init__(self, roomy: Callable[[float, float], Span]) -> None:
        self._roomy = roomy
        self.clock: Callable[[], float] = time.monotonic
        self.forget()

    def forget(self) -> None:
        """Start anew with what comes next."""
        self.now: Span | None = None
        self._enough: Span | None = None
        self._since = 0.0

    def follow(self, low: float, high: float) -> Span:
        """The axis on which [low, high] is to be seen."""
        wanted = self._roomy(max(low, -_FARTHEST), min(high, _FARTHEST))
        if self.now is None:
            self.now = wanted
        elif wanted[0] < self.now[0] or wanted[1] > self.now[1]:
            self.now, self._enough = _union(self.now, wanted), None
        elif _width(wanted) >= _LOOSE * _width(self.now):
            self._enough = None
        else:
            self._wait(wanted)
        return self.now

    def _wait(self, wanted: Span) -> None:
        if self._enough is None:
            self._enough, self._since = wanted, self.clock()
        self._enough = _union(self._enough, wanted)
        if self.clock() - self._since >= _PATIENCE:
            self.now, self._enough = self._enough, None


def roomy(low: float, high: float) -> Span:
    """Somewhat more than [low, high], ending on round values; never less than 4 wide."""
    if high - low < 4:
        middle = (low + high) / 2
        low, high = middle - 2, middle + 2
    step = round_step((high - low) / 8)
    return math.floor(low / step - 0.25) * step, math.ceil(high / step + 0.25) * step


def roomy_share(_low: float, high: float) -> Span:
    """From nothing to the next share that reads well."""
    steps = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
    return 0.0, next((share for share in steps if share >= high), 1.0)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values in [low, high], at most so many or one more."""
    step = round_step((high - low) / max(most, 1))
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def round_step(least: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that is not below `least`."""
    size = 10.0 ** math.floor(math.log10(max(least, 1e-30)))
    return next((step * size for step in (1, 2, 5) if step * size >= least), 10 * size)


def _union(one: Span, other: Span) -> Span:
    return min(one[0], other[0]), max(one[1], other[1])


def _width(span: Span) -> float:
    return span[1] - span[0]
