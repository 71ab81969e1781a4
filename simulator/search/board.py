"""What a window is shown of a search: updates with what is new, and the mirror that puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.datasets import Dataset
from simulator.search.study import Plan, Record, Study
from simulator.search.trial import CURVE_COLUMNS, Trial

Array = NDArray[Any]
Status = Literal["running", "paused", "ended"]
THUMBNAIL = 24
"""Side of a picture of what a trial predicts, in cells."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A study from now on: its `key` stands in its updates. `path` is where it is kept on disk, if anywhere.

    Studies of one `race` are to be compared: None is a search of its own.
    """

    key: int
    plan: Plan
    dataset: Dataset
    base: Dataset
    path: str = ""
    race: int | None = None


@dataclass(frozen=True, eq=False)
class Update:
    """What is new of a study: records, and by the number of a trial rows, steps made and thumbnails."""

    key: int
    status: Status
    records: tuple[Record, ...] = ()
    rows: Mapping[int, Array] = field(default_factory=dict)
    made: Mapping[int, int] = field(default_factory=dict)
    thumbnails: Mapping[int, NDArray[np.uint8]] = field(default_factory=dict)
    steps_per_second: float = 0.0
    seconds_left: float = 0.0


class Mirror:
    """A study as it stands in another process, with what its trials have come to on the way.

    `curves` (n, 4) have the columns of `CURVE_COLUMNS`; all are by the number of a trial.
    """

    def __init__(self, opened: Opened) -> None:
        self.key, self.path, self.race = opened.key, opened.path, opened.race
        self.study = Study(opened.plan, opened.dataset, opened.base)
        self.status: Status = "running"
        self.curves: dict[int, Array] = {}
        self.made: dict[int, int] = {}
        self.thumbnails: dict[int, NDArray[np.uint8]] = {}
        self.steps_per_second = self.seconds_left = 0.0
        self.version = 0

    def take(self, update: Update) -> None:
        """Take in what is new."""
        for record in update.records:
            self.study.append(record)
            if isinstance(record, Trial) and record.ended:
                self.curves[record.number], self.made[record.number] = record.curve, record.made
        for number, rows in update.rows.items():
            known = self.curves.get(number, np.empty((0, len(CURVE_COLUMNS))))
            self.curves[number] = np.concatenate([known[known[:, 0] < rows[0, 0]], rows])
        self.made |= update.made
        self.thumbnails |= update.thumbnails
        self.status, self.steps_per_second = update.status, update.steps_per_second
        self.seconds_left = update.seconds_left
        self.version += 1

    def value(self, trial: Trial) -> float:
        """The objective of a trial: at its end, or the last of its curve; NaN where there is none yet."""
        if trial.ended:
            return self.study.objective.value(trial)
        curve = self.curves.get(trial.number)
        column = CURVE_COLUMNS.index(self.study.objective.column)
        return float(curve[-1, column]) if curve is not None and len(curve) else float("nan")

    @property
    def progress(self) -> float:
        """Share of the steps of the plan, and of what was added to it, that are made or will not be."""
        trials = self.study.trials
        to_come = max(0, self.study.plan.cost - sum(t.parent is None for t in trials)) * self.study.plan.steps
        whole = sum(trial.steps for trial in trials) + to_come
        left = sum(t.steps - self.made.get(t.number, 0) for t in trials if not t.ended) + to_come
        return 1.0 - left / whole if whole else 0.0
