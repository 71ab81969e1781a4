"""Before and after batch norm: z, z_norm and z_tilde of the last mini-batch, and what g makes of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from simulator.probes.hidden import Hidden, HiddenView
from simulator.snapshot import Probe, Snapshot
from ui import theme
from ui.drawing.footnote import Footnote
from ui.drawing.lanes.column import LaneColumn
from ui.drawing.lanes.figures import percent
from ui.drawing.lanes.hidden_unit import UnitView, missing
from ui.drawing.lanes.histogram_lanes import (
    bin_words,
    columns_of,
    example_words,
    inputs_of,
    lanes_of,
    note_of,
)
from ui.drawing.lanes.lanes import Curve, Head, Lane, reach
from ui.drawing.lanes.steady_range import SteadyRange, roomy
from ui.drawing.unit_chooser import UnitChooser
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_TITLES = {True: "Batch norm", False: "No batch norm"}
_NAMES = {
    True: (
        ("z", "z = W a"),
        (r"z_{norm}", r"z_{norm} = (z - \mu) / \sqrt{\sigma^2 + \varepsilon}"),
        (r"\tilde{z}", r"\tilde{z} = \gamma z_{norm} + \beta"),
        ("a", r"a = g(\tilde{z})"),
    ),
    False: ((), ("z", "z = W a + b"), ("a", "a = g(z)")),
}
_WEIGHTS = {True: (1, 1, 1, 1.4), False: (2, 1, 1.4)}
_X_NAMES = {True: "value of z, z_norm, z̃ (no unit)", False: "value of z (no unit)"}
_NEAR = 0.03
"""Share of the x axis within which the cursor is on an example."""


class HistogramsPanel(Panel):
    """Two networks that differ in batch norm only, one mini-batch, one x axis."""

    key = "histograms"
    title = "Before and after batch norm"
    about = "z of one mini-batch: normalised, scaled, activated."
    claims = ("B1", "B2", "B5")

    def __init__(self) -> None:
        super().__init__()
        self._views: dict[bool, tuple[HiddenView, str]] = {}
        self._hidden_units: tuple[int, ...] = ()
        self._range = SteadyRange(roomy)
        self._chooser, self._all, self._note = UnitChooser(), QCheckBox("All units"), Footnote()
        self.columns = {kind: LaneColumn(_NAMES[kind], _WEIGHTS[kind], _X_NAMES[kind]) for kind in _NAMES}
        self._figure = QWidget()
        self.widget = self._assemble()
        self._chooser.chosen.connect(lambda layer, unit: self.focus.choose_unit(layer, unit))
        self._all.toggled.connect(self._draw_anew)
        for kind, column in self.columns.items():
            column.pointed.connect(lambda lane, x, kind=kind: self._point(kind, lane, x))
        self._draw()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        self._all.setToolTip("Pool the examples of every unit of the layer")
        self._all.setAccessibleName("All units of the layer")
        self._all.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tools = QHBoxLayout()
        tools.setContentsMargins(0, 0, theme.SPACE, 0)
        tools.addWidget(self._chooser, 1)
        tools.addWidget(self._all)
        grid = QGridLayout(self._figure)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for at, column in enumerate(self.columns.values()):
            grid.addWidget(column, 0, at)
            grid.setColumnStretch(at, 1)
        grid.addWidget(self._note, 1, 0, 1, 2)
        grid.setRowStretch(0, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(tools)
        column.addWidget(self._figure, 1)
        return whole

    # Showing ----------------------------------------------------------------------------------------

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({Hidden(self.focus.layer), Hidden(self.focus.layer, twin="batch_norm")})

    def show(self, snapshot: Snapshot) -> None:
        self._hidden_units = snapshot.config.hidden_units
        for twin, whose in (("", "this network"), ("batch_norm", "its twin")):
            view = snapshot.views.get(Hidden(self.focus.layer, twin=twin))
            if view is not None:
                self._take(view, whose)
        self.focus_changed()

    def focus_changed(self) -> None:
        self._chooser.follow(self._hidden_units, self.focus.layer, self.focus.unit)
        self._draw()

    def clear(self) -> None:
        self._views = {}
        self._range.forget()
        self._draw()

    def numbers(self) -> Table:
        columns = {}
        for kind, seen in self._seen().items():
            columns |= columns_of(seen, _TITLES[kind].lower())
        if not columns:
            return empty_table("unit", "example i", "z (no unit)")
        longest = max(map(len, columns.values()))
        padded = [[*column.tolist(), *[None] * (longest - len(column))] for column in columns.values()]
        return Table(tuple(columns), tuple(np.array(column, dtype=object) for column in padded))

    def apply_theme(self) -> None:
        for column in self.columns.values():
            column.apply_theme()
        for part in self._figure.findChildren(QWidget):
            part.update()

    # Drawing ----------------------------------------------------------------------------------------

    def _take(self, view: HiddenView, whose: str) -> None:
        """Keep a view; where batch norm was switched, the other network's of that kind is of the past."""
        other = self._views.get(not view.batch_norm)
        if other is not None and other[1] == whose:
            del self._views[not view.batch_norm]
        self._views[view.batch_norm] = view, whose

    def _draw_anew(self) -> None:
        self._range.forget()
        self._draw()

    def _seen(self) -> dict[bool, UnitView]:
        unit = None if self._all.isChecked() else self.focus.unit
        kept = {kind: view for kind, (view, _) in self._views.items() if not missing(view)}
        return {kind: UnitView(kept[kind], unit) for kind in self.columns if kind in kept}

    def _draw(self) -> None:
        seen = self._seen()
        if seen:
            self._range.follow(*reach(*(array for each in seen.values() for array in inputs_of(each))))
        for kind, column in self.columns.items():
            if kind in seen:
                lanes = lanes_of(seen[kind], self._example())
                column.show_lanes(self._head(kind, seen[kind]), lanes, self._range.now)
            else:
                view = self._views[kind][0] if kind in self._views else None
                column.say(Head(_TITLES[kind]), missing(view))
        self._note.say(note_of(next(iter(seen.values()))) if seen else "")

    def _head(self, kind: bool, seen: UnitView) -> Head:
        title = f"{_TITLES[kind]} · {self._views[kind][1]}"
        pen = "z_tilde" if kind else "z"
        return Head(title, percent(seen.shares[0]), "in the linear part", "linear", pen)

    def _example(self) -> int | None:
        return self.focus.example if self.focus.pointed is None else self.focus.pointed

    # Reading ----------------------------------------------------------------------------------------

    def _point(self, kind: bool, index: int, x: float) -> None:
        column, seen = self.columns[kind], self._seen().get(kind)
        shown = column.lanes[index] if 0 <= index < len(column.lanes) else None
        place = self._nearest(seen, x) if seen and isinstance(shown, Curve) else None
        if seen and place is not None:
            self._note.whisper(example_words(seen, place))
            self.focus.point(int(seen.view.indices[place]))
            return
        self._note.whisper(bin_words(shown, column.span, x) if isinstance(shown, Lane) else "")
        self.focus.point(None)

    def _nearest(self, seen: UnitView, x: float) -> int | None:
        """The example on the curve that is under the cursor."""
        if seen.unit is None:
            return None
        away = np.abs(np.nan_to_num(seen.of(seen.view.before_activation), nan=np.inf) - x)
        low, high = self._range.now
        return int(away.argmin()) if away.min() <= _NEAR * (high - low) else None
