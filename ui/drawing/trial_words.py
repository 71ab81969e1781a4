"""What pictures of a search call its axes, and how they say what a trial came to."""

from __future__ import annotations

import math
from typing import Any

from simulator.search.objectives import Objective
from simulator.search.space import Axis
from simulator.search.trial import Trial
from ui.drawing.edits import symbol
from ui.drawing.numerals import four_digits


def value_words(objective: Objective, value: float) -> str:
    """ "93.5 %", "0.412 nats", "–" """
    if math.isnan(value):
        return "–"
    if is_share(objective):
        return f"{100 * value:.1f} %"
    return f"{four_digits(value)} {objective.unit}".rstrip()


def is_share(objective: Objective) -> bool:
    """Whether its values are shares, which a person reads in percent."""
    return objective.field.startswith("accuracy")


def objective_name(objective: Objective) -> str:
    """With its unit: "Dev accuracy (%)", "Dev cost (nats)"."""
    return f"{objective.title} ({'%' if is_share(objective) else objective.unit})"


def axis_name(axis: Axis) -> str:
    """ "Learning rate α" """
    letter = axis_symbol(axis)
    return axis.spec.title if letter == axis.spec.title else f"{axis.spec.title} {letter}"


def axis_symbol(axis: Axis) -> str:
    """ "α"; the title where plain text has no letter for it."""
    return symbol(axis.name).replace("L-1", "L − 1")


def setting_words(axis: Axis, value: Any) -> str:
    """ "α 0.012", "ReLU" """
    return (
        axis.say(value)
        if axis.values and not isinstance(value, bool)
        else f"{axis_symbol(axis)} {axis.say(value)}"
    )


def settings_words(axes: tuple[Axis, ...], trial: Trial) -> str:
    """What a trial has on each axis of its space, now: "α 0.012 · m 64"."""
    settings = trial.settings
    return " · ".join(setting_words(axis, axis.value_in(settings)) for axis in axes)
