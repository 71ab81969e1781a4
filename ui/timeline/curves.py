"""J of the dev set as the timeline draws it: a sample a column, on a scale that outliers do not flatten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPolygonF
from shiboken6 import VoidPtr

from ui.drawing.envelope import drawable
from ui.timeline.way import Stretch, Way

Array = NDArray[Any]
Line = tuple[Array, Array]
"""Steps and J, finite and above zero."""
_FLOOR = 1e-8
"""The least J there is on a logarithmic scale."""
_USUAL = 0.98
"""The share of a line that is not flattened for the rest."""
_FAR = 1e6
"""Pixels: beyond, Qt's painter loses itself."""
_LEAST = 0.3
"""Powers of ten from bottom to top, at least: a line that hardly falls must look so."""


@dataclass(frozen=True)
class Heights:
    """A logarithmic scale for J between two powers of ten."""

    low: float
    high: float

    def unit(self, cost: Array) -> Array:
        """0 at the bottom, 1 at the top; what is beyond sits on the edge."""
        return np.clip((np.log10(cost) - self.low) / (self.high - self.low), 0.0, 1.0)


def heights(lines: Sequence[Line], others: Sequence[Line]) -> Heights:
    """Room for the usual of one's own lines and the lowest of all, in tenths: it is to stand still."""
    mine = np.log10(np.concatenate([line[1] for line in lines]))
    if not mine.size:
        return Heights(-1.0, 0.0)
    usual = np.sort(mine)[int(_USUAL * (mine.size - 1))]
    high = math.ceil(10 * max(usual, mine[0])) / 10
    lowest = min(float(y.min()) for _, y in (*lines, *others) if y.size)
    return Heights(min(math.floor(10 * math.log10(lowest)) / 10, high - _LEAST), high)


def thinned(stretch: Stretch, edges: Array) -> Line:
    """The last sample before each edge, with the first and what comes after the last edge."""
    count = len(stretch.at)
    if not count:
        return np.empty(0), np.empty(0)
    chosen = np.empty(len(edges) + 2, np.intp)
    chosen[1:-1] = stretch.at.searchsorted(edges, side="right") - 1
    chosen[0], chosen[-1] = chosen[1], chosen[-2] + 1
    chosen = chosen.clip(0, count - 1)
    chosen = chosen[np.append(True, chosen[1:] > chosen[:-1])]
    cost = drawable(stretch.cost[chosen])
    known = np.isfinite(cost)
    return stretch.at[chosen][known].astype(np.float64), np.maximum(cost[known], _FLOOR)


def own_line(way: Way, edges: Array) -> Line:
    """One's own way, to its very end."""
    x, y = map(np.concatenate, zip(*(thinned(stretch, edges) for stretch in way.stretches), strict=True))
    if x.size and x[-1] < way.end:
        last = drawable(np.array([way.cost_at(way.end)]))
        end = min(way.end, 2 * edges[-1] - edges[0])
        x, y = np.append(x, max(end, x[-1])), np.append(y, last if np.isfinite(last[0]) else y[-1])
    return x, np.maximum(y, _FLOOR)


def polygon(x: Array, y: Array) -> QPolygonF:
    """Through points: written into Qt's memory, since point by point takes twenty times as long."""
    made = QPolygonF()
    made.resize(len(x))
    if len(x):
        memory = np.frombuffer(VoidPtr(made.data(), 16 * len(x), True), np.float64).reshape(-1, 2)
        memory[:, 0], memory[:, 1] = np.clip(x, -_FAR, _FAR), y
    return made
