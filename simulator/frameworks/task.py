"""What a program in another framework is to do: a network, its data, its training, and where it starts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.datasets import SPLITS
from simulator.frameworks.changes import Course, courses, shortest, tables
from simulator.history import Checkpoint, Edit
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Snapshot

Array = NDArray[Any]
_USUAL_STEPS = 100  # of a run that has made none, and of one that goes on from trained weights
FRAMEWORKS: Mapping[str, str] = MappingProxyType(
    {"numpy": "NumPy", "pytorch": "PyTorch", "keras": "Keras", "tensorflow": "TensorFlow"}
)
"""What a framework is called, by its name in files and on the command line."""


@dataclass(frozen=True)
class Task:
    """All that the text of a program depends on; its arrays are in a file beside it (`arrays`).

    sizes (n_x, n[1], ..., C); `m` training examples; `steps` to train. A `trained` program starts with the
    weights that the run has now, `after` so many steps; `seeded` ones draw the first weights themselves; a
    `usual` one is of the framework's own parts, where the run's are a little others.

    `config` is what the run began with and `by_hand` what was changed on its way, which the program does,
    too. Where it cannot, `changed` are all changes, and `config` is what they led to, from the start.
    """

    config: Config
    title: str
    sizes: tuple[int, ...]
    m: int
    steps: int
    trained: bool = False
    after: int = 0
    usual: bool = False
    seeded: bool = True
    by_hand: tuple[Course, ...] = ()
    changed: tuple[Edit, ...] = ()

    @property
    def shortest(self) -> int:
        """Examples in the smallest mini-batch, the last of an epoch."""
        sizes = dict(self.by_hand).get("mini_batch_size", ((0, self.config.mini_batch_size),))
        return shortest(self.m, sizes)


def task_of(run: Run, trained: bool = False, steps: int = 0, usual: bool = False) -> Task:
    """What the network of a run is to be elsewhere; `steps` of training, for 0 as many as the run made.

    With `trained` weights it is 100 then. `usual` is as the framework's own users would write it.
    """
    task = Task(
        config=run.config,
        title=run.examples.dataset.name,
        sizes=run.network.sizes,
        m=run.batches.m,
        steps=steps or (0 if trained else run.t) or _USUAL_STEPS,
        trained=trained,
        after=run.t if trained else 0,
        usual=usual,
        seeded=is_drawn(run.origin),
    )
    return _with_changes(task, run.edits)


def task_seen(snapshot: Snapshot, trained: bool = False, seeded: bool = True, usual: bool = False) -> Task:
    """The same of what a window sees of a run; whether its first weights were drawn it must be told."""
    data, config = snapshot.data, snapshot.config
    task = Task(
        config=config,
        title=data.name,
        sizes=(len(data.features), *config.hidden_units, len(data.class_names)),
        m=data.m[0],
        steps=(0 if trained else snapshot.step) or _USUAL_STEPS,
        trained=trained,
        after=snapshot.step if trained else 0,
        usual=usual,
        seeded=seeded,
    )
    return _with_changes(task, snapshot.edits)


def _with_changes(task: Task, edits: tuple[Edit, ...]) -> Task:
    """A task with what was changed by hand on the way; what begins with trained weights has it behind it."""
    if task.trained or not edits:
        return task
    found = courses(task.config, edits)
    if found is None:
        return dataclasses.replace(task, changed=edits)
    return dataclasses.replace(task, config=found[0], by_hand=found[1])


def is_drawn(origin: Checkpoint) -> bool:
    """Whether the first weights are those that the seed draws: kept or set ones are in the file instead."""
    fresh = Run(origin.config, origin.dataset, origin.base)
    return bool(np.array_equal(fresh.network.theta, origin.arrays["theta"]))


def arrays(run: Run, task: Task) -> dict[str, Array]:
    """The arrays of the file beside a program: examples are rows, as frameworks have them.

    X_train (m, n_x), y_train (m,), likewise dev and test, in the data's own units; mean and sigma (n_x,) of
    the training set as it was loaded. The first weights where no seed draws them; of a trained one the
    weights now: W1 (n[1], n_x), ..., b or gamma and beta (n[l],), and mu and sigma2 for test time. What was
    changed by hand on the way, where that is much.
    """
    dataset, standardizer = run.examples.dataset, run.examples.standardizer
    found: dict[str, Array] = {"mean": standardizer.mean[:, 0], "sigma": standardizer.sigma[:, 0]}
    for split in SPLITS:
        X, y = dataset.part(split)
        found |= {f"X_{split}": np.ascontiguousarray(X.T), f"y_{split}": y}
    found |= tables(task.by_hand)
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
