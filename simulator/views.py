"""How a run is seen: snapshots and the answer to each probe. Reading only, so looking changes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.datasets import SPLITS
from simulator.metrics import confusion
from simulator.probes import (
    averages,
    bias,
    company,
    contours,
    covariate,
    drift,
    example,
    hidden,
    last_step,
    lines,
    noise,
    twin,
    warm_up,
)
from simulator.probes.averages import Averages
from simulator.probes.bias import Bias
from simulator.probes.company import Company
from simulator.probes.contours import Contours
from simulator.probes.covariate import Covariate
from simulator.probes.drift import Drift
from simulator.probes.example import Example
from simulator.probes.hidden import Hidden
from simulator.probes.last_step import LastStep
from simulator.probes.lines import Lines
from simulator.probes.noise import Noise
from simulator.probes.twin import Twin
from simulator.probes.warm_up import WarmUp
from simulator.remarks import remarks
from simulator.roads import roads
from simulator.snapshot import (
    Confusion,
    ConfusionView,
    DataSummary,
    MiniBatch,
    MiniBatchView,
    Parameters,
    ParametersView,
    Points,
    PointsView,
    Probe,
    Snapshot,
    Surface,
    SurfaceView,
    UnitMaps,
    UnitMapsView,
    View,
    empty_series,
)

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]


def snapshot(run: Run, probes: Iterable[Probe]) -> Snapshot:
    """The run as it stands, with its past; see `Run.snapshot`."""
    return dataclasses.replace(
        standing(run),
        series=run.record.until(run.t),
        edits=run.edits,
        roads=roads(run.tree),
        kept=run.tree.kept,
        views={probe: view(run, probe) for probe in probes},
    )


def standing(run: Run) -> Snapshot:
    """Where the run stands, without its past: for a window that has it."""
    dataset, marks = run.examples.dataset, run.marks()
    train, dev, test = (len(run.examples.members[name]) for name in SPLITS)
    size = min(run.config.mini_batch_size, train)
    return Snapshot(
        run_id=run.run_id,
        step=run.t,
        epoch=run.epoch,
        batch=-(-run.batches.cursor // size),
        batches=-(-train // size),
        config=run.config,
        alpha=run.alpha,
        data=DataSummary(
            dataset.name, dataset.source, dataset.feature_names, dataset.class_names, (train, dev, test)
        ),
        **marks._asdict(),
        series=empty_series(),
        place=run.place,
        undo=run.undoable,
        redo=run.redoable[-1].deed if run.redoable else None,
        state="diverged" if run.divergence else "paused",
        message=run.divergence.message if run.divergence else "",
        remarks=remarks(run.config, train),
    )


def view(run: Run, probe: Probe) -> View:
    """What `probe` asks to see of `run`, in read-only arrays of its own."""
    with np.errstate(all="ignore"):  # a network on its way to infinity is to be seen too
        answer = _ANSWERS[type(probe)](run, probe)
    _freeze(answer)
    return answer


def _points(run: Run, probe: Points) -> PointsView:
    examples, dataset = run.examples, run.examples.dataset
    plane = examples.plane(probe.plane)
    uv, extent = plane.down(dataset.X), examples.extent(probe.plane)
    return PointsView(_frozen(uv), dataset.y, dataset.split, plane.axes, plane.held, extent)


def _surface(run: Run, probe: Surface) -> SurfaceView:
    y_hat = run.network.predict(run.examples.grid(probe.plane, probe.size))[0]
    shape = probe.size, probe.size
    winner = y_hat.argmax(axis=0).astype(np.uint8).reshape(shape)
    confidence = y_hat.max(axis=0).astype(np.float32).reshape(shape)
    return SurfaceView(_frozen(winner), _frozen(confidence), run.examples.extent(probe.plane))


def _unit_maps(run: Run, probe: UnitMaps) -> UnitMapsView:
    X = run.examples.grid(probe.plane, probe.size)
    layers = (X, *(a[0] for a in run.network.evaluate(X)))
    shape = -1, probe.size, probe.size
    maps = tuple(_frozen(a.astype(np.float32).reshape(shape)) for a in layers)
    return UnitMapsView(maps, run.examples.extent(probe.plane))


def _parameters(run: Run, _: Parameters) -> ParametersView:
    arrays = {name: _frozen(array[0].copy()) for name, array in run.network.parameters.items()}
    return ParametersView(arrays, run.network.sizes)


def _mini_batch(run: Run, _: MiniBatch) -> MiniBatchView:
    if run.last is None:
        return _no_mini_batch(run)
    places, bound = run.last
    examples = run.examples
    X = examples.standardizer.undo(bound.X[0].astype(np.float64))
    y = bound.Y[0].argmax(axis=0)
    y_hat, losses = bound.head.y_hat[0].copy(), bound.head.losses[0]
    indices = examples.members["train"][places]
    return MiniBatchView(*(_frozen(array) for array in (indices, X, y, y_hat, losses)))


def _no_mini_batch(run: Run) -> MiniBatchView:
    n_x, classes = run.network.sizes[0], run.network.sizes[-1]
    none = _frozen(np.empty(0, np.int64))
    X, y_hat, losses = (_frozen(np.empty(shape)) for shape in ((n_x, 0), (classes, 0), (0,)))
    return MiniBatchView(none, X, none, y_hat, losses)


def _confusion(run: Run, probe: Confusion) -> ConfusionView:
    y = run.examples.y[probe.split]
    predicted = run.network.predict(run.examples.X[probe.split])[0].argmax(axis=0)
    return ConfusionView(_frozen(confusion(y, predicted, run.network.sizes[-1])), probe.split)


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _freeze(thing: object) -> None:
    """Make every array in a view read-only, in the records and maps inside it, too."""
    if isinstance(thing, np.ndarray):
        thing.setflags(write=False)
    elif isinstance(thing, Mapping):
        for value in thing.values():
            _freeze(value)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            _freeze(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for value in thing:
            _freeze(value)


_ANSWERS: Mapping[type[Probe], Callable[[Run, Any], View]] = MappingProxyType(
    {
        Averages: averages.answer,
        Bias: bias.answer,
        Company: company.answer,
        Contours: contours.answer,
        Covariate: covariate.answer,
        Drift: drift.answer,
        Example: example.answer,
        Hidden: hidden.answer,
        LastStep: last_step.answer,
        Lines: lines.answer,
        Noise: noise.answer,
        Twin: twin.answer,
        WarmUp: warm_up.answer,
        Points: _points,
        Surface: _surface,
        UnitMaps: _unit_maps,
        Parameters: _parameters,
        MiniBatch: _mini_batch,
        Confusion: _confusion,
    }
)
