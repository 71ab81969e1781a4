"""A plan as a table: a row an axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.search.study import Plan
from ui.panels.space.tried import Tried
from ui.tables import Table

_HEADERS = (
    "hyperparameter", "scale", "low", "high", "values",
    "different values on the grid", "different values at random", "trials in all", "steps a trial",
)  # fmt: skip


def table(rows: Sequence[Tried], plan: Plan) -> Table:
    """What is searched and how many values of it are tried; a choice has no ends."""
    cells = [(*_in_words(row), row.of_grid, row.at_random, plan.cost, plan.steps) for row in rows]
    columns = (np.array([row[i] for row in cells], dtype=object) for i in range(len(_HEADERS)))
    return Table(_HEADERS, tuple(columns))


def _in_words(row: Tried) -> tuple[object, ...]:
    axis = row.axis
    ends = (axis.low, axis.high) if axis.is_number else (None, None)
    return axis.spec.title, axis.scale or "choice", *ends, ", ".join(map(axis.say, axis.values))
