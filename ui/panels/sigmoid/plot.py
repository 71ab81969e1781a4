"""The curve σ(d) over the difference of two scores, and one example on it."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.activations import ACTIVATIONS
from ui import theme
from ui.drawing.dots import Dots
from ui.drawing.plot import Plot
from ui.drawing.softmax_layout import span_for

_LOW, _HIGH = -0.04, 1.06
_LEAST_SPAN = 5.0


class SigmoidPlot(QWidget):
    """Marks (d, p) and leads it to both axes."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = Plot("z₁ − z₀", "probability")
        self.plot.setMouseEnabled(x=False, y=False)
        self._curve = pg.PlotCurveItem(antialias=True)
        self._lead = pg.PlotCurveItem(antialias=False)
        self._dots = Dots()
        for depth, item in enumerate((self._lead, self._curve, self._dots)):
            item.setZValue(depth)
            self.plot.addItem(item, ignoreBounds=True)
        self._span = 0.0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        column.addWidget(self.plot)
        self._reach(_LEAST_SPAN)

    @property
    def point(self) -> tuple[float, float] | None:
        """Where the example is marked."""
        return self._dots.rings[0] if self._dots.rings else None

    def show_point(self, d: float, p: float, label: int) -> None:
        """Mark the example at (d, p) with the marker of class `label`."""
        if not (np.isfinite(d) and np.isfinite(p)):
            self.clear()
            return
        self._reach(max(abs(d), _LEAST_SPAN))
        self._dots.show_dots(np.array([d]), np.array([p]), [label])
        self._dots.ring([(d, p)])
        self._lead.setData([-self._span, d, d], [p, p, _LOW])

    def clear(self) -> None:
        """Take the example away; the curve stays."""
        self._dots.show_dots(np.empty(0), np.empty(0), [])
        self._dots.ring([])
        self._lead.setData([], [])

    def apply_theme(self) -> None:
        """Take colours and pens from the theme."""
        worn = theme.current()
        self.plot.apply_theme()
        self._curve.setPen(worn.pen("focus"))
        self._lead.setPen(worn.pen("edit"))
        self._dots.apply_theme()

    def _reach(self, need: float) -> None:
        span = span_for(1.1 * need, self._span)
        if span == self._span:
            return
        self._span = span
        self.plot.setRange(xRange=(-span, span), yRange=(_LOW, _HIGH), padding=0)
        self._dots.span(QRectF(-span, _LOW, 2 * span, _HIGH - _LOW))
        d = np.unique(np.concatenate([np.linspace(-span, span, 100), np.linspace(-8, 8, 100)]))
        d = d[abs(d) <= span]
        sigma = np.empty_like(d)
        ACTIVATIONS["sigmoid"].apply(d, sigma)
        self._curve.setData(d, sigma)
