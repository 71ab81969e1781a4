"""Trials as places on the axes of a space and on that of the objective."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.board import Mirror
from simulator.search.space import SCALES, Axis
from simulator.search.trial import Trial
from ui.panels.parallel.goal import Goal, goal

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Lines:
    """A line a trial. `places` (n, d + 1) are in [0, 1] or NaN, the last one that of the objective."""

    axes: tuple[Axis, ...] = ()
    trials: tuple[Trial, ...] = ()
    numbers: Array = field(default_factory=lambda: np.empty(0, np.int64))
    values: Array = field(default_factory=lambda: np.empty(0))
    places: Array = field(default_factory=lambda: np.empty((0, 1)))
    diverged: Array = field(default_factory=lambda: np.empty(0, bool))
    goal: Goal = field(default_factory=Goal)

    def row(self, number: int | None) -> int | None:
        """Which line is that of a trial."""
        if number is None or not len(self.numbers):
            return None
        at = int(np.searchsorted(self.numbers, number))
        return at if at < len(self.numbers) and self.numbers[at] == number else None


class Places:
    """Where trials stand; those that have not changed are not asked again."""

    def __init__(self) -> None:
        self._mirror: Mirror | None = None
        self._known: dict[tuple[int, int], Array] = {}

    def lines(self, mirror: Mirror) -> Lines:
        """All trials of a study as they are now."""
        study = mirror.study
        axes, trials = study.space.axes, tuple(study.trials)
        if mirror is not self._mirror:
            self._mirror, self._known = mirror, {}
        values = np.array([mirror.value(trial) for trial in trials], dtype=np.float64)
        scale = goal(study.objective, values)
        places = np.empty((len(trials), len(axes) + 1))
        places[:, :-1], places[:, -1] = self._places(axes, trials), scale.places(values)
        numbers = np.array([trial.number for trial in trials], dtype=np.int64)
        diverged = np.array([trial.state == "diverged" for trial in trials], dtype=bool)
        return Lines(axes, trials, numbers, values, places, diverged, scale)

    def _places(self, axes: tuple[Axis, ...], trials: Sequence[Trial]) -> Array:
        keys = [(trial.number, len(trial.changes)) for trial in trials]
        new = [i for i, each in enumerate(keys) if each not in self._known]
        if new:
            settings = [trials[i].settings for i in new]
            columns = [_on(axis, (axis.value_in(each) for each in settings)) for axis in axes]
            for i, row in zip(new, np.stack(columns, axis=1), strict=True):
                self._known[keys[i]] = row
        if not keys:
            return np.empty((0, len(axes)))
        return np.array([self._known[each] for each in keys])


def _on(axis: Axis, values: Iterable[Any]) -> Array:
    """Places of many values of one axis; those beyond its ends at them."""
    if axis.values:
        places = {value: axis.to_unit(value) for value in axis.values}
        return np.array([places.get(value, math.nan) for value in values])
    with np.errstate(all="ignore"):
        u = SCALES[axis.scale].to_unit(np.array(list(values), dtype=np.float64), axis.low, axis.high)
    return np.where(np.isnan(u), np.nan, np.clip(u, 0.0, 1.0))
