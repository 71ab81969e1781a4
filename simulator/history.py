"""The parts of a run's past: frozen `Checkpoint`s, the timed `Edit`s between them, `Place`s in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from simulator.datasets import Dataset
from simulator.hyperparameters import Config


@dataclass(frozen=True)
class Edit:
    """A change made by hand after `step` steps: a hyperparameter, an example, a weight.

    `call` is the method of `Run` that makes it again, and what it takes. Changes of one `gesture`, as of a
    drag, are one to a person; gestures are numbered in the order they were made.
    """

    step: int
    name: str
    old: object
    new: object
    call: tuple[Any, ...] = ()
    gesture: int = 0


@dataclass(frozen=True)
class Deed:
    """Something a person did that can be undone: an "edit" (a drag from its first old value to its last new
    one), another "network", "delete" or "rename" of a branch, or "keep" of a place on it.
    """

    kind: str
    gesture: int
    edit: Edit | None = None
    branch: int = -1


@dataclass(frozen=True)
class Place:
    """Where one can stand: after `step` steps of a branch, the first `edits` of its changes made."""

    branch: int
    step: int
    edits: int


@dataclass(frozen=True)
class Kept:
    """A place a person wants to come back to, and J of the dev set there."""

    place: Place
    cost_dev: float
    gesture: int


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that decides a run's future, after `step` steps; restoring it continues bit for bit.

    `arrays` are theta, the optimiser's averages and batch norm's, by name. `held` are the (layer, unit)
    whose γ and β do not learn. `dataset` as it is and `base` as it was loaded are None in a `light` one.
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

    @property
    def nbytes(self) -> int:
        """Of its arrays."""
        return sum(array.nbytes for array in self.arrays.values()) + self.batches[2].nbytes

    def light(self, edits: tuple[Edit, ...] = ()) -> Checkpoint:
        """This one without its data, and with no changes but `edits`: for who has them."""
        return dataclasses.replace(self, dataset=None, base=None, edits=edits)
