"""The cost of the run and of its twin, which differs in batch norm and nothing else (claim W3)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.probes.twin import Twin, TwinView
from simulator.snapshot import Probe, Snapshot
from ui.drawing import edits
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.marks import Mark
from ui.drawing.numerals import four_digits
from ui.drawing.series_plot import Line, SeriesPlot
from ui.panels.panel import Panel
from ui.panels.twin_cost.cost_level import CostLevel
from ui.panels.twin_cost.log_toggle import LogToggle
from ui.panels.twin_cost.race import Race, finding, race, status
from ui.tables import Table, aligned, empty_table

Array = NDArray[Any]
FLOOR = 1e-8
_OWN, _TWIN = Twin(), Twin(twin="batch_norm")
_COLUMNS = 256
_WILD = 3
"""Times chance: a cost above it may leave the axis, unless it is the last."""
_NAMES = {"normed": "with batch norm", "plain": "without"}
_LINES = (
    Line("normed", "with", "normed", _COLUMNS),
    Line("normed dev", "dev", "normed dev", _COLUMNS),
    Line("plain", "without", "plain", _COLUMNS),
    Line("plain dev", "dev", "plain dev", _COLUMNS),
)
_ALWAYS = "Same seed, same mini-batches; solid: training set, dashed: dev set."


class TwinCostPanel(Panel):
    """Two cost curves from one start."""

    key = "twin_cost"
    title = "Cost with and without batch norm"
    about = "Cost J of this network and of its twin."
    claims = ("W3",)
    reads_series = True

    def __init__(self) -> None:
        super().__init__()
        self._views: dict[str, TwinView | None] = dict.fromkeys(_NAMES)
        self._edits: tuple[Mark, ...] = ()
        self._changed: int | None = None
        self._finding, self._note = Finding(), Footnote()
        self._level, self._log = CostLevel(), LogToggle("cost")
        self._plot = SeriesPlot("cost J (nats)", _LINES, four_digits, self._y_range)
        self._plot.plot.addItem(self._level.line, ignoreBounds=True)
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._log.toggled.connect(self._toggle_log)
        self._level.changed.connect(self._compare)
        self.apply_theme()
        self._plot.fit()
        self.clear()

    def _assemble(self) -> None:
        column, whole = QVBoxLayout(self._figure), QVBoxLayout(self.widget)
        column.addWidget(self._finding)
        column.addWidget(self._plot, 1)
        column.addWidget(self._note)
        whole.addWidget(self._level)
        whole.addWidget(self._log.over(self._figure, self._note.height()), 1)
        for layout in (column, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({_OWN, _TWIN})

    def show(self, snapshot: Snapshot) -> None:
        own, twin = snapshot.views.get(_OWN), snapshot.views.get(_TWIN)
        if own is None:
            return
        self._level.expect(len(snapshot.data.class_names))
        self._edits = tuple(replace(mark, label="") for mark in edits.marks(snapshot) if mark.pen != "bad")
        views = (own, twin) if snapshot.config.batch_norm else (twin, own)
        fresh = dict(zip(_NAMES, views, strict=True))
        if any(fresh[name] is not self._views[name] for name in _NAMES):
            self._views = fresh
            self._draw()
        self._compare()
        self._note.say(status(twin, snapshot.step) or _ALWAYS)

    def clear(self) -> None:
        self._views, self._edits = dict.fromkeys(_NAMES), ()
        self._plot.clear()
        self._compare()
        self._note.say(_ALWAYS)

    def settle(self) -> None:
        self._plot.fit()

    def numbers(self) -> Table:
        views = {name: view for name, view in self._views.items() if view is not None}
        if not views:
            return empty_table("step t")
        steps = np.unique(np.concatenate([view.at for view in views.values()]))
        headers, columns = ["step t"], [steps]
        for key, view in views.items():
            for split, cost in (("train", view.cost_train), ("dev", view.cost_dev)):
                headers.append(f"cost J {split} {_NAMES[key]} (nats)")
                columns.append(aligned(steps, view.at, cost))
        return Table(tuple(headers), tuple(columns))

    def apply_theme(self) -> None:
        self._plot.apply_theme()
        self._log.apply_theme()
        self._level.apply_theme()

    def _draw(self) -> None:
        nothing = np.empty(0)
        for key, view in self._views.items():
            at = nothing if view is None else view.at
            self._plot.follow(key, at, nothing if view is None else view.cost_train)
            self._plot.follow(f"{key} dev", at, nothing if view is None else view.cost_dev)
        self._plot.settle()

    def _compare(self) -> None:
        """Who came first to the chosen cost, in words and as marks."""
        normed, plain = self._views.values()
        found = race(normed, plain, self._level.cost)
        self._finding.say(*finding(normed, plain, found, self._changed))
        self._plot.follow_marks((*self._edits, *self._ends(), *_arrivals(found)))

    def _ends(self) -> Iterator[Mark]:
        """Where a network diverged: it stands before the step that could not be taken."""
        for key, view in self._views.items():
            if view is not None and view.diverged:
                yield Mark(view.step, f"diverged {_NAMES[key]}", "bad")

    def _toggle_log(self, log: bool) -> None:
        self._plot.set_log(log, FLOOR)
        self._level.set_log(log)

    def _y_range(self, drawn: dict[str, Array]) -> tuple[float, float]:
        if not drawn:
            return (-2.0, 0.5) if self._log.isChecked() else (0.0, 2.0)
        low = min(float(y.min()) for y in drawn.values())
        high = max(float(np.percentile(y, 99)) for y in drawn.values())
        if not self._log.isChecked():
            last = max(float(y[-1]) for y in drawn.values())
            return 0.0, max(1.15 * min(high, max(_WILD * self._level.chance, last)), 1e-6)
        return math.floor(5 * low) / 5, max(math.ceil(5 * high) / 5, math.floor(5 * low) / 5 + 0.4)


def _arrivals(found: Race | None) -> tuple[Mark, ...]:
    """The steps at which each reached the cost."""
    if found is None:
        return ()
    return (
        Mark(found.normed, f"{found.normed:,}", "normed mark"),
        Mark(found.plain, f"{found.plain:,}", "plain mark"),
    )
