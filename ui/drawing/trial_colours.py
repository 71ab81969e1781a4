"""The colour of a trial of a search: what came of it among the others, on one sequential map.

Placed by rank, so that one outlier does not flatten the rest: the best is the strongest colour, the worst the
palest that is still seen on the surface, and equal values are of equal colour.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor

from ui import theme

Array = NDArray[np.uint8]
_PALEST, _STRONGEST = 0.34, 0.96
"""Places on the theme's sequential map: below the first a line is lost on the surface."""


def colours(values: ArrayLike, more_is_better: bool) -> Array:
    """(n, 4) uint8 RGBA of n values; the theme's muted grey for those that are no number."""
    places = ranks(values, more_is_better)
    known = np.isfinite(places)
    made = np.empty((len(places), 4), dtype=np.uint8)
    made[~known] = theme.current().colour("muted").getRgb()
    made[known] = at(places[known])
    return made


def ranks(values: ArrayLike, more_is_better: bool) -> NDArray[np.float64]:
    """(n,) from 0 for the worst to 1 for the best, in even steps from one value to the next; NaN for none."""
    score = np.asarray(values, dtype=np.float64) * (1 if more_is_better else -1)
    places = np.full(score.shape, math.nan)
    known = np.isfinite(score)
    # What np.unique would tell, which loads numpy.ma, a tenth of the whole start-up.
    order = np.flatnonzero(known)[np.argsort(score[known], kind="stable")]
    rises = np.cumsum(np.diff(score[order], prepend=score[order][:1]) > 0)
    places[order] = rises / rises[-1] if len(rises) and rises[-1] else 1.0
    return places


def at(places: ArrayLike) -> Array:
    """(n, 4) uint8 RGBA at places from 0, the worst, to 1, the best; a colour bar is `at(linspace(0, 1))`."""
    stops = _PALEST + (_STRONGEST - _PALEST) * np.clip(np.asarray(places, dtype=np.float64), 0, 1)
    return theme.current().sequential[np.round(stops * 255).astype(np.intp)]


def colour_at(place: float) -> QColor:
    """One of `at`, as Qt has it."""
    stop = _PALEST + (_STRONGEST - _PALEST) * min(max(place, 0.0), 1.0)
    return QColor(*_rows(theme.current())[round(stop * 255)])


@lru_cache(maxsize=4)
def _rows(worn: theme.Theme) -> list[list[int]]:
    return [list(row) for row in worn.sequential.tolist()]


def legend_ends(values: ArrayLike, more_is_better: bool) -> tuple[float, float]:
    """The worst value and the best one, to be written at the ends of a colour bar; NaN for none."""
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return math.nan, math.nan
    low, high = float(numbers.min()), float(numbers.max())
    return (low, high) if more_is_better else (high, low)


def qt_colour(rgba: Array, alpha: float = 1.0) -> QColor:
    """One row of `colours` as Qt has it, or fainter."""
    colour = QColor(*rgba.tolist())
    if alpha < 1:
        colour.setAlphaF(alpha * colour.alphaF())
    return colour
