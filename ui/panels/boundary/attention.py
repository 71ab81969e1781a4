"""Which example the person chose and which they point at: two rings on the plane."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from simulator.snapshot import PointsView
from ui import theme
from ui.drawing.spots import Spots

_CHOSEN, _POINTED = 19, 17


class AttentionRings:
    """A clear ring around the chosen example, a lighter one around the pointed one."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        # The halo keeps the ring apart from whatever class colour is under it.
        self._halo, self._chosen, self._pointed = (
            Spots(size=size, symbol="o", brush=None, antialias=True) for size in (_CHOSEN, _CHOSEN, _POINTED)
        )
        for depth, item in enumerate((self._pointed, self._halo, self._chosen), 12):
            item.setZValue(depth)
            plot.addItem(item, ignoreBounds=True)
        self._at: tuple[tuple[float, float] | None, ...] = (None, None)

    @property
    def chosen(self) -> tuple[float, float] | None:
        """Where the chosen example is ringed."""
        return self._at[0]

    @property
    def pointed(self) -> tuple[float, float] | None:
        """Where the pointed example is ringed."""
        return self._at[1]

    def show(self, view: PointsView | None, chosen: int | None, pointed: int | None) -> None:
        """Ring these examples of `view`; of a chosen one that is gone, the nearest there is."""
        at = (_place(view, chosen), None if pointed == chosen else _place(view, pointed))
        if at == self._at:
            return
        self._at = at
        for item, place in ((self._halo, at[0]), (self._chosen, at[0]), (self._pointed, at[1])):
            item.setData(*([[], []] if place is None else [[place[0]], [place[1]]]))

    def apply_theme(self) -> None:
        """Take the pens of the current theme."""
        worn = theme.current()
        for item, role, alpha, width in (
            (self._halo, "raised", 0.9, 6),
            (self._chosen, "text", 1.0, 2.5),
            (self._pointed, "text", 0.65, 1.5),
        ):
            item.setPen(pg.mkPen(worn.colour(role, alpha), width=width))


def _place(view: PointsView | None, example: int | None) -> tuple[float, float] | None:
    if view is None or example is None or not view.uv.size:
        return None
    u, v = view.uv[:, min(max(example, 0), view.uv.shape[1] - 1)]
    return (float(u), float(v)) if np.isfinite(u) and np.isfinite(v) else None
