"""Which part of the roads is shown: the forks large, and no one road that flew off flattening the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Span = tuple[float, float]
_BEFORE, _AFTER = 0.3, 0.08
"""Shares of what came after the first fork that are shown before it, and left free at the right."""
_TOO_WIDE, _SLACK = 1.6, 0.08
_ABOVE = 2.5
"""How many times as high as the current road others may make the plot."""


def fitted(
    lines: Sequence[tuple[Array, Array, float | None, bool]], mine: tuple[Array, Array] | None
) -> tuple[Span, Span]:
    """Ranges of steps and J for lines (steps, J, fork, distant) and the one that one stands on."""
    lines = [line for line in lines if np.isfinite(line[1]).any()]
    if not lines:
        return (0.0, 10.0), (0.0, 2.0)
    first, last = min(line[0][0] for line in lines), max(line[0][-1] for line in lines)
    forks = [line[2] for line in lines if line[2] is not None]
    if forks and not any(line[3] for line in lines):
        first = max(first, min(forks) - _BEFORE * (last - min(forks)))
    span = max(last - first, 10.0)
    others = [_seen(x, y, first) for x, y, _, _ in lines]
    low, high = _bounds(others, _seen(*mine, first) if mine is not None else np.empty(0))
    return (float(first), float(first + (1 + _AFTER) * span)), (low, high)


def still_fits(shown: tuple[Span, Span], wanted: tuple[Span, Span]) -> bool:
    """Whether what is wanted is in what is shown, and not lost in it: each new range redraws everything."""
    (first, last), (low, high) = wanted
    end, slack = first + (last - first) / (1 + _AFTER), _SLACK * (high - low)
    along = shown[0][0] <= first and end <= shown[0][1]
    up = shown[1][0] <= low + slack and high - slack <= shown[1][1]
    sizes = ((span[1] - span[0], want[1] - want[0]) for span, want in zip(shown, wanted, strict=True))
    return along and up and all(size <= _TOO_WIDE * want for size, want in sizes)


def _seen(x: Array, y: Array, first: float) -> Array:
    y = y[max(int(np.searchsorted(x, first)) - 1, 0) :]
    return y[np.isfinite(y)]


def _bounds(lines: Sequence[Array], mine: Array) -> Span:
    every = np.concatenate(list(lines)) if lines else mine
    if not len(every):
        return 0.0, 2.0
    low, high = float(every.min()), float(every.max())
    if len(mine):
        mid, top = float(np.median(every)), float(mine.max())
        high = min(high, max(top, low + _ABOVE * max(top - low, mid - low)))
    pad = max(0.12 * (high - low), 0.02 * high, 1e-9)
    return max(low - pad, 0.0), high + pad
