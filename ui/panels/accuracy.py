"""Accuracy of the train and dev sets over steps, the dev set's in large."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.snapshot import Snapshot, empty_series
from ui import theme
from ui.drawing import edits
from ui.drawing.series_now import series_now
from ui.drawing.series_plot import Line, SeriesPlot
from ui.panels.panel import Panel
from ui.steady_label import SteadyLabel
from ui.tables import Table

Array = NDArray[Any]
_LINES = (Line("accuracy_train", "train", "train", 256), Line("accuracy_dev", "dev", "dev", 256))


class AccuracyPanel(Panel):
    """The share of examples whose most probable class is the true one."""

    key = "accuracy"
    title = "Accuracy"
    about = "The share of examples classified correctly."
    claims = ("O2", "T6")
    reads_series = True

    def __init__(self) -> None:
        super().__init__()
        self._series = empty_series()
        self._plot = SeriesPlot("accuracy (%)", _LINES, read_percent, _y_range)
        self._number, self._under = SteadyLabel("–", "100.0 %"), QLabel("on the dev set")
        self.widget = self._assemble()
        self.apply_theme()
        self._plot.fit()

    def _assemble(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        row.addWidget(self._number)
        row.addWidget(self._under, 1, Qt.AlignmentFlag.AlignBaseline)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._plot, 1)
        return whole

    def show(self, snapshot: Snapshot) -> None:
        series = self._series = series_now(snapshot)
        self._plot.follow("accuracy_train", series.at, 100 * series.accuracy_train)
        self._plot.follow("accuracy_dev", series.at, 100 * series.accuracy_dev)
        # Lines only: accuracy ends at the top, where labels would lie over it, and the cost has them.
        self._plot.follow_marks(tuple(replace(mark, label="") for mark in edits.marks(snapshot)))
        self._plot.settle()
        self._number.show_text(read_percent(100 * series.accuracy_dev[-1] if len(series.at) else math.nan))

    def clear(self) -> None:
        self._series = empty_series()
        self._plot.clear()
        self._number.show_text("–")

    def settle(self) -> None:
        self._plot.fit()

    def numbers(self) -> Table:
        series = self._series
        return Table(
            ("step t", "accuracy train (%)", "accuracy dev (%)"),
            (series.at, 100 * series.accuracy_train, 100 * series.accuracy_dev),
        )

    def apply_theme(self) -> None:
        self._plot.apply_theme()
        self._number.setFont(theme.font(2.0, bold=True))
        self._under.setFont(theme.font(0.92))
        self._under.setProperty("role", "muted")


def read_percent(value: float) -> str:
    """A percentage as a person reads it."""
    return f"{value:.1f} %" if math.isfinite(value) else "–"


def _y_range(drawn: dict[str, Array]) -> tuple[float, float]:
    """From the last ten below the lowest value to just over 100 %."""
    low = min((float(y.min()) for y in drawn.values()), default=0.0)
    return max(0.0, 10 * np.floor(low / 10 - 0.2)), 102.0
