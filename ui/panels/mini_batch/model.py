"""The rows and columns of a mini-batch, read cell by cell as they are painted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from simulator.snapshot import DataSummary, MiniBatchView
from ui import theme
from ui.drawing.names import class_name, names_for
from ui.tables import Table

Array = NDArray[Any]
MOST_FEATURES, FIRST_FEW = 8, 3
Index = QModelIndex | QPersistentModelIndex
_ROLES = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.ForegroundRole
NAMED = Qt.AlignmentFlag.AlignCenter
"""How columns of class names are aligned: those may be cut where there is no room."""
_ANSWER = "ŷ"
_ABOVE, _BELOW = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Column:
    """A heading, the values under it (what sorting compares), how one is written and in what room."""

    heading: str
    values: Array
    write: Callable[[Any], str]
    tip: str = ""
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    widest: str = "0000.000"
    essential: bool = True


class MiniBatchModel(QAbstractTableModel):
    """Row r is the example `order[r]` of the mini-batch."""

    def __init__(self) -> None:
        super().__init__()
        self._view: MiniBatchView | None = None
        self._data: DataSummary | None = None
        self._columns: tuple[Column, ...] = ()
        self._order: Array = np.empty(0, dtype=np.int64)
        self._wrong: Array = np.empty(0, dtype=bool)
        self._sorted_by, self._direction = -1, _ABOVE

    def show_batch(self, view: MiniBatchView, data: DataSummary) -> None:
        """Show another mini-batch in the same order of sorting; the selected rows stay selected."""
        columns = _columns(view, data)
        if [c.heading for c in columns] != [c.heading for c in self._columns]:
            self.beginResetModel()
            self._take(view, data, columns)
            self.endResetModel()
            return
        before, now = len(self._order), len(view.indices)
        if now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
        elif now < before:
            self.beginRemoveRows(QModelIndex(), now, before - 1)
        self._take(view, data, columns)
        if now > before:
            self.endInsertRows()
        elif now < before:
            self.endRemoveRows()
        self._changed()

    def clear(self) -> None:
        """No rows, no columns."""
        self.beginResetModel()
        self._view, self._columns, self._order = None, (), np.empty(0, dtype=np.int64)
        self.endResetModel()

    def table(self) -> Table | None:
        """All of it in the rows' order, every feature and probability included."""
        view, data, order = self._view, self._data, self._order
        if view is None or data is None:
            return None
        probabilities = (f"ŷ of {name}" for name in names_for(data.class_names, len(view.y_hat)))
        features = names_for(data.features, len(view.X), "feature")
        headers = ("example i", *features, "class y", *probabilities, "loss (nats)")
        columns = (view.indices, *view.X, view.y, *view.y_hat, view.loss)
        return Table(headers, tuple(column[order] for column in columns))

    def apply_theme(self) -> None:
        """Paint the classes in their colours anew."""
        self._changed()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is shown from left to right: the answers, then the features."""
        return self._columns

    # What Qt asks -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        roles = Qt.ItemDataRole
        said = {roles.DisplayRole: column.heading, roles.ToolTipRole: column.tip}
        return said.get(role, column.align if role == roles.TextAlignmentRole else None)

    def data(self, index: Index, role: int = 0) -> Any:
        if role not in _ROLES:
            return None
        text, align, ink = self.cell(index.row(), index.column())
        return {_ROLES[0]: text, _ROLES[1]: align, _ROLES[2]: theme.current().colour(ink)}[role]

    def cell(self, row: int, column: int) -> tuple[str, Qt.AlignmentFlag, str]:
        """What a cell says, how it is aligned and the role of its colour: a wrong prediction stands out.

        Every index has an answer: an exception while Qt paints ends the process.
        """
        if not (0 <= row < len(self._order) and 0 <= column < len(self._columns)):
            return "", NAMED, "text"
        shown, example = self._columns[column], self._order[row]
        ink = "bad" if shown.heading == _ANSWER and self._wrong[example] else "text"
        return shown.write(shown.values[example]), shown.align, ink

    def sort(self, column: int, order: Qt.SortOrder = _ABOVE) -> None:
        """Order the rows by a column; -1 is the order of the mini-batch."""
        self.layoutAboutToBeChanged.emit()
        self._sorted_by, self._direction = column, order
        self._reorder()
        self.layoutChanged.emit()

    def _take(self, view: MiniBatchView, data: DataSummary, columns: tuple[Column, ...]) -> None:
        self._view, self._data, self._columns = view, data, columns
        self._wrong = next(c.values for c in columns if c.heading == _ANSWER) != view.y
        self._reorder()

    def _reorder(self) -> None:
        count = 0 if self._view is None else len(self._view.indices)
        self._order = np.arange(count)
        if 0 <= self._sorted_by < len(self._columns):
            values = self._columns[self._sorted_by].values
            self._order = np.argsort(-values if self._direction == _BELOW else values, kind="stable")

    def _changed(self) -> None:
        if len(self._order) and self._columns:
            last = self.index(len(self._order) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _columns(view: MiniBatchView, data: DataSummary) -> tuple[Column, ...]:
    names = names_for(data.class_names, len(view.y_hat))

    def write(label: int) -> str:
        return class_name(names, label)

    own = _of_true_class(view)
    predicted = view.y_hat.argmax(axis=0) if view.y_hat.size else np.full(len(view.y), -1)
    predicted = np.where(np.isnan(own), -1, predicted)
    longest = max(names, key=len, default="")
    return (
        Column("i", view.indices, str, "Index of the example", widest="0000"),
        Column("y", view.y, write, "True class", NAMED, widest=longest),
        Column(_ANSWER, predicted, write, "Most probable class", NAMED, widest=longest),
        Column("p(true)", own, _probability, "Probability given to the true class", widest="100.0 %"),
        Column("loss", view.loss, _number, "−log p(true), in nats", widest="00.000"),
        *_features(view, names_for(data.features, len(view.X), "feature")),
    )


def _features(view: MiniBatchView, names: tuple[str, ...]) -> Iterator[Column]:
    shown = len(names) if len(names) <= MOST_FEATURES else FIRST_FEW
    for name, values in zip(names[:shown], view.X, strict=False):
        yield Column(name, values, _number, name, essential=False)
    if shown < len(names):
        more = f"{len(names) - shown} more features; the exported numbers hold them all"
        nothing = np.zeros(len(view.indices))
        yield Column("…", nothing, lambda _value: "…", more, widest="…", essential=False)


def _of_true_class(view: MiniBatchView) -> Array:
    """(m,): the probability each true class got; NaN where the network knows no such class."""
    known = (view.y >= 0) & (view.y < len(view.y_hat))
    own = np.full(len(view.y), np.nan)
    own[known] = view.y_hat[view.y[known], np.flatnonzero(known)]
    return own


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞"
    return f"{value:.3f}" if abs(value) < 1000 else f"{value:.3g}"


def _probability(value: float) -> str:
    return f"{100 * value:.1f} %" if math.isfinite(value) else "–"
