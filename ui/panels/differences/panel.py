"""Where frameworks mean another thing by the same word: what a careful person must know (claim F2)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from importlib import import_module

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.drawing.absence import Presence
from ui.drawing.sheet import Sheet
from ui.panels.standalone import StandalonePanel
from ui.tables import Table, empty_table

_NOTHING = ("what", "here", "there")


class DifferencesPanel(StandalonePanel):
    """A table that no run changes."""

    key = "differences"
    title = "What a careful person must know"
    about = "The same words mean other things elsewhere."
    claims = ("F2",)

    def __init__(self) -> None:
        super().__init__()
        self._sheet = Sheet(self.title)
        self.widget = QWidget()
        column = QVBoxLayout(self.widget, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        self._presence = Presence(self._sheet)
        column.addWidget(self._presence)
        self.show_records(_records())
        self.apply_theme()

    def show_records(self, records: Sequence[object]) -> None:
        """A row for each record, a column for each of its fields, the first one bold."""
        self._presence.miss("" if records else "The table of differences is not in this copy.")
        names = [field.name for field in dataclasses.fields(records[0])] if records else []  # type: ignore[arg-type]
        rows = [[_word(getattr(record, name)) for name in names] for record in records]
        shown = [[f"*{first}", *rest] for first, *rest in rows]
        self._sheet.show_rows([name.replace("_", " ") for name in names], shown)

    def numbers(self) -> Table:
        if not self._sheet.rows:
            return empty_table(*_NOTHING)
        columns = zip(*self._sheet.rows, strict=True)
        texts = (np.array([cell.removeprefix("*") for cell in column], dtype=object) for column in columns)
        return Table(self._sheet.headers, tuple(texts))

    def apply_theme(self) -> None:
        self._sheet.apply_theme()


def _records() -> Sequence[object]:
    try:
        return tuple(import_module("simulator.frameworks.differences").DIFFERENCES)
    except ImportError:
        return ()


def _word(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
