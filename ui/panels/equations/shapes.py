"""The arrays of a stage: their shapes in words, and their numbers one by one. Pure: no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.probes.last_step import LastStepView
from ui.panels.equations.numbers import Place

Array = NDArray[Any]
_COMMA = ",\u2002"
_PARAMETERS = {"W": "W", "b": "b", "gamma": "γ", "beta": "β"}


@dataclass(frozen=True)
class Operand:
    """An array (n, m) under its symbol, and which of it the chosen unit's numbers are made of.

    `row` and `column` are an index, or None for all.
    """

    symbol: str
    array: Array
    row: int | None = None
    column: int | None = None

    @property
    def shape(self) -> str:
        """ "(16, 64)"."""
        return f"({', '.join(map(str, self.array.shape))})"

    def entries(self) -> list[tuple[str, str, float]]:
        """(symbol, "row,column", value) of all that is picked."""
        rows = range(self.array.shape[0]) if self.row is None else (self.row,)
        columns = range(self.array.shape[1]) if self.column is None else (self.column,)
        return [(self.symbol, f"{r},{c}", float(self.array[r, c])) for r in rows for c in columns]


@dataclass(frozen=True)
class Operands:
    """What goes in and what comes out."""

    inputs: tuple[Operand, ...]
    results: tuple[Operand, ...]
    sign: str = _COMMA

    @property
    def text(self) -> str:
        """ "W[1] (16, 2) · X{t} (2, 64) → z[1] (16, 64)"."""
        sides = (
            joint.join(f"{part.symbol}\u00a0{_held(part.shape)}" for part in side)
            for side, joint in ((self.inputs, self.sign), (self.results, _COMMA))
        )
        return " → ".join(side for side in sides if side).replace("· b", "+ b")

    def entries(self) -> list[tuple[str, str, float]]:
        """Every number at the place, as (symbol, index, value)."""
        return [entry for part in (*self.inputs, *self.results) for entry in part.entries()]


def _held(text: str) -> str:
    return text.replace(" ", "\u00a0")


def operands(kind: str, view: LastStepView, place: Place, above: LastStepView | None = None) -> Operands:
    """The arrays of a stage; none where the view does not hold them."""
    if view.step == 0:
        return Operands((), ())
    inputs, results, sign = _parts(kind, view, place, above)
    return Operands(_there(inputs), _there(results), sign)


_Named = tuple[str, Array | None, int | None, int | None]


def _there(parts: list[_Named]) -> tuple[Operand, ...]:
    return tuple(
        Operand(symbol, array, row, column) for symbol, array, row, column in parts if array is not None
    )


def _parts(
    kind: str, view: LastStepView, place: Place, above: LastStepView | None
) -> tuple[list[_Named], list[_Named], str]:
    if kind in ("v", "s", "corrected", "update"):
        return (*_update_parts(kind, view, place), _COMMA)
    j, i, k, up = place.unit, place.column, place.k, f"<sup>[{view.layer}]</sup>"
    below = "X<sup>{t}</sup>" if view.layer == 1 else f"a<sup>[{view.layer - 1}]</sup>"
    W, g = view.before["W"], view.gradient
    b, gamma, beta = (view.before.get(name) for name in ("b", "gamma", "beta"))
    z, z_norm, dz = (
        (f"{s}{up}", array, j, i)
        for s, array in (("z", view.z), ("z<sub>norm</sub>", view.z_norm), ("dz", view.dz))
    )
    z_tilde, dz_tilde = (f"z̃{up}", view.z_tilde, j, i), (f"dz̃{up}", view.dz_tilde, j, i)
    a, da, mask = (f"a{up}", view.a, j, i), (f"da{up}", view.da, j, i), (f"d{up}", view.mask, j, i)
    row = lambda part: (*part[:3], None)  # noqa: E731
    mu, sigma2 = (f"μ{up}", view.mu, j, 0), (f"σ²{up}", view.sigma2, j, 0)
    y_hat, losses = ("ŷ", view.y_hat, None, i), ("L", view.losses[None, :], 0, i)
    dot, dropped = " · ", None if view.mask is None else view.a * view.mask
    y = ("y", np.eye(len(view.y_hat))[:, view.y], None, i)
    dW, db = (f"dW{up}", g["W"], j, k), (f"db{up}", g.get("b"), j, 0)
    d_gamma, d_beta = (f"dγ{up}", g.get("gamma"), j, 0), (f"dβ{up}", g.get("beta"), j, 0)
    if kind == "da":
        upper = f"<sup>[{view.layer + 1}]</sup>"
        coming = [] if above is None else [
            (f"W{upper}<sup>T</sup>", above.before["W"].T, j, None), (f"dz{upper}", above.dz, None, i)
        ]  # fmt: skip
        return coming, [da], dot
    table: dict[str, tuple[list[_Named], list[_Named], str]] = {
        "X": ([("as measured", view.X, None, i)], [("X<sup>{t}</sup>", view.x, None, i)], _COMMA),
        "z": ([(f"W{up}", W, j, None), (below, view.x, None, i), (f"b{up}", b, j, 0)], [z], dot),
        "mu": ([row(z)], [mu, sigma2], ""),
        "z_norm": ([z, mu, sigma2], [z_norm], _COMMA),
        "z_tilde": ([(f"γ{up}", gamma, j, 0), z_norm, (f"β{up}", beta, j, 0)], [z_tilde], _COMMA),
        "a": ([z if view.z_tilde is None else z_tilde], [a], ""),
        "dropout": ([a, mask], [(f"a{up} ⊙ d{up}", dropped, j, i)], _COMMA),
        "y_hat": ([("z" + up, view.z, None, i)], [y_hat], ""),
        "loss": ([y_hat], [losses], ""),
        "cost": ([row(losses)], [("J<sup>{t}</sup>", view.losses.mean(keepdims=True)[None, :], 0, 0)], ""),
        "dz_out": ([y_hat, y], [(f"dz{up}", view.dz, None, i)], _COMMA),
        "dW": ([row(dz), (f"{below}<sup>T</sup>", view.x.T, None, k)], [dW, db], dot),
        "slope": ([da, a], [dz if view.dz_tilde is None else dz_tilde], _COMMA),
        "d_gamma": ([row(dz_tilde), row(z_norm)], [d_gamma, d_beta], _COMMA),
        "dz": ([(f"γ{up}", gamma, j, 0), sigma2, dz_tilde, z_norm], [dz], _COMMA),
    }  # fmt: skip
    return table[kind]


def _update_parts(kind: str, view: LastStepView, place: Place) -> tuple[list[_Named], list[_Named]]:
    up, inputs, results = f"<sup>[{view.layer}]</sup>", list[_Named](), list[_Named]()
    for parameter, before in view.before.items():
        letter, at = _PARAMETERS[parameter], (place.unit, place.k if parameter == "W" else 0)
        gradient = (f"d{letter}{up}", view.gradient[parameter], *at)
        v, s = (None if kept is None else kept[parameter] for kept in (view.v, view.s))
        old_v, old_s = (None if kept is None else kept[parameter] for kept in (view.v_before, view.s_before))
        averages = [(f"v<sub>d{letter}</sub>", v, *at), (f"s<sub>d{letter}</sub>", s, *at)]
        if kind == "update":
            inputs += [
                (f"{letter}{up}", before, *at),
                (f"update of {letter}{up}", view.update[parameter], *at),
            ]
            results.append((f"{letter}{up} after", view.after[parameter], *at))
        elif kind == "corrected":
            inputs += averages
            for hat, kept, present in (("v̂", v, view.v_present), ("ŝ", s, view.s_present)):
                results.append((f"{hat}<sub>d{letter}</sub>", None if kept is None else kept / present, *at))
        else:
            old = old_v if kind == "v" else old_s
            inputs += [gradient, (f"{kind}<sub>d{letter}</sub> before", old, *at)]
            results.append(averages[kind == "s"])
    return inputs, results
