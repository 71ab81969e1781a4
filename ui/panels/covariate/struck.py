"""A cross over every example that is classified wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QPainterPath

from ui import theme
from ui.drawing.spots import Spots

_SIZE, _WIDTH = 5.5, 1.1


class Struck:
    """One scatter of one style, over the examples' markers, whose colours stay to be seen."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._crosses = Spots(size=_SIZE, symbol=_cross(), antialias=True, brush=None)
        self._crosses.setZValue(12)
        plot.addItem(self._crosses, ignoreBounds=True)
        self._places: NDArray[Any] = np.zeros((2, 0))

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._crosses.data)

    def show(self, uv: NDArray[Any], wrong: NDArray[np.bool_]) -> None:
        """Strike the examples that are `wrong`, where they have a place."""
        places = uv[:, wrong & np.isfinite(uv).all(axis=0)]
        if not np.array_equal(places, self._places):
            self._places = places
            self._crosses.setData(*places)

    def forget(self) -> None:
        """Strike none."""
        self._places = np.zeros((2, 0))
        self._crosses.clear()

    def apply_theme(self) -> None:
        """Crosses in the colour of text."""
        self._crosses.setPen(pg.mkPen(theme.current().colour("text"), width=_WIDTH))


def _cross() -> QPainterPath:
    path = QPainterPath()
    for slope in (1, -1):
        path.moveTo(-0.5, -0.5 * slope)
        path.lineTo(0.5, 0.5 * slope)
    return path
