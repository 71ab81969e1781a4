"""Which values a plan will try along each axis: on a grid, and at random for the same price (claim T2)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.space import Axis, grid_counts
from simulator.search.study import Plan

_SHOWN = 256
"""Trials that are drawn: more are but a bar."""


@dataclass(frozen=True, eq=False)
class Tried:
    """Places along one axis, and how many different values they are."""

    axis: Axis
    grid: NDArray[Any]
    random: NDArray[Any]
    of_grid: int
    at_random: int


def tried(plan: Plan) -> list[Tried]:
    """One an axis; at random are those of the first generation, for where the next are nobody knows."""
    trials = min(plan.coarse, plan.trials) if plan.strategy == "coarse_to_fine" else plan.trials
    u = _drawn(_Draws(plan.seed, min(trials, _SHOWN), plan.space.d, plan))
    counts = counts_of(plan.space.axes, plan.trials)
    return [_along(axis, counts[i], u, i, trials) for i, axis in enumerate(plan.space.axes)]


@lru_cache(maxsize=8)
def counts_of(axes: tuple[Axis, ...], trials: int) -> tuple[int, ...]:
    """Values of the grid along each axis: counted once for all that say them."""
    return grid_counts(axes, trials)


def _along(axis: Axis, k: int, u: NDArray[Any], i: int, trials: int) -> Tried:
    grid = np.array([_snapped(axis, place) for place in axis.spread(k)])
    random = _places(axis, u.shape[0], tuple(u[:, i]))
    distinct = len(np.unique(random)) if trials <= len(u) else int(min(trials, axis.distinct))
    return Tried(axis, grid, random, len(np.unique(grid)), distinct)


@lru_cache(maxsize=32)
def _places(axis: Axis, _count: int, column: tuple[float, ...]) -> NDArray[Any]:
    return np.array([_snapped(axis, place) for place in column])


def _snapped(axis: Axis, u: float) -> float:
    """Where the value at u lies: at u itself where every number is one."""
    place = u if math.isinf(axis.distinct) else axis.to_unit(axis.from_unit(u))
    return min(max(place, 0.0), 1.0)


@dataclass(frozen=True)
class _Draws:
    """What is drawn depends on no more of a plan than is compared."""

    seed: int
    count: int
    d: int
    plan: Plan = field(compare=False)


@lru_cache(maxsize=8)
def _drawn(draws: _Draws) -> NDArray[Any]:
    """(count, d): as a study of this plan draws them, trial by trial."""
    return np.array([draws.plan.rng(number).random(draws.d) for number in range(draws.count)])
