"""One mini-batch, stage by stage: in, forward, backward, update, in the course's notation."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from simulator.hyperparameters import Config
from simulator.probes.last_step import LastStep, LastStepView
from simulator.snapshot import Probe, Snapshot
from ui import theme
from ui.drawing.absence import Presence
from ui.drawing.unit_chooser import UnitChooser
from ui.panels.equations.card import Card
from ui.panels.equations.numbers import lines
from ui.panels.equations.place import place_in, table_of, where
from ui.panels.equations.rail import Rail
from ui.panels.equations.room import scrolled
from ui.panels.equations.shapes import operands
from ui.panels.equations.stages import Stage, recipe, stages
from ui.panels.panel import Panel
from ui.steady_label import SteadyLabel
from ui.tables import Table

_EVERY = 200  # ms between two readings of numbers that run
_NO_RUN, _NO_STEP = "There is no run yet.", "Nothing to take apart yet: make one step (→)."


class EquationsPanel(Panel):
    """A walk through the last mini-batch; the window asks it first when the person steps."""

    key = "equations"
    title = "Equations"
    about = "The last mini-batch, stage by stage, with its numbers."
    claims = ("B2", "B4", "B6", "B7", "B8", "X1", "X2", "X6", "X7", "N1", "E1")

    def __init__(self) -> None:
        super().__init__()
        self._config = Config()
        self._sizes: tuple[int, ...] = ()
        self._views: dict[int, LastStepView] = {}
        self._taken = 0
        self._layer = 1
        self._stages = stages(recipe(self._config, (2, *self._config.hidden_units, 4)))
        self._at, self._stale = 0, False
        self._timer = QTimer(self, singleShot=True, interval=_EVERY)
        self._rail, self._card, self._chooser = Rail(), Card(), UnitChooser()
        self._rail_room, self._card_room = scrolled(self._rail), scrolled(self._card)
        self._position = SteadyLabel("", "stage 888 of 888", role="muted")
        self._check = QCheckBox("→ goes by stage")
        self._figure = Presence(self._body())
        self.widget = self._assemble()
        self._connect()
        self._figure.miss(_NO_RUN)
        self._open()
        self.apply_theme()

    # The walk ---------------------------------------------------------------------------------------

    @property
    def by_stage(self) -> bool:
        """Whether the person's step goes from stage to stage before it trains the next mini-batch."""
        return self._check.isChecked()

    @by_stage.setter
    def by_stage(self, wanted: bool) -> None:
        self._check.setChecked(wanted)

    @property
    def stage(self) -> Stage:
        """The one that is open."""
        return self._stages[self._at]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The whole walk."""
        return self._stages

    def advance_stage(self) -> bool:
        """Open the next stage; False at the last, from where the walk begins anew with another mini-batch."""
        there_is = self._has_step() and self._at + 1 < len(self._stages)
        self.open_stage(self._at + 1 if there_is else 0)
        return there_is

    def back_stage(self) -> bool:
        """Open the stage before; False at the first."""
        there_is = self._at > 0
        self.open_stage(max(self._at - 1, 0))
        return there_is

    def open_stage(self, at: int) -> None:
        """Open the stage at a place in the walk; the other panels attend to its layer, too."""
        self._at = min(max(at, 0), len(self._stages) - 1)
        self._open()
        if self.stage.layer < self._depth() and self.stage.kind != "X":
            self._layer = self.stage.layer
            self.focus.choose_unit(self.stage.layer, self.focus.unit)
        self.probes_changed.emit()

    def _depth(self) -> int:
        return max(stage.layer for stage in self._stages)

    def _has_step(self) -> bool:
        return self._taken > 0

    # Showing ----------------------------------------------------------------------------------------

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset(LastStep(layer) for layer in self.stage.layers)

    def show(self, snapshot: Snapshot) -> None:
        self._config, self._taken = snapshot.config, snapshot.step
        for probe, view in snapshot.views.items():
            if isinstance(probe, LastStep) and not probe.twin and probe.layer == view.layer:
                self._views[view.layer] = view
                self._sizes = tuple(view.sizes)
        self._chooser.follow(self._config.hidden_units, self.focus.layer, self.focus.unit)
        self._follow_recipe()
        if snapshot.state != "playing" or not self._timer.isActive():
            self._read()
            self._timer.start()
        else:
            self._stale = True

    def focus_changed(self) -> None:
        self._chooser.follow(self._config.hidden_units, self.focus.layer, self.focus.unit)
        layer = min(max(self.focus.layer, 1), max(self._depth() - 1, 1))
        if layer != self._layer:
            self._layer = layer
            self._go_to_layer(layer)
        self._read()

    def clear(self) -> None:
        self._views, self._stale, self._taken = {}, False, 0
        self._figure.miss(_NO_RUN)

    def numbers(self) -> Table:
        view, above = self._seen()
        entries = [] if view is None or not view.step else operands(
            self.stage.kind, view, place_in(view, self.stage, self.focus), above
        ).entries()  # fmt: skip
        return table_of(entries)

    def apply_theme(self) -> None:
        self._rail.apply_theme()
        self._card.apply_theme()

    def _follow_recipe(self) -> None:
        """Walk as the network is now, from the same stage where it still has it."""
        if not self._sizes:
            return
        walk = stages(recipe(self._config, self._sizes, self._views.get(self.stage.layer)))
        if walk != self._stages:
            keys, key = [stage.key for stage in walk], self.stage.key
            self._at = keys.index(key) if key in keys else 0
            self._stages = walk
            self._open()
            self.probes_changed.emit()

    def _go_to_layer(self, layer: int) -> None:
        """The same stage of another hidden layer."""
        here = self.stage
        if here.layer == layer or here.kind == "X" or here.layer >= self._depth():
            return
        same = (
            i
            for i, s in enumerate(self._stages)
            if (s.phase, s.kind, s.layer) == (here.phase, here.kind, layer)
        )
        self._at = next(same, self._at)
        self._open()
        self.probes_changed.emit()

    def _open(self) -> None:
        self._rail.open(self._stages, self._at)
        self._card.open(self.stage)
        self._position.show_text(f"stage {self._at + 1} of {len(self._stages)}")
        self._read()
        self._card_room.verticalScrollBar().setValue(0)
        self._follow_rail()

    def _follow_rail(self) -> None:
        middle = self._rail.place.center()
        self._rail_room.ensureVisible(middle.x(), middle.y(), 0, self._rail_room.viewport().height() // 3)

    def _seen(self) -> tuple[LastStepView | None, LastStepView | None]:
        """The step in the open stage's layer, and in the one above where they belong together."""
        view, above = self._views.get(self.stage.layer), self._views.get(self.stage.layer + 1)
        return view, above if view is not None and above is not None and above.step == view.step else None

    def _read(self) -> None:
        self._stale = False
        view, above = self._seen()
        if view is None:
            self._card.show_numbers("", (), "")
            return
        self._figure.miss("" if view.step else _NO_STEP)
        if view.step:
            place = place_in(view, self.stage, self.focus)
            worked = lines(self.stage.kind, view, place, above)
            shapes = operands(self.stage.kind, view, place, above).text
            self._card.show_numbers(where(view, self.stage, place, self.focus), worked, shapes)

    # Making -----------------------------------------------------------------------------------------

    def _body(self) -> QWidget:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(theme.SPACE, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail_room)
        row.addWidget(self._card_room, 1)
        self._rail_room.setFixedWidth(self._rail.width() + theme.SPACE)
        return body

    def _assemble(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        steps, units = QHBoxLayout(), QHBoxLayout()
        steps.setContentsMargins(theme.SPACE, 0, theme.SPACE, 4)
        for text, tip, act in (
            ("‹", "The stage before", self.back_stage), ("›", "The next stage", self._next)
        ):  # fmt: skip
            button = QToolButton(text=text, toolTip=tip, accessibleName=tip)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(act)
            steps.addWidget(button)
        steps.addWidget(self._position)
        steps.addStretch()
        self._check.setToolTip("The step key goes from stage to stage, and trains only after the last one")
        steps.addWidget(self._check)
        units.addWidget(self._chooser)
        column.addLayout(steps)
        column.addLayout(units)
        column.addWidget(self._figure, 1)
        return whole

    def _next(self) -> None:
        if self._at + 1 < len(self._stages):
            self.open_stage(self._at + 1)

    def _connect(self) -> None:
        self._chooser.chosen.connect(lambda layer, unit: self.focus.choose_unit(layer, unit))
        self._rail.asked.connect(self.open_stage)
        self._card.linked.connect(self.linked)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        if self._stale:
            self._read()
            self._timer.start()
