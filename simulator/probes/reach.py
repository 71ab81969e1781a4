"""Which learning rates still learn, with batch norm and without (claim W3)."""

from __future__ import annotations

import dataclasses
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator import network, optimizers
from simulator.batches import Batches
from simulator.examples import Examples
from simulator.hyperparameters import Config
from simulator.losses import cross_entropy
from simulator.network import Network
from simulator.optimizers import OPTIMIZERS, Columns
from simulator.schedules import decayed
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
ALPHAS = np.logspace(-4, 1, 16)


@dataclass(frozen=True)
class Reach(Probe):
    """The config's network trained for `steps` steps at many learning rates at once, as models of one
    stack, for each initialisation named -> ReachView.
    """

    steps: int = 200
    initializations: tuple[str, ...] = ("he", "small", "large")


@dataclass(frozen=True)
class ReachView(View):
    """alpha (A,); costs with batch norm and without, (I, A): a row an initialisation, J of the training set
    in nats after `steps` steps, NaN where a network diverged; `progress` in [0, 1]: less than 1 while it
    trains (the costs are NaN until their networks are done). `chance` = log C, the cost of knowing nothing.
    """

    alpha: Array
    initializations: tuple[str, ...]
    with_batch_norm: Array
    without: Array
    steps: int
    progress: float
    chance: float


class Sweep:
    """The networks of a `Reach`, trained a little at a time: a stack for each initialisation, with and
    without batch norm, whose models differ in α alone and see the same mini-batches.
    """

    def __init__(self, run: Run, probe: Reach) -> None:
        self.probe, self.config, self.examples = probe, run.config, run.examples
        self.dataset = run.examples.dataset
        self.costs = np.full((2, len(probe.initializations), len(ALPHAS)), np.nan)
        self._turns = [(kind, row) for row in range(len(probe.initializations)) for kind in (0, 1)]
        self._all, self._made = len(self._turns), 0
        self._stack: _Stack | None = None

    def is_of(self, run: Run) -> bool:
        """Whether these are the networks of the run's config, but for what they vary, on its data."""
        varied = ("learning_rate", "batch_norm", "initialization")
        same = {name: getattr(self.config, name) for name in varied}
        return run.examples.dataset is self.dataset and dataclasses.replace(run.config, **same) == self.config

    @property
    def progress(self) -> float:
        """The share that is done."""
        whole = self._all * self.probe.steps
        left = len(self._turns) * self.probe.steps - self._made if self._turns else 0
        return 1.0 - left / whole

    def advance(self, seconds: float) -> None:
        """Train for about so long, or to the end."""
        end = time.perf_counter() + seconds
        while self._turns and time.perf_counter() < end:
            self._step()

    def view(self) -> ReachView:
        """What is known by now."""
        chance = math.log(self.dataset.classes)
        return ReachView(
            ALPHAS, self.probe.initializations, self.costs[1].copy(), self.costs[0].copy(), self.probe.steps,
            self.progress, chance,
        )  # fmt: skip

    def _step(self) -> None:
        kind, row = self._turns[0]
        if self._made == 0:
            changes: dict[str, Any] = {
                "batch_norm": bool(kind),
                "initialization": self.probe.initializations[row],
            }
            self._stack = _Stack(dataclasses.replace(self.config, **changes), self.examples)
        assert self._stack is not None
        self._stack.step()
        self._made += 1
        if self._made == self.probe.steps:
            self.costs[kind, row] = self._stack.costs()
            self._turns, self._made = self._turns[1:], 0


class _Stack:
    """Models of one config but for α, one a row of `ALPHAS`."""

    def __init__(self, config: Config, examples: Examples) -> None:
        weights, order, dropout = (np.random.default_rng([config.seed, key]) for key in (2, 3, 4))
        dataset, count = examples.dataset, len(ALPHAS)
        state = dropout.bit_generator.state
        generators = [np.random.default_rng() for _ in ALPHAS]
        for each in generators:
            each.bit_generator.state = state
        self.examples, self.config = examples, config
        self.network = Network(
            (dataset.n_x, *config.hidden_units, dataset.classes), batch_norm=config.batch_norm,
            models=count, dtype=config.dtype, generators=generators,
        )  # fmt: skip
        self.network.theta[...] = self.network.layout.initial(config.initialization, weights)
        self.network.configure(**{name: getattr(config, name) for name in network.SETTINGS})
        values: dict[str, Any] = {name: getattr(config, name) for name in optimizers.SETTINGS}
        columns = Columns(count, self.network.dtype, values | {"alpha": ALPHAS[:, None]})
        self.optimizer = OPTIMIZERS[config.optimizer](self.network.theta, self.network.grad, columns)
        self.batches = Batches(len(examples.members["train"]), order)

    def step(self) -> None:
        """One mini-batch for all; those that diverge go on as NaN."""
        indices = self.batches.take(self.config.mini_batch_size)
        bound = self.network.bind(len(indices))
        bound.X[...], bound.Y[...] = self.examples.X["train"][:, indices], self.examples.Y_train[:, indices]
        alpha = decayed(ALPHAS[:, None], self.config.decay_rate, self.batches.epoch)
        self.optimizer.columns.set("alpha", alpha)
        with np.errstate(all="ignore"):
            bound.forward()
            bound.backward()
            self.network.update_averages()
            self.optimizer.step()

    def costs(self) -> Array:
        """J (A,) of the training set, NaN where a model diverged."""
        with np.errstate(all="ignore"):
            y_hat = self.network.predict(self.examples.X["train"])
            costs = cross_entropy(y_hat, self.examples.y["train"]).mean(axis=1)
        finite = np.isfinite(self.network.theta).all(axis=1) & np.isfinite(y_hat).all(axis=(1, 2))
        return np.where(finite, costs, np.nan)
