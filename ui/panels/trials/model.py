"""The rows of the table: one a trial, filtered and sorted by whoever looks, written cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from simulator.search.board import Mirror
from simulator.search.trial import Trial
from ui.drawing import trial_colours
from ui.panels.trials.columns import Column, columns_of
from ui.panels.trials.filtering import Test, conditions
from ui.tables import Table

Index = QModelIndex | QPersistentModelIndex
_UP, _DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TrialsModel(QAbstractTableModel):
    """Row r is the trial `numbers[r]`. Qt's own proxy would ask Python for two values a comparison."""

    def __init__(self) -> None:
        super().__init__()
        self.mirror: Mirror | None = None
        self.columns: tuple[Column, ...] = ()
        self._live: list[tuple[int, Column]] = []
        self.numbers: list[int] = []
        self.rows: dict[int, int] = {}
        self._values: dict[int, list[Any]] = {}
        self._texts: dict[int, list[str]] = {}
        self._seen: dict[int, tuple[object, ...]] = {}
        self._tests: list[Test] = []
        self.brushed: frozenset[int] | None = None
        self._by, self._direction = -1, _UP
        self._places: dict[int, float] = {}

    # What is shown ----------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Trials there are, seen or not."""
        return len(self._values)

    def follow(self, mirror: Mirror | None) -> tuple[list[int], list[int]]:
        """Take in what is new, each in its row for now: the trials that learned, and those noted anew."""
        if mirror is not self.mirror:
            self._start_over(mirror)
        if mirror is None:
            return [], []
        trials = mirror.study.trials
        changed = [trial for trial in trials if self._is_new(mirror, trial)]
        noted = [t.number for t in changed if t.number not in self._seen or self._seen[t.number][0] is not t]
        for trial in changed:
            self._take(mirror, trial)
        if len(trials) < len(self._values):
            self._drop({trial.number for trial in trials})
        if changed:
            self._place(mirror)
        return [trial.number for trial in changed], noted

    def filter(self, text: str) -> None:
        """Leave the trials that pass. Raises ValueError, and leaves all, where it makes no sense."""
        self._tests = []
        self._tests = conditions(text, self.columns) if self.columns else []

    def brush(self, numbers: frozenset[int] | None) -> None:
        """Leave only these trials, or all."""
        self.brushed = numbers

    def arrange(self) -> None:
        """Filter and sort anew; where rows come or go the model is reset, and forgets what was selected."""
        numbers = self._sorted([n for n, row in self._values.items() if self._is_seen(n, row)])
        if numbers == self.numbers:
            return
        if len(numbers) == len(self.numbers) and set(numbers) == set(self.numbers):
            self._permute(numbers)
        else:
            self.beginResetModel()
            self._show(numbers)
            self.endResetModel()

    def place(self, number: int) -> float:
        """From 0 for the worst result to 1 for the best; NaN for none."""
        return self._places.get(number, math.nan)

    def table(self, numbers: Iterable[int] | None = None) -> Table | None:
        """The values of these trials, or of all in sight, in the order of the rows."""
        if self.mirror is None:
            return None
        wanted = set(self.numbers if numbers is None else numbers)
        rows = [self._values[n] for n in self.numbers if n in wanted]
        columns = [[_plain(row[i], column) for row in rows] for i, column in enumerate(self.columns)]
        headers = tuple(column.title for column in self.columns)
        return Table(headers, tuple(np.array(column, dtype=object) for column in columns))

    # What Qt asks: an exception while it paints would end the process -----------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column, roles = self.columns[section], Qt.ItemDataRole
        tip = f"{column.title}. Click to sort; in the filter: {column.names[0]}"
        arrow = ("↓ " if self._direction == _DOWN else "↑ ") if section == self._by else ""
        return {
            roles.DisplayRole: arrow + column.heading, roles.ToolTipRole: tip,
            roles.TextAlignmentRole: _LEFT if column.is_text else _RIGHT,
        }.get(role)  # fmt: skip

    def data(self, index: Index, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and 0 <= index.column() < len(self.columns):
            return _LEFT if self.columns[index.column()].is_text else _RIGHT
        return None

    def text(self, row: int, column: int) -> str:
        """What a cell says; nothing where there is none."""
        if not 0 <= row < len(self.numbers):
            return ""
        texts = self._texts.get(self.numbers[row], [])
        return texts[column] if 0 <= column < len(texts) else ""

    def sort(self, column: int, order: Qt.SortOrder = _UP) -> None:
        """By a column; -1 is by number."""
        self._by, self._direction = column, order
        self.arrange()

    # Inside -----------------------------------------------------------------------------------------

    def _start_over(self, mirror: Mirror | None) -> None:
        self.beginResetModel()
        self.mirror, self.columns = mirror, () if mirror is None else columns_of(mirror)
        self._live = [(i, column) for i, column in enumerate(self.columns) if column.is_live]
        self._values, self._texts, self._seen, self._places = {}, {}, {}, {}
        self._tests, self.brushed = [], None
        self._show([])
        self.endResetModel()

    def _is_new(self, mirror: Mirror, trial: Trial) -> bool:
        """Whether it is another than the one last taken in."""
        number = trial.number
        known = self._seen.get(number)
        if known is None or known[0] is not trial:
            return True
        return known[1] is not mirror.curves.get(number) or known[2] != mirror.made.get(number)

    def _take(self, mirror: Mirror, trial: Trial) -> None:
        number, known = trial.number, self._seen.get(trial.number)
        self._seen[number] = trial, mirror.curves.get(number), mirror.made.get(number)
        if known is None or known[0] is not trial:
            self._values[number] = values = [column.read(mirror, trial) for column in self.columns]
            self._texts[number] = [c.write(v) for c, v in zip(self.columns, values, strict=True)]
            return
        values, texts = self._values[number], self._texts[number]
        for i, column in self._live:
            values[i] = value = column.read(mirror, trial)
            texts[i] = column.write(value)

    def _drop(self, left: set[int]) -> None:
        for kept in (self._values, self._texts, self._seen):
            for number in [number for number in kept if number not in left]:
                del kept[number]
        self.arrange()  # at once: a row of a trial that is gone has nothing to say

    def _place(self, mirror: Mirror) -> None:
        results = [row[1] for row in self._values.values()]
        places = trial_colours.ranks(results, mirror.study.objective.more_is_better)
        self._places = dict(zip(self._values, places.tolist(), strict=True))

    def _is_seen(self, number: int, row: list[Any]) -> bool:
        if self.brushed is not None and number not in self.brushed:
            return False
        return all(test(row) for test in self._tests)

    def _sorted(self, numbers: list[int]) -> list[int]:
        """By the column, equals by number; those without a value come last either way."""
        numbers = sorted(numbers)
        if not 0 <= self._by < len(self.columns):
            return numbers
        place = self.columns[self._by].place
        keys = np.array([place(self._values[number][self._by]) for number in numbers], dtype=np.float64)
        order = np.argsort(-keys if self._direction == _DOWN else keys, kind="stable")
        return [numbers[i] for i in order.tolist()]

    def _permute(self, numbers: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before, held = self.numbers, self.persistentIndexList()
        self._show(numbers)
        moved = [self.index(self.rows[before[index.row()]], index.column()) for index in held]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _show(self, numbers: list[int]) -> None:
        self.numbers = numbers
        self.rows = {number: row for row, number in enumerate(numbers)}


def _plain(value: Any, column: Column) -> Any:
    """A number as it is, a choice as it is written, None for nothing."""
    if column.is_text:
        return column.write(value)
    return None if isinstance(value, float) and math.isnan(value) else value
