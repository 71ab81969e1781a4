"""A long series drawn cheaply: its lowest and highest value in each of a bounded number of columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
HUGE = 1e30
"""A value from here on is a run on its way to infinity, not one to draw."""


class Envelope:
    """Follows a growing series; a step costs what is new in it, not its length.

    A column spans `width` samples. When `columns` of them are full, `width` doubles.
    """

    def __init__(self, columns: int = 1024) -> None:
        self._columns = columns
        self.clear()

    def clear(self) -> None:
        """Forget the series."""
        self.x: Sequence[int] | Array = ()
        self.y: Array = np.empty(0)
        self._width = 1
        self._low = np.full(self._columns, np.nan)
        self._high = self._low.copy()

    def follow(self, x: Sequence[int] | Array, y: Array) -> None:
        """Take the whole series as it is now: values `y` at ascending `x`."""
        seen = len(self.y) if self._continues(y) else 0
        if not seen:
            self.clear()
        self.x, self.y = x, y
        while len(y) > self._width * self._columns:
            self._halve()
        self._fill(seen // self._width)

    def points(self) -> tuple[Array, Array]:
        """What to draw; NaN where a column holds no finite value."""
        count = -(-len(self.y) // self._width)
        x = np.asarray(self.x[:: self._width], dtype=np.float64)
        if self._width == 1:
            return x, self._low[:count]
        return np.repeat(x, 2), np.column_stack([self._low[:count], self._high[:count]]).ravel()

    def nearest(self, x: float) -> tuple[int, float] | None:
        """The sample nearest to `x`, as (x, y); None in an empty series."""
        return nearest(self.x, self.y, x)

    def _continues(self, y: Array) -> bool:
        # A rewound run that grew another branch differs in its last shared sample: floats seldom meet again.
        seen = len(self.y)
        return 0 < seen <= len(y) and bool(np.array_equal(y[seen - 1], self.y[-1], equal_nan=True))

    def _fill(self, first: int) -> None:
        """Compute the columns from number `first` on."""
        fresh = drawable(self.y[first * self._width :])
        if not len(fresh):
            return
        starts = np.arange(0, len(fresh), self._width)
        place = slice(first, first + len(starts))
        self._low[place] = np.fmin.reduceat(fresh, starts)
        self._high[place] = np.fmax.reduceat(fresh, starts)

    def _halve(self) -> None:
        """Merge neighbouring columns."""
        half = self._columns // 2
        self._low[:half] = np.fmin(self._low[0::2], self._low[1::2])
        self._high[:half] = np.fmax(self._high[0::2], self._high[1::2])
        self._low[half:] = self._high[half:] = np.nan
        self._width *= 2


def nearest(x: Sequence[int] | Array, y: Array, place: float) -> tuple[int, float] | None:
    """The sample of a series nearest to `place`, as (x, y); None in an empty one."""
    if not len(y):
        return None
    after = min(bisect_left(x, place), len(y) - 1)
    before = max(after - 1, 0)
    index = before if abs(x[before] - place) < abs(x[after] - place) else after
    return int(x[index]), float(y[index])


def drawable(y: Array) -> Array:
    """The values as float64, NaN in place of those that are no finite number or as good as none."""
    whole = np.asarray(y, dtype=np.float64)
    return np.where(np.abs(whole) < HUGE, whole, np.nan)


def finite_runs(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """The finite samples, and for each whether the next one followed it without a gap.

    Non-finite samples must never reach a curve: Qt's painter can crash on them.
    """
    keep = np.flatnonzero(np.isfinite(y))
    joined = np.append(np.diff(keep) == 1, False)
    return x[keep], y[keep], joined.astype(np.int32)
