"""A stage's formula with this mini-batch's numbers in it, for one unit and one example. Pure: no Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from simulator.probes.last_step import LastStepView
from ui.panels.equations.terms import (
    Array,
    Line,
    name,
    normed,
    number,
    plus,
    products,
    setting,
    share,
    squares,
    summed,
    within,
)
from ui.panels.equations.updates import update_lines

_FEATURES = 3


@dataclass(frozen=True)
class Place:
    """Where to look: the unit (a row), the example (a column) and the weight's input k."""

    unit: int
    column: int
    k: int = 0


Writer = Callable[[LastStepView, Place, "LastStepView | None"], tuple[Line, ...]]


def lines(kind: str, view: LastStepView, place: Place, above: LastStepView | None = None) -> tuple[Line, ...]:
    """What the stage computes at `place`, one line a formula; none where the view does not hold it.

    `above` is the same step in the layer above, which `da` comes from.
    """
    if view.step == 0:
        return ()
    if kind in ("v", "s", "corrected", "update"):
        return update_lines(kind, view, place.unit, place.k)
    return _WRITERS[kind](view, place, above)


def true_class(view: LastStepView, column: int) -> int:
    """The class the example belongs to: the output unit a person wants to see."""
    return int(view.y[column])


def _input(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    i, made = place.column, []
    for f in range(min(len(view.X), _FEATURES)):
        mu, sigma = float(view.mean[f, 0]), float(view.sigma[f, 0])
        working = number(view.X[f, i])
        if math.isfinite(sigma) and (mu, sigma) != (0.0, 1.0):
            working = f"({working}{plus(-mu)}) / {within(sigma)}"
        made.append(Line(f"x<sub>{f + 1}</sub>", working, view.x[f, i]))
    return tuple(made)


def _z(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    j, i = place.unit, place.column
    b = plus(view.before["b"][j, 0]) if "b" in view.before else ""
    working = products(view.before["W"][j], view.x[:, i]) + b
    return (Line(name("z", view.layer, j), working, view.z[j, i]),)


def _mu(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    if view.mu is None or view.sigma2 is None:
        return ()
    j, z = place.unit, view.z[place.unit]
    mean, variance = view.mu[j, 0], view.sigma2[j, 0]
    before = share(len(z))
    return (
        Line(name("μ", view.layer, j), f"{before}({_total(z)})", mean),
        Line(f"σ<sup>2 [{view.layer}]</sup><sub>{j}</sub>", f"{before}({squares(z - mean)})", variance),
    )


def _total(values: Array) -> str:
    return summed(lambda i: (bool(values[i] < 0), number(abs(values[i]))), values)


def _z_norm(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    if view.z_norm is None or view.mu is None or view.sigma2 is None:
        return ()
    j, i = place.unit, place.column
    root = f"√({number(view.sigma2[j, 0])} + {setting(view.bn_epsilon)})"
    working = f"({number(view.z[j, i])}{plus(-view.mu[j, 0])}) / {root}"
    return (Line(normed(view.layer, j), working, view.z_norm[j, i]),)


def _z_tilde(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    if view.z_tilde is None or view.z_norm is None:
        return ()
    j, i = place.unit, place.column
    gamma, beta = view.before["gamma"][j, 0], view.before["beta"][j, 0]
    working = f"{number(gamma)}·{within(view.z_norm[j, i])}{plus(beta)}"
    return (Line(name("z̃", view.layer, j), working, view.z_tilde[j, i]),)


_G = MappingProxyType(
    {
        "relu": "max(0, {z})",
        "leaky_relu": "max(0.01·{within}, {z})",
        "tanh": "tanh({z})",
        "sigmoid": "1 / (1 + e<sup>{minus}</sup>)",
        "identity": "{z}",
    }
)


def _a(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    j, i = place.unit, place.column
    z = (view.z if view.z_tilde is None else view.z_tilde)[j, i]
    working = _G[view.activation].format(z=number(z), within=within(z), minus=number(-z))
    return (Line(name("a", view.layer, j), working, view.a[j, i]),)


def _dropout(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    if view.mask is None:
        return ()
    a, d = view.a[place.unit, place.column], view.mask[place.unit, place.column]
    return (Line(name("a", view.layer, place.unit), f"{number(a)}·{number(d)}", a * d, ":="),)


def _y_hat(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    j, z = place.unit, view.z[:, place.column]
    with np.errstate(all="ignore"):
        t = np.exp(z)
    total = summed(lambda k: (False, f"e<sup>{number(z[k])}</sup>"), t)
    working = f"e<sup>{number(z[j])}</sup> / ({total})"
    return (Line(f"ŷ<sub>{j}</sub>", working, view.y_hat[j, place.column]),)


def _loss(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    j, i = true_class(view, place.column), place.column
    return (Line("L", f"−log {within(view.y_hat[j, i])}", view.losses[i]),)


def _cost(view: LastStepView, _: Place, __: LastStepView | None) -> tuple[Line, ...]:
    m = len(view.losses)
    working = f"{share(m)}({_total(view.losses)})"
    return (Line("J<sup>{t}</sup>", working, float(np.mean(view.losses))),)


def _dz_out(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    i, classes = place.column, len(view.dz)
    shown = [place.unit, *(j for j in range(classes) if j != place.unit)][:_FEATURES]
    y = true_class(view, i)
    return tuple(
        Line(name("dz", view.layer, j), f"{number(view.y_hat[j, i])} − {int(j == y)}", view.dz[j, i])
        for j in shown
    )


def _dW(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    j, k, m = place.unit, place.k, view.dz.shape[1]
    decay = ""
    if view.weight_decay > 0:
        decay = f" + {setting(view.weight_decay)}·{within(view.before['W'][j, k])}"
    working = f"{share(m)}({products(view.dz[j], view.x[k])}){decay}"
    made = [Line(name("dW", view.layer, j, k), working, view.gradient["W"][j, k])]
    if "b" in view.gradient:
        total = f"{share(m)}({_total(view.dz[j])})"
        made.append(Line(name("db", view.layer, j), total, view.gradient["b"][j, 0]))
    return tuple(made)


def _da(view: LastStepView, place: Place, above: LastStepView | None) -> tuple[Line, ...]:
    j, i = place.unit, place.column
    if view.da is None or above is None or above.step != view.step or above.layer != view.layer + 1:
        return ()
    working = products(above.before["W"][:, j], above.dz[:, i])
    if view.mask is not None:
        working = f"({working})·{number(view.mask[j, i])}"
    return (Line(name("da", view.layer, j), working, view.da[j, i]),)


def _slope(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    if view.da is None:
        return ()
    j, i = place.unit, place.column
    symbol, after = ("dz", view.dz) if view.dz_tilde is None else ("dz̃", view.dz_tilde)
    a = view.a[j, i]
    slope = {
        "relu": str(int(a > 0)),
        "leaky_relu": "1" if a > 0 else "0.01",
        "tanh": f"(1 − {within(a)}<sup>2</sup>)",
        "sigmoid": f"{number(a)}·(1 − {number(a)})",
        "identity": "1",
    }[view.activation]
    return (Line(name(symbol, view.layer, j), f"{number(view.da[j, i])}·{slope}", after[j, i]),)


def _d_gamma(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    if view.dz_tilde is None or view.z_norm is None:
        return ()
    j, before = place.unit, share(view.dz.shape[1])
    gamma = products(view.dz_tilde[j], view.z_norm[j])
    return (
        Line(name("dγ", view.layer, j), f"{before}({gamma})", view.gradient["gamma"][j, 0]),
        Line(name("dβ", view.layer, j), f"{before}({_total(view.dz_tilde[j])})", view.gradient["beta"][j, 0]),
    )


def _dz(view: LastStepView, place: Place, _: LastStepView | None) -> tuple[Line, ...]:
    if view.dz_tilde is None or view.z_norm is None or view.sigma2 is None:
        return ()
    j, i = place.unit, place.column
    root = f"√({number(view.sigma2[j, 0])} + {setting(view.bn_epsilon)})"
    d_gamma, d_beta = view.gradient["gamma"][j, 0], view.gradient["beta"][j, 0]
    inner = f"{number(view.dz_tilde[j, i])}{plus(-d_beta)} − {within(view.z_norm[j, i])}·{within(d_gamma)}"
    working = f"{number(view.before['gamma'][j, 0])} / {root} · ({inner})"
    return (Line(name("dz", view.layer, j), working, view.dz[j, i]),)


_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "X": _input, "z": _z, "mu": _mu, "z_norm": _z_norm, "z_tilde": _z_tilde, "a": _a, "dropout": _dropout,
        "y_hat": _y_hat, "loss": _loss, "cost": _cost, "dz_out": _dz_out, "dW": _dW, "da": _da,
        "slope": _slope, "d_gamma": _d_gamma, "dz": _dz,
    }
)  # fmt: skip
