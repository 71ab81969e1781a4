"""One training run: `Run` is the thing that changes, everything else is a message about it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator import datasets, network, optimizers
from simulator.batches import Batches
from simulator.datasets import Dataset
from simulator.divergence import why
from simulator.examples import Examples
from simulator.history import Checkpoint, Edit, Place
from simulator.hyperparameters import TABLE, Config
from simulator.losses import cross_entropy
from simulator.metrics import Marks, accuracy, spacing
from simulator.network import Network
from simulator.optimizers import OPTIMIZERS, Columns
from simulator.past import FINE
from simulator.probes.contours import Contours
from simulator.schedules import decayed
from simulator.snapshot import Points, Probe, Snapshot, View
from simulator.trace import Trace
from simulator.travel import TimeTravel
from simulator.tree import Tree
from simulator.views import snapshot, view

Array = NDArray[Any]
_SEEN_AT_ONCE = ("activation", "bn_epsilon")  # the others change what is seen only with the next step


class Run(TimeTravel):
    """A network, its examples, its optimiser and where they stand: after `t` steps.

    The same config gives the same run, bit for bit on one machine, whatever is looked at meanwhile:
    weights, batch order and dropout each draw from a stream of their own, keyed by the seed.

    `traced` runs also remember what the learning panels show of the past (`trace`); that costs some speed.
    """

    _safe: Checkpoint
    _older: Checkpoint

    def __init__(
        self,
        config: Config,
        dataset: Dataset | None = None,
        base: Dataset | None = None,
        traced: bool = False,
    ) -> None:
        self._traced = traced
        self.tree, self.redoable, self.trace = Tree(), [], None
        self._redoing, self._traces = None, {}
        self.gesture = self._last_gesture = None
        dataset = datasets.load(config) if dataset is None else dataset
        self._build(config, dataset, dataset if base is None else base)

    # Training -------------------------------------------------------------------------------------

    def step(self) -> float:
        """Train one mini-batch; its loss before the update, in nats.

        A step that would leave a number that is not finite is taken back: `divergence` says which and why.
        """
        with np.errstate(all="ignore"):  # an overflow is looked at below, not warned of
            return self._step()

    def advance(self, steps: int) -> int:
        """Up to `steps` steps, fewer where the run diverges; how many were made."""
        start = self.t
        with np.errstate(all="ignore"):
            for _ in range(steps):
                self._step()
                if self.divergence:
                    break
        return self.t - start

    @property
    def epoch(self) -> int:
        """Finished passes through the training set."""
        return self.batches.epoch + (self.batches.cursor == self.batches.m)

    @property
    def alpha(self) -> float:
        """The learning rate after decay."""
        return decayed(self.config.learning_rate, self.config.decay_rate, self.batches.epoch)

    # Changes by hand ------------------------------------------------------------------------------

    def set(self, name: str, value: object, keep_weights: bool = False) -> None:
        """Change a setting of `TABLE`; a structural one rebuilds the network at step 0.

        With `keep_weights` parameters whose shape did not change are kept. Raises ValueError, with
        nothing changed, where the value or the data set it asks for is not good.
        """
        config = self.config.changed(name, value)
        if config == self.config:
            return
        if not TABLE[name].live:
            self.load(config, keep_weights=keep_weights)
            return
        old, self.config = self.config, config
        if config.optimizer != old.optimizer:
            self._start_optimizer()
        self._configure()
        new = getattr(config, name)
        self._edited(name, getattr(old, name), new, ("set", name, new), seen=name in _SEEN_AT_ONCE)

    def load(
        self,
        config: Config,
        dataset: Dataset | None = None,
        keep_weights: bool = False,
        base: Dataset | None = None,
        name: str = "",
    ) -> None:
        """Become the run of another config; data painted by hand stay where it asks for the same data.

        `base` is a given data set as it was loaded, before it was painted in.
        """
        kept = self.network.parameters if keep_weights else {}
        current, loaded = self.examples.dataset, self.examples.base
        if dataset is not None or _data_settings(config) != _data_settings(self.config):
            current = dataset if dataset is not None else datasets.load(config)
            base = current if base is None else base
        else:
            base = loaded
        self._build(config, current, base, kept, name)

    def reset(self) -> None:
        """Back to step 0 with the same first weights, on the data and with the settings as they are now."""
        if self.edits or self.origin.step:
            self._build(self.config, self.examples.dataset, self.examples.base)
        else:
            self.rewind(0)

    # What it knows --------------------------------------------------------------------------------

    def predict(self, X: ArrayLike) -> Array:
        """ŷ (C, m) at test time for X (n_x, m) in the data's own units (claims E2, E3)."""
        X = np.asarray(X, np.float64)
        if X.ndim != 2 or X.shape[0] != self.examples.dataset.n_x:
            raise ValueError(f"X must have shape ({self.examples.dataset.n_x}, m), got {X.shape}.")
        return np.asarray(self.network.predict(self.examples.normalised(X))[0])

    def cost(self, split: str) -> float:
        """J of "train", "dev" or "test": mean cross-entropy in nats, without the L2 term; NaN if empty."""
        return self._evaluated(split)[0]

    def accuracy(self, split: str) -> float:
        """Share of a split that is classified right; NaN if empty."""
        return self._evaluated(split)[1]

    def marks(self) -> Marks:
        """Costs and accuracies of train and dev as they are now."""
        train, dev = self._evaluated("train"), self._evaluated("dev")
        return Marks(train[0], dev[0], train[1], dev[1])

    def snapshot(self, probes: Iterable[Probe] = ()) -> Snapshot:
        """The run as it stands, with the views that `probes` ask for; it changes nothing."""
        return snapshot(self, probes)

    @property
    def run_id(self) -> int:
        """Different for every network that was built; branches of one share it."""
        return (self.tree.key << 20) + self.tree.branch.root

    def marks_of_dev(self) -> float:
        return self.cost("dev")

    def view(self, probe: Probe) -> View:
        """What one probe asks to see."""
        return view(self, probe)

    def stamp(self, probe: Probe) -> tuple[int, ...]:
        """Different whenever what `probe` sees may have changed."""
        if isinstance(probe, Points | Contours):
            return self.run_id, self.examples.edits
        return self.run_id, self.t, self._version

    # Its past -------------------------------------------------------------------------------------

    def checkpoint(self) -> Checkpoint:
        """All that decides the future, copied."""
        return Checkpoint(
            step=self.t,
            config=self.config,
            arrays={name: array.copy() for name, array in self._arrays().items()},
            batches=self.batches.state(),
            dropout=dict(self._dropout.bit_generator.state),
            edits=self.edits,
            dataset=self.examples.dataset,
            base=self.examples.base,
            held=self.held,
        )

    def before_last_step(self) -> Checkpoint | None:
        """A checkpoint from which replay leads to the last step taken, or to the one that diverged."""
        if self.divergence or self._safe.step < self.t:
            return self._safe
        return self._older if self._older.step < self.t and self.last else None

    def restore(self, checkpoint: Checkpoint) -> None:
        """Begin where the checkpoint was taken; what follows is what followed then, bit for bit."""
        if checkpoint.dataset is None or checkpoint.base is None:
            raise ValueError("A checkpoint needs its data set to be restored.")
        stood = self.place
        self._be(checkpoint)
        self._begin(checkpoint, stood)

    def open(self, tree: Tree, place: Place) -> None:
        """Stand at a place of a tree that was kept."""
        self.tree, self._traces = tree, {}
        self.redoable.clear()
        self.trace = None
        self.change_root(self.origin)
        self.go(place)

    def stand(self, checkpoint: Checkpoint) -> None:
        if checkpoint.dataset is not self.examples.dataset and checkpoint.dataset is not None:
            self.examples.edit(checkpoint.dataset)
        other = checkpoint.config.optimizer != self.config.optimizer
        self.config, self.last, self.divergence = checkpoint.config, None, None
        if other:
            self._start_optimizer()
        self._return_to(checkpoint)
        self._older = self._safe

    def change_root(self, origin: Checkpoint) -> None:
        self._be(origin)
        root = self.tree.branch.root
        if self.trace:
            self.trace.rest()
        self.trace = self._traces.get(root)
        if self.trace:
            self.trace.wake()
        elif self._traced:
            self.trace = self._traces[root] = Trace(self.network)

    # Inside ---------------------------------------------------------------------------------------

    def _build(
        self,
        config: Config,
        dataset: Dataset,
        base: Dataset,
        kept: Mapping[str, Array] = MappingProxyType({}),
        name: str = "",
    ) -> None:
        """Another network, which begins a root of the tree."""
        stood = self.place if self.tree.branches else None
        self._make(config, dataset, base)
        for key, parameter in self.network.parameters.items():
            if key in kept and kept[key].shape == parameter.shape:
                parameter[...] = kept[key]
        self._begin(self.checkpoint(), stood, name)

    def _make(self, config: Config, dataset: Dataset, base: Dataset) -> None:
        """The network of a config as its seed draws it, at step 0."""
        self.config = config
        self.examples = Examples(dataset, base, config.normalize_inputs, np.dtype(config.dtype))
        weights, order, self._dropout = (np.random.default_rng([config.seed, key]) for key in (2, 3, 4))
        sizes = (dataset.n_x, *config.hidden_units, dataset.classes)
        self.network = Network(
            sizes, batch_norm=config.batch_norm, dtype=config.dtype, generators=[self._dropout]
        )
        self.network.theta[0] = self.network.layout.initial(config.initialization, weights)
        self.batches = Batches(len(self.examples.members["train"]), order)
        self.t, self.edits, self.last, self.held = 0, (), None, frozenset()
        self.divergence = None
        self._held = np.empty(0, np.int64)
        self._widest = max(FINE, dataset.m // 32)
        self._start_optimizer()
        self._configure()
        self._memo = dict[str, tuple[tuple[int, int], tuple[float, float]]]()
        self._version = 0

    def _be(self, checkpoint: Checkpoint) -> None:
        """The network of a checkpoint, where it stood."""
        assert checkpoint.dataset is not None
        assert checkpoint.base is not None
        self._make(checkpoint.config, checkpoint.dataset, checkpoint.base)
        self._return_to(checkpoint)
        self._older = self._safe

    def _begin(self, origin: Checkpoint, stood: Place | None, name: str = "") -> None:
        """A root of the tree."""
        parent = stood and self._unless_dragged(stood)
        self._deed()
        self.tree.begin(origin, parent, name)
        self._safe = self._older = origin
        self.record.mark(origin.step, self.marks())
        if self.trace:
            self.trace.rest()
        if self._traced:
            self.trace = self._traces[self.tree.branch.root] = Trace(self.network)

    def _start_optimizer(self) -> None:
        network = self.network
        values = {name: getattr(self.config, name) for name in optimizers.SETTINGS}
        columns = Columns(1, network.dtype, values | {"alpha": self.config.learning_rate})
        self.optimizer = OPTIMIZERS[self.config.optimizer](network.theta, network.grad, columns)

    def _configure(self) -> None:
        self.network.configure(**{name: getattr(self.config, name) for name in network.SETTINGS})
        for name in optimizers.SETTINGS:
            self.optimizer.columns.set(name, getattr(self.config, name))
        self.optimizer.columns.set("alpha", self.alpha)

    def _step(self) -> float:
        if self.divergence:
            return math.nan
        if len(self.edits) < len(self.tree.branch.edits):
            self._catch_up()
        if self.t % FINE == 0:
            self._save()
        loss = self.take()
        if not (math.isfinite(loss) and self.network.finite()):
            self._find_divergence()
            return math.nan
        if self.trace:
            self.trace.note(self)
        if self.t > self.record.end:
            self.record.append(loss)
            if self.t % spacing(self.t, self._widest) == 0:
                self.record.mark(self.t, self.marks())
        return loss

    def take(self) -> float:
        """Train one mini-batch, nothing checked or recorded; its loss. `step` is what calls it."""
        indices = self.batches.take(self.config.mini_batch_size)
        if self.batches.cursor == len(indices):  # the first of an epoch
            self.optimizer.columns.set("alpha", self.alpha)
        bound = self.network.bind(len(indices))
        self.examples.X["train"].take(indices, 1, bound.X[0], "clip")
        self.examples.Y_train.take(indices, 1, bound.Y[0], "clip")
        bound.forward()
        bound.backward()
        self.network.update_averages()
        if self._held.size:
            self._step_around(self._held)
        else:
            self.optimizer.step()
        self.t += 1
        self.last = indices, bound
        return float(bound.head.loss[0])

    def _step_around(self, held: Array) -> None:
        """A step of the optimiser that leaves the parameters `held` where they are, and their slope at 0."""
        theta, kept = self.network.theta, self.network.theta[:, held]
        self.network.grad[:, held] = 0.0
        self.optimizer.step()
        theta[:, held] = kept

    def _edited(self, name: str, old: object, new: object, call: tuple[Any, ...], seen: bool = True) -> None:
        if self._redoing is not None:
            self.edits = (*self.edits, self._redoing)
        else:
            self._note(Edit(self.t, name, old, new, call))
        self._version += seen
        self.divergence = None
        self._find_held()
        self._save()

    def _save(self) -> None:
        if self._safe.step < self.t:
            self._older = self._safe
        self._safe = self.checkpoint()
        if self.t % FINE == 0:
            self.remember(self._safe)

    def _find_held(self) -> None:
        entries = self.network.layout.entries
        places = [entries[f"{name}{l}"][0] + unit for l, unit in self.held for name in ("gamma", "beta")]
        self._held = np.sort(np.array(places, np.int64))

    def _evaluated(self, split: str) -> tuple[float, float]:
        stamp, known = (self.t, self._version), self._memo.get(split)
        if known is None or known[0] != stamp:
            y = self.examples.y[split]
            with np.errstate(all="ignore"):  # weights may be huge on the way to a divergence
                y_hat = self.network.predict(self.examples.X[split])[0]
            cost = float(cross_entropy(y_hat, y).mean()) if y.size else math.nan
            known = stamp, (cost, accuracy(y_hat, y))
            self._memo[split] = known
        return known[1]

    def _arrays(self) -> Mapping[str, Array]:
        averages = {f"averages.{name}": array for name, array in self.network.averages.arrays().items()}
        return {"theta": self.network.theta, **averages, **self.optimizer.arrays()}

    def _return_to(self, checkpoint: Checkpoint) -> None:
        for name, array in self._arrays().items():
            array[...] = checkpoint.arrays[name]
        self.batches.restore(checkpoint.batches)
        self._dropout.bit_generator.state = checkpoint.dropout
        self.t, self.edits, self.held = checkpoint.step, checkpoint.edits, checkpoint.held
        self._find_held()
        self._configure()
        self._version += 1
        self._safe = checkpoint

    def _find_divergence(self) -> None:
        """Replay from the last safe checkpoint and stand before the step that broke the numbers."""
        self._older = self._safe
        self._return_to(self._safe)
        while True:
            before = self.checkpoint()
            loss = self.take()
            if not (math.isfinite(loss) and self.network.finite()):
                break
        self.divergence = why(self.t, self.config, self.network, loss)
        self._return_to(before)
        self.tree.change(self.tree.current, divergence=self.divergence)
        self.record.mark(self.t, self.marks())


def _data_settings(config: Config) -> tuple[object, ...]:
    names = [name for name, spec in TABLE.items() if spec.group == "data" and name != "normalize_inputs"]
    return tuple(getattr(config, name) for name in (*names, "seed"))
