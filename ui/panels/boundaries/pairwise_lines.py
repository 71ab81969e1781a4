"""The straight lines on which two classes are equally probable, solid where the winner changes on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from simulator.probes.lines import LinesView
from simulator.snapshot import Extent
from ui import theme
from ui.drawing.curve import Curve

Array = NDArray[Any]
_MOST_PAIRS = 15
"""Pairs up to which the parts without a say are drawn too; more would hide the rest."""


class PairwiseLines:
    """Two items over a plot: the parts that decide, and the others dashed."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self._view: LinesView | None = None
        self._ends: Array = np.zeros((0, 2, 2))
        self.solid, self.dashed = (Curve(antialias=True, connect="pairs") for _ in range(2))
        for depth, item in enumerate((self.dashed, self.solid), 5):
            item.setZValue(depth)
            plot.addItem(item, ignoreBounds=True)

    def show(self, view: LinesView | None, extent: Extent) -> None:
        """Draw these lines over `extent`."""
        self._view = view if view is not None and len(view.pairs) else None
        if self._view is None:
            self._ends = np.zeros((0, 2, 2))
            self.solid.clear()
            self.dashed.clear()
            return
        self._ends, deciding, others = segments(self._view, extent)
        _draw(self.solid, deciding)
        _draw(self.dashed, others if len(self._view.pairs) <= _MOST_PAIRS else others[:0])

    def nearest(self, u: float, v: float, reach: tuple[float, float]) -> tuple[int, int] | None:
        """The pair whose line is nearest to (u, v), within `reach` along each axis."""
        if self._view is None or not len(self._ends):
            return None
        place, scale = np.array([u, v]), np.maximum(np.array(reach), 1e-300)
        start, along = self._ends[:, 0] / scale, (self._ends[:, 1] - self._ends[:, 0]) / scale
        share = np.clip(
            ((place / scale - start) * along).sum(1) / np.maximum((along**2).sum(1), 1e-300), 0, 1
        )
        distance = np.hypot(*(start + share[:, None] * along - place / scale).T)
        distance = np.where(np.isfinite(distance), distance, np.inf)
        index = int(distance.argmin())
        i, j = self._view.pairs[index]
        return (int(i), int(j)) if distance[index] <= 1 else None

    def apply_theme(self) -> None:
        """Take the pens of the current theme."""
        self.solid.setPen(theme.current().pen("decides"))
        self.dashed.setPen(theme.current().pen("no say"))


def segments(view: LinesView, extent: Extent) -> tuple[Array, Array, Array]:
    """Of every line its ends at the edge of `extent` (p, 2, 2), NaN where it passes by; the segments
    (n, 2, 2) on which its two classes are the most probable ones; and those on which another is.
    """
    with np.errstate(all="ignore"):  # a line along an axis meets two edges at infinity
        ends = _clipped(view.coefficients, extent)
        first, last = _deciding(view, ends)
        decides = last > first
        along = ends[:, 1] - ends[:, 0]
        at = np.stack([np.zeros_like(first), first, last, np.ones_like(last)])  # shares of the way
        at[1:3, ~decides] = 1.0
        places = ends[None, :, 0] + at[..., None] * along
        solid = np.stack([places[1], places[2]], axis=1)[decides]
        dashed = np.concatenate(
            [np.stack([places[0], places[1]], axis=1), np.stack([places[2], places[3]], axis=1)]
        )
        return ends, _drawable(solid), _drawable(dashed)


def _clipped(coefficients: Array, extent: Extent) -> Array:
    """Where each line a u + b v + c = 0 enters and leaves the rectangle, (p, 2, 2)."""
    left, right, low, high = extent
    a, b, c = np.where(np.isfinite(coefficients).all(axis=1, keepdims=True), coefficients, np.nan).T
    met = [(left, -(a * left + c) / b), (right, -(a * right + c) / b)]
    met += [(-(b * low + c) / a, low), (-(b * high + c) / a, high)]
    points = np.empty((len(a), 4, 2))
    for k, (u, v) in enumerate(met):
        points[:, k, 0], points[:, k, 1] = u, v
    slack = 1e-9 * np.array([right - left, high - low])
    inside = ((points >= np.array([left, low]) - slack) & (points <= np.array([right, high]) + slack)).all(2)
    along = np.where(inside, a[:, None] * points[..., 1] - b[:, None] * points[..., 0], 0.0)
    rows = np.arange(len(a))
    first = np.where(inside, along, np.inf).argmin(1)  # through a corner it meets the edge twice there
    last = np.where(inside, along, -np.inf).argmax(1)
    ends = np.stack([points[rows, first], points[rows, last]], axis=1)
    ends[inside.sum(1) < 2] = np.nan
    return ends


def _deciding(view: LinesView, ends: Array) -> tuple[Array, Array]:
    """The shares of the way (p,) between which no third class is more probable than the line's two."""
    count = int(view.pairs.max()) + 1
    lead = np.zeros((count, count, 3))  # lead[i, k] · (u, v, 1) = z_i − z_k
    i, j = view.pairs.T
    lead[i, j], lead[j, i] = view.coefficients, -view.coefficients
    homogeneous = np.concatenate([ends, np.ones((*ends.shape[:2], 1))], axis=2)
    start, end = (np.einsum("pkc,pc->pk", lead[i], homogeneous[:, side]) for side in (0, 1))
    for own in (i, j):  # the two of the pair do not compete with themselves
        start[np.arange(len(i)), own] = end[np.arange(len(i)), own] = 1.0
    crossing = start / np.where(start == end, 1.0, start - end)
    first = np.where((start < 0) & (end >= 0), crossing, np.where(start < 0, 1.0, 0.0)).max(1)
    last = np.where((start >= 0) & (end < 0), crossing, np.where(end < 0, 0.0, 1.0)).min(1)
    return first, last


def _drawable(lines: Array) -> Array:
    """Those that have two finite and different ends."""
    return lines[np.isfinite(lines).all((1, 2)) & (lines[:, 0] != lines[:, 1]).any(1)]


def _draw(curve: Curve, lines: Array) -> None:
    curve.setData(*lines.reshape(-1, 2).T, connect="pairs")
