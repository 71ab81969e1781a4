"""b cancels: a constant added to one unit's z moves z and nothing behind it, under batch norm (claim B6)."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from simulator.probes.bias import Bias, BiasView
from simulator.snapshot import Probe, Snapshot
from ui.drawing.footnote import Footnote
from ui.drawing.formula_row import FormulaRow
from ui.drawing.hand_slider import HandSlider
from ui.drawing.lanes.column import LaneColumn
from ui.drawing.lanes.histogram_lanes import bin_words
from ui.drawing.lanes.lanes import Head, Lane
from ui.drawing.lanes.steady_range import SteadyRange, roomy
from ui.drawing.unit_chooser import UnitChooser
from ui.panels.bias import lanes as bias_lanes
from ui.panels.bias.lanes import missing
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_FARTHEST, _STEP, _TYPED = 5.0, 0.1, 1000.0
_TITLES = {True: "Batch norm", False: "No batch norm"}
_NAMES = {
    True: (
        ("z", "z = W a + b"),
        (r"\tilde{z}", r"\tilde{z} = \gamma (z - \mu) / \sqrt{\sigma^2 + \varepsilon} + \beta"),
    ),
    False: (("z", "z = W a + b"), ("z", r"g \text{ takes } z")),
}
_X_NAMES = {True: "value of z and z̃ (no unit)", False: "value of z (no unit)"}
_TIP = "A constant added to z of this unit, to see what it does; the run goes on without. Double-click for 0"
_GRADIENT = r"\partial J / \partial b"
_CANCELS = r"\mu = \mu_0 + b \quad \Rightarrow \quad z - \mu = W a + b - (\mu_0 + b) = W a - \mu_0"
_WIDEST = "= 0 (−0·10⁻⁰⁰, rounding)"
_HEADERS = (
    "network", "layer l", "unit", "b (no unit)", "mu of z (no unit)", "loss with b (nats)",
    "loss without b (nats)", "dJ/db (nats)",
)  # fmt: skip


class BiasPanel(Panel):
    """One b for two networks, of which one takes the mean away."""

    key = "bias"
    title = "b cancels"
    about = "Add b to a unit: batch norm takes it away again."
    claims = ("B6",)
    reads_series = True  # while b is dragged, the views that come are of the b before

    def __init__(self) -> None:
        super().__init__()
        self._views: dict[bool, tuple[BiasView, str]] = {}
        self._drawn: tuple[BiasView, ...] = ()
        self._hidden_units: tuple[int, ...] = ()
        self._range = SteadyRange(roomy)
        self._chooser, self._note = UnitChooser(), Footnote()
        self.slider = HandSlider("b", "b", _TIP, 0.0, _FARTHEST, _STEP)
        self.slider.entry.setRange(-_TYPED, _TYPED)
        self.columns = {kind: LaneColumn(_NAMES[kind], (1, 1), _X_NAMES[kind]) for kind in _NAMES}
        self.gradients = {kind: FormulaRow(((_GRADIENT, "∂J/∂b"),), _WIDEST, 300) for kind in _NAMES}
        self._figure = QWidget()
        self.widget = self._assemble()
        self._chooser.chosen.connect(lambda layer, unit: self.focus.choose_unit(layer, unit))
        self.slider.moved.connect(lambda _b: self.probes_changed.emit())
        for kind, column in self.columns.items():
            column.pointed.connect(lambda lane, x, kind=kind: self._point(kind, lane, x))
        self._draw()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        tools = QHBoxLayout()
        tools.setContentsMargins(0, 0, 0, 0)
        tools.addWidget(self._chooser)
        tools.addWidget(self.slider, 1)
        grid = QGridLayout(self._figure)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        for at, kind in enumerate(self.columns):
            grid.addWidget(self.columns[kind], 0, at)
            grid.addWidget(self.gradients[kind], 1, at)
            grid.setColumnStretch(at, 1)
        grid.addWidget(FormulaRow(((_CANCELS, "μ takes b away"),), ""), 2, 0, 1, 2)
        grid.addWidget(self._note, 3, 0, 1, 2)
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
        return frozenset({self._probe(""), self._probe("batch_norm")})

    def show(self, snapshot: Snapshot) -> None:
        self._hidden_units = snapshot.config.hidden_units
        self.focus_changed()
        found = {whose: self._found(snapshot, twin) for twin, whose in _WHOSE.items()}
        views = tuple(view for view in found.values() if view is not None)
        if list(map(id, views)) != list(map(id, self._drawn)):
            self._drawn = views
            for whose, view in found.items():
                if view is not None:
                    self._take(view, whose)
            self._draw()

    def focus_changed(self) -> None:
        self._chooser.follow(self._hidden_units, self.focus.layer, self.focus.unit)

    def clear(self) -> None:
        self._views, self._drawn = {}, ()
        self._range.forget()
        self._draw()

    def numbers(self) -> Table:
        if not self._views:
            return empty_table(*_HEADERS)
        rows = [
            (_TITLES[kind].lower(), v.layer, v.unit, v.b, v.mu, v.loss, v.loss_without, v.gradient)
            for kind, (v, _) in self._views.items()
        ]
        return Table(_HEADERS, tuple(np.array(column, dtype=object) for column in zip(*rows, strict=True)))

    def apply_theme(self) -> None:
        for column in self.columns.values():
            column.apply_theme()
        for part in self._figure.findChildren(QWidget):
            part.update()

    # Drawing ----------------------------------------------------------------------------------------

    def _probe(self, twin: str) -> Bias:
        return Bias(self.focus.layer, self.focus.unit, round(self.slider.value, 4), twin=twin)

    def _found(self, snapshot: Snapshot, twin: str) -> BiasView | None:
        """The view of b as it is now, or of a b of a moment ago."""
        asked = self._probe(twin)
        if asked in snapshot.views:
            return snapshot.views[asked]
        near = (p for p in snapshot.views if isinstance(p, Bias) and _is_same_unit(p, asked))
        return snapshot.views.get(next(near, asked))

    def _take(self, view: BiasView, whose: str) -> None:
        """Keep a view; where batch norm was switched, that network's other view is of the past."""
        other = self._views.get(not view.batch_norm)
        if other is not None and other[1] == whose:
            del self._views[not view.batch_norm]
        self._views[view.batch_norm] = view, whose

    def _draw(self) -> None:
        seen = {kind: view for kind, (view, _) in self._views.items() if not missing(view)}
        if seen:
            self._range.follow(*bias_lanes.span_of(seen.values(), _FARTHEST))
        for kind, column in self.columns.items():
            if kind in seen:
                title = f"{_TITLES[kind]} · {self._views[kind][1]}"
                column.show_lanes(
                    bias_lanes.head(seen[kind], title), bias_lanes.lanes(seen[kind]), self._range.now
                )
            else:
                column.say(Head(_TITLES[kind]), missing(self._views.get(kind, (None, ""))[0]))
            self.gradients[kind].show_values((bias_lanes.gradient(seen[kind]) if kind in seen else "–",))
        words = (
            f"{_TITLES[kind].lower()} {bias_lanes.losses(view)}" for kind, view in sorted(seen.items())[::-1]
        )
        self._note.say(
            "Outline: b = 0. Loss with b and without (nats): " + "; ".join(words) + "." if seen else ""
        )

    def _point(self, kind: bool, index: int, x: float) -> None:
        column = self.columns[kind]
        shown = column.lanes[index] if 0 <= index < len(column.lanes) else None
        self._note.whisper(bin_words(shown, column.span, x) if isinstance(shown, Lane) else "")


_WHOSE = {"": "this network", "batch_norm": "its twin"}


def _is_same_unit(one: Bias, other: Bias) -> bool:
    return (one.layer, one.unit, one.twin) == (other.layer, other.unit, other.twin)
