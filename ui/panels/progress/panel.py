"""How the search stands: who leads, what is left, the work on the worse half (O3), and what to do."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.search.board import Mirror
from simulator.search.commands import (
    CancelSearch,
    OpenStudy,
    PauseSearch,
    ResumeSearch,
    SearchCommand,
    UndoGeneration,
    Zoom,
)
from ui.drawing.absence import Presence
from ui.drawing.search_words import NO_SEARCH
from ui.panels.progress import files, words
from ui.panels.progress.board import Board
from ui.panels.progress.standing import Standing, standing
from ui.panels.progress.tools import FileTools, SearchTools
from ui.panels.search_panel import SearchPanel
from ui.tables import Table, empty_table

_MISSING = f"{NO_SEARCH.removesuffix('.')}, or open a study."
_HEADERS = (
    "state", "progress (%)", "trials wanted", "trials done", "trials diverged", "trials stopped",
    "trials ended by hand", "trials under way", "steps made", "steps a second", "time left (s)",
    "leading trial",
)  # fmt: skip
_MORE = ("work on the worse half (%)", "steps not made by trials that ended early")


class ProgressPanel(SearchPanel):
    """A picture of how it stands, between tools for files and tools for the search that is looked at."""

    key = "progress"
    title = "Search"
    about = "How far it is; who leads."
    claims = ("T5", "O3", "O4")

    def __init__(self) -> None:
        super().__init__()
        self._stands: Standing | None = None
        self._seen: tuple[Mirror | None, int] = (None, -1)
        self._board = Board()
        self._presence = Presence(self._board)
        self._files, self._tools = FileTools(), SearchTools()
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._files)
        column.addWidget(self._presence, 1)
        column.addWidget(self._tools)
        self._connect()
        self.show_lab()
        self.apply_theme()

    def _connect(self) -> None:
        self._files.looked_at.connect(self._look_at)
        self._files.open.clicked.connect(self._open)
        self._files.export.clicked.connect(self._export)
        self._tools.adopt.clicked.connect(self._adopt)
        self._tools.go.clicked.connect(self._pause_or_resume)
        self._tools.cancel.clicked.connect(lambda: self._wish(CancelSearch()))
        self._tools.undo.clicked.connect(lambda: self._wish(UndoGeneration()))
        self._tools.zoom.clicked.connect(self._zoom)

    @property
    def figure(self) -> QWidget:
        return self._presence

    def show_lab(self) -> None:
        mirror = self.mirror
        mirrors = self.lab.mirrors
        names = {words.name(each, i + 1): words.full_name(each) for i, each in enumerate(mirrors)}
        self._files.offer(names, self._place)
        seen = (mirror, mirror.version if mirror else -1)
        if mirror is None:
            self._stands = None
            self._presence.miss(_MISSING)
        elif seen != self._seen or self._stands is None:
            self._stands = standing(mirror)
            self._presence.miss("")
            self._board.show_standing(mirror, self._stands)
        self._tools.follow(mirror, self._stands, is_last=self._place == len(self.lab.mirrors) - 1)
        self._files.export.setEnabled(mirror is not None)
        self._seen = seen

    def numbers(self) -> Table:
        mirror, stands = self.mirror, self._stands
        if mirror is None or stands is None:
            return empty_table(*_HEADERS, "objective of the leader", *_MORE)
        objective, counts = mirror.study.objective, stands.counts
        unit = f" ({objective.unit})" if objective.unit else " (share)"
        cells = (
            words.state(mirror, stands), 100 * stands.progress, stands.wanted, counts["done"],
            counts["diverged"], counts["stopped"], counts["killed"], counts["waiting"], stands.spent,
            mirror.steps_per_second, mirror.seconds_left, stands.leader.number if stands.leader else None,
            None if math.isnan(stands.value) else stands.value,
            None if math.isnan(stands.wasted) else 100 * stands.wasted, stands.saved,
        )  # fmt: skip
        headers = (*_HEADERS, f"{objective.title.lower()} of the leader{unit}", *_MORE)
        return Table(headers, tuple(np.array([cell], dtype=object) for cell in cells))

    def apply_theme(self) -> None:
        self._board.update()
        self._tools.update()

    # By hand --------------------------------------------------------------------------------------

    @property
    def _place(self) -> int:
        """Of the study that is looked at among those of this session; −1 for none."""
        return next((i for i, each in enumerate(self.lab.mirrors) if each is self.mirror), -1)

    def _wish(self, command: SearchCommand) -> None:
        self.lab.wish.emit(command)

    def _look_at(self, place: int) -> None:
        if 0 <= place < len(self.lab.mirrors):
            self.lab.look_at(self.lab.mirrors[place])
            self.show_lab()

    def _adopt(self) -> None:
        if self._stands and self._stands.leader:
            self.lab.choose(self._stands.leader.number)
            self.lab.adopted.emit(self._stands.leader.number)

    def _pause_or_resume(self) -> None:
        running = self.mirror is not None and self.mirror.status == "running"
        self._wish(PauseSearch() if running else ResumeSearch())

    def _zoom(self) -> None:
        """A generation around the best quarter of what has been tried (claim T5)."""
        mirror = self.mirror
        if mirror is None:
            return
        try:
            count = dataclasses.replace(mirror.study.plan, strategy="random", trials=self._tools.count).trials
        except ValueError as error:
            self._tools.say(str(error).replace("trials", "Trials", 1))
            return
        self._tools.say("")
        self._wish(Zoom(mirror.study.suggested_box(), count))

    def _open(self) -> None:
        path = files.ask_for_study(self.widget, self.lab.folder)
        if path:
            self._wish(OpenStudy(path))

    def _export(self) -> None:
        if self.mirror is not None:
            path = files.ask_where(self.widget, self.mirror.study)
            said = files.save_json(self.mirror.study, path) if path else ""
            if said:
                self.lab.refused.emit(said)
