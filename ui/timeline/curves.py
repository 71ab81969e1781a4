"""J of the dev set as the timeline draws it: a sample a column, on a scale that outliers do not flatten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from ui.drawing.envelope import drawable
from ui.timeline.axis import Axis
from ui.timeline.way import Stretch, Way

Array = NDArray[Any]
Line = tuple[Array, Array]
"""Steps and J, finite and above zero."""
_FLOOR = 1e-8
"""The least J there is on a logarithmic scale."""
_USUAL = 0.98
"""The share of a line that is not flattened for the rest."""
_LEAST = 0.3
"""Powers of ten from bottom to top, at least: a line that hardly falls must look so."""
_COLUMNS = 512


@dataclass(frozen=True)
class Heights:
    """A logarithmic scale for J between two powers of ten."""

    low: float
    high: float

    def unit(self, cost: Array) -> Array:
        """0 at the bottom, 1 at the top; what is beyond sits on the edge."""
        return np.clip((np.log10(cost) - self.low) / (self.high - self.low), 0.0, 1.0)


def heights(way: Way, axis: Axis) -> Heights:
    """What all lines of the way have room in, whatever part of it is in sight."""
    edges = np.linspace(axis.first, axis.last, _COLUMNS)
    mine = np.log10(np.concatenate([thinned(stretch, edges)[1] for stretch in way.stretches]))
    others = [np.log10(thinned(other, edges)[1]) for other in way.others]
    if not mine.size:
        return Heights(-1.0, 0.0)
    usual = np.sort(mine)[int(_USUAL * (mine.size - 1))]
    high = max(usual, mine[0])
    low = min(float(line.min()) for line in [mine, *others] if line.size)
    return Heights(min(low, high - _LEAST), high)


def thinned(stretch: Stretch, edges: Array) -> Line:
    """The last sample before each edge, with the first and what comes after the last edge."""
    before = np.searchsorted(stretch.at, edges, side="right") - 1
    chosen = np.concatenate([[max(before[0], 0)], before, [before[-1] + 1]])
    chosen = chosen[(chosen >= 0) & (chosen < len(stretch.at))]
    chosen = chosen[np.diff(chosen, prepend=-1) > 0]
    cost = drawable(stretch.cost[chosen])
    known = np.isfinite(cost)
    return stretch.at[chosen][known].astype(np.float64), np.maximum(cost[known], _FLOOR)


def own_line(way: Way, edges: Array) -> Line:
    """One's own way, to its very end."""
    x, y = map(np.concatenate, zip(*(thinned(stretch, edges) for stretch in way.stretches), strict=True))
    if x.size and x[-1] < way.end:
        last = drawable(np.array([way.cost_at(way.end)]))
        x, y = np.append(x, way.end), np.append(y, last if np.isfinite(last[0]) else y[-1])
    return x, np.maximum(y, _FLOOR)


def polygon(x: Array, y: Array, ends: Sequence[QPointF] = ()) -> QPolygonF:
    """Through points, and on through `ends`."""
    points = [QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]
    return QPolygonF([*points, *ends])
