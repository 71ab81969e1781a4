"""The loss of an example is −log of the probability of its true class: the mini-batch on that curve."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.snapshot import MiniBatch, MiniBatchView, Probe, Snapshot
from ui.drawing.footnote import Footnote
from ui.drawing.names import class_name
from ui.drawing.numerals import four_digits
from ui.drawing.readout import Entry, Readout
from ui.drawing.softmax_words import power_of_ten
from ui.panels.log_loss.plot import MOST_DRAWN, LogLossPlot
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_HEADERS = ("example i", "class y", "ŷ of the true class (probability)", "loss −log ŷ (nats)")


class LogLossPanel(Panel):
    """Examples as dots on −log p, their mean as a line: the cost J of the mini-batch."""

    key = "log_loss"
    title = "Loss is −log ŷ"
    about = "A low ŷ of the true class costs much; the mean is J."
    claims = ("X6",)

    def __init__(self) -> None:
        super().__init__()
        self._view: MiniBatchView | None = None
        self._names: tuple[str, ...] = ()
        self._step = 0
        self._plot, self._readout, self._note = LogLossPlot(), Readout(), Footnote()
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._readout, self._plot, self._note):
            column.addWidget(part, 1 if part is self._plot else 0)
        self._plot.hovered.connect(self._point)
        self._plot.clicked.connect(self._choose)
        self.apply_theme()
        self.clear()

    def probes(self) -> frozenset[Probe]:
        return frozenset({MiniBatch()})

    def show(self, snapshot: Snapshot) -> None:
        view = snapshot.views.get(MiniBatch())
        if view is not None:
            self._view, self._step = view, snapshot.step
            self._names = snapshot.data.class_names
            self._draw(view)

    def clear(self) -> None:
        self._view = None
        self._plot.clear()
        self._readout.say("", ())
        self._note.say("No step yet: take one (→) to see what its examples cost.")
        self._note.whisper("")

    def focus_changed(self) -> None:
        self._ring()

    def numbers(self) -> Table:
        if self._view is None:
            return empty_table(*_HEADERS)
        view = self._view
        return Table(_HEADERS, (view.indices, view.y, _of_the_true_class(view), view.loss))

    def apply_theme(self) -> None:
        self._plot.apply_theme()
        self._readout.update()
        self._note.update()

    def _draw(self, view: MiniBatchView) -> None:
        if not len(view.y):
            self.clear()
            self._view = view
            return
        mean = float(view.loss.mean())
        self._plot.show_losses(_of_the_true_class(view), view.loss, view.y, mean)
        m = len(view.y)
        lead = f"{m:,} examples" if m <= MOST_DRAWN else f"the first {MOST_DRAWN} of {m:,} as dots"
        entries = (Entry("focus", "mean −log ŷ = J{t} =", four_digits(mean)),)
        self._readout.say("1 example" if m == 1 else lead, entries)
        self._note.say(_likelihood(view, mean))
        self._ring()

    def _ring(self) -> None:
        if self._view is None:
            return
        rows = [self._row_of(i) for i in (self.focus.pointed, self.focus.example)]
        self._plot.ring([row for row in dict.fromkeys(rows) if row is not None])
        self._read(rows[0])

    def _read(self, row: int | None) -> None:
        if row is None:
            self._note.whisper("")
            return
        view, p = self._view, _of_the_true_class(self._view)[row]
        self._note.whisper(
            f"example {view.indices[row]}: {class_name(self._names, int(view.y[row]))}"
            f" · ŷ of it {four_digits(float(p))} · loss −log {four_digits(float(p))}"
            f" = {four_digits(float(view.loss[row]))} nats"
        )

    def _row_of(self, example: int | None) -> int | None:
        if example is None or self._view is None:
            return None
        found = np.flatnonzero(self._view.indices == example)
        return int(found[0]) if len(found) else None

    def _point(self, row: int | None) -> None:
        self.focus.point(None if row is None or self._view is None else int(self._view.indices[row]))

    def _choose(self, row: int) -> None:
        if self._view is not None:
            self.focus.choose(int(self._view.indices[row]))


def _of_the_true_class(view: MiniBatchView) -> np.ndarray:
    """p (m,): what the network gave the true class of each example."""
    known = np.clip(view.y, 0, max(len(view.y_hat) - 1, 0))
    return view.y_hat[known, np.arange(len(known))]


def _likelihood(view: MiniBatchView, mean: float) -> str:
    """Why the mean of −log ŷ is what is made small."""
    if not math.isfinite(mean):
        return "The loss is no finite number: the run diverged. Lower α and reset (R)."
    m, product = len(view.y), power_of_ten(-float(view.loss.sum()) / math.log(10))
    what = "The ŷ of the true class is" if m == 1 else f"The {m:,} ŷ of the true classes multiply to"
    return f"{what} {product}: the smallest J makes it largest, maximum likelihood."
