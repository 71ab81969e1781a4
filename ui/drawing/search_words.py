"""Axes, settings, values and objectives of a search, as every picture and sentence of it says them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulator.search.objectives import Objective
from simulator.search.space import SCALES, Axis
from simulator.search.trial import Trial
from ui.drawing.edit_words import symbol
from ui.drawing.numerals import four_digits
from ui.drawing.scale_numerals import brief

NO_SEARCH = "No search yet: choose what to vary in Space and press Start."
"""What stands in every picture until there is one."""
_SCALE_NAMES = {
    "linear": "",
    "log": " (log scale)",
    "one_minus_log": " (1 − log scale)",
    "power_of_two": " (doubling)",
}
_FEWEST_TICKS = 2

# Axes -------------------------------------------------------------------------------------------------


def axis_name(axis: Axis) -> str:
    """ "Learning rate α" """
    letter = _letter(axis)
    return f"{axis.spec.title} {letter}" if letter else axis.spec.title


def axis_symbol(axis: Axis) -> str:
    """ "α", or where plain text has no letter for it "activation": within a sentence."""
    return _letter(axis) or axis.spec.title.lower()


def axis_headings(axis: Axis) -> tuple[str, ...]:
    """What stands over an axis, longest first."""
    return tuple(dict.fromkeys((axis_name(axis), _letter(axis) or axis.spec.title)))


@dataclass(frozen=True)
class Ruler:
    """One side of a plot of a space: its names, longest first, and labelled ticks at places in [0, 1]."""

    names: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]


@lru_cache(maxsize=64)
def ruler_of(axis: Axis) -> Ruler:
    """The axis, named with its scale, and its round values."""
    if axis.values:
        ticks = tuple((axis.to_unit(value), axis.say(value)) for value in axis.values)
        return Ruler(axis_headings(axis), ticks)
    values = SCALES[axis.scale].ticks(axis.low, axis.high)
    if len(values) < _FEWEST_TICKS:
        values = sorted({axis.low, *values, axis.high})
    ticks = tuple((axis.to_unit(value), _label(axis, value)) for value in values)
    return Ruler((axis_name(axis) + _SCALE_NAMES[axis.scale], *axis_headings(axis)), ticks)


def say_setting(axis: Axis, value: Any) -> str:
    """ "α 0.012", "ReLU" """
    is_word = bool(axis.values) and not isinstance(value, bool)
    return axis.say(value) if is_word else f"{axis_symbol(axis)} {axis.say(value)}"


def say_settings(axes: Sequence[Axis], trial: Trial) -> str:
    """What a trial has on each axis of its space, now: "α 0.012 · m 64"."""
    settings = trial.settings
    return " · ".join(say_setting(axis, axis.value_in(settings)) for axis in axes)


def say_range(axis: Axis, low: float, high: float) -> str:
    """A stretch of an axis from one place to another: "α 0.003 to 0.2", "activation ReLU"."""
    if axis.values:
        count = len(axis.values)
        inside = [v for i, v in enumerate(axis.values) if low < (i + 0.5) / count < high]
        return f"{axis_symbol(axis)} {', '.join(axis.say(v) for v in inside) or '–'}"
    ends = [axis.say(axis.from_unit(u)) for u in (low, high)]
    return f"{axis_symbol(axis)} {ends[0]} to {ends[1]}"


# Objectives -------------------------------------------------------------------------------------------


def is_share(objective: Objective) -> bool:
    """Whether its values are shares, which a person reads in percent."""
    return objective.field.startswith("accuracy")


def objective_name(objective: Objective) -> str:
    """With its unit: "Dev accuracy (%)", "Dev cost (nats)"."""
    return f"{objective.title} ({'%' if is_share(objective) else objective.unit})"


def ruler_of_objective(objective: Objective, low: float, high: float) -> Ruler:
    """The objective from `low` at 0 to `high` at 1."""
    name, ticks = objective_name(objective), []
    if high > low:
        ticks = [((tick - low) / (high - low), tick) for tick in SCALES["linear"].ticks(low, high)]
    elif math.isfinite(low):
        ticks = [(0.5, low)]
    return Ruler((name,), tuple((at, _bare(objective, tick)) for at, tick in ticks))


def say_value(objective: Objective, value: float) -> str:
    """ "93.5 %", "0.4120 nats", "–" """
    if math.isnan(value):
        return "–"
    if is_share(objective):
        return f"{100 * value:.1f} %"
    return f"{four_digits(value)} {objective.unit}".rstrip()


def say_gain(objective: Objective, gain: float) -> str:
    """The size of a difference: "2.5 points", "0.031 nats"."""
    if not math.isfinite(gain):
        return "–"
    return f"{100 * abs(gain):.1f} points" if is_share(objective) else f"{abs(gain):.2g} {objective.unit}"


# Grammar ----------------------------------------------------------------------------------------------


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c" """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def plural(count: int, noun: str) -> str:
    """ "1 trial", "25 trials" """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _letter(axis: Axis) -> str:
    """Empty where plain text has none."""
    letter = symbol(axis.name)
    return "" if letter == axis.spec.title else letter.replace("L-1", "L − 1")


def _bare(objective: Objective, value: float) -> str:
    """The value without its unit: "87.5", "0.104"."""
    return f"{round(100 * value, 1):g}" if is_share(objective) else f"{value:.3g}"


def _label(axis: Axis, value: float) -> str:
    return f"{value:,.0f}" if axis.is_whole else brief(value)
