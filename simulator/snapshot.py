"""What leaves a run: a `Snapshot` of frozen records over read-only arrays, and the `Probe`s that ask
for its heavier parts. A panel declares its probes; a snapshot holds their views and nothing else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.history import Deed, Edit, Kept, Place
from simulator.hyperparameters import Config
from simulator.projection import Extent, PlaneChoice

Array = NDArray[Any]


# What a panel can ask for ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Probe:
    """Base of what a panel asks to have computed: of the run itself, or of its `twin` of that name; of the
    branch it is compared with, "other", or of a twin of that, "other.linear".
    """

    twin: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Points(Probe):
    """The examples on the plane -> PointsView."""

    plane: PlaneChoice = None


@dataclass(frozen=True)
class Surface(Probe):
    """The network's answer over the plane, on a grid of `size` x `size` -> SurfaceView."""

    size: int = 100
    plane: PlaneChoice = None


@dataclass(frozen=True)
class UnitMaps(Probe):
    """The activation of every unit over the plane, `size` x `size` each -> UnitMapsView."""

    size: int = 20
    plane: PlaneChoice = None


@dataclass(frozen=True)
class Parameters(Probe):
    """Every parameter by name -> ParametersView."""


@dataclass(frozen=True)
class MiniBatch(Probe):
    """The mini-batch of the last step -> MiniBatchView."""


@dataclass(frozen=True)
class Confusion(Probe):
    """True against predicted classes over a split -> ConfusionView."""

    split: str = "dev"


def is_of_other(probe: Probe) -> bool:
    """Whether it is asked of the other branch."""
    return probe.twin.partition(".")[0] == "other"


def of_other(probe: Probe) -> Probe:
    """The probe as the other branch is asked it."""
    return dataclasses.replace(probe, twin=probe.twin.partition(".")[2])


def for_other(probe: Probe) -> Probe:
    """The same asked of the other branch."""
    return dataclasses.replace(probe, twin=f"other.{probe.twin}" if probe.twin else "other")


# What it gets ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """Base of a probe's answer. Its arrays are read-only."""


@dataclass(frozen=True)
class PointsView(View):
    """uv (2, m) float64; y (m,) int; split (m,) int: 0 train, 1 dev, 2 test. Index = example.

    `axes` names the plane's axes with units; `held` says in a sentence what is held fixed off it
    ("" where the plane is the whole input space); `extent` is what to show.
    """

    uv: Array
    y: Array
    split: Array
    axes: tuple[str, str]
    held: str
    extent: Extent


@dataclass(frozen=True)
class SurfaceView(View):
    """winner (size, size) uint8, the most probable class; confidence (size, size) float32, its probability.

    Row r is v, column c is u: [0, 0] is the corner (u low, v low) of `extent`, values at cell centres.
    """

    winner: Array
    confidence: Array
    extent: Extent


@dataclass(frozen=True)
class UnitMapsView(View):
    """One array a layer (n[l], size, size) float32, rows are v: the inputs, hidden layers, probabilities."""

    layers: tuple[Array, ...]
    extent: Extent


@dataclass(frozen=True)
class ParametersView(View):
    """`arrays`: "W1" (n[1], n_x), "b1" (n[1], 1), "gamma1", "beta1", ... without the model axis.

    `sizes` is (n_x, n[1], ..., C).
    """

    arrays: Mapping[str, Array]
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class MiniBatchView(View):
    """The mini-batch of step t as the training pass saw it; m = 0 before the first step.

    indices (m,) of the examples; X (n_x, m) in the data's own units; y (m,); y_hat (C, m); loss (m,).
    """

    indices: Array
    X: Array
    y: Array
    y_hat: Array
    loss: Array


@dataclass(frozen=True)
class ConfusionView(View):
    """matrix (C, C) of counts: rows are true classes, columns predicted ones."""

    matrix: Array
    split: str


# The whole ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DataSummary:
    """What a window says of the data; `m` = (train, dev, test) examples."""

    name: str
    source: str
    features: tuple[str, ...]
    class_names: tuple[str, ...]
    m: tuple[int, int, int]


def _no_rows() -> Array:
    return np.empty((0, 0))


@dataclass(frozen=True)
class Series:
    """The run's scalars so far.

    loss (t,): cross-entropy of the mini-batch of steps start+1 ... start+t, before that step's update.
    at (n,): the steps after which the costs below were taken; cost_train, cost_dev, accuracy_train,
    accuracy_dev (n,): over whole splits with test-time batch norm; NaN where a split is empty.
    units, warm_up: the rows that `Trace` noted; empty but where all of a record is handed on.
    """

    start: int
    loss: Array
    at: Array
    cost_train: Array
    cost_dev: Array
    accuracy_train: Array
    accuracy_dev: Array
    units: Array = field(default_factory=_no_rows)
    warm_up: Array = field(default_factory=_no_rows)


def empty_series() -> Series:
    """A series of no steps."""
    nothing = np.empty(0)
    return Series(0, nothing, np.empty(0, dtype=np.int64), nothing, nothing, nothing, nothing)


_START = Place(0, 0, 0)


@dataclass(frozen=True)
class Road:
    """A branch as it is drawn. It left `parent` after `fork` steps and has `end`; a root (`root` is its own
    `number`) has a network of its own, of `config`, and `parent` is where one was when it was begun.

    `edits` are all its changes since step 0, of which `inherited` were made before the fork; at (n,) and the
    costs (n,) are its own marks, after the fork. `diverged` says in a sentence how it ended; "" is well.
    """

    number: int
    parent: Place | None
    root: int
    fork: int
    end: int
    name: str
    config: Config
    edits: tuple[Edit, ...]
    inherited: int
    at: Array
    cost_train: Array
    cost_dev: Array
    diverged: str
    gesture: int
    deleted: bool

    @property
    def is_root(self) -> bool:
        """Whether it began with a network of its own."""
        return self.root == self.number

    @property
    def is_bare(self) -> bool:
        """Whether nothing was done on it: no step and no change."""
        return self.end == self.fork and len(self.edits) == self.inherited


@dataclass(frozen=True)
class Snapshot:
    """A run at one step, whole. Nothing in it changes any more.

    `run_id` changes when the past is dropped (reset, rebuild, new data set): series then start anew.
    `edits` are the changes made so far, `place` is where in the tree of branches it stands, `roads` all of
    them, `kept` what a person wants to come back to, `other` the branch it is compared with, at the same
    step; `undo` and `redo` what these would do.
    `state` is "paused", "playing" or "diverged"; `message` explains a divergence; `remarks` are
    sentences worth knowing about the current settings. Costs and accuracies are those of `step`.
    """

    run_id: int
    step: int
    epoch: int
    batch: int
    batches: int
    config: Config
    alpha: float
    data: DataSummary
    cost_train: float
    cost_dev: float
    accuracy_train: float
    accuracy_dev: float
    series: Series
    edits: tuple[Edit, ...] = ()
    place: Place = _START
    roads: tuple[Road, ...] = ()
    kept: tuple[Kept, ...] = ()
    other: Snapshot | None = None
    undo: Deed | None = None
    redo: Deed | None = None
    views: Mapping[Probe, Any] = field(default_factory=dict)
    state: str = "paused"
    message: str = ""
    remarks: tuple[str, ...] = ()
    steps_per_second: float = 0.0

    @property
    def compared(self) -> int | None:
        """The branch it is compared with."""
        return self.other.place.branch if self.other else None
