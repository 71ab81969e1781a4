"""What a program in another framework is to do: a network, its data, its training, and where it starts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.datasets import SPLITS
from simulator.history import Checkpoint, Edit
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Snapshot

Array = NDArray[Any]
_USUAL_STEPS = 100  # of a run that has made none
FRAMEWORKS: Mapping[str, str] = MappingProxyType(
    {"numpy": "NumPy", "pytorch": "PyTorch", "keras": "Keras", "tensorflow": "TensorFlow"}
)
"""What a framework is called, by its name in files and on the command line."""


@dataclass(frozen=True)
class Task:
    """All that the text of a program depends on; its arrays are in a file beside it (`arrays`).

    sizes (n_x, n[1], ..., C); `m` training examples; `steps` to train. A `trained` program starts with the
    weights that the run has now, `seeded` ones draw the first weights themselves. `changed` are changes by
    hand that the run had on its way: the program trains with the settings as they are now, from the start.
    """

    config: Config
    title: str
    sizes: tuple[int, ...]
    m: int
    steps: int
    trained: bool = False
    seeded: bool = True
    changed: tuple[Edit, ...] = ()

    @property
    def epoch_steps(self) -> int:
        """Mini-batches of an epoch."""
        return math.ceil(self.m / self.config.mini_batch_size)

    @property
    def shortest(self) -> int:
        """Examples in the smallest mini-batch, the last of an epoch."""
        return self.m - (self.epoch_steps - 1) * min(self.config.mini_batch_size, self.m)


def task_of(run: Run, trained: bool = False, steps: int = 0) -> Task:
    """What the network of a run is to be elsewhere; `steps` of training, as many as the run made for 0."""
    origin = run.origin
    return Task(
        config=run.config,
        title=run.examples.dataset.name,
        sizes=run.network.sizes,
        m=run.batches.m,
        steps=steps or run.t or _USUAL_STEPS,
        trained=trained,
        seeded=is_drawn(origin),
        changed=run.edits,
    )


def task_seen(snapshot: Snapshot, trained: bool = False, seeded: bool = True) -> Task:
    """The same of what a window sees of a run; whether its first weights were drawn it must be told."""
    data, config = snapshot.data, snapshot.config
    return Task(
        config=config,
        title=data.name,
        sizes=(len(data.features), *config.hidden_units, len(data.class_names)),
        m=data.m[0],
        steps=snapshot.step or _USUAL_STEPS,
        trained=trained,
        seeded=seeded,
        changed=snapshot.edits,
    )


def is_drawn(origin: Checkpoint) -> bool:
    """Whether the first weights are those that the seed draws: kept or set ones are in the file instead."""
    fresh = Run(origin.config, origin.dataset, origin.base)
    return bool(np.array_equal(fresh.network.theta, origin.arrays["theta"]))


def arrays(run: Run, task: Task) -> dict[str, Array]:
    """The arrays of the file beside a program: examples are rows, as frameworks have them.

    X_train (m, n_x), y_train (m,), likewise dev and test, in the data's own units; mean and sigma (n_x,) of
    the training set as it was loaded. The first weights where no seed draws them; of a trained one the
    weights now: W1 (n[1], n_x), ..., b or gamma and beta (n[l],), and mu and sigma2 for test time.
    """
    dataset, standardizer = run.examples.dataset, run.examples.standardizer
    found: dict[str, Array] = {"mean": standardizer.mean[:, 0], "sigma": standardizer.sigma[:, 0]}
    for split in SPLITS:
        X, y = dataset.part(split)
        found |= {f"X_{split}": np.ascontiguousarray(X.T), f"y_{split}": y}
    if task.trained:
        found |= _parameters(run)
    elif not task.seeded:
        fresh = Run(run.origin.config, run.origin.dataset, run.origin.base)
        fresh.restore(run.origin)
        found |= _parameters(fresh)
    return found


def _parameters(run: Run) -> dict[str, Array]:
    parameters = {name: array[0] for name, array in run.network.parameters.items()}
    found = {name: p if name.startswith("W") else p[:, 0] for name, p in parameters.items()}
    for l, (mu, sigma2) in enumerate(run.network.test_statistics(), start=1):
        found |= {f"mu{l}": mu[0, :, 0], f"sigma2{l}": sigma2[0, :, 0]}
    return {name: array.copy() for name, array in found.items()}
