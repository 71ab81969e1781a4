"""Where to try next: pure functions from what was tried to a config, in the unit cube of the space.

A sampler is called once for each trial: `sampler(space, trials, rng)`, `trials` being those before it. The
same trials and generator give the same config.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.hyperparameters import Config
from simulator.search.objectives import Objective
from simulator.search.space import Space, grid_counts
from simulator.search.trial import Trial

Array = NDArray[Any]
Sampler = Callable[[Space, Sequence[Trial], np.random.Generator], Config]
_PROMISING = 0.25  # share of the trials whose surroundings are worth a closer look
_MARGIN = 0.5  # of the mean gap between the promising, on either side of them
_NARROWEST = 0.02  # of the whole range


@dataclass(frozen=True)
class Box:
    """A part of the unit cube: `low` and `high` (d,) with 0 ≤ low < high ≤ 1. Raises ValueError otherwise."""

    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        ends = list(zip(self.low, self.high, strict=True))
        if not all(0.0 <= low < high <= 1.0 for low, high in ends):
            raise ValueError(f"A box must have 0 <= low < high <= 1 along each axis, got {ends}.")

    @classmethod
    def whole(cls, d: int) -> Box:
        """All of the cube."""
        return cls((0.0,) * d, (1.0,) * d)

    def inside(self, u: Array) -> Array:
        """Places u (..., d) of the cube, put into the box in proportion."""
        low, high = np.array(self.low), np.array(self.high)
        return np.asarray(low + u * (high - low))

    def holds(self, u: Array) -> bool:
        """Whether a place (d,) lies in it."""
        return bool(np.all((u >= np.array(self.low) - 1e-12) & (u <= np.array(self.high) + 1e-12)))


def grid(space: Space, trials: Sequence[Trial], rng: np.random.Generator, *, budget: int) -> Config:  # noqa: ARG001
    """Every combination of evenly spaced values, the first axis slowest: kᵈ of them (claim T3).

    k is the most that `budget` pays for. Raises ValueError: all of the grid has been tried.
    """
    counts = grid_counts(space.axes, budget)
    number = len(trials)
    if number >= np.prod(counts):
        raise ValueError(f"The grid has {np.prod(counts)} points, and all have been tried.")
    index = np.unravel_index(number, counts)
    spread = zip(space.axes, counts, index, strict=True)
    return space.config([axis.spread(count)[int(i)] for axis, count, i in spread])


def random(
    space: Space,
    trials: Sequence[Trial],  # noqa: ARG001
    rng: np.random.Generator,
    *,
    box: Box | None = None,
) -> Config:
    """Anywhere in the cube, or in a box of it: each trial a new value on every axis (claims T2, T3)."""
    u = rng.random(space.d)
    return space.config(box.inside(u) if box else u)


def coarse_to_fine(
    space: Space, trials: Sequence[Trial], rng: np.random.Generator, *, objective: Objective, coarse: int
) -> Config:
    """At random: the first `coarse` trials anywhere, the next around the best of them, and so on (T5).

    All that was tried before the generation under way counts.
    """
    known = tuple(trials[: len(trials) // coarse * coarse])
    return random(space, trials, rng, box=promising(space, known, objective) if known else None)


@lru_cache(maxsize=4)
def promising(space: Space, trials: tuple[Trial, ...], objective: Objective) -> Box:
    """The box around the best quarter of the trials, and a little more; all where none has a value."""
    good = [trial for trial in trials if objective.score(trial) > -np.inf]
    if not good:
        return Box.whole(space.d)
    best = sorted(good, key=objective.score, reverse=True)[: max(2, round(_PROMISING * len(trials)))]
    places = np.clip([space.place(trial.config) for trial in best], 0.0, 1.0)
    nowhere = np.isnan(places).all(axis=0)  # hidden units, where the best have no hidden layer
    places[0, nowhere] = 0.5
    low, high = np.nanmin(places, axis=0), np.nanmax(places, axis=0)
    low[nowhere], high[nowhere] = 0.0, 1.0
    margin = np.maximum((high - low) / len(best) * _MARGIN, _NARROWEST / 2)
    low, high = np.clip(low - margin, 0.0, 1.0), np.clip(high + margin, 0.0, 1.0)
    for i, axis in enumerate(space.axes):
        if axis.values:  # a value is a stretch of the axis: take the whole of it
            low[i] = np.floor(low[i] * len(axis.values)) / len(axis.values)
            high[i] = np.ceil(high[i] * len(axis.values)) / len(axis.values)
    return Box(tuple(low.tolist()), tuple(high.tolist()))
