"""The trials of the scatter as numbers."""

from __future__ import annotations

import numpy as np

from simulator.search.study import Study
from ui.drawing.space_points import View
from ui.tables import Table


def table(study: Study, view: View) -> Table:
    """A row a trial, with its settings and what came of it."""
    trials, objective = view.trials, study.objective
    columns = {
        "trial": [trial.number for trial in trials],
        "generation": [trial.generation for trial in trials],
        "state": [trial.state for trial in trials],
        **{axis.name: [axis.value_in(trial.config) for trial in trials] for axis in study.space.axes},
        f"{objective.title.lower()} ({objective.unit or 'share'})": [
            float(value) if np.isfinite(value) else None for value in view.values
        ],
    }
    return Table(tuple(columns), tuple(_cells(column) for column in columns.values()))


def _cells(column: list[object]) -> np.ndarray:
    made = np.empty(len(column), dtype=object)
    made[:] = column
    return made
