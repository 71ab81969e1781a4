"""A run's past: frozen `Checkpoint`s and the timed `Edit`s between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from simulator.hyperparameters import Config

if TYPE_CHECKING:
    from simulator.datasets import Dataset


@dataclass(frozen=True)
class Edit:
    """A change made by hand after `step` steps: a hyperparameter, an example, a weight."""

    step: int
    name: str
    old: object
    new: object


@dataclass(frozen=True)
class Checkpoint:
    """All that decides a run's future, after `step` steps; restoring it continues bit for bit.

    `dataset` is None in one that crossed to another process: the receiver has it already.
    """

    step: int
    epoch: int
    config: Config
    theta: NDArray[Any]
    buffers: Mapping[str, NDArray[Any]]
    order: NDArray[Any]
    cursor: int
    random_states: tuple[Mapping[str, Any], ...]
    edits: tuple[Edit, ...]
    dataset: Dataset | None
