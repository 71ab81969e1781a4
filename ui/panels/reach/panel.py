"""How far the learning rate may go wrong before nothing is learned (claim W3)."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.hyperparameters import TABLE
from simulator.probes.reach import Reach, ReachView
from simulator.snapshot import Probe, Snapshot
from simulator.specs import Choice
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.readout import Entry, Readout
from ui.drawing.rounded import as_alpha, rounded
from ui.drawing.segments import Segments
from ui.panels.panel import Panel
from ui.panels.reach.learning_span import finding, widest
from ui.panels.reach.plot import ROLES, ReachPlot
from ui.tables import Table, empty_table

_PROBE = Reach()
_WIDEST = "diverged"


class ReachPanel(Panel):
    """Many small runs of this network: each dot is one learning rate."""

    key = "reach"
    title = "Where each still learns"
    about = "Cost reached at each learning rate α."
    claims = ("W3",)
    reads_series = True

    def __init__(self) -> None:
        super().__init__()
        self._view: ReachView | None = None
        self._alpha = math.nan
        self._hovered: float | None = None
        self._choice, self._finding, self._readout = Segments("Initialisation"), Finding(), Readout()
        self._plot, self._note = ReachPlot(), Footnote()
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._choice.chosen.connect(lambda _: self._draw())
        self._plot.pointed.connect(lambda x, _y: self._point(x))
        self._plot.left.connect(lambda: self._point(None))
        self._choice.offer(_offered(_PROBE.initializations))
        self.apply_theme()
        self.clear()

    def _assemble(self) -> None:
        column, whole, tools = QVBoxLayout(self._figure), QVBoxLayout(self.widget), QHBoxLayout()
        for part in (self._finding, self._readout):
            column.addWidget(part)
        column.addWidget(self._plot, 1)
        column.addWidget(self._note)
        tools.addWidget(self._choice)
        tools.addStretch()
        whole.addLayout(tools)
        whole.addWidget(self._figure, 1)
        for layout in (column, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({_PROBE})

    def show(self, snapshot: Snapshot) -> None:
        if snapshot.alpha != self._alpha:
            self._alpha = snapshot.alpha
            self._plot.mark_alpha(self._alpha)
            self._say()
        view = snapshot.views.get(_PROBE)
        if view is not None and view is not self._view:
            self._view = view
            self._choice.offer(_offered(view.initializations))
            self._draw()

    def clear(self) -> None:
        self._view, self._alpha = None, math.nan
        self._plot.clear_costs()
        self._plot.words.say("")
        self._finding.say("", "")
        self._say()

    def numbers(self) -> Table:
        view = self._view
        if view is None:
            return empty_table("initialisation", "learning rate α")
        names = np.repeat(np.array([_name(i) for i in view.initializations]), len(view.alpha))
        headers = (
            "initialisation", "learning rate α",
            f"cost J with batch norm after {view.steps} steps (nats)",
            f"cost J without, after {view.steps} steps (nats)",
        )  # fmt: skip
        alphas = np.tile(view.alpha, len(view.initializations))
        return Table(headers, (names, alphas, view.with_batch_norm.ravel(), view.without.ravel()))

    def apply_theme(self) -> None:
        self._plot.apply_theme()

    # Drawing ----------------------------------------------------------------------------------------

    def _costs(self, view: ReachView) -> dict[str, np.ndarray]:
        value = self._choice.value
        row = view.initializations.index(value) if value in view.initializations else 0
        return dict(zip(ROLES, (view.with_batch_norm[row], view.without[row]), strict=True))

    def _draw(self) -> None:
        view = self._view
        if view is None or not len(view.initializations) or not len(view.alpha):
            return
        costs, done = self._costs(view), view.progress >= 1
        self._plot.show_costs(view.alpha, costs, view.chance, done)
        self._plot.words.say(
            "" if done or np.isfinite(list(costs.values())).any() else "These networks train next."
        )
        if done:
            self._finding.say(*finding(*(widest(lane.spans) for lane in self._plot.lanes.lanes)))
        else:
            networks = 2 * view.with_batch_norm.size
            self._finding.say(
                f"{100 * view.progress:.0f} %", f"{networks} networks are training for {view.steps} steps."
            )
        self._say()

    # Saying -----------------------------------------------------------------------------------------

    def _point(self, x: float | None) -> None:
        self._hovered = x
        self._say()

    def _say(self) -> None:
        view = self._view
        if view is None or not len(view.alpha):
            self._readout.say("", ())
            self._note.say("")
            return
        place = self._hovered if self._hovered is not None else _log(self._alpha)
        self._plot.cursor.setVisible(self._hovered is not None)
        costs = self._costs(view)
        index = int(np.abs(np.log10(view.alpha) - place).argmin()) if math.isfinite(place) else None
        if index is not None:
            self._plot.cursor.setPos(math.log10(view.alpha[index]))
        entries = [
            Entry(role, name, "–" if index is None else _read(costs[role][index], view.progress), _WIDEST)
            for role, (name, _) in ROLES.items()
        ]
        self._readout.say(
            "" if index is None else f"α = {as_alpha(float(view.alpha[index]))}", tuple(entries)
        )
        now = f"Dotted: this run's α = {as_alpha(self._alpha)}." if math.isfinite(self._alpha) else ""
        self._note.say(f"{now} J of the training set after {view.steps} steps; × diverged.".strip())


def _offered(initializations: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    return {value: (_name(value), f"First weights: {_label(value)}") for value in initializations}


def _label(value: str) -> str:
    """ "He: √(2/n)", as the control says it."""
    spec = TABLE["initialization"]
    return spec.labels.get(value, value) if isinstance(spec, Choice) else value


def _name(value: str) -> str:
    return _label(value).split(":")[0]


def _log(alpha: float) -> float:
    return math.log10(alpha) if alpha > 0 else math.nan


def _read(cost: float, progress: float) -> str:
    if math.isfinite(cost):
        return rounded(cost)
    return "diverged" if progress >= 1 else "–"
