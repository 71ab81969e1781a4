"""Cost after some steps against the learning rate, with batch norm and without."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from ui import theme
from ui.drawing.curve import Curve
from ui.drawing.envelope import drawable, finite_runs
from ui.drawing.inscription import Inscription
from ui.drawing.marks import Mark, Marks
from ui.drawing.numerals import on_axis
from ui.drawing.plot import Plot
from ui.drawing.point_marks import PointMarks
from ui.panels.reach.lanes import HEIGHT, Lane, ReachLanes
from ui.panels.reach.learning_span import SHARE, spans

Array = NDArray[Any]
ROLES = {"normed": ("with", "o"), "plain": ("without", "s")}
_TICK = 56
"""Pixels that a label of the axis needs."""
_ABOVE = 1.25
"""Times chance: how far the axis of the cost goes; a worse cost sits on its upper edge."""


class ReachPlot(Plot):
    """A curve each, the level of chance, the lanes on top and the run's own α."""

    def __init__(self) -> None:
        super().__init__("learning rate α", "cost J (nats)")
        self.setMouseEnabled(x=False, y=False)
        self.words, self.lanes, self.marks = Inscription(), ReachLanes(), Marks()
        self.marks.setZValue(5)
        self.chance, self.learns = _level(), _level()
        self.cursor = pg.InfiniteLine(angle=90)
        self.curves = {role: Curve(antialias=True) for role in ROLES}
        self.dots = {role: PointMarks(role, 7, symbol) for role, (_, symbol) in ROLES.items()}
        items = (self.chance, self.learns, *self.curves.values(), *self.dots.values())
        for item in (*items, self.marks, self.cursor, self.lanes, self.words):
            self.addItem(item, ignoreBounds=True)
        self._range: tuple[float, ...] = ()
        self._chance = math.log(4)
        self._alpha = np.logspace(-4, 1, 2)
        self.cursor.hide()

    def show_costs(self, alpha: Array, costs: dict[str, Array], chance: float, done: bool) -> None:
        """Costs (A,) by role at the learning rates alpha (A,); NaN diverged, where that is known."""
        self._alpha, self._chance = alpha, chance
        self.chance.setPos(chance)
        self.learns.setPos(SHARE * chance)
        _name(self.chance, f"chance: log C = {chance:.2f}")
        _name(self.learns, "half of chance: learns")
        x, lanes = np.log10(alpha), []
        for role, (name, _) in ROLES.items():
            cost = drawable(costs[role])
            self._draw(role, x, cost)
            lost = tuple(x[~np.isfinite(cost)].tolist()) if done or np.isfinite(cost).any() else ()
            lanes.append(Lane(name, role, tuple(spans(alpha, cost, chance)), lost))
        self.lanes.show_lanes(tuple(lanes))
        self.fit()

    def clear_costs(self) -> None:
        """Nothing."""
        for role in ROLES:
            self._draw(role, np.empty(0), np.empty(0))
        self.lanes.show_lanes(())
        self.marks.show_marks(())

    def mark_alpha(self, alpha: float) -> None:
        """Where the run stands now."""
        at = alpha > 0 and math.isfinite(alpha)
        self.marks.show_marks((Mark(math.log10(alpha), ""),) if at else ())

    def fit(self) -> None:
        """Ranges for all of α, and for the lanes over the costs."""
        low, high = math.log10(self._alpha[0]), math.log10(self._alpha[-1])
        room = max(self.getViewBox().height() - HEIGHT, 20)
        top = _ABOVE * self._chance
        wanted = (low - 0.15, high + 0.15, 0.0, top * (1 + HEIGHT / room))
        if wanted != self._range and all(map(math.isfinite, wanted)):
            self._range = wanted
            self.setRange(xRange=wanted[:2], yRange=wanted[2:], padding=0)
            self._tick(low, high, top)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_alpha"):
            self.fit()

    def apply_theme(self) -> None:
        super().apply_theme()
        colours = theme.current()
        for line, role in ((self.chance, "law"), (self.learns, "zero"), (self.cursor, "zero")):
            line.setPen(colours.pen(role))
        for line in (self.chance, self.learns):
            line.label.setColor(colours.colour("muted"))
            line.label.setFont(theme.font(0.85))
        for role in ROLES:
            self.curves[role].setPen(colours.pen(role))
            self.dots[role].update()
        for item in (self.lanes, self.words, self.marks):
            item.update()

    def _tick(self, low: float, high: float, top: float) -> None:
        """Whole decades across; costs upwards, none beside the lanes."""
        room = max(self.getViewBox().width() / _TICK, 1)
        decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
        stride = max(1, math.ceil(len(decades) / room))
        self.getAxis("bottom").setTicks([[(d, on_axis(10.0**d)) for d in decades[::stride]]])
        costs = np.arange(0, top, 0.5 if top < 4 else math.ceil(top / 6))
        self.getAxis("left").setTicks([[(cost, f"{cost:.1f}") for cost in costs]])

    def _draw(self, role: str, x: Array, cost: Array) -> None:
        x, y, joined = finite_runs(x, np.minimum(cost, _ABOVE * self._chance))
        self.curves[role].setData(x, y, connect="all" if joined[:-1].all() else joined)
        on_scale = y < _ABOVE * self._chance
        self.dots[role].setData(x[on_scale], y[on_scale])


def _name(line: pg.InfiniteLine, words: str) -> None:
    if line.label.format != words:  # setting it lays the text out anew
        line.label.setFormat(words)


def _level() -> pg.InfiniteLine:
    """A level of the cost with words over its middle, where curves that learn are far below."""
    anchor = {"position": 0.5, "anchors": [(0.5, 1), (0.5, 1)]}
    return pg.InfiniteLine(angle=0, label="", labelOpts=anchor)
