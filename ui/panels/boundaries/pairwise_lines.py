"""The straight lines on which two classes are equally probable, solid where the winner changes on them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QSizeF, Qt
from PySide6.QtGui import QPainter

from simulator.probes.lines import LinesView
from simulator.snapshot import Extent
from ui.drawing.pens import pen
from ui.drawing.pixel_item import PixelItem

Array = NDArray[Any]
_MOST_PAIRS = 15
"""Pairs up to which the parts without a say are drawn too; more would hide the rest."""
_EDGES, _TURNED = 4, np.array([-1.0, 1.0])
_CAPS = {"decides": Qt.PenCapStyle.SquareCap, "no say": Qt.PenCapStyle.FlatCap}
"""Lines that meet leave no notch; round ends would do it too, in seven times the time."""


class PairwiseLines(PixelItem):
    """The parts that decide, and under them the others, dashed."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(5)
        self._lines: LinesView | None = None
        self._extent: Extent = (0.0, 1.0, 0.0, 1.0)
        self.hide()  # even of nothing pyqtgraph asks where it is

    def show_lines(self, view: LinesView | None, extent: Extent) -> None:
        """Draw these lines over `extent`."""
        self._lines, self._extent = view, extent
        self.setVisible(view is not None)
        self.update()

    def parts(self, within: Extent) -> tuple[Array, Array]:
        """What is drawn there: the segments (n, 2, 2) that decide, and the others."""
        if self._lines is None:
            return np.zeros((0, 2, 2)), np.zeros((0, 2, 2))
        _, deciding, others = segments(self._lines, within)
        return deciding, others if len(self._lines.pairs) <= _MOST_PAIRS else others[:0]

    def nearest(self, u: float, v: float, reach: tuple[float, float]) -> tuple[int, int] | None:
        """The pair whose line is nearest to (u, v), within `reach` along each axis."""
        if self._lines is None:
            return None
        place, scale = np.array([u, v]), np.maximum(np.array(reach), 1e-300)
        ends, _, _ = segments(self._lines, self._extent)
        start, along = ends[:, 0] / scale, (ends[:, 1] - ends[:, 0]) / scale
        share = np.clip(
            ((place / scale - start) * along).sum(1) / np.maximum((along**2).sum(1), 1e-300), 0, 1
        )
        distance = np.hypot(*(start + share[:, None] * along - place / scale).T)
        distance = np.where(np.isfinite(distance), distance, np.inf)
        index = int(distance.argmin())
        i, j = self._lines.pairs[index]
        return (int(i), int(j)) if distance[index] <= 1 else None

    def draw(self, painter: QPainter, _size: QSizeF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        deciding, others = self.parts(self._in_sight())
        lines = np.concatenate([others, deciding])
        places = np.stack([self.across(lines[..., 0]), self.down(lines[..., 1])], axis=2).reshape(-1, 4)
        strokes = [QLineF(*ends) for ends in places.tolist()]
        for role, some in (("no say", strokes[: len(others)]), ("decides", strokes[len(others) :])):
            stroke = pen(role)
            stroke.setCapStyle(_CAPS[role])
            painter.setPen(stroke)
            painter.drawLines(some)

    def _in_sight(self) -> Extent:
        """The part of the extent that the view shows: SVG knows no clip."""
        left, right, low, high = self._extent
        first, least, last, most = self._view.getCoords()
        return max(left, first), min(right, last), max(low, least), min(high, most)


def segments(view: LinesView, extent: Extent) -> tuple[Array, Array, Array]:
    """Of every line its ends at the edge of `extent` (p, 2, 2), not finite where it passes by; the segments
    (n, 2, 2) on which its two classes are the most probable ones; and those on which another is.
    """
    with np.errstate(all="ignore"):  # a line that is nowhere has no finite point
        foot, along = _rays(view.coefficients)
        soonest, latest = _bounds(_conditions(view, extent), foot, along)
        enter, leave = soonest[:, :_EDGES].max(1), latest[:, :_EDGES].min(1)
        first, last = soonest.max(1), latest.min(1)
        decides = last > first
        enter[enter > leave] = np.nan
        times = np.stack([enter, np.where(decides, first, leave), np.where(decides, last, leave), leave], 1)
        places = foot[:, None] + times[..., None] * along[:, None]
    dashed = np.concatenate([places[:, :2], places[:, 2:]])
    return places[:, ::3], _drawable(places[decides, 1:3]), _drawable(dashed)


def _rays(coefficients: Array) -> tuple[Array, Array]:
    """A point (p, 2) of each line a u + b v + c = 0, and its direction (p, 2)."""
    normal = coefficients[:, :2]
    foot = normal * (-coefficients[:, 2] / (normal * normal).sum(1))[:, None]
    return foot, normal[:, ::-1] * _TURNED


def _conditions(view: LinesView, extent: Extent) -> Array:
    """What times (u, v, 1) is not below 0 within `extent` where no third class is ahead, (p, 4 + C, 3)."""
    left, right, low, high = extent
    (i, j), classes = view.pairs.T, int(view.pairs.max()) + 1
    lead = np.zeros((classes, classes, 3))  # lead[i, k] · (u, v, 1) = z_i − z_k
    lead[i, j], lead[j, i] = view.coefficients, -view.coefficients
    found = np.empty((len(i), _EDGES + classes, 3))
    found[:, :_EDGES] = (1, 0, -left), (-1, 0, right), (0, 1, -low), (0, -1, high)
    found[:, _EDGES:] = lead[i]
    found[np.arange(len(i)), _EDGES + j] = 0.0  # the two of the pair do not compete with themselves
    return found


def _bounds(conditions: Array, foot: Array, along: Array) -> tuple[Array, Array]:
    """From which multiple of `along` on, and up to which, each condition holds."""
    at, slope = (conditions[..., :2] @ each[..., None] for each in (foot, along))
    at, slope = at[..., 0] + conditions[..., 2], slope[..., 0]
    met = -at / slope
    soonest = np.where(slope > 0, met, np.where((slope == 0) & (at < 0), np.inf, -np.inf))
    return soonest, np.where(slope < 0, met, np.inf)


def _drawable(lines: Array) -> Array:
    """Those that have two finite and different ends."""
    return lines[np.isfinite(lines).all((1, 2)) & (lines[:, 0] != lines[:, 1]).any(1)]
