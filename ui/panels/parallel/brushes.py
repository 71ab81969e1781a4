"""Brushes: a stretch of an axis that a hand draws, moves, resizes and takes away."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_LEAST = 0.01
"""Of an axis: a shorter stretch is no brush."""
_SNAP = 0.015
"""Of an axis: so near its end a brush goes to the end, where the best trial is."""
_STEP = 0.05
"""Of an axis: how far a key moves a brush."""


class Brushes:
    """`ranges` has (low, high) in [0, 1] of each axis that is brushed, by its index."""

    def __init__(self) -> None:
        self.ranges: dict[int, tuple[float, float]] = {}
        self._held: tuple[int, str, float, tuple[float, float]] | None = None
        self._moved = False

    @property
    def held(self) -> int | None:
        """The axis at which a hand is."""
        return self._held[0] if self._held else None

    def keep(self, places: Array) -> Array:
        """Which lines (n, axes) go through every brush."""
        kept = np.ones(len(places), dtype=bool)
        for axis, (low, high) in self.ranges.items():
            kept &= (places[:, axis] >= low - 1e-9) & (places[:, axis] <= high + 1e-9)
        return kept

    def part(self, axis: int, u: float, reach: float) -> str:
        """What is at a place of an axis: "low", "high", "inside" or "" for no brush."""
        if axis not in self.ranges:
            return ""
        low, high = self.ranges[axis]
        if abs(u - high) <= reach and u > (low + high) / 2:
            return "high"
        if abs(u - low) <= reach:
            return "low"
        return "inside" if low < u < high else ""

    def press(self, axis: int, u: float, reach: float) -> None:
        """A hand takes hold of a brush, or begins one."""
        self._held = axis, self.part(axis, u, reach), u, self.ranges.get(axis, (u, u))
        self._moved = False

    def drag(self, u: float) -> None:
        """The hand goes to a place of its axis."""
        if self._held is None:
            return
        axis, part, start, (low, high) = self._held
        u = 0.0 if u < _SNAP else 1.0 if u > 1.0 - _SNAP else u
        self._moved = True
        if part == "inside":
            by = min(max(u - start, -low), 1.0 - high)
            self.ranges[axis] = low + by, high + by
        else:
            fixed = {"low": high, "high": low}.get(part, start)
            self.ranges[axis] = min(fixed, u), max(fixed, u)

    def release(self) -> bool:
        """The hand lets go; whether that was a click, which takes away the brush it was on."""
        if self._held is None:
            return False
        axis, part = self._held[:2]
        self._held = None
        if not self._moved:
            if part:
                del self.ranges[axis]
            return True
        low, high = self.ranges[axis]
        if high - low < _LEAST:
            del self.ranges[axis]
        return False

    def nudge(self, axis: int, by: int) -> None:
        """Move a brush a step by key; the first makes one over the upper half."""
        if axis not in self.ranges:
            self.ranges[axis] = (0.5, 1.0) if by > 0 else (0.0, 0.5)
            return
        low, high = self.ranges[axis]
        step = min(max(by * _STEP, -low), 1.0 - high)
        self.ranges[axis] = low + step, high + step

    def widen(self, axis: int, by: int) -> None:
        """Make a brush a step longer at both ends, or shorter."""
        if axis in self.ranges:
            low, high = self.ranges[axis]
            low, high = max(low - by * _STEP / 2, 0.0), min(high + by * _STEP / 2, 1.0)
            if high - low >= _LEAST:
                self.ranges[axis] = low, high
