"""Two networks on the way to the same cost: who is there first, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.probes.twin import TwinView
from ui.drawing.envelope import drawable
from ui.drawing.rounded import rounded, times

Array = NDArray[Any]


@dataclass(frozen=True)
class Race:
    """A cost that both have reached, and the steps at which each first had.

    `short` where it is the lowest that one of them had, and not the one that was asked for.
    """

    cost: float
    normed: int
    plain: int
    short: bool = False


def race(normed: TwinView | None, plain: TwinView | None, cost: float) -> Race | None:
    """To `cost`, or where one never came so low to the lowest cost it had; None before both have moved."""
    if normed is None or plain is None:
        return None
    costs = drawable(normed.cost_train), drawable(plain.cost_train)
    if not all(np.isfinite(each).any() for each in costs):
        return None
    target = max(cost, *(float(np.nanmin(each)) for each in costs))
    steps = (_first(view.at, each, target) for view, each in zip((normed, plain), costs, strict=True))
    found = Race(target, *steps, short=target > cost)
    return found if found.normed and found.plain else None


def finding(
    normed: TwinView | None, plain: TwinView | None, found: Race | None, changed: int | None = None
) -> tuple[str, str]:
    """Who was sooner, headline and sentence; `changed` is the first step at which a setting did."""
    if normed is None or plain is None:
        return "", ""
    said = "" if found is None else _said(found)
    for view, name in ((plain, "without"), (normed, "with batch norm")):
        if view.diverged:
            where = f"at step {view.step + 1:,}"
            both = " So has the other." if plain.diverged and normed.diverged else ""
            return f"diverged {name}", f"It diverged {where}: {view.message}{both} {said}".rstrip()
    if found is None:
        return "", "Train, and see which of the two is sooner at the same cost."
    if min(normed.at[0], plain.at[0]) != max(normed.at[0], plain.at[0]):
        return "", "The beginning of one is not known any more: reset (R) for a fair race."
    if changed is not None and changed < max(found.normed, found.plain):
        return "", f"Settings changed at step {changed:,}, on the way: reset (R) for a fair race."
    return headline(found), said + (f" Settings changed at step {changed:,}." if changed else "")


def headline(found: Race) -> str:
    """ "5× sooner" with batch norm, or what is true instead."""
    ratio = found.plain / found.normed
    if 0.95 < ratio < 1.05:
        return "equally soon"
    return f"{times(ratio)} sooner" if ratio > 1 else f"{times(1 / ratio)} later"


def status(twin: TwinView | None, step: int) -> str:
    """Where the twin stands: behind, or why there is none; "" where it is beside the run."""
    if twin is None or twin.diverged:
        return ""
    if twin.message:
        return twin.message
    return f"The twin catches up: step {twin.step:,} of {step:,}." if twin.step < step else ""


def _said(found: Race) -> str:
    cost = rounded(found.cost)
    if found.short:
        steps = f"without batch norm in {found.plain:,} steps, with it {found.normed:,}."
        return f"One came no lower than J = {cost}: {steps}"
    return f"Without batch norm {found.plain:,} steps to J = {cost}, with it {found.normed:,}."


def _first(at: Array, costs: Array, target: float) -> int:
    return int(at[np.flatnonzero(costs <= target)[0]])
