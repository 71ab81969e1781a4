"""Scales: bijections between a hyperparameter's value and its place u in [0, 1].

A slider shows u, a random search samples u, so the slider a person drags *is* the distribution a
search draws from (claims S1-S3, S5).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Transform = Callable[[ArrayLike], NDArray[np.float64]]


@dataclass(frozen=True)
class Scale:
    """A monotone transform of the value that is uniform in u, and the ticks that suit it.

    `forward` maps a value to the coordinate in which equal distances are equal steps of the slider
    (log10 of it, say); `inverse` maps back.
    """

    name: str
    forward: Transform
    inverse: Transform
    tick_values: Callable[[float, float], list[float]]

    def to_unit(self, value: ArrayLike, low: float, high: float) -> NDArray[np.float64]:
        """u = (f(value) - f(low)) / (f(high) - f(low)); 0 at `low`, 1 at `high`, not clipped."""
        start, end = self._ends(low, high)
        return np.asarray((self.forward(value) - start) / (end - start))

    def from_unit(self, u: ArrayLike, low: float, high: float) -> NDArray[np.float64]:
        """The value at u, elementwise: exactly `low` at 0 and exactly `high` at 1."""
        start, end = self._ends(low, high)
        u = np.asarray(u, dtype=np.float64)
        value = self.inverse(start + u * (end - start))
        return np.where(u == 0.0, low, np.where(u == 1.0, high, value))

    def ticks(self, low: float, high: float) -> list[float]:
        """Round values inside [low, high], ascending, at which an axis is labelled."""
        self._ends(low, high)
        slack = 1e-9 * (high - low)
        return [tick for tick in self.tick_values(low, high) if low - slack <= tick <= high + slack]

    def _ends(self, low: float, high: float) -> tuple[float, float]:
        if not low < high:
            raise ValueError(f"A scale needs low < high, got [{low:g}, {high:g}].")
        with np.errstate(all="ignore"):
            start, end = float(self.forward(low)), float(self.forward(high))
        if not (math.isfinite(start) and math.isfinite(end)):
            raise ValueError(f"[{low:g}, {high:g}] does not fit on the {self.name} scale.")
        return start, end


def _identity(value: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(value, dtype=np.float64)


def _log10(value: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(np.log10(np.asarray(value, dtype=np.float64)))


def _exp10(exponent: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(np.power(10.0, np.asarray(exponent, dtype=np.float64)))


def _minus_log10_of_complement(value: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(-np.log10(1.0 - np.asarray(value, dtype=np.float64)))


def _complement_of_exp10(exponent: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(1.0 - np.power(10.0, -np.asarray(exponent, dtype=np.float64)))


def _log2(value: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(np.log2(np.asarray(value, dtype=np.float64)))


def _exp2(exponent: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(np.exp2(np.asarray(exponent, dtype=np.float64)))


def _even_ticks(low: float, high: float) -> list[float]:
    rough = (high - low) / 5
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def _decade_ticks(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [float(f"1e{exponent}") for exponent in range(first, last + 1)]


def _nines_ticks(low: float, high: float) -> list[float]:
    first = math.floor(-math.log10(1.0 - low) + 1e-9)
    last = math.ceil(-math.log10(1.0 - high) - 1e-9)
    return [round(1.0 - 10.0**-nines, 12) for nines in range(first, last + 1)]


def _doubling_ticks(low: float, high: float) -> list[float]:
    first, last = math.ceil(math.log2(low) - 1e-9), math.floor(math.log2(high) + 1e-9)
    return [2.0**exponent for exponent in range(first, last + 1)]


LINEAR = Scale("linear", _identity, _identity, _even_ticks)
LOG = Scale("log", _log10, _exp10, _decade_ticks)
ONE_MINUS_LOG = Scale("1 − log", _minus_log10_of_complement, _complement_of_exp10, _nines_ticks)
"""Value 1 - 10^r, r uniform: the middle of [0.9, 0.999] is 0.99 (claim S5)."""
POWER_OF_TWO = Scale("power of two", _log2, _exp2, _doubling_ticks)
