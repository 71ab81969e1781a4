"""What a decay β averages over, and a noisy series to see it on (claims S4, S6)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def window(beta: ArrayLike) -> Array:
    """About how many values an EWA of decay β averages over: 1/(1 − β) (claim S4); infinite at 1."""
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / (1.0 - np.asarray(beta, dtype=np.float64)))


def kept(beta: float, steps: ArrayLike) -> Array:
    """β^steps: the weight an EWA still gives to what is so many steps old; 1/e after a window."""
    return np.asarray(np.power(beta, np.asarray(steps, dtype=np.float64)))


def noisy_jump(before: int, after: int, noise: float, rng: np.random.Generator) -> Array:
    """`before` values about 0, then `after` values about 1, with normal noise: (before + after,)."""
    level = np.repeat([0.0, 1.0], [before, after])
    return level + noise * rng.standard_normal(before + after)


def smoothed(x: Array, beta: float) -> Array:
    """The EWA of decay β after each value of x (T,), its bias corrected: what `Ewa` says, all T at once.

    v_t = Σᵢ βⁱ (1 − β) x_{t−i}, by doubling: twice as many terms each time are β^span times those before.
    """
    v = (1.0 - beta) * np.asarray(x, dtype=np.float64)
    span = 1
    while span < len(v):
        v[span:] += beta**span * v[:-span]
        span *= 2
    missing = kept(beta, np.arange(1, min(len(v), _settled(beta)) + 1))
    v[: len(missing)] /= 1.0 - missing
    return v


def _settled(beta: float) -> int:
    """Steps after which what is missing, β^steps, is no longer anything beside 1."""
    return math.ceil(math.log(1e-17) / math.log(beta)) if beta > 0.0 else 1
