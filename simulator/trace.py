"""What a run remembers of its past for the learning panels; it never looks ahead and changes nothing.

Batch norm's statistics of the last steps, one by one; and at steps that grow further apart, as the marks
do, the distribution in every hidden unit and how the training set fares with statistics of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.losses import cross_entropy
from simulator.metrics import accuracy, spacing
from simulator.network import Network

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
PERCENTILES = (5, 25, 50, 75, 95)
REMEMBERED = 1024
"""Steps whose statistics are shown."""
_MOST_KEPT, _ROOM = 12 * REMEMBERED, 16 << 20  # steps, in so many bytes: looking back needs no replay
_DENSE, _THINNED = 64, 4  # from this step on only every fourth mark is traced
_WIDEST = 128
_SAMPLE = 256  # training examples whose distribution is noted
_MOST_JUDGED = 512  # training examples that are judged with statistics of their own
STATISTICS = ("mean", "variance", "handed_mean", "handed_variance")
COLUMNS = len(PERCENTILES) + len(STATISTICS)


class Trace:
    """The memory of one network. `now` is the step it is asked at: what is known of later ones is not told.

    Statistics of single steps are its own; the rows that it notes along the run stand in the run's record.
    """

    def __init__(self, network: Network) -> None:
        self.hidden, self.now = network.sizes[1:-1], 0
        n = network.statistics.shape[1]
        kept = min(_MOST_KEPT, max(REMEMBERED, _ROOM // max(16 * n, 1)))
        self.steps = np.full(kept, -1)
        self.statistics, self.averages = np.zeros((2, kept, n))
        self.missing = np.ones(kept)

    def note(self, run: Run) -> None:
        """Remember the step that `run` has just made, once."""
        self.now = run.t
        slot = run.t % len(self.steps)
        if self.statistics.size and self.steps[slot] != run.t:
            self.steps[slot] = run.t
            self.statistics[slot] = run.network.statistics[0]
            self.averages[slot] = run.network.averages.value[0]
            self.missing[slot] = run.network.averages.missing[0, 0]
        gap = spacing(run.t, _WIDEST)
        is_due = run.t % (gap if run.t < _DENSE else _THINNED * gap) == 0
        if self.hidden and is_due and run.t > run.record.end:
            run.record.note("units", run.t, _units(run))
            if run.config.batch_norm:
                run.record.note("warm_up", run.t, _warm_up(run))

    def forget_after(self, step: int) -> None:
        """Only the past of `step` is left: another branch parted there."""
        self.steps[self.steps > step] = -1
        self.now = min(self.now, step)

    def rest(self) -> None:
        """Another network is looked at: keep only what cannot be made again by replaying a little."""
        self.steps[:] = -1
        self.statistics, self.averages = np.zeros((2, 0, self.statistics.shape[1]))

    def wake(self) -> None:
        """This network is looked at again."""
        self.statistics, self.averages = np.zeros((2, len(self.steps), self.statistics.shape[1]))

    def first_gap(self, step: int, count: int) -> int:
        """After which step statistics are missing among the last `count` up to `step`; `step`: none are."""
        if not self.statistics.size:
            return step
        wanted = np.arange(max(step - count, 0) + 1, step)
        missing = wanted[self.steps[wanted % len(self.steps)] != wanted]
        return int(missing[0]) - 1 if missing.size else step

    def recent(self) -> Array:
        """Slots of the last `REMEMBERED` steps that are remembered, oldest first."""
        first = max(self.now - REMEMBERED, 0)
        kept = np.flatnonzero((self.steps > first) & (self.steps <= self.now))
        return kept[np.argsort(self.steps[kept])]


def units(run: Run) -> tuple[Array, Array]:
    """Steps (n,) and what was seen at them (n, units of all hidden layers, percentiles + STATISTICS)."""
    rows = run.record.noted("units", run.t)
    hidden = sum(run.network.sizes[1:-1])
    return rows[:, 0].astype(np.int64), rows[:, 1:].reshape(len(rows), hidden, COLUMNS)


def warm_up(run: Run) -> Array:
    """(n, 5): step, accuracy with statistics of its own and with the averages, cost likewise."""
    return run.record.noted("warm_up", run.t)


def _units(run: Run) -> Array:
    X = run.examples.X["train"][:, sample(run)]
    bound = run.network.double().bind(X.shape[1])
    bound.X[0] = X
    bound.forward()
    return np.vstack([_distribution(block) for block in bound.blocks[:-1]]).ravel()


def _warm_up(run: Run) -> list[float]:
    size = min(run.config.mini_batch_size, run.batches.m)
    count = max(min(_MOST_JUDGED, run.batches.m) // size, 1) * size
    some = run.batches.order[:count]  # shuffled: neighbours in a data set may be of one class
    X, y = run.examples.X["train"][:, some], run.examples.y["train"][some]
    own, averages = with_own_statistics(run.network, X, size), run.network.predict(X)[0]
    return [mark(each, y) for mark in (accuracy, _cost) for each in (own, averages)]


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
