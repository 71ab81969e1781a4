"""A run's past: frozen `Checkpoint`s and the timed `Edit`s between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from simulator.datasets import Dataset
from simulator.hyperparameters import Config


@dataclass(frozen=True)
class Edit:
    """A change made by hand after `step` steps: a hyperparameter, an example, a weight."""

    step: int
    name: str
    old: object
    new: object


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that decides a run's future, after `step` steps; restoring it continues bit for bit.

    `arrays` are theta, the optimiser's averages and batch norm's, by name. `dataset` as it is and `base`
    as it was loaded are None in a checkpoint that crossed to another process: the receiver has them.
    """

    step: int
    config: Config
    arrays: Mapping[str, NDArray[Any]]
    batches: tuple[int, int, NDArray[Any], Mapping[str, Any]]
    dropout: Mapping[str, Any]
    edits: tuple[Edit, ...]
    dataset: Dataset | None
    base: Dataset | None
