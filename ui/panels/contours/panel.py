"""Input normalisation: a long valley and a round one, and gradient descent in both (claims N1, N2)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.probes.contours import Contours, ContoursView, Valley
from simulator.snapshot import Probe, Snapshot
from ui.drawing.absence import Presence
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.numerals import four_digits
from ui.drawing.snug import Snug
from ui.panels.contours.contour_tools import ContourTools
from ui.panels.contours.valley_plot import ValleyPlot
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_SIDES = ("as they are", "normalised")
_ROUND = 2.0
"""Elongation up to which contours look round, and normalising gains little."""
_SQUEEZED = 1.25
_HEADERS = (
    "step", "w₁ as they are", "w₂ as they are", "cost J as they are (nats)",
    "w₁ normalised", "w₂ normalised", "cost J normalised (nats)",
)  # fmt: skip


class ContoursPanel(Panel):
    """The same cost in two units, and the same walk."""

    key = "contours"
    title = "Input normalisation"
    about = "Steps to within 1 % of the minimum: one α, one start."
    claims = ("N1", "N2")
    reads_series = True  # the walkers follow the run's step

    def __init__(self) -> None:
        super().__init__()
        self._view: ContoursView | None = None
        self._step = self._origin = 0
        self._plots, self._findings = (ValleyPlot(), ValleyPlot()), (Finding(), Finding())
        self._note, self._tools = Footnote(), ContourTools()
        self._snugs: list[Snug] = []
        self._figure = QWidget()
        self._later = QTimer(self, singleShot=True, interval=0)  # naming lays out, amid a layout it is lost
        self._later.timeout.connect(self._name_axes)
        self._presence = Presence(self._figure)
        self.widget = self._assemble()
        self._tools.changed.connect(self.probes_changed)
        self._tools.again_asked.connect(self._walk_again)
        for i, plot in enumerate(self._plots):
            plot.pointed.connect(lambda x, y, i=i: self._read(i, x, y))
            plot.left.connect(lambda: self._note.whisper(""))
            plot.getViewBox().sigResized.connect(self._later.start)
        self.apply_theme()
        self._presence.miss("Waiting for the first snapshot.")

    def _assemble(self) -> QWidget:
        column = QVBoxLayout(self._figure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        for finding, plot in zip(self._findings, self._plots, strict=True):
            self._snugs.append(Snug(finding, plot))
            sides.addWidget(self._snugs[-1], 1)
        column.addLayout(sides, 1000)
        column.addWidget(self._note)
        column.addStretch(1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._presence, 1)
        outer.addWidget(self._tools)
        return whole

    @property
    def figure(self) -> QWidget:
        return self._presence

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe})

    @property
    def _probe(self) -> Contours:
        tools = self._tools
        return Contours(tools.alpha.value, tools.features.pair, tools.classes.pair, tools.stretch.value)

    def show(self, snapshot: Snapshot) -> None:
        self._tools.name(snapshot.data.features, snapshot.data.class_names)
        late = (view for probe, view in snapshot.views.items() if isinstance(probe, Contours))
        asked = snapshot.views.get(self._probe)
        view = asked if asked is not None else next(late, None)
        self._step, self._origin = snapshot.step, min(self._origin, snapshot.step)
        if view is not None and view is not self._view:
            self._view = view
            self._draw(view)
        if asked is not None and asked.raw is not None:
            self._tools.suit(asked.sigma)
        self._walk()

    def clear(self) -> None:
        self._view, self._step, self._origin = None, 0, 0
        for plot in self._plots:
            plot.show_valley(None)
        self._note.say("")

    def numbers(self) -> Table:
        sides = self._sides()
        if sides is None:
            return empty_table(*_HEADERS)
        count = max(len(side.costs) for side in sides)
        columns = [column for side in sides for column in (*side.path, side.costs)]
        return Table(_HEADERS, (np.arange(count), *(_padded(column, count) for column in columns)))

    def apply_theme(self) -> None:
        for plot in self._plots:
            plot.apply_theme()
        for part in (self._note, *self._findings):
            part.update()

    # Drawing ----------------------------------------------------------------------------------------

    def _sides(self) -> tuple[Valley, Valley] | None:
        view = self._view
        return (
            None
            if view is None or view.raw is None or view.normalised is None
            else (view.raw, view.normalised)
        )

    def _draw(self, view: ContoursView) -> None:
        sides = self._sides()
        self._presence.miss("" if sides else view.reason or "There is no valley to show for these data.")
        for plot, snug, side in zip(self._plots, self._snugs, sides or (None, None), strict=True):
            plot.show_valley(side)
            if side is not None:
                snug.fit(side.extent)
        self._name_axes()
        if sides:
            for finding, words in zip(self._findings, findings(*sides), strict=True):
                finding.say(*words)

    def _walk_again(self) -> None:
        self._origin = self._step
        self._walk()

    def _walk(self) -> None:
        for plot in self._plots:
            plot.walk.walk_to(self._step - self._origin)
        self._say()

    def _say(self) -> None:
        sides = self._sides()
        if sides is None:
            return
        walked = self._step - self._origin
        costs = [four_digits(float(side.costs[min(walked, len(side.costs) - 1)])) for side in sides]
        words = f"After {walked:,} steps: J = {costs[0]} nats {_SIDES[0]}, {costs[1]} normalised"
        self._note.say(f"{words}.")

    def _name_axes(self) -> None:
        if self._view is None:
            return
        across, up = self._view.features
        for plot in self._plots:
            squeeze = plot.squeeze()
            stretched = 1 / _SQUEEZED < squeeze < _SQUEEZED
            drawn = "" if stretched else f" ({squeeze:.2g}× smaller)"
            plot.name_axes(f"w₁, weight of {across}", f"w₂, weight of {up}{drawn}")

    def _read(self, i: int, x: float, y: float) -> None:
        sides = self._sides()
        if sides is None:
            return
        left, right, low, high = sides[i].extent
        rows, columns = sides[i].cost.shape
        row, column = (
            int((y - low) / (high - low) * rows // 1),
            int((x - left) / (right - left) * columns // 1),
        )
        inside = 0 <= row < rows and 0 <= column < columns
        cost = f" · J = {four_digits(float(sides[i].cost[row, column]))} nats" if inside else ""
        self._note.whisper(f"{_SIDES[i]}: w₁ = {x:.3g}, w₂ = {y:.3g}{cost}")


def findings(raw: Valley, normalised: Valley) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Of both sides: the number of steps, what it counts, and its colour's role."""
    gain = _gain(raw, normalised)
    hint = "; stretch x₂" if raw.elongation < _ROUND and raw.steps else ""
    role = "good" if gain else "text"
    return _count(raw, f"steps {_SIDES[0]}", hint, "text"), _count(
        normalised, f"steps {_SIDES[1]}{gain}", "", role
    )


def _gain(raw: Valley, normalised: Valley) -> str:
    """How many times fewer steps the normalised side takes, or at least takes."""
    if not normalised.steps or raw.diverged:
        return ""
    ratio = (len(raw.costs) - 1 if raw.steps is None else raw.steps) / normalised.steps
    least = "over " if raw.steps is None else ""
    return f", {least}{_times(ratio)} fewer" if ratio > 1 else ""


def _count(side: Valley, steps: str, hint: str, role: str) -> tuple[str, str, str]:
    if side.diverged:
        return "diverges", f"at step {len(side.costs) - 1:,}: α is too large", "bad"
    shape = f"{_shape(side.elongation)}{hint}"
    if side.steps is None:
        return f"> {len(side.costs) - 1:,}", f"{steps}; {shape}", "bad"
    return f"{side.steps:,}", f"{steps}; {shape}", role


def _shape(elongation: float) -> str:
    if not np.isfinite(elongation):
        return "a valley without end"
    if elongation < _ROUND:
        return f"contours nearly round ({_ratio(elongation)} : 1)"
    return f"contours {_ratio(elongation)}× as long as wide"


def _times(ratio: float) -> str:
    return f"{_ratio(ratio)}×"


def _ratio(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 9.95 else f"{ratio:.1f}"


def _padded(column: np.ndarray, count: int) -> np.ndarray:
    """The column, with empty cells after a walk that was cut short."""
    made = np.full(count, None, dtype=object)
    made[: len(column)] = column.tolist()
    return made
