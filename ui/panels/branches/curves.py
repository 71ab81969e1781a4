"""J of every road over the steps: the one that one stands on in full, the others from their fork on."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.drawing.curve import Curve
from ui.drawing.envelope import finite_runs
from ui.drawing.numerals import WIDEST, four_digits
from ui.drawing.plot import Plot
from ui.drawing.readout import Entry, Readout
from ui.drawing.thinned import Thinned
from ui.panels.branches.forest import at_step
from ui.panels.branches.layers import Here, Others, Signs, seen_from
from ui.panels.branches.ranges import fitted, log_ticks, still_fits

Array = NDArray[Any]
Spot = tuple[float, float]
_COLUMNS = 192
_FIT_EVERY = 0.25
_FLOOR = 1e-8
_NEAR = 14.0
"""Pixels from a line within which it is pointed at."""


@dataclass(frozen=True, eq=False)
class Line:
    """One road as it is drawn: its steps and costs, where it forked (None for a root), its colour.

    A `distant` one is of another network, `bad` one that diverged.
    """

    number: int
    name: str
    x: Array
    y: Array
    fork: float | None
    label: int
    distant: bool = False
    bad: bool = False


class RoadCurves(QWidget):
    """A readout over the plot. The owner feeds lines and says which stand out."""

    pointed = Signal(object)
    """The number of the road under the cursor, None for none."""
    hovered = Signal(object)
    """The step under the cursor, None for none."""
    clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.readout, self.plot = Readout(), Plot("step t", "")
        self.lines: dict[int, Line] = {}
        self._soft: dict[int, Line] = {}
        self._others, self._curve = Others(), Curve(antialias=True)
        self._here, self._signs = Here(), Signs()
        self._current, self._pointed, self._compared = -1, None, None
        self._step: float | None = None
        self._log = False
        self._shown = ((0.0, 0.0), (0.0, 0.0))
        self._points = np.empty(0), np.empty(0)
        self._fitted = 0.0
        self._later = QTimer(self, singleShot=True, interval=int(1000 * _FIT_EVERY))
        self._assemble()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.readout)
        column.addWidget(self.plot, 1)
        self.plot.setMouseEnabled(x=False, y=False)
        for item in (self._others, self._here, self._curve, self._signs):
            self.plot.addItem(item, ignoreBounds=True)
        self.plot.pointed.connect(self._point)
        self.plot.left.connect(self._leave)
        self._later.timeout.connect(self.fit)
        self.fit()

    # Feeding ----------------------------------------------------------------------------------------

    def show_others(self, lines: Mapping[int, Line]) -> None:
        """All lines but the current one's, which is shown after them: they change seldom."""
        self._soft = dict(lines)
        self._others.show_lines({number: (line, self._thin(line)) for number, line in lines.items()})

    def show_current(self, line: Line | None, here: Spot, kept: tuple[Spot, ...]) -> None:
        """The line that grows, the (step, J) where one stands, and those that were kept."""
        self.lines = dict(self._soft)
        self._current = -1 if line is None else line.number
        self._points = np.empty(0), np.empty(0)
        if line is not None:
            self.lines[line.number] = line
            self._points = self._thin(line)
            line = dataclasses.replace(line, y=self._up(line.y))
        self._draw()
        self._here.show_place(here[0])
        self._signs.show_signs(line, self._raised(here), tuple(self._raised(spot) for spot in kept))
        self._wear_pen()

    def attend(self, pointed: int | None, compared: int | None) -> None:
        """These stand out beside the current one."""
        if (pointed, compared) != (self._pointed, self._compared):
            self._pointed, self._compared = pointed, compared
            self._others.attend(pointed, compared)
            self._say()

    def name_cost(self, name: str) -> None:
        """What is drawn upwards."""
        self.plot.name_axes("step t", f"cost {name} (nats)")

    def set_log(self, log: bool) -> None:
        """A logarithmic axis of J from now on, or a linear one; the owner feeds all lines again."""
        self._log = log
        self.plot.getAxis("left").setLogMode(log)

    def settle(self, at_once: bool = False) -> None:
        """After feeding: the readout, and a few times a second the ranges."""
        self._say()
        if at_once or time.monotonic() - self._fitted >= _FIT_EVERY:
            self.fit(at_once)
        elif not self._later.isActive():
            self._later.start()

    def fit(self, anew: bool = False) -> None:
        """Show from a little before the first fork to the end, as high as what is there."""
        self._fitted = time.monotonic()
        lines = [(line.x, self._up(line.y), line.fork, line.distant) for line in self.lines.values()]
        mine = self.lines.get(self._current)
        wanted = fitted(
            lines, None if mine is None else (mine.x, self._up(mine.y)), self._log, self._here.place
        )
        if anew or not still_fits(self._shown, wanted):
            self._shown = wanted
            self.plot.getAxis("left").setTicks([log_ticks(*wanted[1])] if self._log else None)
            self.plot.setRange(xRange=wanted[0], yRange=wanted[1], padding=0)
            self._draw()

    def apply_theme(self) -> None:
        """Pens and axes from the current theme."""
        self.plot.apply_theme()
        self._wear_pen()
        for part in (self._others, self._here, self._signs, self.readout):
            part.update()

    def _wear_pen(self) -> None:
        line = self.lines.get(self._current)
        pen = QPen(theme.current().class_colour(0 if line is None else line.label), 2.5)
        pen.setCosmetic(True)
        if pen != self._curve.opts["pen"]:
            self._curve.setPen(pen)

    # Reading ----------------------------------------------------------------------------------------

    @property
    def step(self) -> float | None:
        """The step under the cursor."""
        return self._step

    def value(self, number: int, step: float) -> float:
        """A road's J at a step; NaN where it was not."""
        line = self.lines.get(number)
        return math.nan if line is None or not len(line.x) else at_step(line.x, line.y, step)

    def _point(self, x: float, y: float) -> None:
        ends = [(line.x[0], line.x[-1]) for line in self.lines.values() if len(line.x)]
        if not ends:
            return
        self._step = float(round(min(max(x, min(e[0] for e in ends)), max(e[1] for e in ends))))
        self._here.show_cursor(self._step)
        self.hovered.emit(self._step)
        self.pointed.emit(self._nearest(x, y))
        self._say()

    def _leave(self) -> None:
        self._step = None
        self._here.show_cursor(None)
        self.hovered.emit(None)
        self.pointed.emit(None)
        self._say()

    def _nearest(self, x: float, y: float) -> int | None:
        per_y = self.plot.getViewBox().viewPixelSize()[1]
        values = {number: self._raised((x, self.value(number, x)))[1] for number in self.lines}
        away = {number: abs(value - y) / per_y for number, value in values.items()} if per_y > 0 else {}
        near = {number: pixels for number, pixels in away.items() if pixels <= _NEAR}
        return min(near, key=lambda number: (near[number], number != self._current), default=None)

    def _say(self) -> None:
        strong = dict.fromkeys((self._current, self._pointed, self._compared))
        told = [number for number in strong if number in self.lines]
        mine = self.lines.get(self._current)
        step = self._here.place if self._step is None else self._step
        if mine is None or step is None:
            self.readout.say("", ())
            return
        entries = tuple(self._entry(self.lines[number], step) for number in told)
        self.readout.say(f"step {step:,.0f}", entries)

    def _entry(self, line: Line, step: float) -> Entry:
        colours = theme.current().classes
        value = four_digits(self.value(line.number, step))
        return Entry(colours[line.label % len(colours)], line.name, value, WIDEST)

    def _draw(self) -> None:
        """The current line, as far as it is in view."""
        x, y, joined = finite_runs(*seen_from(*self._points, self._shown[0][0]))
        self._curve.setData(x, y, connect="all" if joined[:-1].all() else joined)

    def _thin(self, line: Line) -> tuple[Array, Array]:
        """Of a line what is drawn."""
        thinned = Thinned(_COLUMNS)
        thinned.follow(line.x, line.y)
        x, y = thinned.points()
        return x, self._up(y)

    def _up(self, y: Array) -> Array:
        """How high J is drawn; on a logarithmic axis 0 lies on its floor."""
        return np.log10(np.maximum(y, _FLOOR)) if self._log else y

    def _raised(self, spot: Spot) -> Spot:
        return spot[0], float(self._up(np.float64(spot[1])))
