"""What the best trials have in common: on which axis they crowd, and how much (claims T1, T4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.search.space import Axis
from ui.drawing.trial_words import axis_name, axis_symbol
from ui.panels.parallel.lines import Lines

BEST = 8
"""How many of the best are looked at: as many at random lie in half of an axis in 4 of 100 cases."""
_CROWDED = 0.5
_QUARTER = 4


@dataclass(frozen=True)
class Agreement:
    """The best trials lie in a stretch of the axis that holds `share` of all trials; `words` say where."""

    axis: Axis
    share: float
    words: str


def agreements(lines: Lines, more_is_better: bool) -> list[Agreement]:
    """Of each axis, the most telling first; none with fewer trials than four times `BEST`."""
    known = np.flatnonzero(np.isfinite(lines.values))
    if len(known) + lines.diverged.sum() < _QUARTER * BEST or len(known) < BEST:
        return []
    order = np.argsort(-lines.values[known] if more_is_better else lines.values[known], kind="stable")
    best = known[order[:BEST]]
    tried = known if not lines.diverged.any() else np.union1d(known, np.flatnonzero(lines.diverged))
    found = [_agreement(lines, i, best, tried) for i in range(len(lines.axes))]
    return sorted((each for each in found if not math.isnan(each.share)), key=lambda each: each.share)


def crowded(found: list[Agreement]) -> bool:
    """Whether the best agree on anything more than chance would have them."""
    return bool(found) and found[0].share <= _CROWDED


def _agreement(lines: Lines, i: int, best: np.ndarray, tried: np.ndarray) -> Agreement:
    axis, u = lines.axes[i], lines.places[:, i]
    if axis.values:
        share, had = float(np.isin(u[tried], u[best]).mean()), np.unique(u[best][np.isfinite(u[best])])
        return Agreement(axis, share, " or ".join(axis.say(axis.from_unit(each)) for each in had))
    if not np.isfinite(u[best]).all():
        return Agreement(axis, math.nan, "")
    low, high = float(u[best].min()), float(u[best].max())
    share = float(((u[tried] >= low) & (u[tried] <= high)).mean())
    ends = [axis.say(axis.from_unit(end)) for end in (low, high)]
    return Agreement(axis, share, ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}")


def sentence(found: list[Agreement], count: int) -> tuple[str, str]:
    """A headline and the sentence it belongs to, of some agreements."""
    first, last = found[0], found[-1]
    if not crowded(found):
        return (
            "No crowd yet",
            f"The best {BEST} of {count:,} are spread over every axis: none decides by itself.",
        )
    words = f"The best {BEST} of {count:,} lie where only {100 * first.share:.0f} % of all trials are"
    if last is not first:
        words += f"; along {axis_name(last.axis)} they take up {100 * last.share:.0f} %"
    return f"{axis_symbol(first.axis)}: {first.words}", words + "."
