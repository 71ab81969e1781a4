"""The last step taken apart: every number of one layer on its way from X{t} to the update (claims B, X)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from simulator.history import Checkpoint
from simulator.network import Pass
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_NORMALISED = ("mu", "sigma2", "z_norm", "z_tilde", "dz_tilde")


@dataclass(frozen=True)
class LastStep(Probe):
    """The last step in layer `layer` = 1 ... L (the output; L where there are fewer) -> LastStepView."""

    layer: int = 1


@dataclass(frozen=True)
class LastStepView(View):
    """One layer, (n, m) each: x (n[l-1], m) is what it takes, z_norm and z_tilde are None without batch norm
    and in the output layer, where a = ŷ. mask is dropout's on a (n, m), None without.

    mean and sigma (n_x, 1) are what the inputs X (n_x, m) were normalised with, 0 and 1 where they were not.

    dz, dz_tilde, da are derivatives of each example's own loss, so that dW = (1/m) dz xᵀ, dγ = (1/m)
    Σ dz_tilde z_norm and dz[L] = ŷ − y as in the course (the engine keeps the 1/m in dz).

    before, gradient, update and after map the layer's parameters "W", "b" or "W", "gamma", "beta" to
    arrays: after = before − alpha · update. v and s are the optimiser's averages after the step, v_before
    and s_before those it had, v_present and s_present = 1 − β^t what they are divided by (1 where they
    are not corrected); None where the optimiser keeps none. The gradient has λW in it where λ > 0.
    step = 0: nothing was taken apart yet, and every array is empty.
    """

    step: int
    layer: int
    sizes: tuple[int, ...]
    optimizer: str
    activation: str
    alpha: float
    epsilon: float
    weight_decay: float
    bn_epsilon: float
    momentum: float
    beta_1: float
    beta_2: float
    mean: Array
    sigma: Array
    indices: Array
    y: Array
    X: Array
    x: Array
    z: Array
    mu: Array | None
    sigma2: Array | None
    z_norm: Array | None
    z_tilde: Array | None
    a: Array
    mask: Array | None
    y_hat: Array
    losses: Array
    da: Array | None
    dz_tilde: Array | None
    dz: Array
    before: Mapping[str, Array]
    gradient: Mapping[str, Array]
    update: Mapping[str, Array]
    after: Mapping[str, Array]
    v: Mapping[str, Array] | None
    v_before: Mapping[str, Array] | None
    v_present: float
    s: Mapping[str, Array] | None
    s_before: Mapping[str, Array] | None
    s_present: float


def answer(run: Run, probe: LastStep) -> LastStepView:
    """See `LastStep`."""
    layer, start = min(max(probe.layer, 1), len(run.network.sizes) - 1), run.before_last_step()
    return _of(run, None, layer) if start is None else _of(*retake(run, start), layer)


def retake(run: Run, start: Checkpoint) -> tuple[Run, Checkpoint]:
    """Another run that has just taken the last step of this one, and how it stood before.

    Where this one diverged it is the step that broke the numbers. The other run is kept: it need not go
    back to `start` where it has come along the same way.
    """
    step, (run_id, again, before) = run.t + bool(run.divergence), _kept.get(run, (-1, run, start))
    if run_id != run.run_id or again.edits is not start.edits or not start.step <= again.t <= step:
        again = type(run)(start.config, start.dataset, start.base)
        again.restore(start)
    elif again.t == step:
        return again, before
    again.advance(step - 1 - again.t)
    before = again.checkpoint()
    with np.errstate(all="ignore"):
        again.take()
    _kept[run] = run.run_id, again, before
    return again, before


_kept: WeakKeyDictionary[Run, tuple[int, Run, Checkpoint]] = WeakKeyDictionary()


_SETTINGS = (
    "optimizer", "activation", "epsilon", "weight_decay", "bn_epsilon", "momentum", "beta_1", "beta_2"
)  # fmt: skip


def _of(run: Run, before: Checkpoint | None, layer: int) -> LastStepView:
    sizes = run.network.sizes
    shared: dict[str, Any] = {name: getattr(run.config, name) for name in _SETTINGS}
    fitted = run.examples.standardizer
    shared |= {"layer": layer, "sizes": sizes, "alpha": run.alpha, "mean": fitted.mean, "sigma": fitted.sigma}
    if before is None or run.last is None:
        return _nothing(shared, layer, sizes)
    places, bound = run.last
    indices, dataset = run.examples.members["train"][places], run.examples.dataset
    batch: dict[str, Any] = {
        "step": run.t, "indices": indices, "y": dataset.y[indices], "X": dataset.X[:, indices],
        "y_hat": bound.head.y_hat[0], "losses": bound.head.losses[0],
    }  # fmt: skip
    return LastStepView(**shared, **batch, **_block(bound, layer), **_update(run, before, layer))


def _block(bound: Pass, layer: int) -> dict[str, Any]:
    """The arrays of a layer as they were in the step; derivatives are of each example's own loss."""
    dense, norm, activate, dropout = bound.blocks[layer - 1]
    m, seen = bound.m, dict[str, Any].fromkeys(_NORMALISED)
    if norm:
        seen |= {"mu": norm.mu[0], "sigma2": norm.sigma2[0], "z_norm": norm.z_norm[0], "z_tilde": norm.out[0]}
        seen["dz_tilde"] = m * norm.d_out[0]
    seen |= {"x": dense.x[0], "z": dense.out[0], "dz": m * dense.d_out[0]}
    seen["a"] = activate.out[0] if activate else bound.head.y_hat[0]
    seen["da"] = m * activate.d_out[0] if activate else None
    seen["mask"] = dropout.mask[0] if dropout else None
    return seen


def _update(run: Run, before: Checkpoint, layer: int) -> dict[str, Any]:
    """The layer's parameters on their way from `before` to now."""
    layout, arrays = run.network.layout, run.optimizer.arrays()

    def split(flat: Array | None) -> dict[str, Array] | None:
        views = layout.views(flat) if flat is not None else {}
        number = str(layer)
        named = {name[: -len(number)]: view[0].copy() for name, view in views.items() if _is_of(name, number)}
        return named if flat is not None else None

    update = run.optimizer.pieces[-1].out if run.optimizer.pieces else run.network.grad
    parts: dict[str, Any] = {
        "before": split(before.arrays["theta"]), "gradient": split(run.network.grad), "update": split(update),
        "after": split(run.network.theta),
    }  # fmt: skip
    for symbol, piece in (("v", "AverageGradient"), ("s", "DivideByRms")):
        name, own = (
            f"{piece}.value",
            next((p for p in run.optimizer.pieces if type(p).__name__ == piece), None),
        )
        parts[symbol], parts[f"{symbol}_before"] = split(arrays.get(name)), split(before.arrays.get(name))
        corrected = own is not None and own.corrected
        parts[f"{symbol}_present"] = 1.0 - float(own.average.missing[0, 0]) if own and corrected else 1.0
    return parts


def _is_of(name: str, number: str) -> bool:
    return name.endswith(number) and not name[: -len(number)][-1].isdigit()


def _nothing(shared: dict[str, Any], layer: int, sizes: tuple[int, ...]) -> LastStepView:
    row, none = np.zeros((sizes[layer], 0)), np.zeros(0, np.int64)
    absent: dict[str, Any] = dict.fromkeys((*_NORMALISED, "mask", "da", "v", "v_before", "s", "s_before"))
    maps: dict[str, Any] = {name: {} for name in ("before", "gradient", "update", "after")}
    return LastStepView(
        **shared, **absent, **maps, step=0, indices=none, y=none, X=np.zeros((sizes[0], 0)),
        x=np.zeros((sizes[layer - 1], 0)), z=row, a=row, dz=row, y_hat=np.zeros((sizes[-1], 0)),
        losses=np.zeros(0), v_present=1.0, s_present=1.0,
    )  # fmt: skip
