"""One unit with a b added to its z, as a column draws it, and what b did in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.probes.bias import BiasView
from ui.drawing.lanes.figures import figure, nought, precise, signed
from ui.drawing.lanes.hidden_unit import NO_LAYER, NO_STEP, NO_TWIN, NOT_FINITE
from ui.drawing.lanes.lanes import Bars, Head, Lane, Mark, reach

Array = NDArray[Any]


def missing(view: BiasView | None) -> str:
    """Why there is nothing to see, in a sentence; empty where there is something."""
    if view is None:
        return NO_TWIN
    if view.layer == 0:
        return NO_LAYER
    if not view.z.size:
        return NO_STEP
    return "" if np.isfinite(view.z).any() else NOT_FINITE


def head(view: BiasView, title: str) -> Head:
    """What b does to the loss, in large."""
    change = view.loss - view.loss_without
    number = nought(change).split(" ")[0] if view.batch_norm else signed(change)
    return Head(
        title, number, "nats: change of the loss", "nats of loss", "z_tilde" if view.batch_norm else "z"
    )


def lanes(view: BiasView) -> tuple[Lane, Lane]:
    """z, which moves with b, over what g takes."""
    without = view.mu - view.b
    moved = f"μ = {figure(without)} {'−' if view.b < 0 else '+'} {figure(abs(view.b))}"
    ghost = Bars(view.z - view.b, "muted", "ghost")
    z = Lane((Bars(view.z, "z", offset=view.b), ghost), (moved,), (Mark(view.mu, 0.0, "z"),), pen="z")
    if not view.batch_norm:
        return z, Lane(z.bars, ("moves with b",), z.marks, pen="z")
    mean = Mark(float(view.z_tilde.mean(dtype=np.float64)), 0.0, "z_tilde")
    return z, Lane((Bars(view.z_tilde, "z_tilde"),), ("stays",), (mean,), pen="z_tilde")


def span_of(views: Iterable[BiasView], farthest: float) -> tuple[float, float]:
    """All that a b up to `farthest` can move z to, so that the axis stands still while b moves."""
    views = list(views)
    low, high = reach(*(view.z - view.b for view in views))
    return reach(
        *(np.append(view.z_tilde, view.z) for view in views), np.array([low - farthest, high + farthest])
    )


def gradient(view: BiasView) -> str:
    """∂J/∂b as back-propagation gives it, which under batch norm is the rounding of 0."""
    return nought(view.gradient) if view.batch_norm else precise(view.gradient)


def losses(view: BiasView) -> str:
    """ "0.4123, 0.4123": with b and without."""
    return f"{view.loss:.4f}, {view.loss_without:.4f}"
