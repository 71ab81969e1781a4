"""What mattered: each hyperparameter's importance measured, beside the course's tiers (claims T1, T4)."""

from __future__ import annotations

import math
import time

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.search.board import Mirror
from ui.drawing.absence import Presence
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.search_words import NO_SEARCH, axis_name
from ui.panels.importance.bars import ImportanceBars, number
from ui.panels.importance.findings import TIERS, Measured, comparable, finding, measured
from ui.panels.search_panel import SearchPanel
from ui.tables import Table, empty_table

_MEANS = (
    "Whiskers: ± 1 standard deviation. Hollow: may be 0. Deviations are over bootstrap samples of the trials."
)
_EVERY = 1000
"""Milliseconds at least between two measurements: with 1,024 trials one takes longer than a frame."""
_PATIENCE = 50_000
"""Milliseconds between two measurements for each second that one takes."""
_HEADERS = (
    "hyperparameter",
    "share explained (0 to 1)",
    "standard deviation (0 to 1)",
    "tier of the course (0: none)",
)


class ImportancePanel(SearchPanel):
    """Measured shares as bars, sorted."""

    key = "importance"
    title = "What mattered"
    about = "What each setting explains."
    claims = ("T1", "T4")

    def __init__(self) -> None:
        super().__init__()
        self.bars, self.note, self.finding = ImportanceBars(), Footnote(), Finding()
        self._found: list[Measured] = []
        self._counted: tuple[Mirror, int] | None = None
        self._later = QTimer(self, singleShot=True, interval=_EVERY, timeout=self._measure_if_new)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.finding, self.bars, self.note):
            column.addWidget(part, int(part is self.bars))
        self.widget = self._presence = Presence(inside)
        self.bars.pointed.connect(self._point)
        self.note.say(_MEANS)
        self.show_lab()
        self.apply_theme()

    def show_lab(self) -> None:
        """Measure anew when other trials have ended, but not in every frame while a search goes on."""
        mirror = self.mirror
        self._presence.miss("" if mirror is not None else NO_SEARCH)
        is_other = self._counted is None or self._counted[0] is not mirror
        rests = mirror is not None and mirror.status == "ended"
        if is_other or rests or not self._later.isActive():
            self._measure_if_new()

    def numbers(self) -> Table:
        if not self._found:
            return empty_table(*_HEADERS)
        rows = [(axis_name(r.axis), _cell(r.share), _cell(r.spread), r.tier) for r in self._found]
        return Table(_HEADERS, tuple(np.array(column, dtype=object) for column in zip(*rows, strict=True)))

    def apply_theme(self) -> None:
        self.bars.apply_theme()
        self.note.update()
        self.finding.update()

    def _measure_if_new(self) -> None:
        mirror = self.mirror
        trials = [] if mirror is None else comparable(mirror.study)
        counted = None if mirror is None else (mirror, len(trials))
        if counted is None or counted != self._counted:
            self._counted = counted
            began = time.perf_counter()
            self._found = [] if mirror is None else measured(mirror.study, trials)
            self._later.start(max(_EVERY, round(_PATIENCE * (time.perf_counter() - began))))
            self._draw()

    def _draw(self) -> None:
        self.bars.show_rows(tuple(self._found))
        self.finding.say(*finding(self._found, self._counted[1] if self._counted else 0))

    def _point(self, row: int) -> None:
        self.note.whisper(_reading(self._found[row]) if 0 <= row < len(self._found) else "")


def _reading(row: Measured) -> str:
    tier = f"the course's tier {TIERS[row.tier]}" if row.tier else "the course gives it no tier"
    return f"{axis_name(row.axis)}: {number(row)} explained by itself; {tier}"


def _cell(value: float) -> float | None:
    return None if math.isnan(value) else value
