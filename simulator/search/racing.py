"""Grid against random search on one budget: what each has found after n trials, and who is ahead (T2-T4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.hyperparameters import Config
from simulator.search.importance import importance
from simulator.search.objectives import Objective
from simulator.search.space import SCALES, Axis, Space
from simulator.search.study import Plan, Study
from simulator.search.trial import Trial

Array = NDArray[Any]
SIDES: Final = ("grid", "random")
IDLE = 0.1
"""An axis that explains less of the results than this does not matter."""


@dataclass(frozen=True, eq=False)
class Heat:
    """The two studies of one seed."""

    seed: int
    grid: Study
    random: Study

    def side(self, strategy: str) -> Study:
        """The study of "grid" or "random"."""
        return self.grid if strategy == "grid" else self.random


@dataclass(frozen=True)
class Standing:
    """How seeds stand after `n` trials of each side.

    `gains` are what random is better by, one a seed, in the unit of the objective: positive where random is
    ahead whichever way the objective goes. A seed counts once both sides have a result.
    """

    n: int
    gains: tuple[float, ...]

    @property
    def random_ahead(self) -> int:
        """Seeds in which random has found the better one."""
        return sum(gain > 0 for gain in self.gains)

    @property
    def grid_ahead(self) -> int:
        """Seeds in which the grid has."""
        return sum(gain < 0 for gain in self.gains)

    @property
    def seeds(self) -> int:
        """Those that count."""
        return len(self.gains)

    @property
    def median(self) -> float:
        """Of the gains; NaN where there are none."""
        return float(np.median(self.gains)) if self.gains else float("nan")

    @property
    def quartiles(self) -> tuple[float, float]:
        """Between which the middle half of the gains lies; NaN where there are none."""
        if not self.gains:
            return float("nan"), float("nan")
        low, high = np.quantile(self.gains, [0.25, 0.75])
        return float(low), float(high)


def best_so_far(study: Study) -> Array:
    """(n,): the best of the objective among the first 1, 2, ... n trials; NaN before the first success.

    Trials count in the order of their numbers, as soon as they have ended. Clones do not: they are no
    part of the plan.
    """
    objective = study.objective
    ended = [trial for trial in study.trials if trial.ended and trial.parent is None]
    scores = [objective.score(trial) if trial.state == "done" else -np.inf for trial in ended]
    best = np.maximum.accumulate(np.array(scores, dtype=np.float64)) if scores else np.empty(0)
    best = np.where(np.isneginf(best), np.nan, best)
    return best if objective.more_is_better else -best


def heats(studies: Sequence[Study]) -> list[Heat]:
    """The studies by seed, where there is one of each side; of two the later."""
    found = {(study.plan.strategy, study.plan.seed): study for study in studies}
    seeds = sorted({seed for _, seed in found})
    pairs = [(seed, found.get(("grid", seed)), found.get(("random", seed))) for seed in seeds]
    return [Heat(seed, grid, random) for seed, grid, random in pairs if grid and random]


def standing(grids: Sequence[Array], randoms: Sequence[Array], objective: Objective) -> Standing:
    """Who is ahead, given `best_so_far` of each side for each seed, after as many trials as all have made."""
    n = min((len(best) for best in (*grids, *randoms)), default=0)
    sign = 1.0 if objective.more_is_better else -1.0
    if n == 0:
        return Standing(0, ())
    gains = [sign * float(r[n - 1] - g[n - 1]) for g, r in zip(grids, randoms, strict=True)]
    return Standing(n, tuple(gain for gain in gains if np.isfinite(gain)))


def median_of(bests: Sequence[Array]) -> Array:
    """(n,): the median over seeds of `best_so_far`, NaN as long as a seed has found nothing."""
    n = min((len(best) for best in bests), default=0)
    return np.median([best[:n] for best in bests], axis=0) if n else np.empty(0)


def along(axis: Axis, configs: Sequence[Config]) -> Array:
    """(n,): where configs lie on an axis; what is beyond an end lies on it, what is nowhere at 0."""
    values = [axis.value_in(config) for config in configs]
    if axis.values:
        found = {value: (i + 0.5) / len(axis.values) for i, value in enumerate(axis.values)}
        return np.array([found.get(value, 0.0) for value in values], dtype=np.float64)
    with np.errstate(all="ignore"):
        u = SCALES[axis.scale].to_unit(np.array(values, dtype=np.float64), axis.low, axis.high)
    return np.clip(np.nan_to_num(u, nan=0.0), 0.0, 1.0)


def distinct(u: ArrayLike) -> Array:
    """The different places among places on an axis, ascending (claim T2)."""
    places = np.sort(np.asarray(u, dtype=np.float64))
    return places[np.diff(places, prepend=-np.inf) > 1e-9]


def repeats(study: Study, names: Collection[str]) -> int:
    """Trials that differ from an earlier one in nothing but these axes: rows of a grid (claim T4)."""
    others = [axis for axis in study.space.axes if axis.name not in names]
    configs = [trial.config for trial in study.trials if trial.parent is None]
    return len(configs) - len({tuple(axis.value_in(config) for axis in others) for config in configs})


def shares_of(study: Study) -> Array:
    """(d,): the share of the results that each axis of a study explains; NaN where it cannot tell."""
    return importance(study.space, study.trials, study.objective)[0]


def mattered(space: Space, shares: Sequence[Array]) -> Mapping[str, float]:
    """What each axis explains, by name: the mean of `shares_of` the studies that can tell, else nothing."""
    known = [share for share in shares if np.isfinite(share).all()]
    return dict(zip(space.names, np.mean(known, axis=0).tolist(), strict=True)) if known else {}


def sketch(plan: Plan, strategy: str) -> list[Config]:
    """The configs that one side of a race on this plan would try; none is trained.

    A race gives both sides as many trials as the grid has points. Raises ValueError: that is too many.
    """
    grid = dataclasses.replace(plan, strategy="grid")
    sampler = dataclasses.replace(plan, strategy=strategy, trials=grid.cost).sampler
    tried: list[Trial] = []
    for number in range(grid.cost):
        config = sampler(plan.space, tried, np.random.default_rng([plan.seed, 7, number]))
        tried.append(Trial(number, config, plan.steps))
    return [trial.config for trial in tried]
