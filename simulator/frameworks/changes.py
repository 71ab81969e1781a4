"""Changes made by hand on the way that a program makes, too: of what, after how many steps, to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.history import Edit
from simulator.hyperparameters import Config
from simulator.run import Run

Course = tuple[str, tuple[tuple[int, Any], ...]]
"""A hyperparameter, and its values: after how many steps each came, the first after 0."""
_WIDEST = 80  # letters of a table that stands in the program; a longer one is in the file of arrays


@dataclass(frozen=True)
class Words:
    """What a program calls the values of a hyperparameter and the one in force."""

    table: str
    now: str


FOLLOWED: Mapping[str, Words] = {
    "learning_rate": Words("alphas", "alpha"),
    "decay_rate": Words("decay_rates", "decay_rate"),
    "mini_batch_size": Words("mini_batches", "mini_batch"),
    "weight_decay": Words("l2_weights", "l2_weight"),
}
"""The hyperparameters that every framework lets a person change on the way without another algorithm."""


def courses(config: Config, edits: Iterable[Edit]) -> tuple[Config, tuple[Course, ...]] | None:
    """The config that a run began with, and the course of what was changed by hand; `config` is the last.

    None where something was changed that a program cannot change on its way. What was set before the first
    step is what the run began with.
    """
    found: dict[str, dict[int, Any]] = {}
    for edit in edits:
        if not is_followed(edit):
            return None
        if edit.name in FOLLOWED:
            found.setdefault(edit.name, {0: edit.old})[edit.step] = edit.new
    for name, values in found.items():
        config = config.changed(name, values[0])
    kept = ((name, tuple(_changes(values))) for name, values in found.items())
    return config, tuple(course for course in kept if len(course[1]) > 1)


def is_followed(edit: Edit) -> bool:
    """Whether a program can make a change when it was made."""
    return edit.call[:1] == ("set",) and (edit.step == 0 or edit.name in FOLLOWED)


def _changes(values: Mapping[int, Any]) -> Iterator[tuple[int, Any]]:
    """Without those that changed nothing: a drag may end where it began."""
    before = None
    for step, value in values.items():
        if value != before:
            yield step, value
        before = value


def table(course: Course) -> str:
    """The course as a dictionary in a program, written out or taken from the file of arrays."""
    name = FOLLOWED[course[0]].now
    if is_long(course):
        return f'dict(zip(data["{name}_after"].tolist(), data["{name}"].tolist()))'
    return repr(dict(course[1]))


def is_long(course: Course) -> bool:
    """Whether a course is in the file of arrays instead of in the program."""
    return len(repr(dict(course[1]))) > _WIDEST


def tables(found: Iterable[Course]) -> dict[str, NDArray[Any]]:
    """The arrays of what `table` does not write out: the steps (n,), and the values (n,)."""
    arrays: dict[str, NDArray[Any]] = {}
    for course in found:
        if is_long(course):
            name, (steps, values) = FOLLOWED[course[0]].now, zip(*course[1], strict=True)
            arrays |= {f"{name}_after": np.array(steps), name: np.array(values)}
    return arrays


@lru_cache(maxsize=8)
def shortest(m: int, sizes: tuple[tuple[int, int], ...]) -> int:
    """Examples in the smallest mini-batch that m are cut into, its size changed after so many steps."""
    changes, size, t, smallest = dict(sizes), 0, 0, m
    while True:
        left, is_usual = m, t > sizes[-1][0]
        while left:
            size = changes.get(t, size)
            smallest = min(smallest, size, left)
            left, t = left - min(size, left), t + 1
        if is_usual:  # an epoch after the last change is like all that follow
            return smallest


def losses(run: Run, steps: int, found: Iterable[Course]) -> NDArray[Any]:
    """Those of a run at step 0 (steps,), which is trained so far and changed on its way."""
    changes: dict[int, list[tuple[str, Any]]] = {}
    for name, values in found:
        for step, value in values:
            changes.setdefault(step, []).append((name, value))
    made = np.empty(steps)
    for t in range(steps):
        for name, value in changes.get(t, ()):
            run.set(name, value)
        made[t] = run.step()
    return made
