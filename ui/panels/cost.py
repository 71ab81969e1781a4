"""Cost curves: the loss of every mini-batch, the cost J of the train and dev sets, every live change."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from simulator.snapshot import Series, Snapshot, empty_series
from ui.panels import edits
from ui.panels.panel import Panel
from ui.panels.series_plot import Line, SeriesPlot
from ui.tables import Table, aligned

Array = NDArray[Any]
FLOOR = 1e-8
"""The lowest cost a logarithmic axis shows; a smaller one, 0 too, sits on it."""
_LINES = (
    Line("loss", "loss", "loss", 640),
    Line("cost_train", "J train", "train", 256),
    Line("cost_dev", "J dev", "dev", 256),
)


class CostPanel(Panel):
    """Learning as it happens, in nats."""

    key = "cost"
    title = "Cost"
    about = "How wrong the network is: the loss of each mini-batch, the cost J of the train and dev sets."
    claims = ("O2", "O3", "W3")
    reads_series = True

    def __init__(self) -> None:
        super().__init__()
        self._series = empty_series()
        self._plot = SeriesPlot("cost J (nats)", _LINES, read_cost, self._y_range)
        self._log = QToolButton(text="log", checkable=True)
        self._log.setToolTip("Logarithmic cost axis (L)")
        self._log.setShortcut(Qt.Key.Key_L)
        self._log.toggled.connect(self._toggle_log)
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
        series = self._series = snapshot.series
        first = series.start + 1
        self._plot.follow("loss", range(first, first + len(series.loss)), series.loss)
        self._plot.follow("cost_train", series.at, series.cost_train)
        self._plot.follow("cost_dev", series.at, series.cost_dev)
        self._plot.follow_marks(edits.marks(snapshot))
        self._plot.settle()

    def clear(self) -> None:
        self._series = empty_series()
        self._plot.clear()

    def numbers(self) -> Table:
        return numbers_of(self._series)

    def apply_theme(self) -> None:
        self._plot.apply_theme()

    def _toggle_log(self, log: bool) -> None:
        self._plot.set_log(log, FLOOR)

    def _y_range(self, drawn: dict[str, Array]) -> tuple[float, float]:
        if not drawn:
            return (-2.0, 0.5) if self._log.isChecked() else (0.0, 2.0)
        # One wild mini-batch must not flatten everything else: the loss has a say up to its 99th percentile.
        highs = [np.percentile(y, 99) if key == "loss" else y.max() for key, y in drawn.items()]
        low, high = min(float(y.min()) for y in drawn.values()), float(max(highs))
        if self._log.isChecked():
            return math.floor(5 * low) / 5, max(math.ceil(5 * high) / 5, math.floor(5 * low) / 5 + 0.4)
        return 0.0, 1.08 * max(high, 1e-6)


def numbers_of(series: Series) -> Table:
    """A series as a table: a row a step, costs empty at the steps where none was taken."""
    taken = np.arange(series.start + 1, series.start + 1 + len(series.loss))
    steps = np.union1d(taken, series.at)
    loss = aligned(steps, taken, series.loss)
    train, dev = (aligned(steps, series.at, cost) for cost in (series.cost_train, series.cost_dev))
    headers = ("step t", "mini-batch loss (nats)", "cost J train (nats)", "cost J dev (nats)")
    return Table(headers, (steps, loss, train, dev))


def read_cost(value: float) -> str:
    """A cost as the readout shows it."""
    if math.isnan(value):
        return "–"
    return f"{value:.4f}" if abs(value) < 100 else f"{value:.3g}"
