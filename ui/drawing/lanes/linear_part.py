"""Where an activation is as good as a straight line, and how many examples are there (claim B5)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.activations import ACTIVATIONS

Array = NDArray[Any]
LINEAR, FLAT = 0.9, 0.5
"""Shares of the greatest slope: from the first on g is called linear, under the second flat."""
_FAR, _FINE = 8.0, 16_001


def curve(activation: str, x: Array) -> Array:
    """a = g(x)."""
    a = np.empty_like(x)
    ACTIVATIONS[activation].apply(x, a)
    return a


def linear_shares(activation: str, a: Array) -> tuple[float, float]:
    """The shares of outputs `a` that lie where g is linear and where it is flat; NaN of none."""
    steepness = _steepness(activation, a)
    if not steepness.size:
        return np.nan, np.nan
    return float((steepness >= LINEAR).mean()), float((steepness < FLAT).mean())


@lru_cache(maxsize=16)
def linear_span(activation: str) -> tuple[float, float]:
    """From where to where g is linear, infinite where it has no end."""
    x = np.linspace(-_FAR, _FAR, _FINE)
    inside = x[_steepness(activation, curve(activation, x)) >= LINEAR]
    low, high = float(inside[0]), float(inside[-1])
    return -np.inf if low == -_FAR else low, np.inf if high == _FAR else high


def _steepness(activation: str, a: Array) -> Array:
    """g'(z) as a share of the greatest slope there is, given a = g(z)."""
    return _slope(activation, a[np.isfinite(a)].astype(np.float64)) / _steepest(activation)


@lru_cache(maxsize=16)
def _steepest(activation: str) -> float:
    return float(_slope(activation, curve(activation, np.array([0.0, 1.0]))).max())


def _slope(activation: str, a: Array) -> Array:
    d = np.empty_like(a)
    ACTIVATIONS[activation].slope(a, d)
    return d
