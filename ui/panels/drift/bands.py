"""Percentile bands over steps: where the middle half and nine tenths of a distribution lie, and its mean."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from ui import theme
from ui.drawing.curve import tell_apart
from ui.drawing.envelope import drawable
from ui.drawing.pens import pen
from ui.drawing.pixel_item import PixelItem, ribbon
from ui.drawing.stroke import stroke

Array = NDArray[Any]
_COLUMNS = 160
_OUTER, _INNER = 0.2, 0.4


class Bands(PixelItem):
    """5-95 % pale, 25-75 % stronger, the mean a line, in the colour of `role`."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self._at, self._bands = np.empty(0), np.empty((0, 5))

    def follow(self, at: Array, bands: Array) -> None:
        """The steps (n,) and the percentiles there (n, 5); rows that are no numbers leave a gap."""
        self._at, self._bands = thinned(at, bands)
        self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        known = np.isfinite(self._bands).all(axis=1)
        for run in np.split(np.arange(len(known)), np.flatnonzero(np.diff(known)) + 1):
            if len(run) and known[run[0]]:
                x = np.clip(self.across(self._at[run]), 0, size.width())
                self._draw_run(painter, x, self.down(self._bands[run]))

    def _draw_run(self, painter: QPainter, x: Array, y: Array) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # smooth areas take four times as long
        painter.setPen(Qt.PenStyle.NoPen)
        for low, high, strength in ((0, 4, _OUTER), (1, 3, _INNER)):
            painter.setBrush(_pale(self._role, strength))
            painter.drawPolygon(ribbon(x, y[:, low], y[:, high]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self._role))
        told = tell_apart(x, y[:, 2], 1.0, 1.0)
        stroke(painter, x[told], y[told, 2])


def _pale(role: str, strength: float) -> QColor:
    """The colour as strong as that on the surface, but opaque: one seen through takes twice as long."""
    colours = theme.current()
    ends = zip(colours.colour("raised").getRgb(), colours.colour(role).getRgb(), strict=True)
    return QColor(*(round(ground + strength * (full - ground)) for ground, full in ends))


def thinned(at: Array, bands: Array) -> tuple[Array, Array]:
    """At most some hundred of the steps, evenly spread, first and last among them."""
    stride = max(1, -(-len(at) // _COLUMNS))
    chosen = np.arange(len(at))[::-1][::stride][::-1]
    if len(chosen) and chosen[0]:
        chosen = np.insert(chosen, 0, 0)
    return np.asarray(at, dtype=np.float64)[chosen], drawable(bands[chosen])
