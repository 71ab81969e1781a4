"""Synthetic snapshots: spirals with a plausible surface, and every shape a panel must survive."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMainWindow

from simulator.history import Edit
from simulator.hyperparameters import Config
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
    Series,
    Snapshot,
    Surface,
    SurfaceView,
    UnitMaps,
    UnitMapsView,
    empty_series,
)
from ui.panels import Panel
from ui.panels.frame import PanelDock

Array = NDArray[np.float64]
EXTENT = (-1.2, 1.2, -1.2, 1.2)


def docked(panel: Panel) -> QMainWindow:
    """A window with a panel in its dock, which lives as long as the window."""
    window = QMainWindow()
    window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, PanelDock(panel))
    panel.setParent(window)
    return window


def grabbed(panel: Panel) -> QImage:
    """The panel as it is on screen, once it has drawn all that it put off."""
    for _ in range(2):
        QApplication.processEvents()
        panel.settle()
    QApplication.processEvents()
    return panel.widget.grab().toImage()


def snapshot(
    *,
    classes: int = 4,
    hidden: tuple[int, ...] = (16, 16),
    examples: int = 1000,
    features: int = 2,
    batch: int = 64,
    steps: int = 300,
    run_id: int = 1,
    edits: tuple[Edit, ...] = (),
    seed: int = 0,
) -> Snapshot:
    """A run of `steps` steps on spirals, with every view of the Train workspace in it."""
    random = np.random.default_rng(seed)
    names = ("x₁ (cm)", "x₂ (cm)", *(f"feature {i + 1}" for i in range(2, features)))[:features]
    series = _series(steps, random)
    points = _points(classes, examples, names, random)
    views = {
        Points(): points,
        Surface(): _surface(points, classes),
        UnitMaps(): _maps(hidden, classes, random),
        Parameters(): _parameters((features, *hidden, classes), random),
        MiniBatch(): _mini_batch(points, batch, features, classes, random),
        Confusion(): ConfusionView(_confusion(classes, random), "dev"),
    }
    last = {name: float(getattr(series, name)[-1]) if len(series.at) else float("nan") for name in _COSTS}
    return Snapshot(
        run_id=run_id, step=steps, epoch=steps // 10, batch=steps % 10, batches=10,
        config=Config(hidden_units=hidden), alpha=0.01,
        data=DataSummary("Spirals", "generated", names, _names(classes), _split_sizes(examples)),
        **last, series=series, edits=edits, views=views,
    )  # fmt: skip


def untrained(**shape: int) -> Snapshot:
    """Before the first step: no series, a mini-batch of no examples."""
    fresh = snapshot(steps=0, **shape)
    nothing = np.empty(0)
    features, classes = len(fresh.data.features), len(fresh.data.class_names)
    view = MiniBatchView(
        np.empty(0, np.int64), np.empty((features, 0)), np.empty(0, np.int64), np.empty((classes, 0)), nothing
    )
    return replace(fresh, series=empty_series(), views={**fresh.views, MiniBatch(): view})


def broken(state: str = "diverged") -> Snapshot:
    """NaN and infinity wherever a diverged run can put them."""
    whole = snapshot()
    loss = whole.series.loss.copy()
    loss[200:250], loss[250:] = np.inf, np.nan
    costs = {name: getattr(whole.series, name).copy() for name in _COSTS}
    for column in costs.values():
        column[len(column) // 2 :] = np.nan
    return replace(
        whole, state=state, message="The cost is not a number.",
        series=replace(whole.series, loss=loss, **costs), views=_broken_views(whole),
        cost_train=np.nan, cost_dev=np.inf, accuracy_train=np.nan, accuracy_dev=np.nan,
    )  # fmt: skip


_COSTS = ("cost_train", "cost_dev", "accuracy_train", "accuracy_dev")


def _broken_views(whole: Snapshot) -> dict:
    views = dict(whole.views)
    surface, batch, parameters = views[Surface()], views[MiniBatch()], views[Parameters()]
    views[Surface()] = replace(surface, confidence=np.full_like(surface.confidence, np.nan))
    views[UnitMaps()] = replace(
        views[UnitMaps()], layers=tuple(np.full_like(layer, np.nan) for layer in views[UnitMaps()].layers)
    )
    views[Parameters()] = replace(
        parameters, arrays={name: np.full_like(array, np.inf) for name, array in parameters.arrays.items()}
    )
    views[MiniBatch()] = replace(
        batch, y_hat=np.full_like(batch.y_hat, np.nan), loss=np.full_like(batch.loss, np.inf)
    )
    return views


def _names(classes: int) -> tuple[str, ...]:
    return tuple(f"class {c}" for c in range(classes))


def _split_sizes(examples: int) -> tuple[int, int, int]:
    held_out = examples // 5
    return examples - 2 * held_out, held_out, held_out


def _series(steps: int, random: np.random.Generator) -> Series:
    if not steps:
        return empty_series()
    t = np.arange(1, steps + 1)
    trend = 0.08 + 1.4 * np.exp(-t / (0.25 * steps + 1))
    loss = trend * random.lognormal(0, 0.25, steps)
    at = np.unique(np.append(np.arange(0, steps, max(1, steps // 200)), steps))
    cost = 0.08 + 1.4 * np.exp(-at / (0.25 * steps + 1))
    accuracy = 1 - 0.75 * np.exp(-at / (0.25 * steps + 1))
    return Series(0, loss, at, cost, 1.15 * cost + 0.02, accuracy, 0.96 * accuracy)


def _points(classes: int, m: int, names: tuple[str, ...], random: np.random.Generator) -> PointsView:
    y = np.arange(m) % classes
    radius = np.sqrt(random.uniform(0.02, 1, m))
    angle = 2 * np.pi * y / classes + 3.5 * radius + random.normal(0, 0.12, m)
    train, dev, _ = _split_sizes(m)
    split = np.repeat([0, 1, 2], [train, dev, m - train - dev])
    plane = len(names) > 2
    axes = ("principal component 1", "principal component 2") if plane else (names[0], names[-1])
    held = "The other components are held at their mean." if plane else ""
    uv = radius * np.stack([np.cos(angle), np.sin(angle)])
    return PointsView(uv, y, split, axes, held, EXTENT)


def _surface(points: PointsView, classes: int, size: int = 100) -> SurfaceView:
    centres = EXTENT[0] + (np.arange(size) + 0.5) * (EXTENT[1] - EXTENT[0]) / size
    u, v = np.meshgrid(centres, centres)
    radius, angle = np.hypot(u, v), np.arctan2(v, u)
    turn = angle - 3.5 * radius
    scores = np.stack([2.5 * np.cos(turn - 2 * np.pi * c / classes) * (0.3 + radius) for c in range(classes)])
    y_hat = np.exp(2 * scores)
    y_hat /= y_hat.sum(axis=0)
    return SurfaceView(y_hat.argmax(0).astype(np.uint8), y_hat.max(0).astype(np.float32), points.extent)


def _maps(hidden: tuple[int, ...], classes: int, random: np.random.Generator, size: int = 20) -> UnitMapsView:
    u, v = np.meshgrid(np.linspace(-1, 1, size), np.linspace(-1, 1, size))
    layers = [np.stack([u, v]).astype(np.float32)]
    for depth, units in enumerate(hidden, 1):
        a, b, c = random.normal(0, 2 * depth, (3, units, 1, 1))
        layers.append(np.tanh(a * u + b * v + 0.3 * c * u * v).astype(np.float32))
    scores = random.normal(0, 3, (classes, 1, 1)) * u + random.normal(0, 3, (classes, 1, 1)) * v
    y_hat = np.exp(scores)
    layers.append((y_hat / y_hat.sum(axis=0)).astype(np.float32))
    return UnitMapsView(tuple(layers), EXTENT)


def _parameters(sizes: tuple[int, ...], random: np.random.Generator) -> ParametersView:
    arrays = {}
    last = len(sizes) - 1
    for layer in range(1, last + 1):
        shape = (sizes[layer], sizes[layer - 1])
        arrays[f"W{layer}"] = random.normal(0, np.sqrt(2 / shape[1]), shape)
        names = ("b",) if layer == last else ("gamma", "beta")
        arrays |= {f"{name}{layer}": random.normal(name == "gamma", 0.2, (shape[0], 1)) for name in names}
    return ParametersView(arrays, sizes)


def _mini_batch(
    points: PointsView, m: int, features: int, classes: int, random: np.random.Generator
) -> MiniBatchView:
    train = np.flatnonzero(points.split == 0)
    indices = random.choice(train, min(m, len(train)), replace=False)
    y = points.y[indices]
    scores = random.normal(0, 1, (classes, len(indices)))
    scores[y, np.arange(len(indices))] += 2.5
    y_hat = np.exp(scores) / np.exp(scores).sum(axis=0)
    X = random.normal(5, 2, (features, len(indices)))
    X[:2] = points.uv[:features, indices][:2]
    return MiniBatchView(indices, X, y, y_hat, -np.log(y_hat[y, np.arange(len(indices))]))


def _confusion(classes: int, random: np.random.Generator) -> NDArray[np.int64]:
    matrix = random.poisson(1.2, (classes, classes))
    matrix[np.diag_indices(classes)] += random.integers(30, 60, classes)
    return matrix
