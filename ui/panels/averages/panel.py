"""The averages of μ and σ² that batch norm predicts with: every mini-batch's own, and their mean."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from simulator.commands import Set
from simulator.hyperparameters import TABLE
from simulator.probes.averages import Averages, AveragesView
from simulator.snapshot import Probe, Snapshot
from ui import theme
from ui.drawing.absence import Presence, without_batch_norm
from ui.drawing.footnote import Footnote
from ui.drawing.numerals import four_digits
from ui.drawing.unit_chooser import UnitChooser
from ui.maths import MathLabel
from ui.panels.averages.plot import AveragesPlot
from ui.panels.averages.slim_number import SlimNumber
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

Array = NDArray[Any]
_DECAY = "bn_decay"
_BETA = TABLE[_DECAY].symbol
_RULE = rf"v ≔ {_BETA}\,v + (1-{_BETA})\,\mu^{{\{{t\}}}}"
_CORRECTED = rf"v\,/\,(1-{_BETA}^{{\,t}})"
_SPANS = (120, 600, 1200)
"""Steps on show: the fewest of which the window is no more than a quarter. Not in proportion to it, or the
bracket would keep its length while the slider is dragged."""
_MOST = 121
"""Points of a line or of the dots: more are neither told apart nor drawn in time."""
_ENDINGS = {2: "nd", 3: "rd"}
_HEADERS = (
    "step t",
    "μ of the mini-batch (unit of z)",
    "σ² of the mini-batch (unit of z squared)",
    "average of μ, started at 0",
    "average of σ², started at 0",
    "weight still on the 0 (share)",
    "average of μ, bias-corrected",
    "average of σ², bias-corrected",
)


class AveragesPanel(Panel):
    """μ{t} and σ²{t} of one unit over the last mini-batches, with the averages and their window."""

    key = "averages"
    title = "Averages of μ and σ²"
    about = "Each mini-batch's μ and σ², their averages for test time."
    claims = ("E1", "S4")
    reads_series = True  # the slider follows the config, which changes without a new view

    def __init__(self) -> None:
        super().__init__()
        self._view: AveragesView | None = None
        self._hovered: float | None = None
        self._every = 1
        self._chooser, self._decay = UnitChooser(), SlimNumber(TABLE[_DECAY])
        self._corrected = QCheckBox("Bias correction", checked=True)
        self._mu = AveragesPlot("μ", from_zero=False, is_upper=True)
        formulas = (
            MathLabel(_RULE, title="v := decay · v + (1 − decay) · μ of the mini-batch"),
            MathLabel(_CORRECTED, title="v over 1 minus decay to the t"),
        )
        self._sigma2 = AveragesPlot("σ²", from_zero=True, is_upper=False, formulas=formulas)
        self._note, self._figure = Footnote(), QWidget()
        self._presence = Presence(self._figure)
        self.widget = self._assemble()
        self._connect()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        self._corrected.setToolTip(
            "On: the average divided by 1 − the weight still on its start, as test time uses it.\n"
            "Off: the raw average, which starts at 0."
        )
        tools = QHBoxLayout()
        tools.setContentsMargins(0, 0, theme.SPACE, 0)
        tools.addWidget(self._chooser)
        tools.addWidget(self._corrected)
        plots = QVBoxLayout(self._figure)
        plots.setContentsMargins(0, 0, 0, 0)
        plots.setSpacing(0)
        plots.addWidget(self._mu, 44)
        plots.addWidget(self._sigma2, 56)  # it has the axis of both
        plots.addWidget(self._note)
        decay = QHBoxLayout()
        decay.addWidget(self._decay, 1)
        return _column(tools, self._presence, decay)

    def _connect(self) -> None:
        self._chooser.chosen.connect(lambda layer, unit: self.focus.choose_unit(layer, unit))
        self._decay.changed.connect(lambda name, value: self.command.emit(Set(name, value)))
        self._corrected.toggled.connect(lambda _on: self._draw())
        for plot in (self._mu, self._sigma2):
            plot.pointed.connect(self._point)

    @property
    def figure(self) -> QWidget:
        return self._presence

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe()})

    def focus_changed(self) -> None:
        self._chooser.follow(self._hidden_units, self.focus.layer, self.focus.unit)

    _hidden_units: tuple[int, ...] = ()

    def show(self, snapshot: Snapshot) -> None:
        self._hidden_units = snapshot.config.hidden_units
        self.focus_changed()
        self._decay.show_config(snapshot.config)
        view = snapshot.views.get(self._probe())
        if view is not None and view is not self._view:
            self._view = view
            self._draw()
        if view is not None or self._view is None:
            self._presence.miss(_missing(snapshot, self._view))

    def clear(self) -> None:
        self._view = None
        for plot in (self._mu, self._sigma2):
            plot.clear()
        self._note.say("")

    def numbers(self) -> Table:
        view = self._view
        if view is None:
            return empty_table(*_HEADERS)
        raw = (view.mu_average, view.sigma2_average)
        columns = (view.step, view.mu, view.sigma2, *raw, view.missing, *(_correct(v, view) for v in raw))
        return Table(_HEADERS, columns)

    def apply_theme(self) -> None:
        for plot in (self._mu, self._sigma2):
            plot.apply_theme()
        self._note.update()

    def _probe(self) -> Averages:
        return Averages(self.focus.layer, self.focus.unit)

    # Drawing ----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        view = self._view
        if view is None or not len(view.step):
            return
        last = float(view.step[-1])
        first = max(float(view.step[0]) - 1, last - _span(view.window))
        self._every = max(1, math.ceil((last - first) / _MOST))
        shown = _thinned(view.step, first, self._every)
        for plot, dots, average in self._statistics(view):
            lines = (_correct(average, view)[shown], average[shown])
            strong, faint = lines if self._corrected.isChecked() else lines[::-1]
            plot.show_span(first, first + max(last - first, 20))
            plot.show_window(view.window, _window(view))
            plot.show_values(view.step[shown], dots[shown], strong, faint)
        self._say()

    def _statistics(self, view: AveragesView) -> tuple[tuple[AveragesPlot, Array, Array], ...]:
        return (self._mu, view.mu, view.mu_average), (self._sigma2, view.sigma2, view.sigma2_average)

    def _point(self, step: float | None) -> None:
        self._hovered = step
        self._say()

    def _say(self) -> None:
        view = self._view
        if view is None or not len(view.step):
            return
        at = view.step[-1] if self._hovered is None else self._hovered
        i = int(np.abs(view.step - at).argmin())
        cursor = None if self._hovered is None else float(view.step[i])
        for plot, dots, average in self._statistics(view):
            corrected, raw = float(_correct(average, view)[i]), float(average[i])
            lines = (
                (corrected, ("raw", raw)) if self._corrected.isChecked() else (raw, ("corrected", corrected))
            )
            plot.read(f"step {view.step[i]:,}", float(dots[i]), *lines, cursor)
        drawn = f" Every {_ordinal(self._every)} mini-batch is drawn." if self._every > 1 else ""
        self._note.say(_in_words(view, i) + drawn)


def _correct(average: Array, view: AveragesView) -> Array:
    """The average without the share of the 0 it started from."""
    with np.errstate(all="ignore"):
        return average / (1 - view.missing)


def _in_words(view: AveragesView, i: int) -> str:
    mu, sigma2 = (float(_correct(v, view)[i]) for v in (view.mu_average, view.sigma2_average))
    words = f"Test time takes μ = {four_digits(mu)}, σ² = {four_digits(sigma2)}."
    if view.missing[i] < 0.005:
        return words
    return f"{words} {100 * view.missing[i]:.0f} % of the raw average's weight is still on its start, 0."


def _window(view: AveragesView) -> str:
    if not math.isfinite(view.window):
        return ""
    count = f"{view.window:,.0f}" if view.window >= 9.95 else f"{view.window:.1f}".removesuffix(".0")
    return f"window 1/(1 − {view.decay:.6g}) = {count} mini-batch{'' if count == '1' else 'es'}"


def _span(window: float) -> int:
    return next((span for span in _SPANS if 4 * window <= span), _SPANS[-1])


def _ordinal(count: int) -> str:
    return f"{count}{_ENDINGS.get(count, 'th')}"


def _thinned(step: Array, first: float, every: int) -> Array:
    """Which of the steps from `first` on to draw: every k-th by its number, so that none flickers."""
    return np.flatnonzero((step >= first) & ((step % every == 0) | (step == step[-1])))


def _missing(snapshot: Snapshot, view: AveragesView | None) -> str:
    config = snapshot.config
    if view is None or not len(view.step):
        return without_batch_norm(config.hidden_units, config.batch_norm) or (
            "No mini-batch yet. Take a step (→): its μ and σ² appear here."
        )
    return ""


def _column(*parts: QWidget | QHBoxLayout) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part, 1)
        else:
            column.addLayout(part)
    return whole
