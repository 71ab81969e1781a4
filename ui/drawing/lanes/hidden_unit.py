"""One unit of a hidden layer, or all, out of a HiddenView; or a sentence on why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.probes.hidden import HiddenView
from ui.drawing.lanes.figures import figure, percent
from ui.drawing.lanes.linear_part import linear_shares

Array = NDArray[Any]
NO_LAYER = "There is no hidden layer. Give the network one under Hidden units."
NO_STEP = "No mini-batch yet. Take a step (→), or press Play."
NO_TWIN = "This network is on its way. A twin starts with the run: reset (R) if it does not come."
NOT_FINITE = "z is not finite here: the run diverged. Lower α and reset."
_FLAT = {"relu": "off", "leaky_relu": "nearly off"}


def missing(view: HiddenView | None) -> str:
    """Why there is nothing to see, in a sentence; empty where there is something."""
    if view is None:
        return NO_TWIN
    if view.layer == 0:
        return NO_LAYER
    if not view.z.size:
        return NO_STEP
    return "" if np.isfinite(view.z).any() else NOT_FINITE


@dataclass(frozen=True)
class UnitView:
    """Rows of a view: those of `unit`, or of all units for None."""

    view: HiddenView
    unit: int | None

    def of(self, array: Array | None) -> Array:
        """The unit's row of an array (n, m) or (n, 1), or all rows one after another."""
        if array is None:
            return np.empty(0)
        return array.ravel() if self.unit is None else array[self.row]

    @property
    def row(self) -> int:
        """The unit, or the nearest there is."""
        return min(self.unit or 0, len(self.view.z) - 1)

    @property
    def name(self) -> str:
        """ "layer 1, unit 0" """
        whose = f"all {len(self.view.z)} units" if self.unit is None else f"unit {self.row}"
        return f"Layer {self.view.layer}, {whose}"

    def statistics(self) -> tuple[Array, Array]:
        """μ and σ of z."""
        with np.errstate(invalid="ignore"):
            return self.of(self.view.mu), np.sqrt(self.of(self.view.sigma2))

    def place(self, example: int | None) -> int | None:
        """Which column an example is, None where it is not in this mini-batch or all units are shown."""
        if example is None or self.unit is None:
            return None
        found = np.flatnonzero(self.view.indices == example)
        return int(found[0]) if found.size else None

    @cached_property
    def shares(self) -> tuple[float, float]:
        """The shares of examples where g is linear and where it is flat."""
        return linear_shares(self.view.activation, self.of(self.view.a))

    def apart(self) -> float:
        """The largest distance between z_tilde and z; NaN where none is finite."""
        with np.errstate(all="ignore"):
            away = np.abs(self.of(self.view.z_tilde).astype(np.float64) - self.of(self.view.z))
        return float(np.nanmax(away)) if np.isfinite(away).any() else np.nan

    def flat_words(self) -> tuple[str, ...]:
        """What is said of the examples where g has lost its slope."""
        activation = self.view.activation
        flat = f"{percent(self.shares[1])} {_FLAT.get(activation, 'saturated')}"
        return () if activation == "identity" else (flat,)


def pair_words(names: tuple[str, str], values: tuple[Array, Array]) -> tuple[str, ...]:
    """ "μ = 0.42  σ = 1.31", or from where to where they go over several units."""
    return tuple(f"{name} = {_range(value)}" for name, value in zip(names, values, strict=True))


def _range(values: Array) -> str:
    kept = values[np.isfinite(values)]
    if not kept.size:
        return "–"
    low, high = figure(float(kept.min())), figure(float(kept.max()))
    return low if low == high else f"{low} … {high}"
