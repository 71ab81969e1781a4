"""One example through softmax, term by term, and its gradient checked by differences (claims X1 to X7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.activations import ACTIVATIONS
from simulator.losses import softmax
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_STEP = 1e-5  # of the differences


@dataclass(frozen=True)
class Example(Probe):
    """An example (its index as in PointsView; the last where there are fewer), test time -> ExampleView."""

    example: int = 0


@dataclass(frozen=True)
class Softmax:
    """z, t, a, dz, numerical are (C,), y a class: t = e^z, total = Σt, a = t/total = ŷ, loss = −log a[y].

    t and total may be infinite for z above 709: a is computed the stable way and stays right.
    dz = ŷ − y; numerical is the same by central differences of the loss.
    """

    z: Array
    t: Array
    total: float
    a: Array
    y: int
    loss: float
    dz: Array
    numerical: Array


@dataclass(frozen=True)
class ExampleView(View):
    """X (n_x,) in the data's own units; split 0 train, 1 dev, 2 test; uv (2,) on the plane."""

    example: int
    X: Array
    uv: Array
    split: int
    softmax: Softmax


def stages(z: ArrayLike, y: int) -> Softmax:
    """Softmax and its loss for the scores z (C,), step by step: a pure function, for any z (claim X2)."""
    z = np.asarray(z, np.float64)
    with np.errstate(over="ignore"):
        t = np.exp(z)
    a = softmax(z, axis=0)
    dz = a.copy()
    dz[y] -= 1.0
    return Softmax(z, t, float(t.sum()), a, y, _loss(z, y), dz, _differences(z, y))


def as_sigmoid(z: ArrayLike, i: int, j: int) -> tuple[float, float, float]:
    """Softmax's share of class j among i and j, σ(z_j − z_i), and their difference (claim X4)."""
    pair = np.asarray(z, np.float64)[[i, j]]
    share, sigmoid = softmax(pair, axis=0)[1], np.empty(1)
    ACTIVATIONS["sigmoid"].apply(pair[1:] - pair[:1], sigmoid)
    return float(share), float(sigmoid[0]), float(share - sigmoid[0])


def answer(run: Run, probe: Example) -> ExampleView:
    """See `Example`."""
    dataset = run.examples.dataset
    index = min(max(probe.example, 0), dataset.m - 1)
    X = dataset.X[:, [index]]
    *_, z = run.network.at_test_time(run.examples.normalised(X))
    uv = run.examples.plane(None).down(X)[:, 0]
    softmax = stages(z[0, :, 0], int(dataset.y[index]))
    return ExampleView(index, X[:, 0].copy(), uv, int(dataset.split[index]), softmax)


def _loss(z: Array, y: int) -> float:
    """−log a[y] = log Σe^z − z[y], exact where a[y] underflows."""
    top = z.max()
    return float(np.log(np.exp(z - top).sum()) + top - z[y])


def _differences(z: Array, y: int) -> Array:
    """∂L/∂z by central differences."""
    steps = _STEP * np.eye(len(z))
    return np.array([(_loss(z + h, y) - _loss(z - h, y)) / (2 * _STEP) for h in steps])
