"""A study as numbers to take away: CSV for a table, JSON for a program."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
from typing import Any

from simulator.search.study import Study
from simulator.search.trial import CURVE_COLUMNS, MARKS, Trial


def columns(study: Study) -> tuple[str, ...]:
    """Heads of the columns of `rows`; costs are in nats."""
    return ("trial", "generation", "parent", "state", *study.space.names, "seed", "steps", *MARKS)


def rows(study: Study) -> list[tuple[Any, ...]]:
    """A row a trial, with the settings it ended with; None where there is no number."""
    return [_row(study, trial) for trial in study.trials]


def to_csv(study: Study) -> str:
    """All trials as CSV, with a head."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(study))
    writer.writerows(rows(study))
    return text.getvalue()


def to_json(study: Study) -> str:
    """The plan, all trials with their configs and curves, and the best, as one JSON object."""
    plan, best = study.plan, study.best
    return json.dumps(
        {
            "dataset": {
                "name": study.dataset.name,
                "source": study.dataset.source,
                "examples": study.dataset.m,
            },
            "plan": {
                "vary": [_without_nan(dataclasses.asdict(axis)) for axis in plan.space.axes],
                "base": json.loads(plan.space.base.to_json()),
                **{
                    name: getattr(plan, name)
                    for name in (
                        "strategy",
                        "trials",
                        "steps",
                        "objective",
                        "seed",
                        "own_seeds",
                        "generations",
                    )
                },
                "halving": plan.halving.keep_one_in,
            },
            "best": best.number if best else None,
            "wasted_share": _number(study.wasted()),
            "trials": [_trial(trial) for trial in study.trials],
        },
        indent=1,
    )


def _row(study: Study, trial: Trial) -> tuple[Any, ...]:
    settings = trial.settings
    values = [axis.value_in(settings) for axis in study.space.axes]
    marks = [_number(getattr(trial, name)) for name in MARKS]
    return (
        trial.number,
        trial.generation,
        trial.parent,
        trial.state,
        *values,
        settings.seed,
        trial.made,
        *marks,
    )


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "number": trial.number,
        "generation": trial.generation,
        "parent": trial.parent,
        "state": trial.state,
        "steps": trial.made,
        "config": json.loads(trial.config.to_json()),
        "changes": [dataclasses.asdict(change) for change in trial.changes],
        **{name: _number(getattr(trial, name)) for name in MARKS},
        "curve": {
            name: [_number(value) for value in trial.curve[:, i].tolist()]
            for i, name in enumerate(CURVE_COLUMNS)
        },
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _without_nan(values: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(v, float) and math.isnan(v) else v for name, v in values.items()}
