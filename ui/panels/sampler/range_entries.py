"""The ends between which is drawn, as exact entries that know the hyperparameter's bounds."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from simulator.specs import Number
from ui import theme
from ui.controls.entry import Entry
from ui.controls.number import entry_for


class RangeEntries(QWidget):
    """From and to; none while the hyperparameter is no number."""

    changed = Signal()
    refused = Signal(str)
    """What is wrong with what was typed; empty once nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.low = self.high = 0.0
        self.entries: list[Entry] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.SPACE // 2)
        self._parts: list[QWidget] = []

    def offer(self, number: Number | None) -> None:
        """The range of a hyperparameter's slider, to begin with."""
        for part in self._parts:
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.entries = [], []
        if number is not None:
            self.low, self.high = number.low, number.high
            for name in ("low", "high"):
                self._add(number, name)

    def _add(self, number: Number, end: str) -> None:
        label = QLabel("from" if end == "low" else "to")
        label.setProperty("role", "muted")
        entry = entry_for(replace(number, title=f"{end.capitalize()} of {number.title}"))
        entry.setToolTip(f"The {end} end of what is drawn, within {number.bounds}: type it, then Enter")
        entry.show_value(getattr(self, end))
        entry.typed.connect(lambda value: self._take(entry, end, value))
        entry.refused.connect(self.refused)
        self.entries.append(entry)
        for part in (label, entry):
            self._parts.append(part)
            self._row.addWidget(part)

    def _take(self, entry: Entry, end: str, value: float) -> None:
        setattr(self, end, float(value))
        entry.show_value(value)
        self.changed.emit()
