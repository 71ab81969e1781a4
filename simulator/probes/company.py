"""One example, predicted in different company (claims E2, E3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.network import Network
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_CROWDS, _COLUMNS = 64, 16384  # mini-batches it is put in, and examples in all of them
WAYS = ("in its mini-batch", "in another mini-batch", "alone, its own statistics", "alone, the averages")


@dataclass(frozen=True)
class Company(Probe):
    """Example `example` (an index as in PointsView) predicted four ways, `WAYS` -> CompanyView."""

    example: int = 0


@dataclass(frozen=True)
class CompanyView(View):
    """y_hat (4, C), a row for each of `WAYS`; lowest and highest (C,) over 64 random mini-batches it could
    be in, fewer where they are larger than 256; y its label; batches (2, m): the examples of the first two.
    `z_norm` (4, n) of the first hidden layer, all 0 in the third row; n = 0 without batch norm, when all
    four are the same. No dropout in any.
    """

    example: int
    y: int
    batch_norm: bool
    y_hat: Array
    lowest: Array
    highest: Array
    batches: Array
    z_norm: Array


def answer(run: Run, probe: Company) -> CompanyView:
    """See `Company`."""
    examples, dataset, network = run.examples, run.examples.dataset, run.network
    index = min(max(probe.example, 0), dataset.m - 1)
    x = examples.normalised(dataset.X[:, [index]])
    rng = np.random.default_rng([run.config.seed, 8, index])
    batches = _batches(run, rng, index)
    X = examples.normalised(dataset.X[:, batches.ravel()]).reshape(len(x), *batches.shape).swapaxes(0, 1)
    places = (batches == index).argmax(axis=1)
    crowd, crowd_norm = _trained_way(network, X, places)
    alone, alone_norm = _trained_way(network, x[None], np.zeros(1, np.int64))
    z_norm = np.vstack([crowd_norm[:2], alone_norm, _test_norm(network, x)])
    y_hat = np.vstack([crowd[:2], alone, network.predict(x)[0].T])
    return CompanyView(
        index, int(dataset.y[index]), bool(z_norm.size), y_hat, crowd[1:].min(axis=0), crowd[1:].max(axis=0),
        batches[:2], z_norm,
    )  # fmt: skip


def _batches(run: Run, rng: np.random.Generator, index: int) -> Array:
    """Mini-batches (1 + crowds, m) with the example in each: the last one trained, if it was in it."""
    train = run.examples.members["train"]
    others = train[train != index]
    m = min(run.config.mini_batch_size, len(others) + 1)
    count = 1 + max(1, min(_CROWDS, _COLUMNS // m))
    places = rng.random((count, len(others))).argsort(axis=1)[:, : m - 1]
    batches = np.hstack([np.full((count, 1), index), others[places]])
    if run.last is not None:
        last = train[run.last[0]]
        if index in last and len(last) == m:
            batches[0] = last
    return batches


def _trained_way(network: Network, X: Array, places: Array) -> tuple[Array, Array]:
    """ŷ (K, C) and z_norm of the first hidden layer (K, n) of column `places` (K,) of each X (K, n_x, m)."""
    bound = network.double(len(X)).bind(X.shape[2])
    bound.X[...] = X
    bound.forward()
    rows, norm = np.arange(len(X)), bound.blocks[0].norm
    return bound.head.y_hat[rows, :, places], norm.z_norm[rows, :, places] if norm else np.zeros((len(X), 0))


def _test_norm(network: Network, x: Array) -> Array:
    """z_norm (1, n) of the first hidden layer by the averages."""
    if not network.statistics.size:
        return np.zeros((1, 0))
    mu, sigma2 = network.test_statistics()[0]
    return np.asarray(((network.parameters["W1"] @ x - mu) / np.sqrt(sigma2 + network.bn_epsilon))[0].T)
