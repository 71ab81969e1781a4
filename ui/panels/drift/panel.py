"""What the next layer is fed, over the run: a distribution that wanders, and one that stays (claim W2)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.probes.drift import Drift, DriftView
from simulator.snapshot import Probe, Snapshot
from simulator.trace import PERCENTILES
from ui.drawing.envelope import nearest
from ui.drawing.finding import Finding
from ui.drawing.rounded import rounded, times
from ui.drawing.segments import Segments
from ui.drawing.unit_chooser import UnitChooser
from ui.panels.drift.plots import DriftPlots
from ui.panels.panel import Panel
from ui.tables import Table, aligned, empty_table

Array = NDArray[Any]
_KINDS = {
    "bands": ("into g", "What goes into the activation: z̃, or z without batch norm"),
    "handed": ("handed on, a", "What the activation hands to the next layer: a = g(z̃)"),
}
_NAMES = ("with batch norm", "without")
_NO_LAYER = "There is no hidden layer. Add one to see what the next layer is fed."
_NEARLY = 1.1
"""Times as many steps is about as far."""
_NO_STEP = "Take a step, and watch it move."


class DriftPanel(Panel):
    """Percentile bands of one unit over the steps, in the network with batch norm and the one without."""

    key = "drift"
    title = "Inputs of the next layer over time"
    about = "One unit's values over the steps, 5 to 95 percent."
    claims = ("W2",)

    def __init__(self) -> None:
        super().__init__()
        self._views: tuple[DriftView | None, DriftView | None] = (None, None)
        self._hidden: tuple[int, ...] = ()
        self._hovered: float | None = None
        self._chooser, self._kind = UnitChooser(), Segments("Values shown")
        self._finding, self._plots = Finding(), DriftPlots()
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._connect()
        self.apply_theme()

    def _assemble(self) -> None:
        self._kind.offer(_KINDS)
        column = QVBoxLayout(self._figure)
        column.addWidget(self._finding)
        column.addWidget(self._plots, 1)
        tools = QHBoxLayout()
        tools.addWidget(self._chooser)
        tools.addStretch()
        tools.addWidget(self._kind)
        whole = QVBoxLayout(self.widget)
        whole.addLayout(tools)
        whole.addWidget(self._figure, 1)
        for layout in (column, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    def _connect(self) -> None:
        self._chooser.chosen.connect(lambda layer, unit: self.focus.choose_unit(layer, unit))
        self._kind.chosen.connect(lambda _: self._draw())
        self._plots.pointed.connect(self._point)
        self._plots.left.connect(lambda: self._point(None))

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe(), self._probe("batch_norm")})

    def focus_changed(self) -> None:
        self._chooser.follow(self._hidden, self.focus.layer, self.focus.unit)

    def show(self, snapshot: Snapshot) -> None:
        self._hidden = snapshot.config.hidden_units
        self.focus_changed()
        own, twin = snapshot.views.get(self._probe()), snapshot.views.get(self._probe("batch_norm"))
        if own is not None:
            self._views = (own, twin) if snapshot.config.batch_norm else (twin, own)
            self._draw()

    def clear(self) -> None:
        self._views = (None, None)
        self._draw()
        self._plots.clear()

    def numbers(self) -> Table:
        views = [(view, name) for view, name in zip(self._views, _NAMES, strict=True) if view is not None]
        if not views:
            return empty_table("step t")
        steps = np.unique(np.concatenate([view.at for view, _ in views]))
        headers, columns = ["step t"], [steps]
        for view, name in views:
            for kind, bands in ((self._symbol(view), view.bands), ("a", view.handed)):
                headers += [f"{kind} {name}, percentile {p}" for p in PERCENTILES]
                columns += [aligned(steps, view.at, band) for band in bands.T]
        return Table(tuple(headers), tuple(columns))

    def apply_theme(self) -> None:
        for plot in (self._plots.normed, self._plots.plain):
            plot.apply_theme()

    def _probe(self, twin: str = "") -> Drift:
        return Drift(self.focus.layer, self.focus.unit, twin=twin)

    def settle(self) -> None:
        self._plots.fit()

    # Drawing ----------------------------------------------------------------------------------------

    def _symbol(self, view: DriftView) -> str:
        return "z̃" if view.batch_norm else "z"

    def _draw(self) -> None:
        for plot, view in zip((self._plots.normed, self._plots.plain), self._views, strict=True):
            if view is None:
                self._plots.follow(plot, np.empty(0), np.empty((0, 5)))
            else:
                self._plots.follow(plot, view.at, self._bands(view))
                symbol = "a" if self._kind.value == "handed" else self._symbol(view)
                step = (
                    f"step t, for unit {view.unit} of layer {view.layer}" if plot is self._plots.plain else ""
                )
                plot.name_axes(step, symbol)
            plot.words.say(self._missing(view))
        self._plots.settle()
        self._say()

    def _missing(self, view: DriftView | None) -> str:
        if view is not None and len(view.at) and not np.isfinite(view.bands).any():
            return "Its values are no numbers: it has diverged."
        if view is None:
            return "" if self._views == (None, None) else "Its twin is still on its way."
        if len(view.at):
            return ""
        return _NO_STEP if self._hidden else _NO_LAYER

    def _bands(self, view: DriftView) -> Array:
        """The percentiles, but in the middle the mean, which is what batch norm holds."""
        handed = self._kind.value == "handed"
        bands = (view.handed if handed else view.bands).copy()
        bands[:, len(PERCENTILES) // 2] = view.handed_mean if handed else view.mean
        return bands

    # Saying -----------------------------------------------------------------------------------------

    def _say(self) -> None:
        self._finding.say(*finding(*self._views))
        at = math.inf if self._hovered is None else self._hovered
        samples = [self._sample(view, at) for view in self._views]
        for plot, (_, reading) in zip((self._plots.normed, self._plots.plain), samples, strict=True):
            plot.words.read(reading)
        steps = [step for step, _ in samples if step is not None]
        self._plots.point(max(steps) if steps and self._hovered is not None else None)

    def _sample(self, view: DriftView | None, at: float) -> tuple[int | None, str]:
        """The step nearest to the cursor, and mean and nine tenths there in words."""
        found = nearest(view.at, np.arange(len(view.at)), at) if view is not None else None
        if view is None or found is None:
            return None, ""
        step, row = found[0], self._bands(view)[int(found[1])]
        if not np.isfinite(row).all():
            return step, f"no number at step {step:,}"
        low, middle, high = (f"{row[i]:.2f}".replace("-", "−") for i in (0, 2, 4))
        return step, f"{middle} ({low} … {high}) at step {step:,}"

    def _point(self, x: float | None, _y: float = 0.0) -> None:
        self._hovered = x
        self._say()


def finding(normed: DriftView | None, plain: DriftView | None) -> tuple[str, str]:
    """How far the mean and the spread have moved in each network: headline and sentence."""
    if normed is None or plain is None or not len(normed.at) or not len(plain.at):
        return "", ""
    if not _side_by_side(normed, plain):
        ends = f"{normed.at[-1]:,} with batch norm, {plain.at[-1]:,} without"
        return "", f"The two ways are not of the same steps (to {ends}): reset (R) to start both."
    moved = normed.path_mean, plain.path_mean, normed.path_deviation, plain.path_deviation
    if not all(map(math.isfinite, moved)):
        return "", "One of the two networks has diverged: its path has no length."
    sentence = (
        f"In all, a unit's mean has moved {rounded(moved[0])} with batch norm, {rounded(moved[1])} without; "
        f"its spread {rounded(moved[2])} and {rounded(moved[3])}."
    )
    if min(moved[:2]) <= 0:
        return "", sentence
    ratio = moved[1] / moved[0]
    return (f"{times(ratio)} steadier" if ratio >= 1 else f"{times(1 / ratio)} less steady"), sentence


def _side_by_side(normed: DriftView, plain: DriftView) -> bool:
    """Whether both were seen from the same step on, and about as far."""
    ends = sorted((int(normed.at[-1]), int(plain.at[-1])))
    return bool(normed.at[0] == plain.at[0] and ends[1] <= _NEARLY * ends[0])
