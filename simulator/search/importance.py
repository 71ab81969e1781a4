"""How much each hyperparameter mattered, measured from the trials (claims T1, T4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.objectives import Objective
from simulator.search.space import Space
from simulator.search.trial import Trial

Array = NDArray[Any]
FEWEST_TRIALS = 8
_RESAMPLED, _STRETCHES = 100, 5
_COUNTED = ("done", "diverged", "stopped")


def importance(space: Space, trials: Sequence[Trial], objective: Objective) -> tuple[Array, Array]:
    """(share, spread), (d,) each: the share of the variation of the trials' ranks that each axis explains
    by itself, and the standard deviation of that over bootstrap samples; NaN for fewer than 8 ended trials.

    An axis is cut into up to 5 stretches with as many trials in each. The share is Kelley's (1935) ε² = 1 −
    (within-group mean square) / (total mean square), which is 0 on average where nothing is explained;
    negative ones count as 0. Ranks, because the worst trials may be worse by orders of magnitude; one
    that a policy stopped ranks below all that went on. Clones and trials that were changed on the way are no
    samples of the space, and left out.
    """
    ended = [t for t in trials if t.state in _COUNTED and t.parent is None and not t.changes]
    if len(ended) < FEWEST_TRIALS:
        return np.full(space.d, np.nan), np.full(space.d, np.nan)
    places = np.array([space.place(trial.config) for trial in ended])
    went_on = [trial.made if trial.state == "stopped" else math.inf for trial in ended]
    ranks = _ranks(_in_order(went_on, [objective.score(trial) for trial in ended]))
    rng = np.random.default_rng(0)
    samples = [rng.integers(len(ended), size=len(ended)) for _ in range(_RESAMPLED)]
    spread = np.array([[_explained(places[s, i], ranks[s]) for i in range(space.d)] for s in samples]).std(
        axis=0
    )
    return np.array([_explained(places[:, i], ranks) for i in range(space.d)]), spread


def _in_order(first: Sequence[float], second: Sequence[float]) -> Array:
    """Numbers that are ordered as the pairs are, and equal where those are."""
    pairs = list(zip(first, second, strict=True))
    places = {pair: float(i) for i, pair in enumerate(sorted(set(pairs)))}
    return np.array([places[pair] for pair in pairs])


def _ranks(scores: Array) -> Array:
    """0 for the worst; equals share the mean of their places."""
    order = np.sort(scores)
    return (np.searchsorted(order, scores, "left") + np.searchsorted(order, scores, "right") - 1) / 2.0


def _explained(u: Array, ranks: Array) -> float:
    groups = _stretches(u)
    k, n, total = int(groups.max()) + 1, len(ranks), float(ranks.var())
    if k < 2 or n <= k or total == 0.0:
        return 0.0
    counts = np.bincount(groups, minlength=k)
    means = np.bincount(groups, ranks, minlength=k) / np.maximum(counts, 1)
    within = float(((ranks - means[groups]) ** 2).sum()) / (n - k)
    return max(0.0, 1.0 - within / (total * n / (n - 1)))


def _stretches(u: Array) -> NDArray[np.int64]:
    """Which of up to 5 stretches of the axis each place is in; equal places are in the same."""
    values, places = np.unique(u, return_inverse=True)
    wanted = min(_STRETCHES, max(2, len(u) // 4))
    if len(values) <= _STRETCHES < len(u):
        return places.astype(np.int64)
    starts = np.searchsorted(np.sort(u), values)  # trials below each value
    return np.minimum(starts[places] * wanted // len(u), wanted - 1).astype(np.int64)
