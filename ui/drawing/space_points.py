"""The trials of a study as points over two of its axes; over one axis the objective goes up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.board import Mirror
from simulator.search.racing import along
from simulator.search.space import Axis, Space
from simulator.search.trial import Trial
from ui.drawing.search_words import Ruler, ruler_of, ruler_of_objective
from ui.drawing.space_marks import BROKEN, Points, levels_of

Array = NDArray[Any]
_PAD = 0.05


def looked_along(space: Space, names: tuple[str, str]) -> tuple[Axis, Axis | None]:
    """The axes of those names as far as the space has them, x first; None where it has but one."""
    by_name = {axis.name: axis for axis in space.axes}
    x = by_name.pop(names[0], None) or by_name.pop(space.names[0])
    if not by_name:
        return x, None
    return x, by_name.get(names[1], next(iter(by_name.values())))


@dataclass(frozen=True, eq=False)
class View:
    """Points with the rulers of both sides, the trials and values that they are of, and the best trial."""

    points: Points
    x: Ruler
    y: Ruler
    trials: Sequence[Trial]
    values: Array
    best: Trial | None


class Places:
    """Where trials lie along axes, worked out once for each: a config never changes."""

    def __init__(self) -> None:
        self._mirror: Mirror | None = None
        self._known: dict[str, dict[int, float]] = {}

    def of(self, mirror: Mirror, axis: Axis, trials: Sequence[Trial]) -> Array:
        """(n,) in [0, 1]."""
        if mirror is not self._mirror:
            self._mirror, self._known = mirror, {}
        known = self._known.setdefault(axis.name, {})
        new = [trial for trial in trials if trial.number not in known]
        if new:
            numbers = [trial.number for trial in new]
            places = along(axis, [trial.config for trial in new])
            known.update(zip(numbers, places.tolist(), strict=True))
        return np.array([known[trial.number] for trial in trials], dtype=np.float64)

    def view(
        self, mirror: Mirror, axes: tuple[Axis, Axis | None], brushed: frozenset[int] | None = None
    ) -> View:
        """The study of a mirror over two of its axes."""
        trials, objective = mirror.study.trials, mirror.study.objective
        values = np.array([mirror.value(trial) for trial in trials], dtype=np.float64)
        low, high = _span(values)
        across, up = axes
        y = _up(values, low, high, objective.more_is_better) if up is None else self.of(mirror, up, trials)
        ruler = ruler_of_objective(objective, low, high) if up is None else ruler_of(up)
        points = _points(
            trials, values, self.of(mirror, across, trials), y, objective.more_is_better, brushed
        )
        best = _best(trials, values, objective.more_is_better)
        return View(points, ruler_of(across), ruler, trials, values, best)


def _points(
    trials: Sequence[Trial],
    values: Array,
    x: Array,
    y: Array,
    more_is_better: bool,
    brushed: frozenset[int] | None,
) -> Points:
    numbers = np.array([trial.number for trial in trials], dtype=np.int64)
    generation = np.array([trial.generation for trial in trials], dtype=np.int64)
    broken = np.array([trial.state == "diverged" for trial in trials], dtype=bool)
    faded = np.zeros(len(trials), dtype=bool)
    if brushed is not None:
        faded = np.array([trial.number not in brushed for trial in trials], dtype=bool)
    return Points(
        numbers=numbers,
        x=x,
        y=y,
        level=np.where(broken, BROKEN, levels_of(values, more_is_better)),
        generation=generation,
        newest=generation == (generation.max() if len(trials) else 0),
        faded=faded,
    )


def _best(trials: Sequence[Trial], values: Array, more_is_better: bool) -> Trial | None:
    """`Study.best`, without a sort of all trials for each frame."""
    done = np.array([trial.state == "done" for trial in trials], dtype=bool)
    score = np.where(done & np.isfinite(values), values if more_is_better else -values, -np.inf)
    return trials[int(score.argmax())] if len(score) and np.isfinite(score.max()) else None


def _span(values: Array) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return math.nan, math.nan
    low, high = float(known.min()), float(known.max())
    pad = _PAD * (high - low)
    return low - pad, high + pad


def _up(values: Array, low: float, high: float, more_is_better: bool) -> Array:
    """Places of values; of those that are none at the worse end."""
    worse = 0.0 if more_is_better else 1.0
    u = (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
    return np.where(np.isfinite(values), u, worse)
