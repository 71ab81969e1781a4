"""Covariate shift: the inputs move, the mapping stays true, and the trained network fails (claim W1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.projection import Extent, PlaneChoice, cells
from simulator.projection import extent as around
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.examples import Examples
    from simulator.run import Run

Array = NDArray[Any]
_SIZE = 80  # of the grid on which the answer is shown


@dataclass(frozen=True)
class Move:
    """A map of the plane, in standard deviations about the middle of the loaded training set: scaled by
    a factor, turned anticlockwise by `angle` degrees, then shifted by (du, dv).
    """

    du: float = 0.0
    dv: float = 0.0
    angle: float = 0.0
    scale: float = 1.0

    def __post_init__(self) -> None:
        whole = (self.du, self.dv, self.angle, self.scale)
        if not np.isfinite(whole).all() or not 0.01 <= self.scale <= 100 or np.abs(whole[:3]).max() > 1e4:
            raise ValueError(
                "A move must be finite, its shift and angle in [-1e4, 1e4], its scale in [0.01, 100], "
                f"got {whole}."
            )

    def apply(self, uv: Array, middle: Array, sigma: Array) -> Array:
        """The points uv (2, m) moved; middle and sigma (2, 1) are those of the training set."""
        shift = np.array([[self.du], [self.dv]])
        return np.asarray(middle + sigma * (self._turn() @ ((uv - middle) / sigma) + shift))

    def inverse(self) -> Move:
        """The move that takes every point back."""
        du, dv = -np.linalg.inv(self._turn()) @ (self.du, self.dv)
        return Move(float(du), float(dv), -self.angle, 1.0 / self.scale)

    def _turn(self) -> Array:
        a = np.radians(self.angle)
        return np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) * self.scale


@dataclass(frozen=True)
class Covariate(Probe):
    """The network as it is, asked about moved inputs with the labels they had -> CovariateView."""

    move: Move = Move()
    plane: PlaneChoice = None


@dataclass(frozen=True)
class CovariateView(View):
    """uv (2, m) of the moved examples, y (m,), split (m,) as in PointsView; right (m,) bool: classified so.

    accuracy_before and accuracy_after are (train, dev), in [0, 1], without and with the move. `extent`
    holds the examples before and after; winner (size, size) uint8 and confidence float32 are the
    network's answer over it, as in SurfaceView. `axes` as in PointsView.
    """

    uv: Array
    y: Array
    split: Array
    right: Array
    accuracy_before: tuple[float, float]
    accuracy_after: tuple[float, float]
    extent: Extent
    winner: Array
    confidence: Array
    axes: tuple[str, str]


def answer(run: Run, probe: Covariate) -> CovariateView:
    """See `Covariate`."""
    examples, dataset = run.examples, run.examples.dataset
    plane, X = examples.plane(probe.plane), examples.moved(probe.move, probe.plane)
    uv, before = plane.down(X), plane.down(dataset.X)
    right = run.network.predict(examples.normalised(X))[0].argmax(axis=0) == dataset.y
    after = tuple(float(right[members].mean()) if members.size else math.nan for members in _shown(examples))
    extent = around(np.hstack([uv, before]))
    grid = examples.normalised(plane.up(cells(extent, _SIZE)))
    y_hat = run.network.predict(grid)[0].reshape(-1, _SIZE, _SIZE)
    accuracies = (run.accuracy("train"), run.accuracy("dev")), (after[0], after[1])
    winner, confidence = y_hat.argmax(axis=0).astype(np.uint8), y_hat.max(axis=0).astype(np.float32)
    return CovariateView(
        uv, dataset.y, dataset.split, right, *accuracies, extent, winner, confidence, plane.axes
    )


def _shown(examples: Examples) -> tuple[Array, Array]:
    return examples.members["train"], examples.members["dev"]
