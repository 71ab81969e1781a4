"""A trial: one config of a study, what it was given and what came of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.hyperparameters import Config

State = Literal["waiting", "done", "diverged", "stopped", "killed"]
ENDED: Final = ("done", "diverged", "stopped", "killed")
"""How a trial ends: it made all its steps, its numbers broke, the policy gave up on it, or the person did."""

STATES: Final = ("waiting", *ENDED)
MARKS: Final = ("cost_train", "cost_dev", "accuracy_train", "accuracy_dev")
"""Numbers of a trial at its end: J in nats and the share that is right."""

CURVE_COLUMNS: Final = ("step", "loss", "cost_dev", "accuracy_dev")


def _no_curve() -> NDArray[np.float64]:
    return np.empty((0, len(CURVE_COLUMNS)))


@dataclass(frozen=True)
class Change:
    """A hyperparameter changed after `step` steps of a trial (claim O2)."""

    step: int
    name: str
    value: Any


@dataclass(frozen=True, eq=False)
class Trial:
    """One network of a study. Its numbers are those after `made` steps, NaN before it ended.

    `steps` is what it may spend. A clone has the config and changes of its `parent` and then its own.
    `curve` (n, 4) has columns `CURVE_COLUMNS`: step; mean loss of the mini-batches since the row before, in
    nats; J and accuracy of the dev set.
    """

    number: int
    config: Config
    steps: int
    generation: int = 0
    changes: tuple[Change, ...] = ()
    parent: int | None = None
    state: State = "waiting"
    made: int = 0
    cost_train: float = math.nan
    cost_dev: float = math.nan
    accuracy_train: float = math.nan
    accuracy_dev: float = math.nan
    curve: NDArray[np.float64] = field(default_factory=_no_curve)

    @property
    def ended(self) -> bool:
        """Whether no more is to come."""
        return self.state in ENDED

    @property
    def settings(self) -> Config:
        """Its config after all of its changes."""
        config = self.config
        for change in self.changes:
            config = config.changed(change.name, change.value)
        return config
