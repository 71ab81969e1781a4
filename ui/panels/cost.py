"""Cost curves: the loss of every mini-batch, the cost J of the train and dev sets, every live change."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from simulator.snapshot import Series, Snapshot, empty_series
from ui import theme
from ui.drawing import edits
from ui.drawing.envelope import drawable
from ui.drawing.numerals import four_digits
from ui.drawing.series_now import series_now
from ui.drawing.series_plot import Line, SeriesPlot
from ui.panels.panel import Panel
from ui.tables import Table, aligned

Array = NDArray[Any]
FLOOR = 1e-8
"""The lowest cost a logarithmic axis shows; a smaller one, 0 too, sits on it."""
_SAMPLED = 5000
_LINES = (
    Line("loss", "loss", "loss", 640, alpha=0.35, rough=True),
    Line("cost_train", "J train", "train", 256),
    Line("cost_dev", "J dev", "dev", 256),
)


class CostPanel(Panel):
    """Learning as it happens, in nats."""

    key = "cost"
    title = "Cost"
    about = "Loss of each mini-batch, cost J of the train and dev sets."
    claims = ("O2", "O3", "W3")
    reads_series = True

    def __init__(self) -> None:
        super().__init__()
        self._series = empty_series()
        self._plot = SeriesPlot("cost J (nats)", _LINES, four_digits, self._y_range)
        self._log = QToolButton(text="Log scale", checkable=True)
        self._log.setToolTip("Logarithmic cost axis (L)")
        self._log.setShortcut(Qt.Key.Key_L)
        self._log.toggled.connect(self._toggle_log)
        self._log.setFixedHeight(20)  # as high as the axis name, so as not to cover the first tick
        self.widget = self._assemble()
        self.apply_theme()
        self._plot.fit()

    def _assemble(self) -> QWidget:
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._plot, 0, 0)
        # In the empty corner of the axes it changes, over the figure: a tool is not exported.
        grid.addWidget(self._log, 0, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        return whole

    @property
    def figure(self) -> QWidget:
        return self._plot

    def show(self, snapshot: Snapshot) -> None:
        series = self._series = series_now(snapshot)
        first = series.start + 1
        self._plot.follow("loss", range(first, first + len(series.loss)), series.loss)
        self._plot.follow("cost_train", series.at, series.cost_train)
        self._plot.follow("cost_dev", series.at, series.cost_dev)
        self._plot.follow_marks(edits.marks(snapshot))
        self._plot.settle()

    def clear(self) -> None:
        self._series = empty_series()
        self._plot.clear()

    def settle(self) -> None:
        self._plot.fit()

    def numbers(self) -> Table:
        return numbers_of(self._series)

    def apply_theme(self) -> None:
        self._plot.apply_theme()
        worn = theme.current()
        self._log.setFont(theme.font(0.85))
        self._log.setStyleSheet(
            f"QToolButton {{ border: 1px solid {worn.border}; border-radius: 4px;"
            f"background: {worn.raised}; padding: 0 4px; margin: 0 4px 1px 4px; }}"
            f"QToolButton:hover {{ border-color: {worn.accent}; }}"
            f"QToolButton:checked {{ background: {worn.accent}; color: {worn.on_accent}; }}"
        )

    def _toggle_log(self, log: bool) -> None:
        self._plot.set_log(log, FLOOR)

    def _y_range(self, drawn: dict[str, Array]) -> tuple[float, float]:
        if not drawn:
            return (-2.0, 0.5) if self._log.isChecked() else (0.0, 2.0)
        if not self._log.isChecked():
            return 0.0, max(self._high(drawn), 1e-6)
        highs = [np.percentile(y, 99) if key == "loss" else y.max() for key, y in drawn.items()]
        low, high = min(float(y.min()) for y in drawn.values()), float(max(highs))
        return math.floor(5 * low) / 5, max(math.ceil(5 * high) / 5, math.floor(5 * low) / 5 + 0.4)

    def _high(self, drawn: dict[str, Array]) -> float:
        """Room for all of J, which rare wild mini-batches, short last ones say, must not flatten."""
        loss = self._series.loss
        loss = drawable(loss[:: 1 + len(loss) // _SAMPLED])
        usual = [np.percentile(loss[np.isfinite(loss)], 90)] if np.isfinite(loss).any() else []
        return float(max([1.15 * y.max() for key, y in drawn.items() if key != "loss"] + usual, default=2.0))


def numbers_of(series: Series) -> Table:
    """A series as a table: a row a step, costs empty at the steps where none was taken."""
    taken = np.arange(series.start + 1, series.start + 1 + len(series.loss))
    steps = np.union1d(taken, series.at)
    loss = aligned(steps, taken, series.loss)
    train, dev = (aligned(steps, series.at, cost) for cost in (series.cost_train, series.cost_dev))
    headers = ("step t", "mini-batch loss (nats)", "cost J train (nats)", "cost J dev (nats)")
    return Table(headers, (steps, loss, train, dev))
