"""The trials as a table: sorted, filtered, copied, taken away as a file, and one of them adopted."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.drawing.absence import Presence
from ui.drawing.footnote import Footnote
from ui.drawing.search_words import NO_SEARCH, plural
from ui.panels.search_panel import SearchPanel
from ui.panels.trials import files
from ui.panels.trials.model import TrialsModel
from ui.panels.trials.view import TrialsView
from ui.tables import Table, empty_table

_SETTLE = 0.5
"""Seconds for which rows stay in their places while results come in."""


class TrialsPanel(SearchPanel):
    """One row a trial of the study that is looked at."""

    key = "trials"
    title = "Trials"
    about = "Every trial, its settings and what came of it."
    claims = ("O3",)

    def __init__(self) -> None:
        super().__init__()
        self._model = TrialsModel()
        self._table, self._note = TrialsView(self._model), Footnote()
        self._presence = Presence(self._table)
        self._filter = QLineEdit(placeholderText="Filter: diverged  m<64", clearButtonEnabled=True)
        self._figure, self.widget = QWidget(), QWidget()
        self._wrong, self._arranged = "", 0.0
        self._later = QTimer(self, singleShot=True, interval=int(1000 * _SETTLE))
        self._assemble()
        self._connect()
        self.show_lab()
        self.apply_theme()

    @property
    def figure(self) -> QWidget:
        return self._figure

    def show_lab(self) -> None:
        is_other, before = self._model.mirror is not self.mirror, self._model.count
        with self._table.kept():
            changed, noted = self._model.follow(self.mirror)
        if is_other:
            self._table.fit()
            self._refilter()
        elif self._model.count != before or time.monotonic() - self._arranged >= _SETTLE:
            self._arrange()
        elif changed and not self._later.isActive():
            self._later.start()
        self._table.renew(noted)
        self._table.renew(changed, live=True)
        self._presence.miss("" if self._model.count else self._missing())
        self._say()
        self.attended()

    def attended(self) -> None:
        if self._model.brushed != self.lab.brushed:
            self._model.brush(self.lab.brushed)
            self._arrange()
        self._table.show_pointed(self.lab.pointed)
        self._table.show_chosen(self.lab.chosen)
        self._adopt.setEnabled(self.lab.chosen is not None)

    def numbers(self) -> Table:
        return self._model.table() or empty_table("Number of the trial", "objective")

    def apply_theme(self) -> None:
        self._table.apply_theme()
        self._note.update()

    # Inside -----------------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self._filter.setAccessibleName("Filter of the trials")
        self._filter.setToolTip(
            "Words such as diverged or relu, comparisons such as learning_rate<0.01; all must hold"
        )
        self._adopt = _button("Adopt", "Train the chosen trial on as the live model (Enter)")
        self._csv = _button("CSV…", "Export all trials, their settings and results as a table")
        self._json = _button("JSON…", "Export all trials with their whole configs and curves")
        tools, column, whole = QHBoxLayout(), QVBoxLayout(self._figure), QVBoxLayout(self.widget)
        tools.addWidget(self._filter, 1)
        for button in (self._adopt, self._csv, self._json):
            tools.addWidget(button)
        column.addWidget(self._presence, 1)
        column.addWidget(self._note)
        whole.addLayout(tools)
        whole.addWidget(self._figure, 1)
        for layout in (tools, column, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        tools.setContentsMargins(theme.SPACE, 2, theme.SPACE, 2)
        tools.setSpacing(theme.SPACE // 2)

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._refilter)
        self._later.timeout.connect(self._arrange)
        self._table.hovered.connect(lambda number: self.lab.point(number))
        self._table.chosen.connect(lambda number: self.lab.choose(number))
        self._table.adopted.connect(lambda number: self.lab.adopted.emit(number))
        self._adopt.clicked.connect(self._adopt_chosen)
        for button, suffix in ((self._csv, ".csv"), (self._json, ".json")):
            button.clicked.connect(lambda _=False, suffix=suffix: self._export(suffix))

    def _refilter(self) -> None:
        try:
            self._model.filter(self._filter.text())
            self._wrong = ""
        except ValueError as error:
            self._wrong = str(error)
        self._filter.setProperty("wrong", bool(self._wrong))
        self._filter.style().polish(self._filter)
        self._arrange()

    def _arrange(self) -> None:
        self._arranged = time.monotonic()
        with self._table.kept():
            self._model.arrange()
        self._say()

    def _say(self) -> None:
        seen, count = len(self._model.numbers), self._model.count
        self._note.whisper(self._wrong)
        if not count:
            self._note.say("")
        elif seen == count:
            self._note.say(f"{plural(count, 'trial')}")
        elif self.lab.brushed is not None and not self._filter.text().strip():
            self._note.say(f"{seen:,} of {count:,} trials: a brush leaves out the others")
        else:
            self._note.say(
                f"{seen:,} of {count:,} trials pass the filter" if seen else "No trial passes the filter."
            )

    def _missing(self) -> str:
        return NO_SEARCH if self.mirror is None else "No trial is left in this study: start a search."

    def _adopt_chosen(self) -> None:
        if self.lab.chosen is not None:
            self.lab.adopted.emit(self.lab.chosen)

    def _export(self, suffix: str) -> None:
        if self.mirror is None:
            self.lab.refused.emit("There are no trials to export yet: start a search first.")
            return
        try:
            self._note.say(files.ask(self.widget, self.mirror.study, suffix) or self._note.text)
        except (OSError, ValueError) as error:
            self.lab.refused.emit(str(error))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton(text=text, toolTip=tip, accessibleName=f"{text.removesuffix('…')} trials")
    if text == "Adopt":
        button.setAccessibleName("Adopt the chosen trial")
    return button
