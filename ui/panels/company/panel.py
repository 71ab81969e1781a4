"""One example predicted four ways: with its mini-batch, with another, alone, and by the averages."""

from __future__ import annotations

import math
import random

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from simulator.probes.company import WAYS, Company, CompanyView
from simulator.snapshot import MiniBatch, Probe, Snapshot
from ui import theme
from ui.drawing.footnote import Footnote
from ui.drawing.names import class_name, names_for
from ui.maths import MathLabel
from ui.panels.company.bars import ALONE, AVERAGES, CompanyBars, is_lost
from ui.panels.company.head import CompanyHead
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_COLLAPSE = r"\sigma^2 = 0 \;\Rightarrow\; z_{\mathrm{norm}} = 0"
_CHOOSE = "Click a point of the decision boundary to choose another example."


class CompanyPanel(Panel):
    """Four groups of ŷ; only the last does not depend on who else is in the mini-batch."""

    key = "company"
    title = "One example, four ways"
    about = "A prediction alone, and in the company of a mini-batch."
    claims = ("E2", "E3")
    reads_series = True  # it says why there is nothing to see, which depends on the config

    def __init__(self) -> None:
        super().__init__()
        self._view: CompanyView | None = None
        self._names: tuple[str, ...] = ()
        self._batch: list[int] = []
        self._examples = 0
        self._head, self._bars = CompanyHead(), CompanyBars()
        self._collapse, self._cause, self._note = MathLabel(_COLLAPSE), Footnote(), Footnote()
        self._another = QPushButton("Another example")
        self._figure = QWidget()
        self.widget = self._assemble()
        self._bars.pointed.connect(self._read)
        self._another.clicked.connect(self._take_another)
        self.apply_theme()

    def _assemble(self) -> QWidget:
        self._another.setToolTip("Choose another example of the last mini-batch")
        self._collapse.setToolTip("Over a single example the variance is 0, so nothing of it is left.")
        cause = QHBoxLayout()
        cause.setContentsMargins(theme.SPACE, 0, 0, 0)
        cause.addWidget(self._collapse)
        cause.addWidget(self._cause, 1)
        figure = QVBoxLayout(self._figure)
        figure.setContentsMargins(0, 0, 0, 0)
        figure.setSpacing(0)
        figure.addWidget(self._head)
        figure.addWidget(self._bars, 1)
        figure.addLayout(cause)
        figure.addWidget(self._note)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._figure, 1)
        tools = QHBoxLayout()
        tools.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE // 2)
        tools.addWidget(self._another)
        tools.addStretch()
        column.addLayout(tools)
        return whole

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe(), MiniBatch()})

    def show(self, snapshot: Snapshot) -> None:
        self._examples = sum(snapshot.data.m)
        batch = snapshot.views.get(MiniBatch())
        if batch is not None:
            self._batch = batch.indices.tolist()
        view = snapshot.views.get(self._probe())
        if view is not None and view is not self._view:
            self._view, self._names = view, names_for(snapshot.data.class_names, view.y_hat.shape[1])
            self._head.show_example(view.example, view.y, class_name(self._names, view.y))
            self._bars.show_view(view)
            self._explain(snapshot, view)

    def clear(self) -> None:
        self._view, self._batch = None, []
        self._head.show_example(None, 0, "")
        self._bars.show_view(None)
        self._collapse.hide()
        for line in (self._cause, self._note):
            line.say("")
            line.whisper("")

    def numbers(self) -> Table:
        view = self._view
        if view is None:
            return empty_table("way", "example i", "true class")
        rows = len(WAYS)
        headers = ["way", "example i", "true class", *(f"ŷ of {name} (probability)" for name in self._names)]
        columns = [
            np.array(WAYS),
            np.full(rows, view.example),
            np.full(rows, class_name(self._names, view.y)),
        ]
        columns += list(view.y_hat.T)
        for kind, ends in (("lowest", view.lowest), ("highest", view.highest)):
            for name, end in zip(self._names, ends.tolist(), strict=True):
                headers.append(f"{kind} ŷ of {name} over 64 mini-batches (probability)")
                columns.append(np.array([end, None, None, None], dtype=object))
        return Table(tuple(headers), tuple(columns))

    def apply_theme(self) -> None:
        for part in (self._head, self._bars, self._cause, self._note):
            part.update()

    def _probe(self) -> Company:
        return Company(self.focus.example or 0)

    def _take_another(self) -> None:
        now = self.focus.example or 0
        others = [example for example in self._batch or range(self._examples) if example != now]
        if others:
            self.focus.choose(random.choice(others))

    def _explain(self, snapshot: Snapshot, view: CompanyView) -> None:
        lost = is_lost(view, ALONE)
        if self._collapse.isHidden() == lost:  # laid out anew only when it comes or goes
            self._collapse.setVisible(lost)
        self._cause.say(_cause(snapshot, view))
        self._note.say("By the averages ŷ is the same alone and in any company." if lost else _CHOOSE)

    def _read(self, bar: tuple[int, int] | None) -> None:
        view = self._view
        if bar is None or view is None or bar[1] >= len(self._names):
            self._note.whisper("")
            return
        way, label = bar
        words = f"{WAYS[way]}: ŷ of {self._names[label]} = {_number(view.y_hat[way, label])}"
        if way == 0 and view.batch_norm:
            ends = f"{_number(view.lowest[label])} to {_number(view.highest[label])}"
            words += f", from {ends} in 64 random mini-batches"
        elif way != AVERAGES:
            words += f", by the averages {_number(view.y_hat[AVERAGES, label])}"
        self._note.whisper(words)


def _cause(snapshot: Snapshot, view: CompanyView) -> str:
    """What the third group, or the likeness of all four, comes from."""
    if not np.isfinite(view.y_hat).all():
        return "The answers are no numbers any more: reset (R), or take a smaller α."
    if not snapshot.config.hidden_units:
        return "No hidden layer, nothing to normalise: all four agree."
    if not view.batch_norm:
        return "Batch norm is off: company does not matter, all four agree."
    if is_lost(view, 0):
        return "for every input, in training too: m = 1."
    if is_lost(view, ALONE):
        return "for every input: the network cannot see it."
    return "No mini-batch yet: take a step (→)."


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"
