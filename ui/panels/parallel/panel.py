"""Every trial a line across all hyperparameters to what came of it (claims T1, T4)."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from simulator.search.agreement import Agreement, agreements, crowded
from simulator.search.objectives import OBJECTIVES, Objective
from ui import theme
from ui.drawing.absence import Presence
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.search_words import NO_SEARCH, axis_name, objective_name, say_settings, say_value
from ui.panels.parallel.canvas import ParallelCanvas
from ui.panels.parallel.lines import Lines, Places
from ui.panels.parallel.words import sentence
from ui.panels.search_panel import SearchPanel
from ui.tables import Table, empty_table

_NO_TRIAL = "The search has not begun its first trial."
_HOW = "Drag along an axis to keep what passes there. Click a brush to remove it."
_READ = "Up and strong is better. Point at a line to read it. Click to choose it."


class ParallelPanel(SearchPanel):
    """Axes side by side, brushed by hand."""

    key = "parallel"
    title = "Parallel coordinates"
    about = "A line a trial; its settings, then its result."
    claims = ("T1", "T4")

    def __init__(self) -> None:
        super().__init__()
        self.canvas, self.note, self.finding = ParallelCanvas(), Footnote(), Finding()
        self.clear_button = QPushButton("Clear brushes", enabled=False)
        self.clear_button.setToolTip("Take every brush away: all trials are kept again (Esc on the picture)")
        self._how = Footnote()
        self._how.say(_HOW)
        self._figure = QWidget()
        self._places, self._seen = Places(), self.mirror
        self._mine: frozenset[int] | None = None
        self._agreed = "", "", "text"
        self.widget = self._assemble()
        self.canvas.brushed.connect(self._brush)
        self.canvas.pointed.connect(lambda number: self.lab.point(number))
        self.canvas.chosen.connect(self._choose)
        self.canvas.stepped.connect(self._step)
        self.clear_button.clicked.connect(self._clear_brushes)
        self.show_lab()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        inside = QVBoxLayout(self._figure)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for part in (self.finding, self.canvas, self.note):
            inside.addWidget(part, int(part is self.canvas))
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        row.addWidget(self.clear_button)
        row.addWidget(self._how, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        self._presence = Presence(self._figure)
        column.addWidget(self._presence, 1)
        return whole

    @property
    def figure(self) -> QWidget:
        return self._presence

    # Showing ----------------------------------------------------------------------------------------

    def show_lab(self) -> None:
        mirror = self.mirror
        lines = Lines() if mirror is None else self._places.lines(mirror)
        self._presence.miss("" if len(lines.numbers) else NO_SEARCH if mirror is None else _NO_TRIAL)
        if mirror is not self._seen:
            self._seen, self._mine = mirror, self.lab.brushed
            self.canvas.brushes.ranges.clear()
        self.canvas.show_lines(lines, self._objective)
        self._agreed = self._agreement()
        if self.canvas.brushes.ranges:
            self._brush()  # new trials may pass through what is brushed
        self.attended()

    def attended(self) -> None:
        lab = self.lab
        if lab.brushed != self._mine:  # by another panel: these brushes tell no longer what is kept
            self._mine = lab.brushed
            self.canvas.brushes.ranges.clear()
            self.canvas.update()
        self.canvas.keep(lab.brushed)
        self.canvas.attend(lab.chosen, lab.pointed)
        self.clear_button.setEnabled(lab.brushed is not None)
        self._say()

    def numbers(self) -> Table:
        lines, objective = self.canvas.lines, self._objective
        heads = [f"{axis_name(axis)} (no unit)" for axis in lines.axes]
        headers = ("trial", *heads, objective_name(objective).replace("(%)", "(share)"), "state", "brushed")
        if not len(lines.numbers):
            return empty_table(*headers)
        settings = [trial.settings for trial in lines.trials]
        columns = [[axis.value_in(each) for each in settings] for axis in lines.axes]
        kept = self.lab.brushed
        inside = ["yes" if kept is None or trial.number in kept else "no" for trial in lines.trials]
        values = [None if np.isnan(value) else value for value in lines.values.tolist()]
        states = [trial.state for trial in lines.trials]
        cells = (lines.numbers, *columns, values, states, inside)
        return Table(headers, tuple(np.array(column, dtype=object) for column in cells))

    def apply_theme(self) -> None:
        self.canvas.apply_theme()
        self.note.update()
        self.finding.update()

    @property
    def _objective(self) -> Objective:
        return OBJECTIVES["dev_accuracy"] if self.mirror is None else self.mirror.study.objective

    # Words ------------------------------------------------------------------------------------------

    def _say(self) -> None:
        lab = self.lab
        if lab.brushed is None:
            self.finding.say(*self._agreed)
        else:
            self.finding.say(*self._brushed_words(lab.brushed), "accent")
        self.note.say(self._reading(lab.chosen) or _READ)
        self.note.whisper(self._reading(lab.pointed) if lab.pointed != lab.chosen else "")

    def _agreement(self) -> tuple[str, str, str]:
        """What the best have in common, or while that cannot be said the best."""
        lines = self.canvas.lines
        found = agreed(lines)
        said = sentence(found, len(lines.numbers)) if found else self._best_words()
        return *said, "accent" if crowded(found) else "text"

    def _best_words(self) -> tuple[str, str]:
        best = None if self.mirror is None else self.mirror.study.best
        if best is None:
            return "", "No trial has made all its steps yet."
        words = say_settings(self.canvas.lines.axes, best)
        return (
            f"Best {say_value(self._objective, self._objective.value(best))}",
            f"Trial {best.number}: {words}.",
        )

    def _brushed_words(self, numbers: frozenset[int]) -> tuple[str, str]:
        lines, objective = self.canvas.lines, self._objective
        kept = np.isin(lines.numbers, list(numbers))
        head = f"{kept.sum():,} of {len(kept):,} trials"
        if not kept.any():
            return head, "No trial passes through every brush: widen one, or click it to remove it."
        ends = []
        for words, which in (("brushed", kept), ("the others", ~kept)):
            known = lines.values[which & np.isfinite(lines.values)]
            if len(known):
                best, middle = objective_best(objective, known), float(np.median(known))
                ends.append(
                    f"{words}: best {say_value(objective, best)}, median {say_value(objective, middle)}"
                )
        return (
            head,
            f"{objective.title} of the {'; '.join(ends)}." if ends else "None of them has a result yet.",
        )

    def _reading(self, number: int | None) -> str:
        row = self.canvas.lines.row(number)
        if row is None:
            return ""
        lines = self.canvas.lines
        trial, value = lines.trials[row], float(lines.values[row])
        result = (
            "diverged"
            if trial.state == "diverged"
            else f"{self._objective.title.lower()} {say_value(self._objective, value)}"
        )
        return f"trial {number}: {result} · {say_settings(lines.axes, trial)}"

    # The hand ---------------------------------------------------------------------------------------

    def _brush(self) -> None:
        canvas = self.canvas
        kept = canvas.brushes.keep(canvas.lines.places)
        numbers = frozenset(canvas.lines.numbers[kept].tolist()) if canvas.brushes.ranges else None
        self._mine = numbers
        self.lab.brush(numbers)

    def _clear_brushes(self) -> None:
        self.canvas.brushes.ranges.clear()
        self.canvas.update()
        self._mine = None
        self.lab.brush(None)

    def _choose(self, number: int | None) -> None:
        if number is not None:
            self.lab.choose(number)

    def _step(self, by: int) -> None:
        """The next trial by result, among those that are kept."""
        lines, kept = self.canvas.lines, self.lab.brushed
        usable = np.isfinite(lines.values)
        if kept is not None:
            usable &= np.isin(lines.numbers, list(kept))
        rows = np.flatnonzero(usable)
        if not len(rows):
            return
        order = rows[np.argsort(-lines.places[rows, -1], kind="stable")]
        numbers = lines.numbers[order].tolist()
        at = numbers.index(self.lab.chosen) + by if self.lab.chosen in numbers else 0
        self.lab.choose(numbers[min(max(at, 0), len(numbers) - 1)])


def agreed(lines: Lines) -> list[Agreement]:
    """What the best of these lines have in common."""
    return agreements(
        lines.axes,
        lines.places[:, :-1],
        lines.values,
        more_is_better=lines.goal.more_is_better,
        diverged=lines.diverged,
    )


def objective_best(objective: Objective, values: np.ndarray) -> float:
    """The best of some values."""
    return float(values.max() if objective.more_is_better else values.min())
