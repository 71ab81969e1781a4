"""A run's past: frozen `Checkpoint`s and the timed `Edit`s between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.datasets import Dataset
from simulator.hyperparameters import Config


@dataclass(frozen=True)
class Edit:
    """A change made by hand after `step` steps: a hyperparameter, an example, a weight.

    `call` is the method of `Run` that makes it again, and what it takes.
    """

    step: int
    name: str
    old: object
    new: object
    call: tuple[Any, ...] = ()


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that decides a run's future, after `step` steps; restoring it continues bit for bit.

    `arrays` are theta, the optimiser's averages and batch norm's, by name. `held` are the (layer, unit)
    whose γ and β do not learn. `origin` is the run's checkpoint at step 0, None in that one itself.
    `dataset` as it is and `base` as it was loaded are None in a checkpoint that crossed to another process:
    the receiver has them.
    """

    step: int
    config: Config
    arrays: Mapping[str, NDArray[Any]]
    batches: tuple[int, int, NDArray[Any], Mapping[str, Any]]
    dropout: Mapping[str, Any]
    edits: tuple[Edit, ...]
    dataset: Dataset | None
    base: Dataset | None
    held: frozenset[tuple[int, int]] = frozenset()
    origin: Checkpoint | None = None

    def is_past_of(self, origin: Checkpoint | None, edits: tuple[Edit, ...]) -> bool:
        """Whether a run that began at `origin` and was edited so came through here."""
        mine, kept = self.origin or self, len(self.edits)
        if origin is None or origin.dataset is None or mine.dataset is None or origin.config != mine.config:
            return False
        same = np.array_equal(origin.dataset.X, mine.dataset.X) and np.array_equal(
            origin.arrays["theta"], mine.arrays["theta"]
        )
        later = all(edit.step >= self.step for edit in edits[kept:])
        return same and edits[:kept] == self.edits and later

    def without_data(self) -> Checkpoint:
        """This one to be sent to who has the data."""
        origin = self.origin.without_data() if self.origin else None
        return dataclasses.replace(self, dataset=None, base=None, origin=origin)

    def with_data(self, dataset: Dataset, base: Dataset, first: Dataset) -> Checkpoint:
        """One that was sent, with the data as they were then, as they were loaded, and at step 0."""
        origin = self.origin and dataclasses.replace(self.origin, dataset=first, base=base)
        return dataclasses.replace(self, dataset=dataset, base=base, origin=origin)
