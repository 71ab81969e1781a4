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
"""Steps whose statistics are shown."""
_MOST_KEPT, _ROOM = 12 * REMEMBERED, 16 << 20  # steps, in so many bytes: looking back needs no replay
_DENSE, _THINNED = 64, 4  # from this step on only every fourth mark is traced
_WIDEST = 128
_SAMPLE = 256  # training examples whose distribution is noted
_MOST_JUDGED = 512  # training examples that are judged with statistics of their own
STATISTICS = ("mean", "variance", "handed_mean", "handed_variance")
_COLUMNS = len(PERCENTILES) + len(STATISTICS)


class Trace:
    """The memory of one network. `now` is the step it is asked at: what is known of later ones is not told.

    Branches of a run have a memory of their own from where they part (`turn`).
    """

    def __init__(self, network: Network) -> None:
        self.hidden, self.now = network.sizes[1:-1], 0
        n = network.statistics.shape[1]
        kept = min(_MOST_KEPT, max(REMEMBERED, _ROOM // max(16 * n, 1)))
        self.steps = np.full(kept, -1)
        self.statistics, self.averages = np.zeros((2, kept, n))
        self.missing = np.ones(kept)
        self._units, self._warm_up = Rows(1 + _COLUMNS * sum(self.hidden)), Rows(5)
        self._elsewhere: dict[int, tuple[Rows, Rows]] = {}

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
        if self.hidden and run.t % (gap if run.t < _DENSE else _THINNED * gap) == 0:
            if _is_new(self._units, run.t):
                self._note_units(run)
            if run.config.batch_norm and _is_new(self._warm_up, run.t):
                self._note_warm_up(run)

    def forget_after(self, step: int) -> None:
        """Only the past of `step` is left."""
        self.steps[self.steps > step] = -1
        self._units, self._warm_up = _until(self._units, step), _until(self._warm_up, step)
        self.now = min(self.now, step)

    def turn(self, old: int, new: int, step: int) -> None:
        """From branch `old` to branch `new`, which parted after `step`."""
        self._elsewhere[old] = self._units, self._warm_up
        known = self._elsewhere.pop(new, None)
        self.forget_after(step)
        if known:
            self._units, self._warm_up = known

    def rest(self) -> None:
        """Another network is looked at: keep only what cannot be made again by replaying a little."""
        self.steps[:] = -1
        self.statistics, self.averages = np.zeros((2, 0, self.statistics.shape[1]))

    def wake(self) -> None:
        """This network is looked at again."""
        self.statistics, self.averages = np.zeros((2, len(self.steps), self.statistics.shape[1]))

    def forget_branch(self, number: int) -> None:
        """A branch that is no more."""
        self._elsewhere.pop(number, None)

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

    def units(self) -> tuple[Array, Array]:
        """Steps (n,) and what was seen at them (n, units of all hidden layers, percentiles + STATISTICS)."""
        rows = _known(self._units, self.now)
        return rows[:, 0].astype(np.int64), rows[:, 1:].reshape(len(rows), sum(self.hidden), _COLUMNS)

    def warm_up(self) -> Array:
        """(n, 5): step, accuracy with statistics of its own and with the averages, cost likewise."""
        return _known(self._warm_up, self.now)

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


def _is_new(rows: Rows, step: int) -> bool:
    return not rows.count or bool(rows.after(rows.count - 1)[0, 0] < step)


def _known(rows: Rows, step: int) -> Array:
    """The rows of steps up to `step`."""
    whole = rows.after(0)
    return whole[: int(np.searchsorted(whole[:, 0], step, side="right"))]


def _until(rows: Rows, step: int) -> Rows:
    kept = _known(rows, step)
    return Rows(kept.shape[1], kept)


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
