"""What the scatter says: how many values were tried, what zooming gained, how far the best has moved."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.search.board import Mirror
from simulator.search.samplers import Box
from simulator.search.space import Axis, Space, grid_counts
from simulator.search.study import Generation, Study
from simulator.search.trial import Trial
from ui.drawing.rounded import rounded
from ui.drawing.search_words import axis_symbol, listed, plural, say_range, say_settings, say_value

Finding = tuple[str, str, str]
"""Headline, sentence and the role of the headline's colour."""


def distinct_values(study: Study, axes: Sequence[Axis], counts: Sequence[int], n: int) -> Finding:
    """How many different values n trials have tried along the axes looked at (claim T2)."""
    names = listed([axis_symbol(axis) for axis in axes])
    if study.plan.strategy == "grid":
        most = [str(int(min(n, axis.distinct))) for axis in axes]
        contrast = f"random search tries up to {listed(most)}"
    else:
        by_name = dict(zip(study.space.names, grid_counts(study.space.axes, max(n, 1)), strict=True))
        whole = f" over all {study.space.d}" if study.space.d > len(axes) else ""
        contrast = f"a grid{whole} tries {listed([str(by_name[axis.name]) for axis in axes])}"
    head = listed([f"{count:,}" for count in counts])
    return head, f"values of {names} in {plural(n, 'trial')}; {contrast}", "text"


def zoomed(study: Study, trials: Sequence[Trial]) -> Finding | None:
    """What the last generation gained over the first, and how much denser it lies (claim T5)."""
    generations = study.generations
    if len(generations) < 2:
        return None
    first, last = generations[0], generations[-1]
    scores = [_best(study, trials, g) for g in (first, last)]
    share = volume(last.box) / volume(first.box)
    denser = _count(trials, last) / max(_count(trials, first), 1) / share
    where = f"{percent(share)} of the space, {rounded(denser)}× as dense"
    if not all(map(math.isfinite, scores)):
        return "", f"Generation {len(generations)}: {where}; its results are still to come.", "text"
    values = [score if study.objective.more_is_better else -score for score in scores]
    before, now = (say_value(study.objective, value) for value in values)
    head = f"{before.split(' ')[0]} → {now}"
    role = "good" if scores[1] > scores[0] else "text"
    better = "" if scores[1] > scores[0] else "no better: "
    title = study.objective.title.lower()
    return (
        head,
        f"{better}best {title}, generation 1 and {len(generations)}; the last in {where}",
        role,
    )


def moved(earlier: Study, study: Study, axis: Axis) -> Finding | None:
    """How far the best value of an axis has moved with the data (claim O1)."""
    before, now = earlier.best, study.best
    if before is None or now is None:
        return None
    values = [axis.say(axis.value_in(trial.config)) for trial in (before, now)]
    data, name = data_names(earlier, study), axis_symbol(axis)
    trials = f"{plural(len(earlier.trials), 'trial')} before, {len(study.trials):,} now"
    if values[0] == values[1]:
        return values[1], f"best {name} stayed here from {data[0]} to {data[1]} ({trials})", "text"
    sentence = f"best {name} moved from {values[0]} to {values[1]}: {data[0]}, then {data[1]} ({trials})"
    return " → ".join(values), sentence, "accent"


def data_names(earlier: Study, study: Study) -> tuple[str, str]:
    """What the data of two studies are called; both by one name are the earlier and the present ones."""
    names = earlier.dataset.name, study.dataset.name
    return (f"{names[0]} before", f"{names[1]} now") if names[0] == names[1] else names


def of_trial(mirror: Mirror, trial: Trial) -> str:
    """A trial in a line: "Trial 7: α 0.031 · m 32 · dev accuracy 87.5 % · generation 1"."""
    study = mirror.study
    settings, value = say_settings(study.space.axes, trial), mirror.value(trial)
    result = f"{study.objective.title.lower()} {say_value(study.objective, value)}"
    if trial.state == "diverged":
        result = f"diverged after {plural(trial.made, 'step')}"
    elif not math.isfinite(value):
        result = "no result yet"
    elif not trial.ended:
        result += " so far"
    numbers = [generation.number for generation in study.generations]
    of = f" · generation {numbers.index(trial.generation) + 1}" if trial.generation in numbers[1:] else ""
    return f"Trial {trial.number}: {settings} · {result}{of}"


def of_box(space: Space, box: Box, inside: int, of: int) -> str:
    """A box in a line."""
    ranges = [
        say_range(axis, low, high)
        for axis, low, high in zip(space.axes, box.low, box.high, strict=True)
        if high - low < 1.0
    ]
    return f"Box: {', '.join(ranges) or 'all of the space'} · holds {inside:,} of {plural(of, 'trial')}"


def volume(box: Box) -> float:
    """Its share of the unit cube."""
    return float(np.prod(np.subtract(box.high, box.low)))


def percent(share: float) -> str:
    """ "42 %", "0.013 %" """
    return f"{rounded(100 * share)} %"


def _count(trials: Sequence[Trial], generation: Generation) -> int:
    return sum(trial.generation == generation.number and trial.parent is None for trial in trials)


def _best(study: Study, trials: Sequence[Trial], generation: Generation) -> float:
    mine = [t for t in trials if t.generation == generation.number and t.state == "done"]
    return max((study.objective.score(trial) for trial in mine), default=-math.inf)
