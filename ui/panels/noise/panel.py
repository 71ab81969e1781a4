"""How noisy the μ and σ² of a mini-batch are, by its size, and dropout's noise beside it (W4, W5)."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.probes.noise import Noise, NoiseView
from simulator.snapshot import Probe, Snapshot
from ui.drawing.finding import Finding
from ui.drawing.pace import Pace
from ui.drawing.readout import Entry, Readout
from ui.drawing.rounded import rounded
from ui.drawing.segments import Segments
from ui.drawing.unit_chooser import UnitChooser
from ui.panels.noise import words as noise_words
from ui.panels.noise.plots import FunnelPlot, LogPlot, SizePlot
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_WIDE = 840
"""Pixels from which on all three plots stand side by side."""
_SIDES = {
    "dropout": ("dropout", "The noise in a unit's output: batch norm's by m, and dropout's"),
    "spread": ("spread", "Standard deviations of μ and σ² by m, in log-log"),
}
_LINES = {
    "spread": (("mu", "μ"), ("sigma2", "σ²"), ("law", "∝ 1/√m")),
    "dropout": (("normed", "batch norm"), ("dropout", "dropout")),
}
_WIDEST = "0.00000"


class NoisePanel(Panel):
    """The statistics of many random mini-batches of each size, for one hidden unit."""

    key = "noise"
    title = "Noise of μ and σ²"
    about = "Estimates from mini-batches of each size m, for one unit."
    claims = ("W4", "W5")

    def __init__(self) -> None:
        super().__init__()
        self._view: NoiseView | None = None
        self._hidden: tuple[int, ...] = ()
        self._hovered: float | None = None
        self._pace = Pace()
        self._chooser, self._side = UnitChooser(), Segments("Right plot")
        self._finding, self._readout, self._funnel = Finding(), Readout(), FunnelPlot()
        self._spread = LogPlot("standard deviation", "spread", {"law": None, "sigma2": "s", "mu": "o"})
        self._dropout = LogPlot("std of output a", "noise in a", {"dropout": None, "normed": "o"})
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._connect()
        self.apply_theme()
        self._arrange()

    @property
    def _plots(self) -> tuple[SizePlot, ...]:
        return self._funnel, self._spread, self._dropout

    def _assemble(self) -> None:
        self._side.offer(_SIDES)
        column, whole = QVBoxLayout(self._figure), QVBoxLayout(self.widget)
        tools, plots = QHBoxLayout(), QHBoxLayout()
        for plot in self._plots:
            plots.addWidget(plot, 1)
        column.addWidget(self._finding)
        column.addWidget(self._readout)
        column.addLayout(plots, 1)
        tools.addWidget(self._chooser)
        tools.addStretch()
        tools.addWidget(self._side)
        whole.addLayout(tools)
        whole.addWidget(self._figure, 1)
        for layout in (column, whole, plots):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._figure.installEventFilter(self)

    def _connect(self) -> None:
        self._chooser.chosen.connect(lambda layer, unit: self.focus.choose_unit(layer, unit))
        self._side.chosen.connect(lambda _: self._arrange())
        for plot in self._plots:
            plot.pointed.connect(lambda x, _y: self._point(x))
            plot.left.connect(lambda: self._point(None))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({Noise(self.focus.layer, self.focus.unit)})

    def focus_changed(self) -> None:
        self._chooser.follow(self._hidden, self.focus.layer, self.focus.unit)

    def show(self, snapshot: Snapshot) -> None:
        self._hidden = snapshot.config.hidden_units
        self.focus_changed()
        view = snapshot.views.get(Noise(self.focus.layer, self.focus.unit))
        if view is not None:
            self._view = view
            self._draw(self._pace.is_due(snapshot))

    def clear(self) -> None:
        self._view = None
        self._draw()

    def numbers(self) -> Table:
        view = self._view
        if view is None or not len(view.sizes):
            return empty_table("mini-batch size m (examples)")
        headers = (
            "mini-batch size m (examples)", "std of μ", "fitted c/√m", "std of σ²",
            "batch norm's noise: std of a", f"dropout's noise at keep {view.keep_prob:g}: std of a",
        )  # fmt: skip
        level = np.full(len(view.sizes), view.dropout_noise)
        columns = (view.sizes, view.spread_mu, view.law, view.spread_sigma2, view.bn_noise, level)
        return Table(headers, columns)

    def apply_theme(self) -> None:
        for plot in self._plots:
            plot.apply_theme()

    # Drawing ----------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """All three plots where there is room, else the funnel and the chosen one."""
        wide = self._figure.width() >= _WIDE
        self._side.setVisible(not wide)
        self._spread.setVisible(wide or self._side.value == "spread")
        self._dropout.setVisible(wide or self._side.value == "dropout")
        self._say()

    def _draw(self, with_words: bool = True) -> None:
        view, message = self._view, noise_words.missing(self._view)
        for plot in self._plots:
            plot.words.say(message)
            if view is None or message:
                plot.clear_view()
        if view is not None and not message:
            self._funnel.show_view(view)
            lines = {"law": view.law, "sigma2": view.spread_sigma2, "mu": view.spread_mu}
            self._spread.show_lines(view, lines)
            level = np.full(len(view.sizes), view.dropout_noise)
            self._dropout.show_lines(view, {"dropout": level, "normed": view.bn_noise})
            self._dropout.words.say("" if view.batch_norm else noise_words.OFF)
        if with_words:
            self._say()

    # Saying -----------------------------------------------------------------------------------------

    def _say(self) -> None:
        view = self._view
        if view is None or noise_words.missing(view):
            self._finding.say("", "")
            self._readout.say("", ())
            return
        lighter, law = noise_words.beside_dropout(view), noise_words.law(view)
        both = self._side.isHidden()
        self._finding.say(*((lighter[0], f"{lighter[1]} {law[1]}") if both else self._chosen(lighter, law)))
        at = math.log2(max(view.m, 1)) if self._hovered is None else self._hovered
        i = int(np.abs(np.log2(view.sizes) - at).argmin())
        self._readout.say(f"m = {view.sizes[i]}", tuple(self._entries(view, i, both)))
        for plot in self._plots:
            plot.cursor.setVisible(self._hovered is not None)
            plot.cursor.setPos(math.log2(view.sizes[i]))

    def _chosen(self, lighter: tuple[str, str], law: tuple[str, str]) -> tuple[str, str]:
        return law if self._side.value == "spread" else lighter

    def _entries(self, view: NoiseView, i: int, both: bool) -> list[Entry]:
        values = {
            "mu": view.spread_mu[i], "sigma2": view.spread_sigma2[i], "law": view.law[i],
            "normed": view.bn_noise[i], "dropout": view.dropout_noise,
        }  # fmt: skip
        lines = [line for side, lines in _LINES.items() if both or side == self._side.value for line in lines]
        return [Entry(role, name, rounded(float(values[role])), _WIDEST) for role, name in lines]

    def _point(self, x: float | None) -> None:
        self._hovered = x
        self._say()
