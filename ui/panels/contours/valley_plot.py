"""The cost over two weights as bands between level sets, and a walk down it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from simulator.probes.contours import Valley
from ui import theme
from ui.drawing.painting import PaintablePlot
from ui.panels.contours.walk import Walk

Array = NDArray[Any]
_PIXELS = 360
"""Side of the picture of bands: the cost's own grid would show as stairs."""
_RINGS, _BANDS = 8, 22
"""Level sets from the minimum to the start, and in all; evenly spaced where the valley is a parabola."""
_DEEPEST = 0.62


class ValleyPlot(PaintablePlot):
    """One side: bands, and a walk over them."""

    def __init__(self) -> None:
        super().__init__()
        self.valley: Valley | None = None
        self._image, self.walk = pg.ImageItem(axisOrder="row-major"), Walk()
        for item in (self._image, self.walk):
            self.addItem(item, ignoreBounds=True)
        self.setMouseEnabled(x=False, y=False)

    def show_valley(self, valley: Valley | None) -> None:
        """Draw another valley, with the walker as many steps from the start as it was."""
        before, self.valley = self.valley, valley
        if valley is None or before is None or not _same(before, valley, "path"):
            self.walk.follow(valley)
        if valley is None:
            self._image.clear()
        elif before is None or not _same(before, valley, "cost"):
            self._draw_bands(valley)
            self.show_extent(valley.extent)

    def apply_theme(self) -> None:
        super().apply_theme()
        if self.valley is not None:
            self._draw_bands(self.valley)

    def squeeze(self) -> float:
        """How many times smaller w₂ is drawn than w₁; 1 where round things are round."""
        per_x, per_y = self.reach(1)
        return per_y / per_x if per_x > 0 and per_y > 0 else 1.0

    def _draw_bands(self, valley: Valley) -> None:
        self._image.setImage(_banded(valley), autoLevels=False)
        left, right, low, high = valley.extent
        self._image.setRect(QRectF(left, low, right - left, high - low))


def bands(valley: Valley, cost: Array) -> Array:
    """Between which level sets a cost lies: J = J_min + (J_start − J_min) (k / 8)² has number k."""
    known = np.concatenate([valley.cost.ravel(), valley.costs[:1]])
    known = known[np.isfinite(known)]
    lowest = float(known.min()) if known.size else 0.0
    start = float(valley.costs[0]) if np.isfinite(valley.costs[:1]).all() and valley.costs.size else lowest
    span = max(start - lowest, 1e-12)
    height = np.nan_to_num((cost - lowest) / span, nan=np.inf, posinf=1e9, neginf=0.0)
    return np.minimum(_RINGS * np.sqrt(np.maximum(height, 0.0)), _BANDS).astype(np.int64)


def _banded(valley: Valley) -> NDArray[np.uint8]:
    """The picture: each band darker than the one below, with a line where one ends."""
    band = bands(valley, _enlarged(valley.cost))
    worn = theme.current()
    table = worn.sequential[np.linspace(0, _DEEPEST * 255, _BANDS + 1).astype(int)]
    picture = table[band]
    edge = np.zeros(band.shape, dtype=bool)
    edge[1:] |= band[1:] != band[:-1]
    edge[:, 1:] |= band[:, 1:] != band[:, :-1]
    ink = np.array(worn.colour("muted").getRgb(), dtype=float)
    picture[edge] = (0.5 * picture[edge] + 0.5 * ink).astype(np.uint8)
    return picture


def _enlarged(cost: Array) -> Array:
    """The cost on a grid of _PIXELS × _PIXELS, linearly between the cells' centres."""
    weights = [_between(count) for count in cost.shape]
    with np.errstate(all="ignore"):
        return np.asarray(weights[0] @ np.nan_to_num(cost, nan=1e9, posinf=1e9, neginf=-1e9) @ weights[1].T)


def _between(count: int) -> Array:
    """(_PIXELS, count): how much each of `count` cells has a say in each pixel."""
    places = np.clip((np.arange(_PIXELS) + 0.5) / _PIXELS * count - 0.5, 0, count - 1)
    return np.maximum(1 - np.abs(places[:, None] - np.arange(count)), 0.0)


def _same(one: Valley, other: Valley, name: str) -> bool:
    return one.extent == other.extent and np.array_equal(getattr(one, name), getattr(other, name))
