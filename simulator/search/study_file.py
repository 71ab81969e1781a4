"""A study on disk: JSON Lines, one a record, written as things happen and never rewritten.

The first line says what is searched, on which data. A line torn by a crash is the last, and is cut off.
"""

from __future__ import annotations

import json
import math
import os
import time
from pathlib import Path
from typing import Any, Final, TextIO

from simulator import kept_data
from simulator.datasets import Dataset
from simulator.hyperparameters import Config
from simulator.search.space import Axis
from simulator.search.study import Extended, Generation, Record, Removed, Study
from simulator.search.study_reading import VERSION, read_up_to
from simulator.search.trial import MARKS, Change, Trial

SUFFIX: Final = ".study"
_SYNC_EVERY = 1.0  # seconds, at least, between two waits for the disk


class StudyFile:
    """A file that a study is kept in: what is noted outlives this process, after a second a power cut too."""

    def __init__(self, path: Path | str, study: Study) -> None:
        """Begin a file; OSError where that cannot be, FileExistsError where there is one."""
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = self.path.open("x", encoding="utf-8")
        self._synced = 0.0
        self._write(_head(study))
        for record in study.records:
            self.note(record)

    @classmethod
    def go_on(cls, path: Path | str) -> tuple[StudyFile, Study]:
        """The study in a file and the file to add to; a torn last line is cut off."""
        study, end = read_up_to(path)
        file = cls.__new__(cls)
        file.path = Path(path)
        file._file = file.path.open("r+", encoding="utf-8")
        file._file.truncate(end)
        file._file.seek(0, os.SEEK_END)
        file._synced = 0.0
        return file, study

    def note(self, record: Record) -> None:
        """Add a record; OSError where the disk is full, and what was there stays."""
        self._write(_record(record))

    def close(self) -> None:
        """No more is to come."""
        self._sync()
        self._file.close()

    def _write(self, value: dict[str, Any]) -> None:
        self._file.write(json.dumps(value, allow_nan=False, separators=(",", ":")) + "\n")
        self._file.flush()
        if time.monotonic() - self._synced > _SYNC_EVERY:
            self._sync()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()


def _head(study: Study) -> dict[str, Any]:
    plan, data = study.plan, study.dataset
    return {
        "batchscope study": VERSION,
        "base": json.loads(plan.space.base.to_json()),
        "axes": [_axis(axis) for axis in plan.space.axes],
        "plan": {
            "strategy": plan.strategy, "trials": plan.trials, "steps": plan.steps,
            "objective": plan.objective, "seed": plan.seed,
            "own_seeds": plan.own_seeds, "generations": plan.generations,
            "halving": plan.halving.keep_one_in,
        },
        "dataset": _data(data, plan.space.base),
        "loaded": "dataset" if study.base is data else _data(study.base, plan.space.base),
    }  # fmt: skip


def _axis(axis: Axis) -> dict[str, Any]:
    if axis.values:
        return {"name": axis.name, "values": list(axis.values)}
    return {"name": axis.name, "low": axis.low, "high": axis.high, "scale": axis.scale}


def _data(dataset: Dataset, config: Config) -> dict[str, Any] | None:
    """The examples, where the config does not say them."""
    return None if kept_data.is_of(dataset, config) else _dataset(dataset)


def _dataset(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name, "source": dataset.source, "features": list(dataset.feature_names),
        "classes": list(dataset.class_names), "X": dataset.X.tolist(), "y": dataset.y.tolist(),
        "split": dataset.split.tolist(),
    }  # fmt: skip


def _record(record: Record) -> dict[str, Any]:
    match record:
        case Trial():
            return {"trial": _trial(record)}
        case Generation(number, box, trials):
            sides = {"low": list(box.low), "high": list(box.high)}
            return {"generation": {"number": number, **sides, "first": trials.start, "end": trials.stop}}
        case Removed(generation):
            return {"removed": generation}
        case Extended(number, steps, changes):
            return {"extended": {"number": number, "steps": steps, "changes": [_change(c) for c in changes]}}


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "number": trial.number, "config": json.loads(trial.config.to_json()), "steps": trial.steps,
        "generation": trial.generation, "changes": [_change(change) for change in trial.changes],
        "parent": trial.parent, "state": trial.state, "made": trial.made,
        **{name: _finite(getattr(trial, name)) for name in MARKS},
        "curve": [[_finite(value) for value in row] for row in trial.curve.tolist()],
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    return {"step": change.step, "name": change.name, "value": change.value}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
