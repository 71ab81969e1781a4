"""What was measured of each hyperparameter, beside what the course says of it, and in words (T1, T4)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from simulator.search.importance import FEWEST_TRIALS, importance
from simulator.search.space import Axis
from simulator.search.study import Study
from simulator.search.trial import Trial
from ui.drawing.search_words import axis_symbol

TIERS = {0: "no tier", 1: "1 · most important", 2: "2 · second", 3: "3 · third", 4: "4 · rarely tuned"}
"""The course's, in its words."""
_SURE = 2.0
"""Standard deviations from which on something is said to be more than chance."""


@dataclass(frozen=True)
class Measured:
    """`share` of the variation of the trials' ranks that an axis explains alone, give or take `spread`."""

    axis: Axis
    share: float
    spread: float

    @property
    def tier(self) -> int:
        """The course's; 0 where it gives none."""
        return self.axis.spec.tier

    @property
    def is_sure(self) -> bool:
        """Whether it explains more than chance may."""
        return self.share > _SURE * self.spread and self.share > 0


def comparable(study: Study) -> list[Trial]:
    """Trials of the plan that spent what it gave them: cubs would count twice, or with other settings."""
    steps, ends = study.plan.steps, ("done", "diverged", "stopped")
    planned = (t for t in study.trials if t.state in ends and t.parent is None)
    return [trial for trial in planned if not trial.changes and trial.steps == steps]


def measured(study: Study, trials: list[Trial]) -> list[Measured]:
    """Of each axis, the most important first; NaN shares where there are too few trials."""
    share, spread = importance(study.space, trials, study.objective)
    found = [Measured(a, float(s), float(d)) for a, s, d in zip(study.space.axes, share, spread, strict=True)]
    return sorted(found, key=lambda each: (math.isnan(each.share), -np.nan_to_num(each.share)))


def is_apart(one: Measured, other: Measured) -> bool:
    """Whether the first is measured to matter more than the second, beyond chance."""
    return one.share - other.share > _SURE * math.hypot(one.spread, other.spread)


def finding(found: list[Measured], trials: int) -> tuple[str, str, str]:
    """A headline, the sentence it belongs to and the role that colours the headline."""
    if not found or math.isnan(found[0].share):
        needed = f"{FEWEST_TRIALS} trials that made all their steps"
        return (
            "Too few trials",
            f"{needed} are needed; there are {trials:,}.",
            "muted",
        )
    first, told = found[0], [each for each in found if each.is_sure]
    if not told:
        return (
            "Not told apart",
            f"After {trials:,} trials every share may be 0: search longer or wider.",
            "muted",
        )
    sentence = f"of the ranking is explained by {axis_symbol(first.axis)} alone. {verdict(found, trials)}"
    return f"{100 * first.share:.0f} %", sentence, "accent"


def verdict(found: list[Measured], trials: int) -> str:
    """Whether the measured order is the course's, as far as it can be told."""
    tiered = [each for each in found if each.tier]
    pairs = [(a, b) for a, b in combinations(tiered, 2) if a.tier != b.tier and is_apart(a, b)]
    against = [(a, b) for a, b in pairs if a.tier > b.tier]  # a is measured to matter more
    if len({each.tier for each in tiered}) < 2:
        return _alone(tiered)
    if not pairs:
        return f"{trials:,} trials are too few to tell the course's tiers apart."
    if not against:
        return f"Agrees with the course's tiers: {_pairs(len(pairs))} told apart, none the other way."
    a, b = max(against, key=lambda pair: pair[0].share - pair[1].share)
    return (
        f"Here {axis_symbol(a.axis)} (tier {a.tier}) mattered more than "
        f"{axis_symbol(b.axis)} (tier {b.tier}); that depends on data, network and ranges."
    )


def _alone(tiered: list[Measured]) -> str:
    if not tiered:
        return "The course gives none of these a tier."
    return f"All that have a tier are of tier {tiered[0].tier}: vary others too to compare tiers."


def _pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count} pairs"
