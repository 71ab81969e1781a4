"""What a search looks for: the person chooses the dev set or the training objective (claim T6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simulator.search.trial import CURVE_COLUMNS, Trial


@dataclass(frozen=True)
class Objective:
    """One number of a trial and whether more of it is better.

    `field` is the number of an ended trial, `column` that of its curve on the way.
    """

    key: str
    title: str
    unit: str
    field: str
    column: str
    more_is_better: bool

    def value(self, trial: Trial) -> float:
        """The number; NaN for a trial that has not ended, or whose numbers broke."""
        return float(getattr(trial, self.field)) if trial.ended and trial.state != "diverged" else math.nan

    def score(self, trial: Trial) -> float:
        """The number as one of which more is better; −inf where there is none."""
        return self.score_of(self.value(trial))

    def score_of(self, value: float) -> float:
        """`value` as a number of which more is better."""
        if math.isnan(value):
            return -math.inf
        return value if self.more_is_better else -value

    def so_far(self, trial: Trial) -> float:
        """The last of its curve; NaN where it has none yet."""
        return float(trial.curve[-1, CURVE_COLUMNS.index(self.column)]) if len(trial.curve) else math.nan


OBJECTIVES: Final[Mapping[str, Objective]] = MappingProxyType(
    {
        each.key: each
        for each in (
            Objective("dev_accuracy", "Dev accuracy", "", "accuracy_dev", "accuracy_dev", True),
            Objective("dev_cost", "Dev cost", "nats", "cost_dev", "cost_dev", False),
            Objective("train_cost", "Train cost", "nats", "cost_train", "loss", False),
        )
    }
)
