"""At which unit and example a stage is shown, and how that is said."""

from __future__ import annotations

import numpy as np

from simulator.probes.last_step import LastStepView
from ui.panels.equations.numbers import Place, true_class
from ui.panels.equations.stages import Stage
from ui.panels.focus import Focus
from ui.tables import Table, empty_table

_HEADERS = ("symbol", "index (row, column)", "value (no unit)")
_OF_ALL = ("mu", "cost", "dW", "d_gamma", "v", "s", "corrected", "update")
"""Stages that a single example does not decide."""


def place_in(view: LastStepView, stage: Stage, focus: Focus) -> Place:
    """The unit in focus, and the example where it is in the mini-batch; in the output the true class."""
    chosen = np.flatnonzero(view.indices == focus.example) if focus.example is not None else ()
    column = int(chosen[0]) if len(chosen) else 0
    if stage.layer >= len(view.sizes) - 1:
        return Place(true_class(view, column), column)
    return Place(min(max(focus.unit, 0), len(view.z) - 1), column)


def where(view: LastStepView, stage: Stage, place: Place, focus: Focus) -> str:
    """ "Unit 3, example 17 (first of the mini-batch)" """
    m, index = len(view.indices), int(view.indices[place.column])
    chosen = focus.example == index
    output = stage.layer >= len(view.sizes) - 1
    unit = f"class {place.unit}, the true one" if output else f"unit {place.unit}"
    example = f"example {index}" + ("" if chosen else ", the first of the mini-batch")
    if stage.kind in ("X", "cost"):
        said = f"over m = {m} examples" if stage.kind == "cost" else f"{example}; m = {m}"
    elif stage.kind in _OF_ALL:
        said = f"{unit} over m = {m} examples"
        said = f"{unit}, its weight from input {place.k}" if stage.phase == "Update" else said
    else:
        said = f"{unit} · {example}"
    alone = (
        " With m = 1 the mean is z itself: nothing of it is left." if m == 1 and _normalises(stage) else ""
    )
    return said[0].upper() + said[1:] + ("." + alone if alone else "")


def _normalises(stage: Stage) -> bool:
    return stage.kind in ("mu", "z_norm", "z_tilde")


def table_of(entries: list[tuple[str, str, float]]) -> Table:
    """The numbers of a stage, one a row."""
    if not entries:
        return empty_table(*_HEADERS)
    symbols = [symbol.replace("<sup>", "").replace("</sup>", "") for symbol, _, _ in entries]
    symbols = [symbol.replace("<sub>", "_").replace("</sub>", "") for symbol in symbols]
    return Table(
        _HEADERS,
        (
            np.array(symbols, dtype=object),
            np.array([index for _, index, _ in entries], dtype=object),
            np.array([value for _, _, value in entries]),
        ),
    )
