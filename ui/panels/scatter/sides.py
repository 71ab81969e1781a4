"""A rectangle in the unit square that a hand draws, moves and resizes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

LEAST = 0.02
"""No side is shorter: of an axis, a fiftieth."""


@dataclass(frozen=True)
class Sides:
    """0 ≤ left < right ≤ 1 and 0 ≤ low < high ≤ 1."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def between(cls, x: float, y: float, to_x: float, to_y: float) -> Sides:
        """The rectangle with two opposite corners, as far as it lies in the square."""
        return cls(*_ordered(x, to_x), *_ordered(y, to_y))

    def grip(self, x: float, y: float, reach_x: float, reach_y: float) -> frozenset[str]:
        """Which sides a hand at (x, y) holds: one, two at a corner, all inside, none outside."""
        if not (
            self.left - reach_x <= x <= self.right + reach_x
            and self.low - reach_y <= y <= self.high + reach_y
        ):
            return frozenset()
        near = {
            name
            for name, away, reach in (
                ("left", x - self.left, reach_x),
                ("right", x - self.right, reach_x),
                ("low", y - self.low, reach_y),
                ("high", y - self.high, reach_y),
            )
            if abs(away) <= reach
        }
        return frozenset(near or ("left", "right", "low", "high"))

    def hold(self, x: Array, y: Array) -> Array:
        """Which of the points (n,) are inside."""
        across, up = (self.left <= x) & (x <= self.right), (self.low <= y) & (y <= self.high)
        return np.asarray(across & up)

    def pulled(self, grip: frozenset[str], dx: float, dy: float) -> Sides:
        """With the sides of a grip moved, as far as there is room; all of them keep their distances."""
        if len(grip) == 4:
            dx = min(max(dx, -self.left), 1 - self.right)
            dy = min(max(dy, -self.low), 1 - self.high)
            return Sides(self.left + dx, self.right + dx, self.low + dy, self.high + dy)
        made = self
        for name, step, least, most in (
            ("left", dx, 0.0, self.right - LEAST),
            ("right", dx, self.left + LEAST, 1.0),
            ("low", dy, 0.0, self.high - LEAST),
            ("high", dy, self.low + LEAST, 1.0),
        ):
            if name in grip:
                made = replace(made, **{name: min(max(getattr(self, name) + step, least), most)})
        return made


def _ordered(one: float, other: float) -> tuple[float, float]:
    """Both ends in [0, 1], in order and apart."""
    low, high = sorted((min(max(one, 0.0), 1.0), min(max(other, 0.0), 1.0)))
    if high - low >= LEAST:
        return low, high
    low = min(low, 1.0 - LEAST)
    return low, low + LEAST
