"""The plane on which a data set is seen: the two features themselves, two chosen ones, or the two
principal components of more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.preprocessing import Standardizer

if TYPE_CHECKING:
    from simulator.datasets import Dataset

PlaneChoice = tuple[int, int] | None
"""Two feature indices, or None: both features of a 2-D set, else two principal components."""

Extent = tuple[float, float, float, float]
"""(u low, u high, v low, v high)."""

_MARGIN = 0.08


@dataclass(frozen=True)
class Plane:
    """An affine plane through input space: x = origin + lift uv, and uv = project (x - origin).

    origin (n_x, 1); lift (n_x, 2); project (2, n_x), with project lift = identity. `axes` names u and v,
    `held` says in a sentence what is held fixed off the plane ("" where nothing is).

    A single feature spans a line, not a plane: u is the feature, v is 0 for every example and moves nothing.
    """

    origin: NDArray[Any]
    lift: NDArray[Any]
    project: NDArray[Any]
    axes: tuple[str, str]
    held: str

    def down(self, X: NDArray[Any]) -> NDArray[Any]:
        """uv (2, m) = project (X − origin): where the examples X (n_x, m) stand on the plane."""
        return np.asarray(self.project @ (X - self.origin))

    def up(self, uv: NDArray[Any]) -> NDArray[Any]:
        """X (n_x, m) = origin + lift uv: the inputs at the points uv (2, m) of the plane."""
        return np.asarray(self.origin + self.lift @ uv)


def extent(uv: NDArray[Any]) -> Extent:
    """(u low, u high, v low, v high) around the points uv (2, m), with a margin."""
    return (*_range(uv[0]), *_range(uv[1]))


def cells(extent: Extent, size: int) -> NDArray[np.float64]:
    """uv (2, size²) at the cell centres of the extent, row by row (v), u fastest."""
    u0, u1, v0, v1 = extent
    centres = (np.arange(size) + 0.5) / size
    v, u = np.meshgrid(v0 + (v1 - v0) * centres, u0 + (u1 - u0) * centres, indexing="ij")
    return np.stack([u.ravel(), v.ravel()])


def plane(dataset: Dataset, choice: PlaneChoice = None) -> Plane:
    """The plane to see `dataset` on.

    Raises ValueError: names the chosen features, unless they are two different ones of the data's.
    """
    if choice is not None:
        return _of_features(dataset, *choice)
    if dataset.n_x == 1:
        return _of_one_feature(dataset)
    return _of_features(dataset, 0, 1) if dataset.n_x == 2 else _of_components(dataset)


def _range(values: NDArray[Any]) -> tuple[float, float]:
    if values.size == 0:
        return -0.5, 0.5
    low, high = float(values.min()), float(values.max())
    middle, width = (low + high) / 2, (high - low) * (1 + 2 * _MARGIN)
    # A single place gets width 1, or one that floating point can tell from it. 1e-9 of it is no range.
    if width <= 1e-9 * abs(middle):
        width = max(1.0, 1e-6 * abs(middle))
    return middle - width / 2, middle + width / 2


def _of_one_feature(dataset: Dataset) -> Plane:
    lift = np.array([[1.0, 0.0]])
    return Plane(np.zeros((1, 1)), lift, lift.T.copy(), (dataset.feature_names[0], "no second feature"), "")


def _of_features(dataset: Dataset, i: int, j: int) -> Plane:
    """u is feature i and v is feature j, in their own units; the others stay at the training mean."""
    if i == j or not (0 <= i < dataset.n_x and 0 <= j < dataset.n_x):
        raise ValueError(f"A plane needs two different features in [0, {dataset.n_x - 1}], got ({i}, {j}).")
    X_train, _ = dataset.part("train")
    origin = X_train.mean(axis=1, keepdims=True)
    origin[[i, j]] = 0.0
    lift = np.zeros((dataset.n_x, 2))
    lift[[i, j], [0, 1]] = 1.0
    axes = (dataset.feature_names[i], dataset.feature_names[j])
    return Plane(origin, lift, lift.T.copy(), axes, _held(dataset.n_x - 2, "feature"))


def _of_components(dataset: Dataset) -> Plane:
    """x = μ + σ V uv with V (n_x, 2) the principal components of the standardised training inputs."""
    X_train, _ = dataset.part("train")
    standardizer = Standardizer.fit(X_train)
    V, shares = _principal_components(standardizer.apply(X_train))
    axes = (
        f"first principal component ({100 * shares[0]:.0f} % of variance)",
        f"second principal component ({100 * shares[1]:.0f} % of variance)",
    )
    held = _held(dataset.n_x - 2, "direction")
    return Plane(standardizer.mean, standardizer.sigma * V, V.T / standardizer.sigma.T, axes, held)


def _principal_components(Z: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """V (n_x, 2), the two directions of largest variance of Z (n_x, m) about 0, and their shares of it (2,).

    An eigenvector's sign is arbitrary: the entry of largest magnitude is made positive.
    """
    variances, directions = np.linalg.eigh(Z @ Z.T / Z.shape[1])
    V = directions[:, [-1, -2]]
    largest = V[np.abs(V).argmax(axis=0), [0, 1]]
    variances = np.maximum(variances, 0.0)  # rounding leaves -1e-17 where there is none
    total = variances.sum() or 1.0  # a training set of one place varies in no direction
    return V * np.sign(largest), variances[[-1, -2]] / total


def _held(count: int, kind: str) -> str:
    if count == 0:
        return ""
    others = f"other {kind} is" if count == 1 else f"other {count} {kind}s are"
    return f"The {others} held at the training mean."
