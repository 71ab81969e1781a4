"""What a race on a plan would try, before anything is trained."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from simulator.hyperparameters import Config
from simulator.search.racing import SIDES, along, sketch
from simulator.search.space import Axis
from simulator.search.study import Plan
from ui.drawing.space_marks import UNKNOWN, Points
from ui.tables import Table

_MOST_SKETCHED = 1024


def cost_of(plan: Plan) -> int:
    """Trials of one side; 0 where there can be no such grid."""
    try:
        return replace(plan, strategy="grid").cost
    except ValueError:
        return 0


def untried(plan: Plan, side: str, axes: tuple[Axis, Axis | None]) -> Points:
    """The trials of a side as points without a result; none where they are too many to draw by the way."""
    configs = sketched(plan, side)
    if not configs:
        return Points()
    x = along(axes[0], configs)
    y = along(axes[1], configs) if axes[1] is not None else np.full(len(x), 0.5)
    n, zeros = np.arange(len(x)), np.zeros(len(x), dtype=np.int64)
    return Points(n, x, y, np.full(len(x), UNKNOWN), zeros, zeros == 0, zeros > 0)


def table(plan: Plan) -> Table:
    """The settings of every trial of both sides."""
    columns = {"trial": list(range(len(sketched(plan, "grid"))))}
    for side in SIDES:
        for axis in plan.space.axes:
            columns[f"{side}, {axis.name}"] = [axis.value_in(config) for config in sketched(plan, side)]
    return Table(tuple(columns), tuple(np.array(column, dtype=object) for column in columns.values()))


@lru_cache(maxsize=8)
def sketched(plan: Plan, side: str) -> tuple[Config, ...]:
    """The configs that a side would try."""
    return tuple(sketch(plan, side)) if 0 < cost_of(plan) <= _MOST_SKETCHED else ()
