"""The distribution of what a layer hands on, along the run (claim W2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.activations import ACTIVATIONS
from simulator.probes.hidden import layer_shown, unit_shown
from simulator.snapshot import Probe, View
from simulator.trace import PERCENTILES, units

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_MOST = 1000  # steps that are sent


@dataclass(frozen=True)
class Drift(Probe):
    """Percentiles of one unit of a hidden layer over the training set, at steps along the run -> DriftView.

    Over at most 256 of its examples, the same all along, normalised as one mini-batch.
    """

    layer: int = 1
    unit: int = 0


@dataclass(frozen=True)
class DriftView(View):
    """At the steps `at` (n,): bands (n, 5) are the `PERCENTILES` of what goes into the activation
    (z_tilde, or z without batch norm), handed (n, 5) those of a = g(·), the inputs of layer + 1;
    mean, variance (n,) of the former, handed_mean and handed_variance (n,) of the latter.

    path_mean and path_deviation: how far the mean, and the standard deviation, of a layer's z_tilde (or z)
    have moved in all, step to step, averaged over the layer's units. n = 0 without hidden units.
    """

    layer: int
    unit: int
    batch_norm: bool
    activation: str
    at: Array
    bands: Array
    handed: Array
    mean: Array
    variance: Array
    handed_mean: Array
    handed_variance: Array
    path_mean: float
    path_deviation: float


def answer(run: Run, probe: Drift) -> DriftView:
    """See `Drift`."""
    layer = layer_shown(run, probe.layer)
    unit, width = unit_shown(run, layer, probe.unit) if layer else 0, len(PERCENTILES)
    at, seen = units(run) if layer else (np.zeros(0, np.int64), np.zeros((0, 1, width + 4)))
    some, first = slice(None, None, 1 + len(at) // _MOST), sum(run.network.sizes[1:layer])
    whole = seen[:, first : first + run.network.sizes[layer]] if layer else seen
    mine = whole[some, unit]
    bands = np.ascontiguousarray(mine[:, :width])
    handed = np.empty_like(bands)
    ACTIVATIONS[run.config.activation].apply(bands, handed)
    mean, variance, handed_mean, handed_variance = mine[:, width:].T
    return DriftView(
        layer=layer, unit=unit, batch_norm=run.config.batch_norm, activation=run.config.activation,
        at=at[some], bands=bands, handed=handed, mean=mean, variance=variance, handed_mean=handed_mean,
        handed_variance=handed_variance, path_mean=_path(whole[..., width]),
        path_deviation=_path(np.sqrt(whole[..., width + 1])),
    )  # fmt: skip


def _path(values: Array) -> float:
    """How far values (n, units) went in all, averaged over the units."""
    return float(np.abs(np.diff(values, axis=0)).sum(axis=0).mean()) if len(values) else 0.0
