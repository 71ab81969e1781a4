"""The axis of the objective: good is up, and costs that differ by orders of magnitude are on a log scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.objectives import Objective
from simulator.search.space import SCALES
from ui.drawing.numerals import on_axis
from ui.drawing.search_words import is_share

Array = NDArray[Any]
_MANY_TIMES = 8.0
"""From which ratio of the worst to the best on a linear axis would show little."""


@dataclass(frozen=True)
class Goal:
    """From `low` to `high` on a scale of `SCALES`, upside down where less is better."""

    low: float = 0.0
    high: float = 1.0
    scale: str = "linear"
    more_is_better: bool = True
    percent: bool = True

    def places(self, values: Array) -> Array:
        """Where values stand, 1 being the best of the axis; NaN stays NaN."""
        with np.errstate(all="ignore"):
            u = SCALES[self.scale].to_unit(values, self.low, self.high)
        u = np.where(np.isfinite(u), np.clip(u, 0.0, 1.0), np.nan)
        return u if self.more_is_better else 1.0 - u

    def value(self, place: float) -> float:
        """The value at a place."""
        u = place if self.more_is_better else 1.0 - place
        return float(SCALES[self.scale].from_unit(u, self.low, self.high))

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and their texts."""
        values = np.array(SCALES[self.scale].ticks(self.low, self.high))
        factor = 100.0 if self.percent else 1.0
        return [
            (float(u), on_axis(float(f"{factor * v:.10g}")))
            for u, v in zip(self.places(values), values, strict=True)
        ]


def goal(objective: Objective, values: Array) -> Goal:
    """The axis that holds these values, its ends round numbers."""
    known = values[np.isfinite(values)]
    percent = is_share(objective)
    if not len(known):
        return Goal(more_is_better=objective.more_is_better, percent=percent)
    low, high = float(known.min()), float(known.max())
    if not percent and low > 0 and high > _MANY_TIMES * low:
        low, high = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))
        return Goal(low, high, "log", objective.more_is_better, percent)
    return Goal(*_round_ends(low, high, percent), "linear", objective.more_is_better, percent)


def _round_ends(low: float, high: float, percent: bool) -> tuple[float, float]:
    span = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-6)
    step = 10.0 ** math.floor(math.log10(span / 2))
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    if percent:
        low, high = max(low, 0.0), min(high, 1.0)
    if not low < high:
        low, high = low - step, low + step
    return low, high
