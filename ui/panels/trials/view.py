"""The table itself: painted cell by cell, and told apart by what trials are, not by where they stand."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui import theme
from ui.drawing import trial_colours
from ui.drawing.lettering import shortened, width_of, write
from ui.panels.trials.columns import STATES
from ui.panels.trials.model import TrialsModel

_ROW, _PAD, _STRIP, _ARROW = 22, 8, 4, 20
_INKS = {STATES["diverged"]: "warning", STATES["waiting"]: "muted"}


class TrialsView(QTableView):
    """Says which trial is under the cursor, which was chosen and which is to be adopted."""

    hovered = Signal(object)
    chosen = Signal(int)
    adopted = Signal(int)

    def __init__(self, model: TrialsModel) -> None:
        super().__init__()
        self._trials, self.pointed, self._keeping = model, None, False
        self._fitted: object = None
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAccessibleName("Trials")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        header.setSortIndicatorShown(False)  # Qt's would lie over the heading, which has its own
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self._sorted_for: object = None
        self._trials.modelReset.connect(self._put_best_first)

    # Trials -----------------------------------------------------------------------------------------

    @property
    def selected(self) -> list[int]:
        """The trials of the selected rows, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._trials.numbers[row] for row in rows if row < len(self._trials.numbers)]

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Whatever becomes of the rows, the same trials are selected afterwards, at the same place."""
        selected, scroll, self._keeping = self.selected, self.verticalScrollBar().value(), True
        try:
            yield
            if self.selected != [n for n in self._trials.numbers if n in set(selected)]:
                self._select(selected)
            self.verticalScrollBar().setValue(scroll)
        finally:
            self._keeping = False

    def _put_best_first(self) -> None:
        """Another study that is sorted by its objective begins with its best, be that much or little."""
        mirror, header = self._trials.mirror, self.horizontalHeader()
        if mirror is None or mirror is self._sorted_for:
            return
        self._sorted_for = mirror
        if header.sortIndicatorSection() == 1:
            more = mirror.study.objective.more_is_better
            header.setSortIndicator(1, Qt.SortOrder.DescendingOrder if more else Qt.SortOrder.AscendingOrder)

    def show_chosen(self, number: int | None) -> None:
        """Select a trial that was chosen elsewhere, and bring it into sight."""
        if number in self.selected or (number is None and not self.selected):
            return
        self._keeping = True
        self._select([] if number is None else [number])
        self._keeping = False
        row = None if number is None else self._trials.rows.get(number)
        if row is not None:
            self.scrollTo(self._trials.index(row, 0))

    def show_pointed(self, number: int | None) -> None:
        """Lift the row of the trial that is under the cursor, here or elsewhere."""
        if number != self.pointed:
            before, self.pointed = self.pointed, number
            self.renew(each for each in (before, number) if each is not None)

    def renew(self, numbers: Iterable[int], live: bool = False) -> None:
        """Paint the rows of these trials again, if in sight; of `live` ones only what follows a trial."""
        sight, area = self.viewport().rect(), QRect()
        known = self._trials.rows
        for row in (known[number] for number in numbers if number in known):
            area = area.united(QRect(0, self.rowViewportPosition(row), sight.width(), _ROW))
        area = area.intersected(sight)
        if area.isEmpty():
            return
        if not live:
            self.viewport().update(area)
            return
        self.viewport().update(QRect(self.columnViewportPosition(0), area.top(), _STRIP, area.height()))
        for i, column in enumerate(self._trials.columns):
            if column.is_live:
                left = self.columnViewportPosition(i)
                self.viewport().update(QRect(left, area.top(), self.columnWidth(i), area.height()))

    def copy(self) -> None:
        """The selected rows under their heads, tab-separated, to the clipboard."""
        table = self._trials.table(self.selected)
        if table is not None and self.selected:
            QGuiApplication.clipboard().setText(table.to_tsv())

    def fit(self) -> None:
        """Columns as wide as their texts need, where they are new; a person may drag them."""
        columns = self._trials.columns
        state = self.font().key(), tuple((column.heading, column.widest) for column in columns)
        if columns and state != self._fitted:
            self._fitted = state
            for i, column in enumerate(columns):
                wide = max(
                    width_of(column.heading, self.font()) + _ARROW, width_of(column.widest, self.font())
                )
                self.setColumnWidth(i, math.ceil(wide) + 2 * _PAD)

    def apply_theme(self) -> None:
        """Colours and font of the current theme."""
        worn = theme.current()
        # Fusion paints headers with a gradient that a PDF cannot hold.
        self.setStyleSheet(
            f"QTableView, QHeaderView {{ background: {worn.raised}; border: none; }}"
            f"QHeaderView::section {{ background: {worn.raised}; color: {worn.muted};"
            f"border: none; padding: 4px {_PAD}px; }}"
        )
        self.setFont(theme.font(0.92))
        self.fit()

    def _select(self, numbers: Iterable[int]) -> None:
        last, picked = max(self._trials.columnCount() - 1, 0), QItemSelection()
        for row in (self._trials.rows.get(number) for number in numbers):
            if row is not None:
                picked.select(self._trials.index(row, 0), self._trials.index(row, last))
        model, flag = self.selectionModel(), QItemSelectionModel.SelectionFlag
        model.select(picked, flag.ClearAndSelect | flag.Rows)
        first = picked.indexes()[0] if picked.indexes() else QModelIndex()
        model.setCurrentIndex(first, flag.NoUpdate)

    def _selection_changed(self) -> None:
        if self._keeping:
            return
        selected, current = self.selected, self.currentIndex().row()
        numbers = self._trials.numbers
        here = numbers[current] if 0 <= current < len(numbers) else None
        if selected:
            self.chosen.emit(here if here in selected else selected[-1])

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own way asks Python a dozen times a cell."""
        painter, rows = QPainter(self.viewport()), self._rows_in(event.rect())
        selected = {index.row() for index in self.selectionModel().selectedRows()}
        painter.setFont(self.font())
        for row in rows:
            self._paint_ground(painter, row, row in selected)
        for column in range(len(self._trials.columns)):
            left, width = self.columnViewportPosition(column) + _PAD, self.columnWidth(column) - 2 * _PAD
            if width > 0 and event.region().intersects(QRect(left, 0, width, self.viewport().height())):
                self._paint_column(painter, column, rows, selected)

    def _rows_in(self, part: QRect) -> range:
        first, last, count = self.rowAt(part.top()), self.rowAt(part.bottom()), len(self._trials.numbers)
        return range(max(first, 0) if count else 0, count if last < 0 else min(last + 1, count))

    def _paint_ground(self, painter: QPainter, row: int, selected: bool) -> None:
        worn, number = theme.current(), self._trials.numbers[row]
        across = QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
        if selected:
            painter.fillRect(across, worn.colour("accent"))
        elif number == self.pointed:
            painter.fillRect(across, worn.colour("grid"))
        place = self._trials.place(number)
        colour = worn.colour("muted", 0.6)
        if math.isfinite(place):
            colour = trial_colours.qt_colour(trial_colours.at(place))
        painter.fillRect(QRectF(self.columnViewportPosition(0), across.top() + 2, _STRIP, _ROW - 4), colour)

    def _paint_column(self, painter: QPainter, column: int, rows: range, selected: set[int]) -> None:
        left, width = self.columnViewportPosition(column), self.columnWidth(column)
        worn, font, is_text = theme.current(), self.font(), self._trials.columns[column].is_text
        for row in rows:
            text = self._trials.text(row, column)
            room = QRectF(left + _PAD, self.rowViewportPosition(row), width - 2 * _PAD, _ROW)
            spare = room.width() - width_of(text, font)
            if spare < 0:
                text, spare = shortened(text, font, room.width()), 0
            ink = "on_accent" if row in selected else _INKS.get(text, "text")
            painter.setPen(worn.colour(ink))
            write(painter, room.left() + (0 if is_text else spare), room, text, font)

    # The person -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        row = self.rowAt(int(event.position().y()))
        self.hovered.emit(self._trials.numbers[row] if 0 <= row < len(self._trials.numbers) else None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(int(event.position().y()))
        if 0 <= row < len(self._trials.numbers) and event.button() == Qt.MouseButton.LeftButton:
            self.adopted.emit(self._trials.numbers[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected:
            row = self.currentIndex().row()
            here = self._trials.numbers[row] if 0 <= row < len(self._trials.numbers) else self.selected[0]
            self.adopted.emit(here)
        else:
            super().keyPressEvent(event)
