"""The plan of a search in the making: which hyperparameters, where, how, and what it costs (T1-T3, T6)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.hyperparameters import Config, in_titles
from simulator.search.commands import Begin, Race
from simulator.search.space import Space
from simulator.search.study import Plan
from ui import theme
from ui.controls.buttons import Button
from ui.controls.error_line import ErrorLine
from ui.controls.whole import count_entry
from ui.drawing.finding import Finding
from ui.drawing.tool_rows import ToolRows
from ui.panels.lab import Lab
from ui.panels.search_panel import SearchPanel
from ui.panels.space import cost, settings
from ui.panels.space.axis_list import AxisList
from ui.panels.space.numbers import table
from ui.panels.space.preview import Preview
from ui.panels.space.room import Room
from ui.panels.space.settings import Settings
from ui.panels.space.tried import Tried, tried
from ui.steady_label import SteadyLabel
from ui.tables import Table

_MOST_SEEDS = 100


class SpacePanel(SearchPanel):
    """A form of drafts: the lab has the plan while all of it is right, else it says what is wrong."""

    key = "space"
    title = "Space"
    about = "What is searched; what it will cost."
    claims = ("T1", "T2", "T3", "T6")

    def __init__(self) -> None:
        super().__init__()
        self._plan, self._base, self._seeds = self.lab.plan, self.lab.plan.space.base, 5
        self._wrong, self._rows, self._config = "", list[Tried](), None
        self._finding, self._preview = Finding(), Preview()
        self._settings, self._list_error = Settings(), ErrorLine()
        self._list = AxisList(self._settings)
        self._start = Button("Start", "Search by this plan, all else as the live model has it")
        self._race = Button("Grid vs random", "Race the two on the price of the grid, once for each seed")
        self._from_live = Button("From live model", "Take all that is not searched from the live model")
        self._seed_count = count_entry("seeds", "Seeds", self._seeds, "Seeds that the race is run over", 40)
        self._race_cost = SteadyLabel("", "= 200,000 trials", role="muted")
        self._race_error = ErrorLine()
        self._figure = QWidget()
        self.widget = Room(self._make_form(), self._make_figure(), self._preview)
        self._connect()
        self._take_plan()
        self.apply_theme()

    _config: Config | None

    def _make_figure(self) -> QWidget:
        column = QVBoxLayout(self._figure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._finding)
        column.addWidget(self._preview, 1)
        return self._figure

    def _make_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, theme.SPACE // 2)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(self._list, 1)
        column.addLayout(_inset(self._list_error))
        column.addWidget(
            ToolRows(
                (self._start, self._from_live),
                (self._race, self._seed_count, QLabel("seeds")),
                (self._race_cost,),
            )
        )
        column.addLayout(_inset(self._race_error))
        return form

    def _connect(self) -> None:
        self._list.changed.connect(self._compose)
        self._settings.changed.connect(self._compose)
        self._start.clicked.connect(lambda: self._begin(Begin))
        self._race.clicked.connect(lambda: self._begin(lambda plan: Race(plan, seeds=self._seeds)))
        self._from_live.clicked.connect(self._take_live_model)
        self._seed_count.typed.connect(self._take_seeds)
        self._seed_count.refused.connect(self._say_of_race)

    @property
    def figure(self) -> QWidget:
        return self._figure

    def join(self, lab: Lab) -> None:
        lab.planned.connect(self._take_plan)
        self._rows = []
        super().join(lab)
        self._take_plan()

    def show_lab(self) -> None:
        if self.lab.config is not self._config:
            self._config = self.lab.config
            self._list.show_live(self.lab.config)
            self._say_cost()

    def numbers(self) -> Table:
        return table(self._rows, self._plan)

    def apply_theme(self) -> None:
        for part in (self._finding, self._preview, self._list_error, self._race_error, self._race_cost):
            part.update()

    # By hand --------------------------------------------------------------------------------------

    def _compose(self) -> None:
        """Read the form; a plan that is right goes to the lab."""
        self._wrong = ""
        try:
            plan = self._read()
        except ValueError as error:
            self._wrong = in_titles(settings.in_words(str(error)))
        else:
            self._plan = plan
            self.lab.compose(plan)
        self._show_cost()

    def _read(self) -> Plan:
        """The plan that the form stands for. Raises ValueError; its place in the form says so too."""
        space, errors = self._plan.space, list[ValueError]()
        self._list_error.show_text("")
        try:
            space = self._read_space()
        except ValueError as error:
            errors.append(error)
        plan = self._settings.plan(space)
        if errors:
            raise errors[0]
        return plan

    def _read_space(self) -> Space:
        axes = self._list.axes()
        try:
            Space(self.lab.config, axes)
            return Space(self._base, axes)
        except ValueError as error:
            self._list_error.show_text(in_titles(str(error)))
            raise

    def _begin(self, command: Callable[[Plan], Begin | Race]) -> None:
        """Ask for what the form says, around the live model as it is now."""
        self._take_live_model()
        if not self._wrong:
            self.lab.wish.emit(command(self._plan))

    def _take_live_model(self) -> None:
        self._base = self.lab.config
        self._compose()

    def _take_seeds(self, seeds: int) -> None:
        self._seeds = seeds
        wrong = "" if self._may_race else f"A race is run over 1 to {_MOST_SEEDS} seeds, got {seeds}."
        self._seed_count.show_value(seeds)
        self._say_of_race(wrong)
        self._say_cost()

    @property
    def _may_race(self) -> bool:
        return 1 <= self._seeds <= _MOST_SEEDS

    def _say_of_race(self, sentence: str) -> None:
        if sentence != self._race_error.text():
            self._race_error.show_text(sentence)

    # Showing --------------------------------------------------------------------------------------

    def _take_plan(self) -> None:
        """Show the lab's plan, unless it is the one that stands here."""
        plan = self.lab.plan
        if plan != self._plan or not self._rows:
            self._plan, self._base, self._wrong = plan, plan.space.base, ""
            self._list.show_axes(plan.space.axes)
            self._settings.show_plan(plan)
            self._settings.say("")
            self._list_error.show_text("")
            self._show_cost()

    def _show_cost(self) -> None:
        if not self._wrong:
            self._rows = tried(self._plan)
        self._preview.show_tried(self._rows, self._plan.strategy, faded=bool(self._wrong))
        if isinstance(self.widget, Room):
            self.widget.fit()
        self._say_cost()

    def _say_cost(self) -> None:
        plan = self._plan
        right = not self._wrong
        self._start.setEnabled(right)
        self._race.setEnabled(right and self._may_race)
        self._start.setToolTip(self._wrong or "Search by this plan, all else as the live model has it")
        self._race_cost.show_text(cost.race(plan, self._seeds) if right and self._may_race else "")
        self.caption = f"{cost.title(plan)} · seed {plan.seed}"
        if right:
            self._finding.say(*cost.finding(plan))
            self._list.note(plan.space.with_base(self._fitting(plan)).remarks())
        else:
            self._finding.say("Not yet", self._wrong, "bad")

    def _fitting(self, plan: Plan) -> Config:
        """The live model, or where it does not go with the axes what the plan has."""
        try:
            return plan.space.with_base(self.lab.config).base
        except ValueError:
            return plan.space.base

    def look(self) -> None:
        """Show what is new of the live model; the caption is the plan's."""
        self.show_lab()


def _inset(line: ErrorLine) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
    row.addWidget(line)
    return row
