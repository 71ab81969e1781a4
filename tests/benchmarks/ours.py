"""Our side of the comparisons: one run as a person has it, and many networks trained at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.batches import Batches
from simulator.hyperparameters import Config
from simulator.network import Network
from simulator.optimizers import OPTIMIZERS, Columns
from simulator.run import Run

Array = NDArray[Any]
DTYPES = ("float32", "float64")
JUDGED = "float32"
"""PyTorch's default; the other dtype is measured and printed beside it."""


def alphas(models: int) -> Array:
    """A learning rate for each of the models, from 0.001 to 0.1."""
    return np.geomspace(1e-3, 1e-1, models)


class Together:
    """`models` networks of one shape on the same mini-batches, each with its own first weights and α."""

    def __init__(self, config: Config, models: int) -> None:
        run = Run(config)
        self.X, self.Y, self.m = run.examples.X["train"], run.examples.Y_train, config.mini_batch_size
        self.network = Network(run.network.sizes, batch_norm=True, models=models, dtype=config.dtype)
        rng = np.random.default_rng(config.seed)
        for theta in self.network.theta:
            theta[...] = self.network.layout.initial(config.initialization, rng)
        self.optimizer = OPTIMIZERS["adam"](self.network.theta, self.network.grad, self._columns(config))
        self.batches = Batches(self.X.shape[1], rng)

    def train(self, steps: int) -> None:
        """Train every network `steps` steps."""
        for _ in range(steps):
            self.step()

    def step(self) -> list[float]:
        """One step of every network; their losses."""
        indices = self.batches.take(self.m)
        bound = self.network.bind(len(indices))
        bound.X[...] = self.X.take(indices, 1)
        bound.Y[...] = self.Y.take(indices, 1)
        bound.forward()
        bound.backward()
        self.network.update_averages()
        self.optimizer.step()
        losses: list[float] = bound.head.loss.tolist()
        return losses

    def _columns(self, config: Config) -> Columns:
        values = {name: getattr(config, name) for name in ("beta_1", "beta_2", "epsilon")}
        alpha = alphas(self.network.models)[:, None]
        return Columns(self.network.models, self.network.dtype, {**values, "alpha": alpha})
