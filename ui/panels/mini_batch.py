"""The mini-batch as a table: each example, its true class, what the network said and what that cost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from simulator.snapshot import MiniBatch, Probe, Snapshot
from ui import theme
from ui.panels.cell_painter import CellPainter
from ui.panels.mini_batch_model import MiniBatchModel
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_ROW = 22


class MiniBatchPanel(Panel):
    """What the last step learned from, sortable by any column."""

    key = "mini_batch"
    title = "Mini-batch"
    about = "The examples of the last step: ŷ is the probability given to the true class, loss is −log ŷ."
    claims = ("X6", "H1")

    def __init__(self) -> None:
        super().__init__()
        self._model = MiniBatchModel()
        self.widget = self._table = QTableView()
        self._table.setModel(self._model)
        self._table.setItemDelegate(CellPainter(self._table))
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setFrameShape(QTableView.Shape.NoFrame)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._table.verticalHeader().setDefaultSectionSize(_ROW)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(54)
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
