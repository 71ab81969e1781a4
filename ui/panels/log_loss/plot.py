"""The curve −log p with examples on it as dots, and their mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.drawing.dots import Dots
from ui.drawing.plot import Plot

Array = NDArray[Any]
MOST_DRAWN = 200
_REACH, _PATIENCE = 14, 60
_CEILINGS = (3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0, 200.0, 500.0, 1000.0)


class LogLossPlot(QWidget):
    """Paints dots; reports the one under the cursor."""

    hovered = Signal(object)
    """The row of the dot under the cursor, or None."""
    clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.plot = _Clickable("ŷ of the true class (probability)", "loss −log ŷ (nats)")
        self.plot.setMouseEnabled(x=False, y=False)
        self._curve = pg.PlotCurveItem(antialias=True)
        self._mean = pg.InfiniteLine(angle=0)
        self._dots = Dots()
        for depth, item in enumerate((self._curve, self._mean, self._dots)):
            item.setZValue(depth)
            self.plot.addItem(item, ignoreBounds=True)
        self._p = self._loss = np.empty(0)
        self._y = np.empty(0, dtype=np.int64)
        self._top, self._calm = 0.0, 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.plot.pointed.connect(self._point)
        self.plot.left.connect(lambda: self.hovered.emit(None))
        self.plot.pressed.connect(self._press)
        self._reach_up(5.0)

    @property
    def drawn(self) -> int:
        """How many dots there are."""
        return self._dots.count

    @property
    def ringed(self) -> list[tuple[float, float]]:
        """Where the rings are: (p, loss)."""
        return self._dots.rings

    def show_losses(self, p: Array, loss: Array, y: Array, mean: float) -> None:
        """Other examples: p, loss (nats) and class y of each."""
        self._p, self._loss, self._y = p, loss, y
        finite = loss[np.isfinite(loss)]
        self._reach_up(float(finite.max()) if len(finite) else 1.0)
        self._draw()
        self._mean.setVisible(bool(np.isfinite(mean)))
        if np.isfinite(mean):
            self._mean.setPos(mean)

    def ring(self, rows: list[int]) -> None:
        """Ring some of the dots."""
        kept = [row for row in rows if row < len(self._p) and self._is_drawable(row)]
        self._dots.ring([(float(self._p[row]), float(self._loss[row])) for row in kept])

    def clear(self) -> None:
        """Take every dot away; the curve stays."""
        self._p = self._loss = np.empty(0)
        self._y = np.empty(0, dtype=np.int64)
        self._dots.show_dots(self._p, self._loss, [])
        self._dots.ring([])
        self._mean.hide()

    def apply_theme(self) -> None:
        """Take colours and pens from the theme."""
        worn = theme.current()
        self.plot.apply_theme()
        self._curve.setPen(worn.pen("axis"))
        self._mean.setPen(worn.pen("focus"))
        self._dots.apply_theme()

    def _is_drawable(self, row: int) -> bool:
        return bool(np.isfinite(self._p[row]) and np.isfinite(self._loss[row]))

    def _draw(self) -> None:
        p, loss, y = (values[:MOST_DRAWN] for values in (self._p, self._loss, self._y))
        shown = np.isfinite(p) & np.isfinite(loss)
        self._dots.show_dots(p[shown], loss[shown], y[shown].tolist())

    def _reach_up(self, need: float) -> None:
        """Room for losses up to `need`; the axis shrinks only when most of it has long been empty."""
        self._calm = self._calm + 1 if need < self._top / 4 else 0
        if need <= self._top and self._calm < _PATIENCE:
            return
        self._calm = 0
        top = self._top
        self._top = next((top for top in _CEILINGS if top >= 1.05 * need), 1.05 * need)
        if self._top == top:
            return
        self.plot.setRange(xRange=(-0.02, 1.02), yRange=(-0.03 * self._top, self._top), padding=0)
        self._dots.span(QRectF(-0.02, -0.03 * self._top, 1.04, 1.03 * self._top))
        p = np.concatenate([np.exp(-np.linspace(self._top, 0.2, 100)), np.linspace(0.82, 1.0, 20)])
        self._curve.setData(p, -np.log(np.maximum(p, 1e-300)))

    def _nearest(self, x: float, y: float) -> int | None:
        if not len(self._p):
            return None
        width, height = self.plot.getViewBox().viewPixelSize()
        p, loss = self._p[:MOST_DRAWN], self._loss[:MOST_DRAWN]
        far = np.hypot((p - x) / width, (loss - y) / height)
        far = np.where(np.isfinite(far), far, np.inf)
        row = int(far.argmin())
        return row if far[row] <= _REACH else None

    def _point(self, x: float, y: float) -> None:
        self.hovered.emit(self._nearest(x, y))

    def _press(self, x: float, y: float) -> None:
        row = self._nearest(x, y)
        if row is not None:
            self.clicked.emit(row)


class _Clickable(Plot):
    """Says where it was clicked."""

    pressed = Signal(float, float)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            point: QPointF = self.at(event)
            self.pressed.emit(point.x(), point.y())
