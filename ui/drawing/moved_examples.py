"""Examples that are moved all at once: their places change, their markers do not."""

from __future__ import annotations

import numpy as np

from simulator.snapshot import PointsView
from ui.drawing.markers import DEV, Examples


class MovedExamples(Examples):
    """Shifts the markers it has; styling 800 anew at every move of a slider takes 10 ms."""

    def show(self, view: PointsView) -> None:
        before = self.view
        if before is None or not _alike(before, view):
            super().show(view)
        elif before.uv is not view.uv and not np.array_equal(before.uv, view.uv):
            self.view = view
            shown = np.flatnonzero(view.split <= DEV)
            shown = shown[np.argsort(-view.split[shown], kind="stable")]  # the order they were drawn in
            spots = self._scatter.data
            spots["x"], spots["y"] = view.uv[:, shown]
            self._scatter.prepareGeometryChange()
            self._scatter.bounds = [None, None]
            self._scatter.invalidate()
            self._scatter.update()


def _alike(one: PointsView, other: PointsView) -> bool:
    """The same examples, all in a place that can be drawn."""
    same = np.array_equal(one.y, other.y) and np.array_equal(one.split, other.split)
    return same and bool(np.isfinite(one.uv).all() and np.isfinite(other.uv).all())
