"""The examples as a network takes them: split, standardised, one-hot; and edited by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import projection
from simulator.datasets import SPLITS, Dataset
from simulator.one_hot import one_hot
from simulator.preprocessing import Standardizer
from simulator.probes.covariate import Move
from simulator.projection import Plane, PlaneChoice

Array = NDArray[Any]


class Examples:
    """A data set bound to a dtype: `base` as it was loaded, `dataset` as it is after edits by hand.

    μ, σ and the planes come from `base`: painting a point must not move all the others. `kept` is for what
    is dear to compute from the data as they are.
    """

    kept: dict[object, Any]

    def __init__(self, dataset: Dataset, base: Dataset, normalize: bool, dtype: np.dtype[Any]) -> None:
        self.base, self.dtype = base, dtype
        fitted = Standardizer.fit(base.part("train")[0])
        self.standardizer = fitted if normalize else Standardizer.identity(base.n_x)
        self.edits = 0
        self._planes = dict[PlaneChoice, tuple[Plane, projection.Extent]]()
        self.edit(dataset)

    def edit(self, dataset: Dataset) -> None:
        """Take `dataset`, another state of the same base."""
        self.dataset, self.kept = dataset, {}
        self.edits += 1
        self.members = {name: np.flatnonzero(dataset.split == i) for i, name in enumerate(SPLITS)}
        self.X = {name: self.normalised(dataset.part(name)[0]) for name in SPLITS}
        self.y = {name: dataset.part(name)[1] for name in SPLITS}
        self.Y_train = one_hot(self.y["train"], dataset.classes).astype(self.dtype)

    def add(self, uv: tuple[float, float], label: int, choice: PlaneChoice) -> None:
        """One training example more, the last, at uv of the plane."""
        self.edit(self.dataset.with_example(self.plane(choice).up(_place(uv)), label))

    def move(self, index: int, uv: tuple[float, float], choice: PlaneChoice) -> None:
        """Example `index` to uv of the plane; what lies off the plane stays as it is."""
        if not 0 <= index < self.dataset.m:
            raise ValueError(f"An example's index must be in [0, {self.dataset.m - 1}], got {index}.")
        x, plane = self.dataset.X[:, [index]], self.plane(choice)
        self.edit(self.dataset.moved(index, x + plane.lift @ (_place(uv) - plane.down(x))))

    def moved(self, move: Move, choice: PlaneChoice) -> Array:
        """X (n_x, m) of all examples after `move`; what lies off the plane stays as it is."""
        plane, X = self.plane(choice), self.dataset.X
        uv = plane.down(X)
        return np.asarray(X + plane.lift @ (move.apply(uv, *self._frame(plane)) - uv))

    def _frame(self, plane: Plane) -> tuple[Array, Array]:
        """Middle and standard deviation of the loaded training set on the plane, (2, 1) each."""
        fitted = Standardizer.fit(plane.down(self.base.part("train")[0]))
        return fitted.mean, fitted.sigma

    def remove(self, index: int) -> int | None:
        """Take example `index` out; its place among the training examples, where it was one."""
        train = self.members["train"]
        self.edit(self.dataset.without(index))
        place = int(np.searchsorted(train, index))
        return place if place < len(train) and train[place] == index else None

    def normalised(self, X: Array) -> Array:
        """X (n_x, m) in the data's own units as the network's input."""
        return np.ascontiguousarray(self.standardizer.apply(X).astype(self.dtype))

    def plane(self, choice: PlaneChoice) -> Plane:
        """The plane to look at, the same whatever is painted."""
        return self._plane(choice)[0]

    def extent(self, choice: PlaneChoice) -> projection.Extent:
        """What to show of the plane: the loaded set's extent, grown where an example was put outside."""
        plane, (u0, u1, v0, v1) = self._plane(choice)
        u, v = plane.down(self.dataset.X)
        return (
            min(u0, float(u.min())), max(u1, float(u.max())),
            min(v0, float(v.min())), max(v1, float(v.max())),
        )  # fmt: skip

    def grid(self, choice: PlaneChoice, size: int) -> Array:
        """Network inputs (n_x, size²) at the cell centres of the extent, row by row (v), u fastest."""
        return self.normalised(self.plane(choice).up(projection.cells(self.extent(choice), size)))

    def _plane(self, choice: PlaneChoice) -> tuple[Plane, projection.Extent]:
        if choice not in self._planes:
            plane = projection.plane(self.base, choice)
            self._planes[choice] = plane, projection.extent(plane.down(self.base.X))
        return self._planes[choice]


def _move_inputs(examples: Examples, move: Move, choice: PlaneChoice) -> None:
    examples.edit(dataclasses.replace(examples.dataset, X=examples.moved(move, choice)))


PAINTING: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "add_example": Examples.add,
        "move_example": Examples.move,
        "remove_example": Examples.remove,
        "move_inputs": _move_inputs,
    }
)
"""The changes by hand that only change the data, by the method of `Run` that makes them."""


def _place(uv: tuple[float, float]) -> Array:
    if not np.isfinite(uv).all():
        raise ValueError(f"A place on the plane must be two finite numbers, got {uv}.")
    return np.reshape(uv, (2, 1))
