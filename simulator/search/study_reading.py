"""A study file as it is read. Nothing in it is believed: names, numbers and sizes are checked as if typed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator import checked, datasets, kept_data
from simulator.datasets import Dataset
from simulator.hyperparameters import Config
from simulator.search.policies import Halving
from simulator.search.samplers import Box
from simulator.search.space import Axis, Space
from simulator.search.study import Extended, Generation, Plan, Record, Removed, Study
from simulator.search.trial import CURVE_COLUMNS, MARKS, STATES, Change, Trial

VERSION: Final = 1
_MOST_BYTES = 256 * 2**20


def read(path: Path | str) -> Study:
    """The study in a file.

    Raises OSError, or ValueError with the line and what is wrong in it.
    """
    return read_up_to(path)[0]


def read_up_to(path: Path | str) -> tuple[Study, int]:
    """The study, and where in the file its last whole line ends; errors as of `read`."""
    path = Path(path)
    if path.stat().st_size > _MOST_BYTES:
        size = path.stat().st_size / 2**20
        raise ValueError(f"{path.name} has {size:.0f} MiB; a study has {_MOST_BYTES // 2**20} at most.")
    study, end = None, 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                break  # torn by a crash while it was written
            try:
                value = checked.parsed(line, "a line")
                if study is None:
                    study = _study(value)
                else:
                    study.append(_to_record(value, study))
            except checked.WRONG as error:
                raise ValueError(f"{path.name}, line {number}: {checked.reason(error)}") from None
            end += len(line)
    if study is None:
        raise ValueError(f"{path.name} is no study: it has no first line.")
    return study, end


def _study(head: dict[str, Any]) -> Study:
    if head.get("batchscope study") != VERSION:
        raise ValueError(f"this is no study of version {VERSION}.")
    base, given = checked.config(head["base"], "base"), dict(head["plan"])
    axes = tuple(Axis(**_tuples(axis)) for axis in head["axes"])
    plan = Plan(space=Space(base, axes), halving=Halving(_whole(given.pop("halving"))), **given)
    dataset = _to_dataset(head["dataset"], base)
    loaded = dataset if head["loaded"] == "dataset" else _to_dataset(head["loaded"], base)
    kept_data.check_pair(dataset, loaded)
    return Study(plan, dataset, loaded)


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def _to_dataset(values: dict[str, Any] | None, base: Config) -> Dataset:
    if values is None:
        return datasets.load(base)
    X, y, split = (
        np.array(values[name], dtype) for name, dtype in (("X", float), ("y", int), ("split", int))
    )
    words = kept_data.names(values["features"]), kept_data.names(values["classes"])
    name, source = checked.text(values["name"], "name"), checked.text(values["source"], "source", 10_000)
    return kept_data.checked_set(name, source, *words, X, y, split)


def _to_record(value: dict[str, Any], study: Study) -> Record:
    match value:
        case {"trial": dict(t)}:
            return _to_trial(t)
        case {"generation": dict(g)}:
            box = Box(tuple(map(float, g["low"])), tuple(map(float, g["high"])))
            if len(box.low) != study.space.d:
                raise ValueError(f"a box of this study has {study.space.d} sides, got {len(box.low)}.")
            return Generation(_whole(g["number"]), box, range(_whole(g["first"]), _whole(g["end"])))
        case {"removed": int(number)}:
            return Removed(number)
        case {"extended": dict(e)}:
            return Extended(_whole(e["number"]), _whole(e["steps"]), _to_changes(e["changes"]))
    raise ValueError(
        f"a record is a trial, a generation, removed or extended, got {', '.join(value)[:60]!r}."
    )


def _to_trial(values: dict[str, Any]) -> Trial:
    rows = [[math.nan if v is None else float(v) for v in row] for row in values["curve"]]
    curve: NDArray[np.float64] = np.array(rows, np.float64).reshape(-1, len(CURVE_COLUMNS))
    marks = {name: math.nan if values[name] is None else float(values[name]) for name in MARKS}
    if values["state"] not in STATES:
        raise ValueError(f"a trial's state must be one of {', '.join(STATES)}, got {values['state']!r}.")
    trial = Trial(
        _whole(values["number"]), checked.config(values["config"], "config"), _whole(values["steps"]),
        _whole(values["generation"]), _to_changes(values["changes"]),
        None if values["parent"] is None else _whole(values["parent"]), values["state"],
        _whole(values["made"]), curve=curve, **marks,
    )  # fmt: skip
    _ = trial.settings  # which raises where a change is not possible
    return trial


def _to_changes(values: list[Any]) -> tuple[Change, ...]:
    return tuple(Change(_whole(each["step"]), str(each["name"]), each["value"]) for each in values)


def _whole(value: object) -> int:
    return checked.whole(value, "a number of a study")
