"""The lives of the trials that are babysat: what became of each, and of its last change (claims O2, O4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import is_not
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.history import Edit
from simulator.hyperparameters import Config
from simulator.search.board import Mirror
from simulator.search.objectives import Objective
from simulator.search.trial import CURVE_COLUMNS, Trial
from ui.drawing.edit_words import label
from ui.drawing.search_words import say_settings, say_value

Array = NDArray[Any]
MOST = 12
"""Lanes that are drawn at once."""
_NONE = np.empty((0, 2))
_COST = CURVE_COLUMNS.index("cost_dev")


@dataclass(frozen=True)
class Verdict:
    """Whether the objective got better since the last change: from `before` to `after`, `steps` later."""

    change: str
    at: int
    word: str
    before: float = math.nan
    after: float = math.nan
    steps: int = 0
    beside: float = math.nan
    """What the parent, which went on without that change, had at the same step."""


@dataclass(frozen=True, eq=False)
class Life:
    """A lane: `curve` and `parent_curve` (n, 2) are steps and the objective."""

    trial: Trial
    made: int
    value: float
    curve: Array
    parent_curve: Array
    born: int | None
    changes: tuple[tuple[int, str], ...]
    settings: str
    verdict: Verdict | None

    @cached_property
    def looks(self) -> tuple[object, ...]:
        """What decides how it is drawn."""
        return (self.trial.number, self.trial.state, self.made, len(self.curve), len(self.parent_curve),
                len(self.changes), self.trial.steps, str(self.value))  # fmt: skip


def cubs(mirror: Mirror, chosen: int | None) -> tuple[list[Trial], int]:
    """The trials that have lanes, newest first under the chosen one, and how many more there are."""
    plan_steps = mirror.study.plan.steps
    found = [t for t in mirror.study.trials if t.parent is not None or t.changes or t.steps != plan_steps]
    found.sort(key=lambda trial: (trial.number != chosen, -trial.number))
    if chosen is not None and not (found and found[0].number == chosen):
        found = [trial for trial in mirror.study.trials if trial.number == chosen] + found
    return found[:MOST], max(len(found) - MOST, 0)


class Lives:
    """Reads lives off a study; words that stay the same are put together once."""

    def __init__(self) -> None:
        self._mirror: Mirror | None = None
        self._births: dict[int, int | None] = {}
        self._words: dict[tuple[int, int], tuple[tuple[tuple[int, str], ...], str]] = {}
        self._known: dict[int, tuple[tuple[object, ...], Life]] = {}

    def of(self, mirror: Mirror, trials: Sequence[Trial]) -> list[Life]:
        """One of each trial."""
        if mirror is not self._mirror:
            self._mirror, self._words, self._births, self._known = mirror, {}, {}, {}
        return [self._life_now(mirror, trial) for trial in trials]

    def _life_now(self, mirror: Mirror, trial: Trial) -> Life:
        """As it was, where all that it is read off is what it was."""
        number, parent = trial.number, trial.parent
        told = [trial, mirror.curves.get(number), mirror.made.get(number)]
        if parent is not None:
            told += [mirror.study.trial(parent), mirror.curves.get(parent)]
        known = self._known.get(number)
        if known is None or any(map(is_not, known[0], told)):
            known = self._known[number] = tuple(told), self._life(mirror, trial)
        return known[1]

    def _life(self, mirror: Mirror, trial: Trial) -> Life:
        objective = mirror.study.objective
        curve = _column(mirror.curves.get(trial.number), objective)
        parent = _NONE if trial.parent is None else _column(mirror.curves.get(trial.parent), objective)
        changes, settings = self._said(mirror, trial)
        born = None if trial.parent is None else self._born(mirror, trial)
        done = _marks(trial, born, changes)
        verdict = _verdict(trial, objective, done[-1], curve, parent) if done else None
        made = mirror.made.get(trial.number, trial.made)
        return Life(trial, made, mirror.value(trial), curve, parent, born, changes, settings, verdict)

    def _born(self, mirror: Mirror, trial: Trial) -> int | None:
        if trial.number in self._births:
            return self._births[trial.number]
        born, is_settled = _birth(mirror, trial)
        if is_settled:
            self._births[trial.number] = born
        return born

    def _said(self, mirror: Mirror, trial: Trial) -> tuple[tuple[tuple[int, str], ...], str]:
        key = trial.number, len(trial.changes)
        if key not in self._words:
            self._words[key] = _in_words(trial), say_settings(mirror.study.space.axes, trial)
        return self._words[key]


def _column(curve: Array | None, objective: Objective) -> Array:
    """Steps and the objective where it is a number."""
    if curve is None or not len(curve):
        return _NONE
    both = curve[:, [0, CURVE_COLUMNS.index(objective.column)]]
    return both[np.isfinite(both).all(axis=1)]


def _in_words(trial: Trial) -> tuple[tuple[int, str], ...]:
    """Each change as (step, "α 0.01 → 0.003")."""
    config: Config = trial.config
    found = []
    for change in trial.changes:
        old = getattr(config, change.name)
        config = config.changed(change.name, change.value)
        found.append((change.step, label(Edit(change.step, change.name, old, change.value))))
    return tuple(found)


def _birth(mirror: Mirror, trial: Trial) -> tuple[int | None, bool]:
    """The step up to which a clone lived its parent's life, None while that is open; whether they parted.

    A trial does not say, but its dev cost does: of two lives it is never the same by chance.
    """
    curve, other = mirror.curves.get(trial.number), mirror.curves.get(trial.parent or 0)
    if curve is None or other is None:
        return None, False
    _, mine, its = np.intersect1d(curve[:, 0], other[:, 0], return_indices=True)
    by_dev = np.isfinite(curve[mine, _COST]).any()
    column = _COST if by_dev else CURVE_COLUMNS.index("loss")
    alike = np.isclose(curve[mine, column], other[its, column], rtol=1e-6, equal_nan=True)
    if not alike.any():
        return None, False
    last = int(curve[mine[np.flatnonzero(alike)[-1]], 0])
    if alike.all():
        return last, False
    # Rows are some steps apart: what parted the two is a change of one of them.
    parents = mirror.study.trial(trial.parent or 0).changes
    later = [change.step for change in (*trial.changes, *parents) if change.step >= last]
    return min(later, default=last), True


def _verdict(
    trial: Trial, objective: Objective, last: tuple[int, str], curve: Array, parent: Array
) -> Verdict:
    at, said = last
    before, after = curve[curve[:, 0] <= at], curve[curve[:, 0] > at]
    if trial.state == "diverged":
        return Verdict(said, at, "diverged")
    if not len(before) or not len(after):
        return Verdict(said, at, "unknown")
    old, new, step = float(before[-1, 1]), float(after[-1, 1]), int(after[-1, 0])
    gain = objective.score_of(new) - objective.score_of(old)
    word = "better" if gain > 0 else "worse" if gain < 0 else "same"
    beside = parent[parent[:, 0] == step]
    return Verdict(said, at, word, old, new, step - at, float(beside[-1, 1]) if len(beside) else math.nan)


def marks_of(life: Life) -> list[tuple[int, str]]:
    """Steps at which something was done to a cub, and what."""
    return _marks(life.trial, life.born, life.changes)


def _marks(trial: Trial, born: int | None, changes: tuple[tuple[int, str], ...]) -> list[tuple[int, str]]:
    marks, clone = list(changes), f"cloned from {trial.parent}"
    if born is None:
        return marks
    own = [at for at, (step, _) in enumerate(marks) if step == born]
    if own:
        marks[own[-1]] = born, f"{clone}: {marks[own[-1]][1]}"
    else:
        marks.append((born, clone))
    return sorted(marks, key=lambda mark: mark[0])


def verdict_words(life: Life, objective: Objective) -> str:
    """What came of the last change, and what to do."""
    found = life.verdict
    if found is None:
        return _without_change(life.trial)
    since, word = f"since {found.change} at step {found.at:,}", found.word
    if life.changes and life.changes[-1][0] == found.at:  # what was changed then can be taken back
        word += _ADVICE.get(word, "")
    if found.word == "unknown":
        return f"nothing measured {since}"
    if found.word == "diverged":
        return f"{word}, {since}"
    numbers = f"{say_value(objective, found.before)} → {say_value(objective, found.after)}"
    beside = "" if math.isnan(found.beside) else f" (parent {say_value(objective, found.beside)})"
    return f"{word}: {numbers}{beside} in {found.steps:,} steps {since}"


_ADVICE = {"better": ", go further", "worse": ", go back", "diverged": ": go back"}


def _without_change(trial: Trial) -> str:
    if trial.state == "diverged":
        return "It diverged: choose another trial."
    if not trial.ended:
        return "Still training; Babysit can go on once it ends."
    return "Nothing changed yet."


def title(trial: Trial) -> str:
    """ "Trial 17, clone of 3" """
    return f"Trial {trial.number}" + ("" if trial.parent is None else f", clone of {trial.parent}")


def state_words(life: Life) -> str:
    """ "done · 240 steps" """
    trial = life.trial
    word = {"waiting": "training", "stopped": "stopped by halving"}.get(trial.state, trial.state)
    steps = f"{life.made:,} of {trial.steps:,}" if life.made < trial.steps else f"{life.made:,}"
    return f"{word} · {steps} steps"
