"""The rows and columns of a mini-batch, read cell by cell as they are painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from simulator.snapshot import DataSummary, MiniBatchView
from ui import theme
from ui.tables import Table

Array = NDArray[Any]
MOST_FEATURES, FIRST_FEW = 8, 3
Index = QModelIndex | QPersistentModelIndex
_CENTRE, _MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter
_ABOVE, _BELOW = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Column:
    """A heading, the values under it (what sorting compares) and how one is written."""

    heading: str
    values: Array
    write: Callable[[Any], str]
    tip: str = ""
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignRight


class MiniBatchModel(QAbstractTableModel):
    """Row r is the example `order[r]` of the mini-batch."""

    def __init__(self) -> None:
        super().__init__()
        self._view: MiniBatchView | None = None
        self._data: DataSummary | None = None
        self._columns: tuple[Column, ...] = ()
        self._order: Array = np.empty(0, dtype=np.int64)
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
        probabilities = (f"ŷ of {name}" for name in data.class_names)
        headers = ("example i", *data.features, "class y", *probabilities, "loss (nats)")
        columns = (view.indices, *view.X, view.y, *view.y_hat, view.loss)
        return Table(headers, tuple(column[order] for column in columns))

    def apply_theme(self) -> None:
        """Paint the classes in their colours anew."""
        self._changed()

    # What Qt asks -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        roles = Qt.ItemDataRole
        said = {roles.DisplayRole: column.heading, roles.ToolTipRole: column.tip}
        return said.get(role, column.align | _MIDDLE if role == roles.TextAlignmentRole else None)

    def data(self, index: Index, role: int = 0) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            column = self._columns[index.column()]
            return column.write(column.values[self._order[index.row()]])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._columns[index.column()].align | _MIDDLE
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(index)
        return None

    def sort(self, column: int, order: Qt.SortOrder = _ABOVE) -> None:
        """Order the rows by a column; -1 is the order of the mini-batch."""
        self.layoutAboutToBeChanged.emit()
        self._sorted_by, self._direction = column, order
        self._reorder()
        self.layoutChanged.emit()

    def _take(self, view: MiniBatchView, data: DataSummary, columns: tuple[Column, ...]) -> None:
        self._view, self._data, self._columns = view, data, columns
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

    def _ink(self, index: Index) -> Any:
        """A wrong prediction stands out."""
        wrong = self._columns[index.column()].heading == "predicted" and self._is_wrong(index.row())
        return theme.current().colour("bad") if wrong else None

    def _is_wrong(self, row: int) -> bool:
        view = self._view
        example = self._order[row]
        return view is not None and bool(view.y[example] != view.y_hat[:, example].argmax())


def _columns(view: MiniBatchView, data: DataSummary) -> tuple[Column, ...]:
    def class_name(label: int) -> str:
        return data.class_names[label]

    m, shown = len(view.indices), len(data.features)
    if shown > MOST_FEATURES:
        shown = FIRST_FEW
    features = [Column(data.features[i], view.X[i], _number, data.features[i]) for i in range(shown)]
    if shown < len(data.features):
        more = f"{len(data.features) - shown} more features; the exported numbers hold them all"
        features.append(Column("…", np.zeros(m), lambda _value: "…", more))
    own = view.y_hat[view.y, np.arange(m)]
    predicted = view.y_hat.argmax(axis=0) if m else np.empty(0, dtype=np.int64)
    return (
        Column("i", view.indices, str, "Index of the example"),
        *features,
        Column("y", view.y, class_name, "True class", _CENTRE),
        Column("ŷ", own, _probability, "Probability given to the true class"),
        Column("predicted", predicted, class_name, "Most probable class", _CENTRE),
        Column("loss", view.loss, _number, "−log ŷ of the true class, in nats"),
    )


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 1000 else f"{value:.3g}"


def _probability(value: float) -> str:
    return f"{100 * value:.1f} %"
