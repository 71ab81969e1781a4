"""The learning curves of all trials as arrays, kept up to date at the cost of what is new."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.board import Mirror
from simulator.search.objectives import Objective
from simulator.search.trial import CURVE_COLUMNS, Trial
from ui.drawing import trial_colours
from ui.drawing.search_words import is_share

Array = NDArray[Any]
FLOOR = 1e-8
"""Costs at or below it are drawn on it: a logarithm knows no zero."""
_HUGE = 1e30
_MOST = 256
"""Points of a drawn curve."""
_WILD = 2.5
"""Times the typical cost at the start: what is above may leave the axis."""
GOES_ON, DIVERGED, STOPPED = 0, 1, 2
_ENDS = {"diverged": DIVERGED, "stopped": STOPPED, "killed": STOPPED}


class Crowd:
    """Row i of all arrays is `trials[i]`. A curve is `x[i, :lengths[i]]`, `y[i, :lengths[i]]`: steps, and
    percent or the decimal logarithm of a cost; only finite points. `ends` say how a curve ends.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """No trials."""
        self.mirror: Mirror | None = None
        self.trials: list[Trial] = []
        self.rows: dict[int, int] = {}
        self._seen: list[Array | None] = []
        self._column = 0
        self.values = self.places = np.empty(0)
        self.lengths = self.ends = np.empty(0, dtype=np.intp)
        self.x = self.y = np.empty((0, 0))
        self.leader: int | None = None
        """Its row."""
        self.span = (0.0, 100.0)
        """From which to which `y` there is something to see, in steps so that the axis seldom moves."""
        self.last_step = 1
        """At which the longest curve will end."""

    @property
    def objective(self) -> Objective | None:
        """What the trials are judged by."""
        return None if self.mirror is None else self.mirror.study.objective

    @property
    def is_log(self) -> bool:
        """Whether `y` are logarithms."""
        return self.objective is not None and not is_share(self.objective)

    def follow(self, mirror: Mirror | None) -> bool:
        """Take in what is new; whether it is of other trials than before."""
        if mirror is None:
            self.clear()
            return True
        trials = mirror.study.trials
        is_other = mirror is not self.mirror or [t.number for t in trials] != list(self.rows)
        if is_other:
            self._start_over(mirror, trials)
        changed = range(len(trials)) if is_other else self._changed(trials)
        for i in changed:
            self._take(i, trials[i])
        if len(changed) or is_other:
            self._draw(np.asarray(changed, dtype=np.intp))
            self._rank()
            self.span = self._range()
            self.last_step = max((trial.steps for trial in trials), default=1)
        return is_other

    # Inside -----------------------------------------------------------------------------------------

    def _start_over(self, mirror: Mirror, trials: list[Trial]) -> None:
        self.mirror, count = mirror, len(trials)
        self._column = CURVE_COLUMNS.index(mirror.study.objective.column)
        self.trials, self._seen = list(trials), [None] * count
        self.rows = {trial.number: i for i, trial in enumerate(trials)}
        self.values = np.full(count, math.nan)
        self.lengths, self.ends = np.zeros(count, dtype=np.intp), np.zeros(count, dtype=np.intp)
        self.x, self.y = np.zeros((count, 40)), np.zeros((count, 40))

    def _changed(self, trials: list[Trial]) -> list[int]:
        assert self.mirror is not None
        now = map(self.mirror.curves.get, self.rows)
        pairs = enumerate(zip(trials, self.trials, now, self._seen, strict=True))
        return [i for i, (trial, old, curve, seen) in pairs if trial is not old or curve is not seen]

    def _take(self, i: int, trial: Trial) -> None:
        """Its numbers as they are."""
        assert self.mirror is not None
        curve = self.mirror.curves.get(trial.number)
        self.trials[i], self._seen[i] = trial, curve
        self.ends[i] = _ENDS.get(trial.state, GOES_ON)
        if curve is None or not len(curve):
            self.lengths[i] = 0
        else:
            drawn = curve[:: -(-len(curve) // _MOST)]
            self._make_room(len(drawn))
            self.lengths[i] = len(drawn)
            self.x[i, : len(drawn)], self.y[i, : len(drawn)] = drawn[:, 0], drawn[:, self._column]
            self.values[i] = curve[-1, self._column]
        if trial.ended or not self.lengths[i]:
            self.values[i] = self.mirror.value(trial)

    def _make_room(self, count: int) -> None:
        if count > self.x.shape[1]:
            more = 2 * count - self.x.shape[1]
            self.x, self.y = (np.pad(each, ((0, 0), (0, more))) for each in (self.x, self.y))

    def _draw(self, rows: Array) -> None:
        """Make what was taken into these rows what can be drawn."""
        column = np.arange(self.x.shape[1])
        y = self.y[rows]
        is_drawn = column < self.lengths[rows][:, None]
        with np.errstate(invalid="ignore"):
            broken = is_drawn & ~(np.abs(y) < _HUGE)
        for k in np.flatnonzero(broken.any(axis=1)).tolist():
            i, fine = rows[k], is_drawn[k] & ~broken[k]
            self.lengths[i] = count = int(fine.sum())
            self.x[i, :count], y[k, :count] = self.x[i, fine], y[k, fine]
        y[column >= self.lengths[rows][:, None]] = 1.0
        self.y[rows] = np.log10(np.maximum(y, FLOOR)) if self.is_log else 100 * y

    def _rank(self) -> None:
        assert self.objective is not None
        self.places = trial_colours.ranks(self.values, self.objective.more_is_better)
        running = np.array([trial.state in ("waiting", "done") for trial in self.trials], dtype=bool)
        score = np.where(running & np.isfinite(self.places), self.places, -1.0)
        best = int(score.argmax()) if len(score) else 0
        self.leader = best if len(score) and score[best] >= 0 else None

    def _range(self) -> tuple[float, float]:
        drawn = np.arange(self.x.shape[1]) < self.lengths[:, None]
        y = self.y[drawn]
        if not len(y):
            return (-2.0, 0.5) if self.is_log else (0.0, 100.0)
        if not self.is_log:
            low = float(np.partition(y, len(y) // 100)[len(y) // 100])
            return (max(0.0, 20 * math.floor(min(low, 80.0) / 20)), 100.0)
        first = self.y[self.lengths > 0, 0]
        high = min(
            float(y.max()), float(np.partition(first, len(first) // 2)[len(first) // 2]) + math.log10(_WILD)
        )
        low = min(float(y.min()), high - 0.1)
        return math.floor(5 * low) / 5, math.ceil(5 * high) / 5
