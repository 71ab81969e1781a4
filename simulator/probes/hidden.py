"""A hidden layer seen from inside: z, z_norm, z_tilde and a of the last mini-batch (claims B1, B2, B5)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.network import Block
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_MOST = 2048  # examples of a mini-batch that are sent


@dataclass(frozen=True)
class Hidden(Probe):
    """The last mini-batch in hidden layer `layer` (1, 2, ...; the last one where there are fewer)
    under the parameters as they are now -> HiddenView.
    """

    layer: int = 1


@dataclass(frozen=True)
class HiddenView(View):
    """`layer` is the one shown, 0 where the network has none; n units, m examples (0 before the first step).

    z and a are (n, m), in the order of `indices` (m,); mu, sigma2 of z over the mini-batch are
    (n, 1), with batch norm and without. z_norm and z_tilde (n, m), gamma and beta (n, 1) are None without
    batch norm; z_tilde is what the activation takes, z without. `held` (n,): γ and β are kept from learning.
    """

    layer: int
    batch_norm: bool
    activation: str
    epsilon: float
    indices: Array
    z: Array
    a: Array
    mu: Array
    sigma2: Array
    z_norm: Array | None
    z_tilde: Array | None
    gamma: Array | None
    beta: Array | None
    held: Array

    @property
    def before_activation(self) -> Array:
        """What the activation takes, (n, m): z_tilde, or z without batch norm."""
        return self.z if self.z_tilde is None else self.z_tilde


def layer_shown(run: Run, layer: int) -> int:
    """The hidden layer nearest to `layer`, 0 where the network has none."""
    return min(max(layer, 1), len(run.network.sizes) - 2)


def unit_shown(run: Run, layer: int, unit: int) -> int:
    """The unit of `layer` nearest to `unit`."""
    return min(max(unit, 0), run.network.sizes[layer] - 1)


def answer(run: Run, probe: Hidden) -> HiddenView:
    """See `Hidden`."""
    layer, bound = layer_shown(run, probe.layer), run.rehearse()
    n = run.network.sizes[layer] if layer else 0
    normalised = run.config.batch_norm and layer > 0
    gamma, beta = _now(run, layer) if normalised else (None, None)
    held = np.array([(layer, unit) in run.held for unit in range(n)], bool)
    row, column = np.zeros((n, 0)), np.zeros((n, 1))
    view = HiddenView(
        layer=layer, batch_norm=run.config.batch_norm, activation=run.config.activation,
        epsilon=run.config.bn_epsilon, indices=np.zeros(0, np.int64), z=row, a=row, mu=column, sigma2=column,
        z_norm=row if normalised else None, z_tilde=row if normalised else None, gamma=gamma, beta=beta,
        held=held,
    )  # fmt: skip
    if bound is None or run.last is None or not layer:
        return view
    indices = run.examples.members["train"][run.last[0]][:_MOST]
    return dataclasses.replace(view, indices=indices, **_seen(bound.blocks[layer - 1]))


def _seen(block: Block) -> dict[str, Any]:
    """What the mini-batch was in a block's rehearsal."""
    z, norm, activate = block.dense.out[0], block.norm, block.activate
    assert activate is not None
    mu, sigma2 = (norm.mu[0], norm.sigma2[0]) if norm else (z.mean(1, keepdims=True), z.var(1, keepdims=True))
    normalised = {"z_norm": norm.z_norm[0], "z_tilde": norm.out[0]} if norm else {}
    rows = {"z": z, "a": activate.out[0], **normalised}
    seen = {name: array[:, :_MOST].copy() for name, array in rows.items()}
    return seen | {"mu": mu.copy(), "sigma2": sigma2.copy()}


def _now(run: Run, layer: int) -> tuple[Array, Array]:
    p = run.network.parameters
    return p[f"gamma{layer}"][0].copy(), p[f"beta{layer}"][0].copy()
