"""Where two classes are equally probable, without hidden layers: straight lines (claim X5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.projection import PlaneChoice
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]


@dataclass(frozen=True)
class Lines(Probe):
    """The line z_i = z_j of every pair of classes of a network without hidden layers -> LinesView."""

    plane: PlaneChoice = None


@dataclass(frozen=True)
class LinesView(View):
    """pairs (p, 2) int; coefficients (p, 3): a u + b v + c = 0 on the plane, z_i > z_j where it is positive.

    p = 0 where the network has hidden layers.
    """

    pairs: Array
    coefficients: Array


def answer(run: Run, probe: Lines) -> LinesView:
    """See `Lines`."""
    if len(run.network.sizes) > 2:
        return LinesView(np.zeros((0, 2), np.int64), np.zeros((0, 3)))
    plane, x = run.examples.plane(probe.plane), run.examples.standardizer
    W, b = (run.network.parameters[name][0].astype(np.float64) for name in ("W1", "b1"))
    slope = W @ (plane.lift / x.sigma)
    scores = np.hstack([slope, W @ ((plane.origin - x.mean) / x.sigma) + b])  # z = scores (u, v, 1)
    i, j = np.triu_indices(len(scores), 1)
    return LinesView(np.column_stack([i, j]), scores[i] - scores[j])
