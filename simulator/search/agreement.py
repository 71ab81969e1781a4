"""What the best trials have in common: on which axis they crowd, and how much (claims T1, T4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.search.space import Axis

Array = NDArray[Any]
BEST: Final = 8
"""How many of the best are looked at: as many at random lie in half of an axis in 4 of 100 cases."""
_CROWDED, _TIMES = 0.5, 4


@dataclass(frozen=True)
class Agreement:
    """The best trials lie in a stretch of the axis that holds `share` of all trials.

    `values` are its two ends, or of an axis of choices those that the best have.
    """

    axis: Axis
    share: float
    values: tuple[Any, ...]


def agreements(
    axes: Sequence[Axis], places: Array, values: Array, *, more_is_better: bool, diverged: Array
) -> list[Agreement]:
    """Of each axis, the most telling first; none with fewer trials than four times `BEST`.

    places: (n, d) in unit coordinates, NaN for a value that is not on the axis; values: (n,), NaN for none
    yet; diverged: (n,), they count as tried.
    """
    known = np.isfinite(values)
    tried = np.flatnonzero(known | diverged)
    if len(tried) < _TIMES * BEST or known.sum() < BEST:
        return []
    best = np.argsort(np.where(known, -values if more_is_better else values, np.inf), kind="stable")[:BEST]
    found = [_agreement(axis, places[best, i], places[tried, i]) for i, axis in enumerate(axes)]
    return sorted((each for each in found if each is not None), key=lambda each: each.share)


def crowded(found: Sequence[Agreement]) -> bool:
    """Whether the best agree on anything more than chance would have them."""
    return bool(found) and found[0].share <= _CROWDED


def _agreement(axis: Axis, best: Array, tried: Array) -> Agreement | None:
    """None where one of the best is not on the axis at all."""
    if axis.values:
        had = np.unique(best[np.isfinite(best)])
        return Agreement(axis, float(np.isin(tried, best).mean()), tuple(map(axis.from_unit, had.tolist())))
    if not np.isfinite(best).all():
        return None
    low, high = float(best.min()), float(best.max())
    share = float(((tried >= low) & (tried <= high)).mean())
    return Agreement(axis, share, (axis.from_unit(low), axis.from_unit(high)))
