"""Which part of the roads is shown: the forks large, and no one road that flew off flattening the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.drawing.numerals import on_axis

Array = NDArray[Any]
Span = tuple[float, float]
_BEFORE, _AFTER = 0.3, 0.08
"""Shares of what came after the first fork that are shown before it, and left free at the right."""
_FEW_DECADES, _MOST_TICKS = 2.2, 6
_TOO_WIDE, _SLACK = 1.6, 0.08
_ABOVE, _DECADES_ABOVE, _USUAL, _ALL = 3.0, 1.0, 97, 99
"""How many times as high as the current road others may make the plot, and how many decades; which
percentiles count as high."""


def fitted(
    lines: Sequence[tuple[Array, Array, float | None, bool]],
    mine: tuple[Array, Array] | None,
    log: bool,
    here: float = math.inf,
) -> tuple[Span, Span]:
    """Ranges of steps and J, or log J, for lines (steps, J, fork, distant) and the one that one stands on;
    `here` is the step one stands at, which is in view.
    """
    lines = [line for line in lines if np.isfinite(line[1]).any()]
    if not lines:
        return (0.0, 10.0), ((-2.0, 0.5) if log else (0.0, 2.0))
    first, last = min(line[0][0] for line in lines), max(line[0][-1] for line in lines)
    forks = [line[2] for line in lines if line[2] is not None]
    if forks and not any(line[3] for line in lines):
        first = max(first, min(min(forks) - _BEFORE * (last - min(forks)), here))
    span = max(last - first, 10.0)
    others = [_seen(x, y, first) for x, y, _, _ in lines]
    heights = (_decades if log else _bounds)(others, _seen(*mine, first) if mine else np.empty(0))
    return (float(first), float(first + (1 + _AFTER) * span)), heights


def still_fits(shown: tuple[Span, Span], wanted: tuple[Span, Span]) -> bool:
    """Whether what is wanted is in what is shown, and not lost in it: each new range redraws everything."""
    (first, last), (low, high) = wanted
    end, slack = first + (last - first) / (1 + _AFTER), _SLACK * (high - low)
    along = shown[0][0] <= first and end <= shown[0][1]
    up = shown[1][0] <= low + slack and high - slack <= shown[1][1]
    sizes = ((span[1] - span[0], want[1] - want[0]) for span, want in zip(shown, wanted, strict=True))
    return along and up and all(size <= _TOO_WIDE * want for size, want in sizes)


def log_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Places and numbers of an axis of log J: as many to a decade as can be read."""
    steps = (1, 2, 5) if high - low <= _FEW_DECADES else (1,)
    apart = max(1, round((high - low) / _MOST_TICKS))
    values = [n * 10.0**e for e in range(math.floor(low), math.ceil(high) + 1, apart) for n in steps]
    return [(math.log10(v), on_axis(v)) for v in values if low <= math.log10(v) <= high]


def _seen(x: Array, y: Array, first: float) -> Array:
    y = y[max(int(np.searchsorted(x, first)) - 1, 0) :]
    return y[np.isfinite(y)]


def _decades(lines: Sequence[Array], mine: Array) -> Span:
    """Likewise of log J, in fifths of a decade: a decade above the current road is as far as one looks."""
    lines = [line for line in lines if len(line)]
    low, high = (
        min(float(line.min()) for line in lines),
        max(float(np.percentile(line, _ALL)) for line in lines),
    )
    if len(mine):
        high = min(high, float(mine.max()) + _DECADES_ABOVE)
    low = math.floor(5 * low - 0.5) / 5
    return low, max(math.ceil(5 * high + 0.5) / 5, low + 0.8)


def _bounds(lines: Sequence[Array], mine: Array) -> Span:
    """From the lowest J to the highest usual one; a road that flew off leaves the picture at its top."""
    lines = [line for line in lines if len(line)]
    usual = sorted(float(np.percentile(line, _USUAL)) for line in lines)
    high = float(np.percentile(mine, _USUAL)) if len(mine) else usual[len(usual) // 2]
    high = max([high, *(value for value in usual if value <= _ABOVE * high)])
    low = min(float(line.min()) for line in lines)
    pad = max(0.15 * (high - low), 0.02 * abs(high), 1e-9)
    return max(low - pad, 0.0), high + pad
