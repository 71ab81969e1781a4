"""μ{t} and σ²{t} of the last mini-batches and their exponentially weighted averages (claims E1, S4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.probes.hidden import layer_shown, unit_shown
from simulator.snapshot import Probe, View
from simulator.trace import Trace

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]


@dataclass(frozen=True)
class Averages(Probe):
    """Batch norm's statistics of one unit, for the steps still remembered -> AveragesView."""

    layer: int = 1
    unit: int = 0


@dataclass(frozen=True)
class AveragesView(View):
    """n steps, the last ones; n = 0 without batch norm (`batch_norm`) or before the first step.

    step (n,); mu and sigma2 (n,) of those mini-batches; mu_average and sigma2_average (n,) as stored after
    each, started from 0; missing (n,): the share of weight still on that 0, so the bias-corrected
    average is average/(1 − missing). decay and window = 1/(1 − decay) steps are as they are now.
    """

    layer: int
    unit: int
    batch_norm: bool
    step: Array
    mu: Array
    sigma2: Array
    mu_average: Array
    sigma2_average: Array
    missing: Array
    decay: float
    window: float


def answer(run: Run, probe: Averages) -> AveragesView:
    """See `Averages`."""
    layer, decay = layer_shown(run, probe.layer), run.config.bn_decay
    unit, trace = unit_shown(run, layer, probe.unit) if layer else 0, run.trace
    normalised = run.config.batch_norm and layer > 0 and trace is not None
    slots = trace.recent() if trace and normalised else np.zeros(0, np.int64)
    mu = 2 * sum(run.network.sizes[1:layer]) + unit
    sigma2 = mu + run.network.sizes[layer]

    def remembered(array: Array, column: int) -> Array:
        return array[slots, column] if normalised else np.zeros(0)

    trace = trace or Trace(run.network)
    return AveragesView(
        layer=layer, unit=unit, batch_norm=run.config.batch_norm, step=trace.steps[slots],
        mu=remembered(trace.statistics, mu), sigma2=remembered(trace.statistics, sigma2),
        mu_average=remembered(trace.averages, mu), sigma2_average=remembered(trace.averages, sigma2),
        missing=trace.missing[slots], decay=decay, window=1.0 / (1.0 - decay),
    )  # fmt: skip
