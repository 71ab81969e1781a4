"""Axes, values and objectives of a search as a plot and a sentence say them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.search.objectives import Objective
from simulator.search.space import SCALES, Axis
from ui.drawing.edits import symbol as _symbol
from ui.drawing.scale_numerals import brief
from ui.drawing.trial_words import axis_name, is_share, objective_name

_SCALE_NAMES = {
    "linear": "",
    "log": " (log scale)",
    "one_minus_log": " (1 − log scale)",
    "power_of_two": " (doubling)",
}
_FEWEST_TICKS = 2


@dataclass(frozen=True)
class Ruler:
    """One side of a plot of a space: its names, longest first, and labelled ticks at places in [0, 1]."""

    names: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]


def symbol(axis: Axis) -> str:
    """ "α", or where it has no symbol "activation"."""
    letter = _symbol(axis.name)
    return letter.lower() if letter == axis.spec.title else letter


@lru_cache(maxsize=64)
def ruler_of(axis: Axis) -> Ruler:
    """The axis, named with its scale, and its round values."""
    if axis.values:
        ticks = tuple((axis.to_unit(value), axis.say(value)) for value in axis.values)
        return Ruler((axis_name(axis), symbol(axis)), ticks)
    values = SCALES[axis.scale].ticks(axis.low, axis.high)
    if len(values) < _FEWEST_TICKS:
        values = sorted({axis.low, *values, axis.high})
    ticks = tuple((axis.to_unit(value), _label(axis, value)) for value in values)
    long = axis_name(axis) + _SCALE_NAMES[axis.scale]
    return Ruler((long, axis_name(axis), symbol(axis)), ticks)


def ruler_of_objective(objective: Objective, low: float, high: float) -> Ruler:
    """The objective from `low` at 0 to `high` at 1."""
    name, ticks = objective_name(objective), []
    if high > low:
        ticks = [((tick - low) / (high - low), tick) for tick in SCALES["linear"].ticks(low, high)]
    elif math.isfinite(low):
        ticks = [(0.5, low)]
    return Ruler((name,), tuple((at, bare(objective, tick)) for at, tick in ticks))


def bare(objective: Objective, value: float) -> str:
    """The value without its unit: "87.5", "0.104"."""
    if not math.isfinite(value):
        return "–"
    return f"{round(100 * value, 1):g}" if is_share(objective) else f"{value:.3g}"


def say_gain(objective: Objective, gain: float) -> str:
    """The size of a difference: "2.5 points", "0.031 nats"."""
    if not math.isfinite(gain):
        return "–"
    return f"{100 * abs(gain):.1f} points" if is_share(objective) else f"{abs(gain):.2g} {objective.unit}"


def say_value(axis: Axis, value: object) -> str:
    """ "α 0.03" """
    return f"{symbol(axis)} {axis.say(value)}"


def say_range(axis: Axis, low: float, high: float) -> str:
    """A stretch of an axis from one place to another: "α 0.003 to 0.2", "activation ReLU"."""
    if axis.values:
        count = len(axis.values)
        inside = [v for i, v in enumerate(axis.values) if low < (i + 0.5) / count < high]
        return f"{symbol(axis)} {', '.join(axis.say(v) for v in inside) or '–'}"
    ends = [axis.say(axis.from_unit(u)) for u in (low, high)]
    return f"{symbol(axis)} {ends[0]} to {ends[1]}"


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c" """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def plural(count: int, noun: str) -> str:
    """ "1 trial", "25 trials" """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _label(axis: Axis, value: float) -> str:
    return f"{value:,.0f}" if axis.is_whole else brief(value)
