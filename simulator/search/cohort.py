"""A cohort: trials of one shape as one network with a model each, trained a slice of steps at a time.

A trial in a cohort comes to the same numbers as `Run` would alone: it has weights, batch order, dropout
and hyperparameters of its own, and the stack computes each model for itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import network, optimizers
from simulator.batches import Batches
from simulator.datasets import Dataset
from simulator.examples import Examples
from simulator.hyperparameters import Config
from simulator.losses import cross_entropy
from simulator.network import Network
from simulator.optimizers import OPTIMIZERS, Columns
from simulator.schedules import decayed
from simulator.search.trial import CURVE_COLUMNS, Trial

Array = NDArray[Any]
_EARLY = frozenset(2**i for i in range(4, 20))


@dataclass(frozen=True, eq=False)
class State:
    """Where a trial stands: all that decides its future. Each array is a row of the cohort's.

    `losses` are the sum and the number of the mini-batch losses since the last row of its curve.
    """

    settings: Config
    made: int
    arrays: Mapping[str, Array]
    batches: tuple[int, int, Array, Mapping[str, Any]]
    dropout: Mapping[str, Any]
    losses: tuple[float, int] = (0.0, 0)


@dataclass(frozen=True)
class Data:
    """What all trials learn. Two of the same `token` are the same, so a worker prepares them once."""

    token: str
    dataset: Dataset = field(compare=False)
    base: Dataset = field(compare=False)


@dataclass(frozen=True, eq=False)
class Job:
    """Train the trials `steps` steps from their states; None is a trial's beginning.

    A row of the curve is taken at first when the steps have doubled, then every `every` steps, and at the end
    of a trial, or of the job where it `judges`: then it marks them all. `thumbnail` is the side of the
    picture of predictions.
    """

    data: Data
    trials: tuple[Trial, ...]
    states: tuple[State | None, ...]
    steps: int
    every: int
    judges: bool = False
    thumbnail: int = 0


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a job came to, for each of its trials: new rows of the curve, the state, marks of those that end.

    `states` is None, and `made` the last good step, of one that diverged. `marks` are (J train, J dev,
    accuracy train, accuracy dev). `thumbnails` (K, side, side) are predicted classes, v upwards.
    """

    rows: tuple[Array, ...]
    made: tuple[int, ...]
    states: tuple[State | None, ...]
    marks: tuple[tuple[float, float, float, float] | None, ...]
    thumbnails: NDArray[np.uint8] | None
    seconds: float


def settings_at(trial: Trial, made: int) -> Config:
    """The config of a trial's next step, once it has made `made`."""
    config = trial.config
    for change in trial.changes:
        if change.step <= made:
            config = config.changed(change.name, change.value)
    return config


def steps_to_change(trial: Trial, made: int) -> int:
    """Steps until the trial ends or one of its settings changes."""
    later = [change.step for change in trial.changes if change.step > made]
    return min([trial.steps, *later]) - made


def kind(trial: Trial, state: State | None) -> Hashable:
    """Trials of equal kind may share a cohort: the same shapes, and the same place in the epoch."""
    made = state.made if state else 0
    c = settings_at(trial, made)
    place = state.batches[:2] if state else (0, 0)
    return (
        c.hidden_units, c.batch_norm, c.activation, c.optimizer, c.mini_batch_size, c.dtype,
        c.normalize_inputs, c.keep_prob < 1.0, made, place,
    )  # fmt: skip


def train(job: Job) -> Outcome:
    """Do a job: what a worker is sent."""
    started = time.perf_counter()
    with np.errstate(all="ignore"):  # numbers that break end their trial, not the others'
        cohort = Cohort(job.data, job.trials, job.states)
        cohort.advance(job.steps, job.every, job.judges)
        pairs = zip(job.trials, cohort.alive, strict=True)
        ends = [alive and (job.judges or cohort.t == trial.steps) for trial, alive in pairs]
        marks = cohort.marks() if any(ends) else []
        pictures = cohort.thumbnails(job.thumbnail) if job.thumbnail else None
    models = range(len(job.trials))
    return Outcome(
        tuple(np.array(rows).reshape(-1, len(CURVE_COLUMNS)) for rows in cohort.rows),
        tuple(int(made) for made in cohort.made),
        tuple(cohort.state(i) if cohort.alive[i] else None for i in models),
        tuple(marks[i] if ends[i] else None for i in models),
        pictures,
        time.perf_counter() - started,
    )


@lru_cache(maxsize=4)
def _prepared(data: Data, normalize: bool, dtype: str) -> Examples:
    return Examples(data.dataset, data.base, normalize, np.dtype(dtype))


class Cohort:
    """K trials as one network. `alive` have finite numbers still; `made` are the steps each has made."""

    def __init__(self, data: Data, trials: Sequence[Trial], states: Sequence[State | None]) -> None:
        self.t = states[0].made if states[0] else 0
        self.trials, self.settings = trials, [settings_at(trial, self.t) for trial in trials]
        first, dataset = self.settings[0], data.dataset
        self.examples = _prepared(data, first.normalize_inputs, first.dtype)
        self.rows: list[list[tuple[float, ...]]] = [[] for _ in trials]
        self.alive, self.made = np.ones(len(trials), bool), np.full(len(trials), self.t)
        self._dropout = [np.random.default_rng([each.seed, 4]) for each in self.settings]
        self.network = Network(
            (dataset.n_x, *first.hidden_units, dataset.classes), batch_norm=first.batch_norm,
            activation=first.activation, models=len(trials), dtype=first.dtype, generators=self._dropout,
        )  # fmt: skip
        columns_of: dict[str, Any] = {
            name: self._column(name) for name in network.SETTINGS if name != "activation"
        }
        self.network.configure(**columns_of)
        values: dict[str, Any] = {name: self._column(name)[:, None] for name in optimizers.SETTINGS}
        columns = Columns(len(trials), self.network.dtype, values | {"alpha": 0.0})
        self.optimizer = OPTIMIZERS[first.optimizer](self.network.theta, self.network.grad, columns)
        self._orders, self._order_of = list[Batches](), np.zeros(len(trials), np.int64)
        self._losses = np.array([state.losses if state else (0.0, 0) for state in states]).T
        self._find_orders(states)
        for i, state in enumerate(states):
            self._begin(i) if state is None else self._go_on(i, state)
        self._take_alpha()
        self._zeros = np.zeros_like(self.network.theta)

    # Training -------------------------------------------------------------------------------------

    def advance(self, steps: int, every: int, judges: bool = False) -> None:
        """Train `steps` steps, noting rows of the curves as `Job` says."""
        everybody = np.full(len(self.trials), True)
        if self.t == 0:
            self._note(everybody)
        for _ in range(steps):
            self.step()
            if self.t % every == 0 or (self.t < every and self.t in _EARLY):
                self._note(everybody)
        ends = everybody if judges else np.array([self.t == trial.steps for trial in self.trials])
        self._note(ends & (self._losses[1] > 0))

    def step(self) -> None:
        """One mini-batch for all; one whose numbers break stands where it was before, and is out."""
        size = self.settings[0].mini_batch_size
        indices = [order.take(size) for order in self._orders]
        if self._orders[0].cursor == len(indices[0]):  # the first of an epoch
            self._take_alpha()
        bound = self.network.bind(len(indices[0]))
        self._fill(bound.X, self.examples.X["train"], indices)
        self._fill(bound.Y, self.examples.Y_train, indices)
        bound.forward()
        bound.backward()
        self.network.update_averages()
        self.optimizer.step()
        self.t += 1
        self.alive &= np.isfinite(bound.head.loss) & (np.vecdot(self.network.theta, self._zeros) == 0.0)
        self.made[self.alive] = self.t
        self._losses[0] += bound.head.loss
        self._losses[1] += 1

    # What it knows --------------------------------------------------------------------------------

    def state(self, i: int) -> State:
        """Where trial i stands, copied."""
        return State(
            self.settings[i],
            int(self.made[i]),
            {name: array[i].copy() for name, array in self._arrays().items()},
            self._orders[self._order_of[i]].state(),
            dict(self._dropout[i].bit_generator.state),
            (float(self._losses[0, i]), int(self._losses[1, i])),
        )

    def marks(self) -> list[tuple[float, float, float, float]]:
        """(J train, J dev, accuracy train, accuracy dev) of each trial, NaN for an empty set."""
        (J_train, right_train), (J_dev, right_dev) = self._evaluated("train"), self._evaluated("dev")
        columns = np.column_stack([J_train, J_dev, right_train, right_dev]).tolist()
        return [(a, b, c, d) for a, b, c, d in columns]

    def thumbnails(self, side: int) -> NDArray[np.uint8]:
        """Predicted classes on a grid over the data's plane, (K, side, side)."""
        y_hat = self.network.predict(self.examples.grid(None, side))
        classes: NDArray[np.uint8] = y_hat.argmax(axis=1).astype(np.uint8)
        return classes.reshape(-1, side, side)

    # Inside ---------------------------------------------------------------------------------------

    def _note(self, who: NDArray[np.bool_]) -> None:
        who = who & self.alive
        if not who.any():
            return
        cost, right = self._evaluated("dev")
        loss = self._losses[0] / self._losses[1]  # 0/0 before the first step: none yet
        for i in np.flatnonzero(who):
            self.rows[i].append((self.t, loss[i], cost[i], right[i]))
        self._losses[:, who] = 0.0

    def _evaluated(self, split: str) -> tuple[Array, Array]:
        y = self.examples.y[split]
        if not y.size:
            return np.full(len(self.rows), math.nan), np.full(len(self.rows), math.nan)
        y_hat = self.network.predict(self.examples.X[split])
        return cross_entropy(y_hat, y).mean(axis=1), (y_hat.argmax(axis=1) == y).mean(axis=1)

    def _fill(self, out: Array, columns: Array, indices: list[Array]) -> None:
        if len(indices) == 1:
            out[...] = columns[:, indices[0]]
        else:
            out[...] = columns[:, np.stack(indices)[self._order_of]].swapaxes(0, 1)

    def _column(self, name: str) -> Array:
        return np.array([getattr(each, name) for each in self.settings], np.float64)

    def _take_alpha(self) -> None:
        epoch = self._orders[0].epoch
        alphas = [decayed(each.learning_rate, each.decay_rate, epoch) for each in self.settings]
        self.optimizer.columns.set("alpha", np.array(alphas)[:, None])

    def _find_orders(self, states: Sequence[State | None]) -> None:
        """Trials that meet the examples in the same order share the object that deals them out."""
        known: dict[Hashable, int] = {}
        for i, (settings, state) in enumerate(zip(self.settings, states, strict=True)):
            key = (state.batches[2].tobytes(), str(state.batches[3])) if state else settings.seed
            if key not in known:
                known[key] = len(self._orders)
                rng = np.random.default_rng([settings.seed, 3])
                self._orders.append(Batches(len(self.examples.members["train"]), rng))
                if state:
                    self._orders[-1].restore(state.batches)
            self._order_of[i] = known[key]

    def _begin(self, i: int) -> None:
        weights = np.random.default_rng([self.settings[i].seed, 2])
        self.network.theta[i] = self.network.layout.initial(self.settings[i].initialization, weights)

    def _go_on(self, i: int, state: State) -> None:
        kept = state.settings.optimizer == self.settings[i].optimizer
        for name, array in self._arrays().items():
            if kept or name not in self.optimizer.arrays():  # another optimiser starts its averages anew
                array[i] = state.arrays[name]
        self._dropout[i].bit_generator.state = dict(state.dropout)

    def _arrays(self) -> Mapping[str, Array]:
        averages = {f"averages.{name}": array for name, array in self.network.averages.arrays().items()}
        return {"theta": self.network.theta, **averages, **self.optimizer.arrays()}
