"""The box of the next generation: all axes of a space, of which two are seen and drawn by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.search.samplers import Box
from simulator.search.space import Axis, Space
from ui.panels.scatter.sides import LEAST, Sides


class BoxChoice:
    """`box` is what is chosen, None for none. Axes out of sight keep what it has, or the last generation."""

    def __init__(self) -> None:
        self.box: Box | None = None

    def draw(self, space: Space, axes: tuple[Axis, Axis | None], sides: Sides | None, last: Box) -> None:
        """Take the sides that a hand drew along axes; `last` is the box of the last generation."""
        if sides is None:
            self.box = None
            return
        box = self.box or last
        low, high = list(box.low), list(box.high)
        i, j = _indices(space, axes)
        low[i], high[i] = whole_values(space.axes[i], sides.left, sides.right)
        if j is not None:
            low[j], high[j] = whole_values(space.axes[j], sides.low, sides.high)
        self.box = Box(tuple(low), tuple(high))


def seen(box: Box, space: Space, axes: tuple[Axis, Axis | None]) -> Sides:
    """A box of the space as a plot over axes shows it."""
    i, j = _indices(space, axes)
    low, high = (0.0, 1.0) if j is None else (box.low[j], box.high[j])
    return Sides(box.low[i], box.high[i], low, high)


def last_box(space: Space, boxes: Sequence[Box]) -> Box:
    """The last of the generations' boxes; before there is any, all of the space."""
    return boxes[-1] if boxes else Box.whole(space.d)


def whole_values(axis: Axis, low: float, high: float) -> tuple[float, float]:
    """A stretch of an axis; of a choice whole values, for each of them is a stretch."""
    low = min(max(low, 0.0), 1.0 - LEAST)
    high = min(max(high, low + LEAST), 1.0)
    if not axis.values:
        return low, high
    count = len(axis.values)
    first = min(math.floor(low * count + 0.25), count - 1)
    return first / count, max(math.ceil(high * count - 0.25), first + 1) / count


def _indices(space: Space, axes: tuple[Axis, Axis | None]) -> tuple[int, int | None]:
    x, y = axes
    return space.names.index(x.name), space.names.index(y.name) if y else None
