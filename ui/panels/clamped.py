"""Curves that stay inside their axes where a picture's format cannot cut them off."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QGraphicsView


@contextlib.contextmanager
def clamped(views: Iterable[QGraphicsView]) -> Iterator[None]:
    """Curves end at the edge of what is shown: SVG Tiny knows no clip, and Qt misplaces those of 1.1."""
    curves = [i for view in views for i in view.scene().items() if isinstance(i, pg.PlotCurveItem)]
    kept = [(curve, *curve.getData(), curve.opts["connect"]) for curve in curves]
    try:
        for curve, x, y, connect in kept:
            if y is not None and len(y):
                curve.setData(x, np.clip(y, *curve.getViewBox().viewRange()[1]), connect=connect)
        yield
    finally:
        for curve, x, y, connect in kept:
            if y is not None and len(y):
                curve.setData(x, y, connect=connect)
