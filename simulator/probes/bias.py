"""A constant b added to one unit's z: under batch norm it cancels (claim B6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.layers import Dense
from simulator.network import Pass
from simulator.probes.hidden import layer_shown, unit_shown
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]


@dataclass(frozen=True)
class Bias(Probe):
    """What adding `b` to z of one unit of a hidden layer would do to the last mini-batch -> BiasView."""

    layer: int = 1
    unit: int = 0
    b: float = 0.0


@dataclass(frozen=True)
class BiasView(View):
    """One unit, m examples (0 before the first step or without that unit).

    z (m,) has the b added; z_tilde (m,) is what the activation then takes (z itself without batch norm);
    mu is the mean of z; loss is the mini-batch's mean loss with b, loss_without with b = 0, in nats;
    gradient is ∂J/∂b at this b, as back-propagation gives it: the rounding of 0 under batch norm.
    `own` is the network's own b, which is there only without batch norm: None under it.
    """

    layer: int
    unit: int
    b: float
    batch_norm: bool
    z: Array
    z_tilde: Array
    mu: float
    loss: float
    loss_without: float
    gradient: float
    own: float | None


def answer(run: Run, probe: Bias) -> BiasView:
    """See `Bias`."""
    layer, bound = layer_shown(run, probe.layer), run.rehearse()
    if bound is None or not layer:
        nothing, unknown = (np.zeros(0),) * 2, (math.nan,) * 4
        return BiasView(layer, 0, probe.b, run.config.batch_norm, *nothing, *unknown, None)
    unit, without = unit_shown(run, layer, probe.unit), float(bound.head.loss[0])
    block = bound.blocks[layer - 1]
    _forward(bound, block.dense, unit, probe.b)
    bound.backward()
    z, taken = block.dense.out[0, unit].copy(), (block.norm or block.dense).out[0, unit].copy()
    own = None if block.dense.b is None else float(block.dense.b[0, unit, 0])
    return BiasView(
        layer, unit, probe.b, block.norm is not None, z, taken, float(z.mean()), float(bound.head.loss[0]),
        without, float(block.dense.d_out[0, unit].sum()), own,
    )  # fmt: skip


def _forward(bound: Pass, dense: Dense, unit: int, b: float) -> None:
    """The pass with b added to one unit's z."""
    for layer in bound.layers:
        layer.forward()
        if layer is dense:
            layer.out[0, unit] += b
    bound.head.forward()
