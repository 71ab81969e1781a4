"""The examples on the plane: a marker shape and a colour per class, filled for train, hollow for dev."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QPainter, QPen

from simulator.snapshot import PointsView
from ui import theme
from ui.drawing.spots import Spots

TRAIN, DEV = 0, 1
_SIZE, _RING = 8, 13


class Examples:
    """One scatter for all: an item a class would cost 0.2 ms each a frame, and data change seldom."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._scatter = Spots(size=_SIZE, antialias=True)
        self._ring = Spots(size=_RING, symbol="o", brush=None, antialias=True)
        for depth, item in enumerate((self._scatter, self._ring), 10):
            item.setZValue(depth)
            plot.addItem(item, ignoreBounds=True)
        self.view: PointsView | None = None

    def show(self, view: PointsView) -> None:
        """Draw the train and dev examples; the test set stays unseen until the end."""
        if self.view is None or not _same(self.view, view):
            self.view = view
            self._draw()

    def ring(self, indices: NDArray[Any]) -> None:
        """Ring the examples of the mini-batch."""
        if self.view is not None:
            known = (indices >= 0) & (indices < self.view.uv.shape[1])
            uv = self.view.uv[:, indices[known]]
            self._ring.setData(*uv[:, np.isfinite(uv).all(axis=0)])

    def nearest(self, u: float, v: float, reach: tuple[float, float]) -> int | None:
        """The shown example nearest to (u, v), within `reach` of it along each axis."""
        if self.view is None or not self.view.uv.size:
            return None
        with np.errstate(divide="ignore", invalid="ignore"):  # a plot squeezed to nothing has no reach
            distance = np.hypot(*((self.view.uv - [[u], [v]]) / np.array(reach)[:, None]))
        distance = np.where((self.view.split > DEV) | np.isnan(distance), np.inf, distance)
        index = int(distance.argmin())
        return index if distance[index] <= 1 else None

    def beside(self, example: int | None, by: int) -> int | None:
        """The shown example before (by = -1) or after (1) one, around the ends; None where none is shown."""
        shown = np.empty(0) if self.view is None else np.flatnonzero(self.view.split <= DEV)
        if not len(shown):
            return None
        if example is None:
            return int(shown[0 if by > 0 else -1])
        place = np.searchsorted(shown, example, "right") if by > 0 else np.searchsorted(shown, example) - 1
        return int(shown[place % len(shown)])

    def clear(self) -> None:
        """Take every example away."""
        self.view = None
        self._scatter.clear()
        self._ring.clear()

    def apply_theme(self) -> None:
        """Take colours and pens from the theme."""
        self._ring.setPen(pg.mkPen(theme.current().colour("text", 0.75), width=1))
        self._draw()

    def _draw(self) -> None:
        if self.view is None:
            return
        uv, y, split = self.view.uv, self.view.y, self.view.split
        shown = np.flatnonzero((split <= DEV) & np.isfinite(uv).all(axis=0))
        shown = shown[np.argsort(-split[shown], kind="stable")]  # train over dev
        keys = list(zip(y[shown].tolist(), split[shown].tolist(), strict=True))
        styles = {key: _style(*key) for key in set(keys)}
        self._scatter.setData(
            *uv[:, shown],
            symbol=[theme.class_symbol(label) for label, _ in keys],
            pen=[styles[key][0] for key in keys],
            brush=[styles[key][1] for key in keys],
        )


def paint_marker(painter: QPainter, centre: QPointF, label: int) -> None:
    """The marker of a train example of class `label`, as the plot draws it."""
    painter.save()
    painter.translate(centre)
    drawSymbol(painter, theme.class_symbol(label), _SIZE + 1, *_style(label, TRAIN))
    painter.restore()


def _style(label: int, split: int) -> tuple[QPen, QBrush]:
    colours = theme.current()
    colour = colours.class_colour(label)
    if split == TRAIN:
        return pg.mkPen(colours.colour("raised"), width=1), pg.mkBrush(colour)
    filling = pg.mkBrush(colours.colour("raised", colours.hollow)) if colours.hollow else pg.mkBrush(None)
    return pg.mkPen(colour, width=1.5 * colours.weight), filling


def _same(one: PointsView, other: PointsView) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("uv", "y", "split"))
