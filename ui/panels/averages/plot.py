"""One statistic of the mini-batches and its average, with what they are under the cursor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.drawing.envelope import drawable
from ui.drawing.numerals import four_digits
from ui.drawing.readout import Entry, Readout
from ui.maths import MathLabel
from ui.panels.averages.readout_row import ReadoutRow
from ui.panels.averages.statistic_canvas import NOTHING, Points, StatisticCanvas

Array = NDArray[Any]
_ROOM = 216
"""Pixels of the readout that formulas beside it must leave."""


class AveragesPlot(QWidget):
    """A readout over dots and two lines, the one that counts in the accent."""

    pointed = Signal(object)
    """The step under the cursor, or None."""

    def __init__(
        self, name: str, *, from_zero: bool, is_upper: bool, formulas: tuple[MathLabel, ...] = ()
    ) -> None:
        super().__init__()
        self._name, self._from_zero, self._is_upper = name, from_zero, is_upper
        self.readout, self.canvas = Readout(), StatisticCanvas(f"{name} of z", is_upper)
        self._fitted = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ReadoutRow(self.readout, formulas, _ROOM))
        column.addWidget(self.canvas, 1)
        self.canvas.pointed.connect(self.pointed)

    def show_values(self, step: Array, dots: Array, strong: Array, faint: Array) -> None:
        """Draw these: values at ascending steps. A faint line under the strong one is left out."""
        canvas = self.canvas
        canvas.dots, canvas.strong = _finite(step, dots), _finite(step, strong)
        canvas.faint = NOTHING if np.array_equal(strong, faint) else _finite(step, faint)
        self._fit(np.concatenate([canvas.dots[1], canvas.strong[1]]))
        canvas.update()

    def show_span(self, first: float, last: float) -> None:
        """The steps on show."""
        self.canvas.x_span = first, last

    def show_window(self, window: float, label: str) -> None:
        """The steps the average reaches back over."""
        self.canvas.window, self.canvas.label = window, label

    def read(self, lead: str, dot: float, strong: float, faint: tuple[str, float], at: float | None) -> None:
        """Say what all are at a step; a line stands at `at` while the cursor is there."""
        entries = [
            Entry("mini_batch", f"{self._name}{{t}}", four_digits(dot), _WIDEST),
            Entry("averages", "average", four_digits(strong), _WIDEST),
        ]
        if len(self.canvas.faint[0]):
            entries.append(Entry("accent", faint[0], four_digits(faint[1]), _WIDEST))
        self.readout.say(lead if self._is_upper else "", tuple(entries))
        if at != self.canvas.cursor_at:
            self.canvas.cursor_at = at
            self.canvas.update()

    def clear(self) -> None:
        """Show nothing."""
        canvas = self.canvas
        canvas.dots = canvas.strong = canvas.faint = NOTHING
        canvas.label, canvas.cursor_at, self._fitted = "", None, False
        canvas.update()

    def apply_theme(self) -> None:
        """Colours from the current theme."""
        self.canvas.update()
        self.readout.update()

    def _fit(self, values: Array) -> None:
        """Another range only where the values leave this one or are lost in it: a scale is to be at rest."""
        if not len(values):
            return
        low, high = float(values.min()), float(values.max())
        low = min(low, 0.0) if self._from_zero else low
        room = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-6)
        bottom, ceiling = self.canvas.y_span
        top = ceiling - (ceiling - bottom) * self.canvas.headroom()
        if self._fitted and bottom <= low and high <= top and room >= 0.5 * (top - bottom):
            return
        self._fitted = True
        low, high = low - (0.0 if self._from_zero else 0.1 * room), high + 0.1 * room
        self.canvas.y_span = low, low + (high - low) / (1 - self.canvas.headroom())


_WIDEST = "-0.0e+00"


def _finite(step: Array, values: Array) -> Points:
    known = drawable(values)
    seen = np.isfinite(known)
    return np.asarray(step, dtype=np.float64)[seen], known[seen]
