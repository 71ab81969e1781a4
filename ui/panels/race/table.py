"""The lines of a race as numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ui.panels.race.contest import Race
from ui.panels.race.lines import Side
from ui.tables import Table


def table(race: Race, sides: Mapping[str, Side]) -> Table:
    """The best so far after each number of trials: medians, then each seed."""
    objective = race.heats[0].grid.objective
    name = f"best {objective.title.lower()} ({objective.unit or 'share'})"
    columns = {f"{side}, median, {name}": lines.median for side, lines in sides.items()}
    for side, lines in sides.items():
        for heat, best in zip(race.heats, lines.bests, strict=True):
            columns[f"{side}, seed {heat.seed}, {name}"] = best
    n = max(len(column) for column in columns.values())
    cells = [_padded(column, n) for column in columns.values()]
    return Table(("trials n", *columns), (np.arange(1, n + 1), *cells))


def _padded(column: np.ndarray, n: int) -> np.ndarray:
    """The column, with empty cells where it has no number, or none yet."""
    made = np.full(n, None, dtype=object)
    known = np.flatnonzero(np.isfinite(column))
    made[known] = column[known].tolist()
    return made
