"""Cubs: babysit one for a while, start another, babysit that one too (claims O2, O4)."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from simulator.hyperparameters import TABLE
from simulator.search.board import Mirror
from simulator.search.commands import Clone, Extend, Kill, SearchCommand
from simulator.search.objectives import OBJECTIVES, Objective
from simulator.search.trial import Change, Trial
from ui import theme
from ui.drawing.footnote import Footnote
from ui.drawing.search_words import NO_SEARCH, objective_name
from ui.panels.cubs.canvas import LaneCanvas
from ui.panels.cubs.editor import ChangeEditor
from ui.panels.cubs.lane_buttons import WIDTH, LaneButtons
from ui.panels.cubs.lives import MOST, Life, Lives, cubs, verdict_words
from ui.panels.search_panel import SearchPanel
from ui.tables import Table, empty_table

_NO_CUB = (
    "No cub yet: choose a trial in any picture of this search. Babysit then changes "
    "one setting and goes on; Clone begins a second cub from where it stands."
)
_HOW = "Better: go further. Worse: go back. Dashed: its parent."


class CubsPanel(SearchPanel):
    """A lane a cub, with what can be done with it."""

    key = "cubs"
    title = "Cubs"
    about = "Babysit a trial; change, go on, go back."
    claims = ("O2", "O4")

    def __init__(self) -> None:
        super().__init__()
        self.canvas, self.editor, self.note = LaneCanvas(), ChangeEditor(), Footnote()
        self._lives = Lives()
        self._lanes: list[LaneButtons] = []
        self._column = QWidget()
        self._column.setFixedWidth(WIDTH)
        self._scroll = QScrollArea(widgetResizable=True)
        self._seen: Mirror | None = None
        self._followed: Trial | None = None
        self.widget = self._assemble()
        self.canvas.pointed.connect(lambda number: self.lab.point(number))
        self.canvas.chosen.connect(lambda number: self.lab.choose(number))
        self.canvas.read.connect(self.note.whisper)
        self.canvas.resized.connect(self._place)
        self.show_lab()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE // 2)
        row.addWidget(self.canvas, 1)
        row.addWidget(self._column)
        self._scroll.setWidget(inside)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        for part in (self.editor, self._scroll, self.note):
            column.addWidget(part, int(part is self._scroll))
        return whole

    @property
    def figure(self) -> QWidget:
        return self.canvas

    # Showing ----------------------------------------------------------------------------------------

    def show_lab(self) -> None:
        self.attended()

    def attended(self) -> None:
        mirror, older = self.mirror, 0
        lives: tuple[Life, ...] = ()
        if mirror is not None:
            trials, older = cubs(mirror, self.lab.chosen)
            lives = tuple(self._lives.of(mirror, trials))
            if mirror is not self._seen:
                self._seen = mirror
                self.editor.steps.setValue(mirror.study.plan.steps)
        objective = OBJECTIVES["dev_accuracy"] if mirror is None else mirror.study.objective
        self.canvas.show_lives(lives, objective, "" if lives else NO_SEARCH if mirror is None else _NO_CUB)
        self.canvas.attend(self.lab.chosen, self.lab.pointed)
        self._show_buttons(lives)
        self.editor.setVisible(bool(lives))
        if lives:
            self._follow(lives[0].trial)
        self.note.say(
            f"The newest {MOST} cubs have lanes; {older:,} older ones have none." if older else _HOW
        )

    def numbers(self) -> Table:
        name = objective_name(self.canvas.objective).replace("(%)", "(share)")
        headers = ("trial", "parent", "state", "steps made", name, "settings now", "last change")
        if not self.canvas.lives:
            return empty_table(*headers)
        rows = [_row(life, self.canvas.objective) for life in self.canvas.lives]
        return Table(headers, tuple(np.array(column, dtype=object) for column in zip(*rows, strict=True)))

    def apply_theme(self) -> None:
        self._scroll.viewport().setAutoFillBackground(False)
        self.canvas.update()
        self.note.update()

    def _follow(self, trial: Trial) -> None:
        """Its settings in the editor, put together where it is another than before."""
        if trial is not self._followed:
            self._followed = trial
            self.editor.follow(trial.settings)

    def _show_buttons(self, lives: tuple[Life, ...]) -> None:
        while len(self._lanes) < len(lives):
            lane = LaneButtons()
            lane.setParent(self._column)
            lane.asked.connect(self._do)
            self._lanes.append(lane)
        for at, lane in enumerate(self._lanes):
            lane.setVisible(at < len(lives))
            if at < len(lives):
                lane.show_life(lives[at])
        self._column.setVisible(bool(lives))
        self._place()

    def _place(self) -> None:
        """Each lane's buttons beside it."""
        high = self.canvas.lane_height
        for at, lane in enumerate(self._lanes):
            lane.setGeometry(0, at * high, WIDTH, high)

    # Wishes -----------------------------------------------------------------------------------------

    def _do(self, act: str, number: int) -> None:
        """One of the buttons of a lane."""
        mirror = self.mirror
        if mirror is None:
            return
        try:
            trial = mirror.study.trial(number)
            wishes = self._wishes(act, trial)
        except ValueError as error:
            self.lab.refused.emit(str(error))
            return
        if act == "promote":
            self.lab.adopted.emit(number)
        for wish in wishes:
            self.lab.wish.emit(wish)

    def _wishes(self, act: str, trial: Trial) -> list[SearchCommand]:
        steps = self.editor.steps.value()
        if act == "kill":
            return [Kill(trial.number)]
        if act == "back":
            back = Clone(trial.number, steps=steps, at=trial.changes[-1].step)
            return [back] if trial.ended else [Kill(trial.number), back]
        name, value = self._change(trial)
        if act == "babysit":
            return [Extend(trial.number, steps, (Change(trial.made, name, value),) if name else ())]
        return [Clone(trial.number, name, value, steps)] if act == "clone" else []

    def _change(self, trial: Trial) -> tuple[str, object]:
        """What the editor says, unless it is so already. Raises ValueError: it has no effect in the trial."""
        name, value, settings = self.editor.name, self.editor.value, trial.settings
        if getattr(settings, name) == value:
            return "", None
        reason = TABLE[name].unused_because(settings)
        if reason:
            raise ValueError(f"{TABLE[name].title}: {reason[0].lower()}{reason[1:]}")
        settings.changed(name, value)
        return name, value


def _row(life: Life, objective: Objective) -> tuple[object, ...]:
    trial, value = life.trial, None if np.isnan(life.value) else life.value
    words = verdict_words(life, objective)
    return trial.number, trial.parent, trial.state, life.made, value, life.settings, words
