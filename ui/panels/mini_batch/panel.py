"""The mini-batch as a table: each example, its true class, what the network said and what that cost."""

from __future__ import annotations

from itertools import accumulate, compress

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from simulator.snapshot import MiniBatch, Probe, Snapshot
from ui import theme
from ui.panels.mini_batch.cell_painter import paint_cells
from ui.panels.mini_batch.model import NAMED, Column, MiniBatchModel
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_ROW = 22
_LEAST, _SHORT, _WIDEST, _PAD = 8, 30, 108, 14
"""Pixels of a column, of a class name at least, of either at most, and beside a text."""


class MiniBatchPanel(Panel):
    """What the last step learned from, sortable by any column."""

    key = "mini_batch"
    title = "Mini-batch"
    about = "Examples of the last step; loss is −log of p(true)."
    claims = ("X6", "H1")

    def __init__(self) -> None:
        super().__init__()
        self._model = MiniBatchModel()
        self.widget = self._table = _BatchView()
        self._table.setModel(self._model)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setFrameShape(QTableView.Shape.NoFrame)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._table.verticalHeader().setDefaultSectionSize(_ROW)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(_LEAST)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicator(-1, header.sortIndicatorOrder())
        self._table.setSortingEnabled(True)
        self.apply_theme()

    def probes(self) -> frozenset[Probe]:
        return frozenset({MiniBatch()})

    def show(self, snapshot: Snapshot) -> None:
        view = snapshot.views.get(MiniBatch())
        if view is not None:
            self._model.show_batch(view, snapshot.data)
            self._table.fit()

    def clear(self) -> None:
        self._model.clear()

    def numbers(self) -> Table:
        return self._model.table() or empty_table("example i", "loss (nats)")

    def apply_theme(self) -> None:
        worn = theme.current()
        # Fusion paints headers with a gradient that a PDF cannot hold.
        self._table.setStyleSheet(
            f"QTableView, QHeaderView {{ background: {worn.raised}; border: none; }}"
            f"QHeaderView::section {{ background: {worn.raised}; color: {worn.muted};"
            "border: none; padding: 4px 2px; }"
        )
        self._table.setFont(theme.font(0.92))
        self._model.apply_theme()
        self._table.fit()


class _BatchView(QTableView):
    """Never wider than it is: the answers first, then as many whole features as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._fitted: object = None
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self) -> None:
        """Share the width out, where it or the columns are others than before."""
        model, room = self.model(), self.viewport().width()
        columns = model.columns if isinstance(model, MiniBatchModel) else ()
        state = room, self.font().key(), tuple((c.heading, c.widest) for c in columns)
        if columns and state != self._fitted:
            self._fitted = state
            for i, width in enumerate(self._widths(columns, room)):
                self.setColumnHidden(i, width == 0)
                if width:
                    self.setColumnWidth(i, width)

    def _widths(self, columns: tuple[Column, ...], room: int) -> list[int]:
        """What each column gets; 0 hides it. Without room for all the answers the class names give way."""
        metrics = self.fontMetrics()
        wanted = [
            min(max(map(metrics.horizontalAdvance, (c.heading, c.widest))) + _PAD, _WIDEST) for c in columns
        ]
        ends = accumulate(wanted)
        shown = [c.essential or end <= room for c, end in zip(columns, ends, strict=True)]
        lacking = sum(compress(wanted, shown)) - room
        if lacking > 0:
            names = [i for i, c in enumerate(columns) if c.align == NAMED]
            for i in names:
                wanted[i] = max(wanted[i] - -(-lacking // len(names)), _SHORT)
        share = room / max(sum(compress(wanted, shown)), 1)
        return [int(width * share) if seen else 0 for width, seen in zip(wanted, shown, strict=True)]

    def paintEvent(self, event: QPaintEvent) -> None:
        model = self.model()
        if isinstance(model, MiniBatchModel):
            paint_cells(QPainter(self.viewport()), self, model, event.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
