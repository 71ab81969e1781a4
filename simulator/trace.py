"""What a run remembers of its past for the learning panels; it never looks ahead and changes nothing.

Batch norm's statistics of the last steps, one by one; and at steps that grow further apart, as the marks
do, the distribution in every hidden unit and how the training set fares with statistics of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.losses import cross_entropy
from simulator.metrics import Rows, accuracy, spacing
from simulator.network import Network
from simulator.probes.drift import PERCENTILES

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
REMEMBERED = 1024
"""Steps whose statistics are kept."""
_DENSE, _THINNED = 64, 4  # from this step on only every fourth mark is traced
_WIDEST = 128
_SAMPLE = 256  # training examples whose distribution is noted
_MOST_JUDGED = 512  # training examples that are judged with statistics of their own
STATISTICS = ("mean", "variance", "handed_mean", "handed_variance")
_COLUMNS = len(PERCENTILES) + len(STATISTICS)


class Trace:
    """The memory of one network; steps forgotten by going back are overwritten as they are made again."""

    def __init__(self, network: Network) -> None:
        self.hidden = network.sizes[1:-1]
        n = network.statistics.shape[1]
        self.steps = np.full(REMEMBERED, -1)
        self.statistics, self.averages = np.zeros((2, REMEMBERED, n))
        self.missing = np.ones(REMEMBERED)
        self._units, self._warm_up = Rows(1 + _COLUMNS * sum(self.hidden)), Rows(5)

    def note(self, run: Run) -> None:
        """Remember the step that `run` has just made."""
        slot = run.t % REMEMBERED
        if self.statistics.size:
            self.steps[slot] = run.t
            self.statistics[slot] = run.network.statistics[0]
            self.averages[slot] = run.network.averages.value[0]
            self.missing[slot] = run.network.averages.missing[0, 0]
        gap = spacing(run.t, _WIDEST)
        if self.hidden and run.t % (gap if run.t < _DENSE else _THINNED * gap) == 0:
            self._note_units(run)
            if run.config.batch_norm:
                self._note_warm_up(run)

    def forget_after(self, step: int) -> None:
        """Only the past of `step` is left."""
        self.steps[self.steps > step] = -1
        for name in ("_units", "_warm_up"):
            rows = getattr(self, name).after(0)
            setattr(self, name, Rows(rows.shape[1], rows[rows[:, 0] <= step]))

    def recent(self) -> Array:
        """Slots of the remembered steps, oldest first."""
        kept = np.flatnonzero(self.steps >= 0)
        return kept[np.argsort(self.steps[kept])]

    def units(self) -> tuple[Array, Array]:
        """Steps (n,) and what was seen at them (n, units of all hidden layers, percentiles + STATISTICS)."""
        rows = self._units.after(0)
        return rows[:, 0].astype(np.int64), rows[:, 1:].reshape(len(rows), sum(self.hidden), _COLUMNS)

    def warm_up(self) -> Array:
        """(n, 5): step, accuracy with statistics of its own and with the averages, cost likewise."""
        return self._warm_up.after(0)

    def _note_units(self, run: Run) -> None:
        X = run.examples.X["train"][:, sample(run)]
        bound = run.network.double().bind(X.shape[1])
        bound.X[0] = X
        bound.forward()
        seen = np.vstack([_distribution(block) for block in bound.blocks[:-1]])
        self._units.append(np.concatenate([[run.t], seen.ravel()]).tolist())

    def _note_warm_up(self, run: Run) -> None:
        size = min(run.config.mini_batch_size, run.batches.m)
        count = max(min(_MOST_JUDGED, run.batches.m) // size, 1) * size
        some = run.batches.order[:count]  # shuffled: neighbours in a data set may be of one class
        X, y = run.examples.X["train"][:, some], run.examples.y["train"][some]
        own, averages = with_own_statistics(run.network, X, size), run.network.predict(X)[0]
        judged = [mark(each, y) for mark in (accuracy, _cost) for each in (own, averages)]
        self._warm_up.append([run.t, *judged])


def sample(run: Run) -> Array:
    """Places of the training examples whose distribution is noted, the same ones all along.

    Mini-batches would add the noise of their own means to how far a distribution moves.
    """
    rng = np.random.default_rng([run.config.seed, 6])  # neighbours in a data set may be of one class
    return np.asarray(rng.permutation(run.batches.m)[:_SAMPLE])


def with_own_statistics(network: Network, X: Array, size: int) -> Array:
    """ŷ (C, m) of X (n_x, m), cut into mini-batches of `size`, each normalised by its own μ and σ².

    m must be a multiple of size. The mini-batches are the models of a stack, so all are one computation.
    """
    batches = X.shape[1] // size
    double = network.double(batches)
    bound = double.bind(size)
    bound.X[...] = X.reshape(X.shape[0], batches, size).swapaxes(0, 1)
    bound.forward()
    return np.asarray(bound.head.y_hat.swapaxes(0, 1).reshape(-1, batches * size))


def _distribution(block: Any) -> Array:
    """(n, percentiles + STATISTICS) of one layer: of what its activation takes, and of what it hands on."""
    z, a = block.activate.x[0], block.activate.out[0]
    bands = np.percentile(z, PERCENTILES, axis=1).T
    return np.column_stack([bands, z.mean(axis=1), z.var(axis=1), a.mean(axis=1), a.var(axis=1)])


def _cost(y_hat: Array, y: Array) -> float:
    return float(cross_entropy(y_hat, y).mean())
