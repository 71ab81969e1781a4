"""The columns of the table of trials: what each holds, how it is written, sorted and called in a filter."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from simulator.search.board import Mirror
from simulator.search.objectives import Objective
from simulator.search.space import Axis
from simulator.search.trial import CURVE_COLUMNS, Trial
from ui.drawing.numerals import four_digits
from ui.drawing.search_words import axis_headings, axis_name

STATES: Final = {
    "waiting": "learning", "done": "done", "stopped": "stopped", "killed": "killed", "diverged": "diverged",
}  # fmt: skip
"""What a person calls them."""
_MARKS: Final = {
    "accuracy_dev": ("dev acc. (%)", "Accuracy on the dev set (%)"),
    "accuracy_train": ("train acc. (%)", "Accuracy on the training set (%)"),
    "cost_dev": ("J dev (nats)", "Cost J on the dev set (nats)"),
    "cost_train": ("J train (nats)", "Cost J on the training set (nats)"),
}


@dataclass(frozen=True, eq=False)
class Column:
    """`read` gives a trial's value, None or NaN for none; `place` is what sorting and comparing take of it.

    `names` are those that a filter knows it by, `options` in small letters what a choice may be called.
    One that `is_live` follows a trial that is learning, the others are what was noted of it.
    """

    heading: str
    title: str
    names: tuple[str, ...]
    read: Callable[[Mirror, Trial], Any]
    write: Callable[[Any], str]
    place: Callable[[Any], float] = float
    options: tuple[str, ...] = ()
    is_live: bool = False
    widest: str = "0000"

    @property
    def is_text(self) -> bool:
        """Whether it holds words, which have no size."""
        return bool(self.options)


def columns_of(mirror: Mirror) -> tuple[Column, ...]:
    """Of a study, from left to right: the trial and what came of it, its settings, the rest."""
    study = mirror.study
    first = study.objective.field
    rest = [mark for mark in _MARKS if mark != first]
    return (
        Column("trial", "Number of the trial", ("trial", "number"), lambda _, t: t.number, str),
        _mark(first, study.objective),
        *(_axis(axis) for axis in study.space.axes),
        _state(),
        Column("steps", "Steps made", ("steps", "step"), _made, _whole, is_live=True, widest="0,000"),
        *(_mark(mark, None) for mark in rest),
        Column("gen.", "Generation", ("generation", "gen"), lambda _, t: t.generation, str, widest="0"),
    )


def _axis(axis: Axis) -> Column:
    def place(value: Any) -> float:
        return float(axis.values.index(value)) if value in axis.values else math.nan

    name = axis_headings(axis)[-1]
    return Column(
        name,
        axis_name(axis),
        tuple(dict.fromkeys((axis.name, name.lower()))),
        lambda _, trial: axis.value_in(trial.settings),
        lambda value: _said(axis, value),
        place if axis.values else float,
        tuple(_said(axis, value).lower() for value in axis.values),
        widest=max((_said(axis, value) for value in axis.values), key=len, default="0.000000"),
    )


def _said(axis: Axis, value: Any) -> str:
    try:
        return axis.say(value)
    except (KeyError, TypeError, ValueError):  # a clone may have a value that is not on the axis
        return str(value)


def _mark(field: str, objective: Objective | None) -> Column:
    heading, title = _MARKS[field]
    share = field.startswith("accuracy")
    turned = "_".join(reversed(field.split("_")))
    names = (field, turned, *(("objective",) if objective is not None else ()))

    def read(mirror: Mirror, trial: Trial) -> float:
        value = mirror.value(trial) if objective is not None else _value(mirror, trial, field)
        return 100 * value if share else value

    return Column(
        heading, title, names, read, _percent if share else four_digits, is_live=True, widest="00.000"
    )


def _value(mirror: Mirror, trial: Trial, field: str) -> float:
    """At its end, or the last of its curve where that has it."""
    if trial.ended:
        return float(getattr(trial, field)) if trial.state != "diverged" else math.nan
    curve = mirror.curves.get(trial.number)
    if curve is None or not len(curve) or field not in CURVE_COLUMNS:
        return math.nan
    return float(curve[-1, CURVE_COLUMNS.index(field)])


def _made(mirror: Mirror, trial: Trial) -> int:
    return trial.made if trial.ended else int(mirror.made.get(trial.number, 0))


def _state() -> Column:
    said = tuple(STATES.values())

    def place(state: str) -> float:
        return float(said.index(state))

    return Column(
        "state",
        "How it stands",
        ("state",),
        lambda _, t: STATES[t.state],
        str,
        place,
        said,
        widest="diverged",
    )


def _whole(value: int) -> str:
    return f"{value:,}"


def _percent(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "–"
