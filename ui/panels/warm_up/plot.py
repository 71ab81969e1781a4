"""Two accuracies over the steps, the first steps drawn apart, and the gap between them shaded."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.functions import create_qpolygonf, ndarray_from_qpolygonf
from PySide6.QtCore import Signal
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QVBoxLayout, QWidget

from ui import theme
from ui.drawing.envelope import finite_runs
from ui.drawing.plot import Plot
from ui.drawing.readout import Entry, Readout

Array = NDArray[Any]
_NONE = np.empty(0)
_MOST = 160
_DECADES = (1, 2, 5)
_WIDEST = "100.0 %"


class WarmUpPlot(QWidget):
    """Steps on an axis of log(1 + t), which has a place for step 0."""

    pointed = Signal(object)
    """The step under the cursor, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.readout, self.plot = (
            Readout(),
            Plot("step t (logarithmic)", "accuracy (%)"),
        )
        self._own, self._averages = pg.PlotCurveItem(antialias=True), pg.PlotCurveItem(antialias=True)
        self._gap = QGraphicsPathItem()
        self._caught, self._cursor = pg.InfiniteLine(angle=90), pg.InfiniteLine(angle=90)
        self._range: tuple[float, float, float] = (math.nan, math.nan, math.nan)
        self._assemble()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        column.setSpacing(0)
        column.addWidget(self.readout)
        column.addWidget(self.plot, 1)
        for item in (self._gap, self._own, self._averages, self._caught, self._cursor):
            self.plot.addItem(item, ignoreBounds=True)
        self._caught.hide()
        self._cursor.hide()
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.pointed.connect(lambda x, _y: self.pointed.emit(math.expm1(min(max(x, 0.0), 50.0))))
        self.plot.left.connect(lambda: self.pointed.emit(None))

    def show_values(self, at: Array, own: Array, averages: Array) -> None:
        """Draw both, in percent, at ascending steps."""
        at, own, averages = _thinned(at, own, averages)
        known = np.where(np.isfinite(own) & np.isfinite(averages), own, np.nan)
        x, own, _ = finite_runs(np.log1p(at), known)
        averages = averages[np.isfinite(known)]
        for curve, y in ((self._own, own), (self._averages, averages)):
            curve.setData(x, y)
        self._shade(x, own, averages)
        self._fit(x, np.concatenate([own, averages]))

    def _shade(self, x: Array, own: Array, averages: Array) -> None:
        """Only where the averages are behind: where they are ahead there is nothing to wait for."""
        path = QPainterPath()
        if len(x):
            upper = np.maximum(own, averages)
            outline = np.stack([np.append(x, x[::-1]), np.append(upper, averages[::-1])], axis=1)
            polygon = create_qpolygonf(len(outline))
            ndarray_from_qpolygonf(polygon)[...] = outline
            path.addPolygon(polygon)
        self._gap.setPath(path)

    def mark(self, step: int | None) -> None:
        """Where the averages have caught up."""
        _place(self._caught, step)

    def read(self, lead: str, own: str, averages: str, step: int | None) -> None:
        """Say both at a step; a line stands there if it is the cursor's."""
        self.readout.say(
            lead,
            (
                Entry("averages", "averages", averages, _WIDEST),
                Entry("own", "mini-batch's own", own, _WIDEST),
            ),
        )
        _place(self._cursor, step)

    def clear(self) -> None:
        """Show nothing."""
        for curve in (self._own, self._averages):
            curve.setData(_NONE, _NONE)
        self._gap.setPath(QPainterPath())
        for line in (self._caught, self._cursor):
            line.hide()

    def apply_theme(self) -> None:
        """Pens and axes from the current theme."""
        worn = theme.current()
        self.plot.apply_theme()
        self._own.setPen(worn.pen("own"))
        self._averages.setPen(worn.pen("averages"))
        self._gap.setPen(pg.mkPen(None))
        self._gap.setBrush(pg.mkBrush(worn.colour("accent", 0.18)))
        self._caught.setPen(worn.pen("edit"))
        self._cursor.setPen(worn.pen("zero"))
        self.readout.update()

    def _fit(self, x: Array, y: Array) -> None:
        low = max(0.0, 10 * math.floor(float(y.min()) / 10 - 0.2)) if len(y) else 0.0
        last = float(x[-1]) if len(x) else 0.0
        # Up to the next of 20, 50, 100, ... steps: an axis that grows with each step is never at rest.
        high = math.log1p(next(tick for tick in _ticks() if tick >= max(math.expm1(last) - 0.5, 20)))
        if (low, high, 102.0) != self._range:
            self._range = low, high, 102.0
            self.plot.setRange(xRange=(0, high), yRange=(low, 102.0), padding=0)
            shown = [tick for tick in (0, *_ticks(high)) if tick in (0, 1) or _leads(tick) != 2]
            self.plot.getAxis("bottom").setTicks([[(math.log1p(t), f"{t:,}") for t in shown]])


def _place(line: pg.InfiniteLine, step: int | None) -> None:
    if line.isVisible() != (step is not None):
        line.setVisible(step is not None)
    if step is not None:
        line.setPos(math.log1p(step))


def _ticks(high: float = math.inf) -> list[int]:
    """1, 2, 5, 10, ... as far as the axis goes."""
    every = [lead * 10**power for power in range(13) for lead in _DECADES]
    return [tick for tick in every if math.log1p(tick) <= high + 1e-9]


def _leads(tick: int) -> int:
    return int(str(tick)[0])


def _thinned(at: Array, *series: Array) -> tuple[Array, ...]:
    """As many samples as are told apart: on this axis late ones lie close together."""
    if len(at) <= _MOST:
        return (at, *series)
    columns = np.floor(np.log1p(at) / math.log1p(max(float(at[-1]), 1)) * _MOST)
    keep = np.append(np.diff(columns) > 0, True)
    return (at[keep], *(values[keep] for values in series))
