"""The curve 1/(1 − β) over β, and samples of two scales on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter

from simulator.windows import window
from ui import theme
from ui.drawing.curve import Curve
from ui.drawing.inscription import TITLE, Inscription
from ui.drawing.lettering import width_of, write_right
from ui.drawing.pens import pen
from ui.drawing.pixel_item import PixelItem
from ui.drawing.plot import Plot
from ui.drawing.point_marks import PointMarks

_MOST = 250
"""Samples drawn of each scale."""
_ASIDE = 6
"""Pixels from the curve to the samples, across and up or down."""
_LINE = 20
_ABOVE, _BELOW = 0.12, 0.06


class WindowPlot(Plot):
    """Both axes are linear: that is where the window explodes."""

    def __init__(self, low: float, middle: float, high: float) -> None:
        super().__init__("momentum β (linear axis)", "window 1/(1 − β) (steps)")
        self.setMouseEnabled(x=False, y=False)
        self._ends = low, high
        self.words = Inscription("Window 1/(1 − β)")
        self._curve = Curve(antialias=True)
        self._split = _Split(middle)
        self.linear, self.log = (
            PointMarks("plain", 6, "s", alpha=0.8, bare=True),
            PointMarks("normed", 6, "o", alpha=0.8, bare=True),
        )
        for item in (self._split, self._curve, self.linear, self.log, self.words):
            self.addItem(item, ignoreBounds=True)
        beta = low + (high - low) * (1 - np.linspace(1, 0, 300) ** 3)
        self._curve.setData(beta, window(beta))
        top, room = float(window(high)), (high - low) * 0.05
        self.setRange(xRange=(low - room, high + room), yRange=(-_BELOW * top, (1 + _ABOVE) * top), padding=0)
        marked = (*np.linspace(low, middle, 4)[:-1].tolist(), middle)
        self.getAxis("bottom").setTicks([[(at, f"{at:.2g}") for at in marked]])
        self.getAxis("left").setTicks([[(at, f"{at:g}") for at in (0, 250, 500, 750, 1000) if at <= top + 1]])

        self.getViewBox().sigResized.connect(self._keep_apart)

    def show_samples(self, linear: np.ndarray, log: np.ndarray) -> None:
        """The β drawn on either scale, the first so many."""
        for dots, beta in ((self.linear, linear[:_MOST]), (self.log, log[:_MOST])):
            dots.setData(beta, window(beta))

    def _keep_apart(self) -> None:
        """The samples of either scale on their side of the curve, or they would hide each other."""
        across, up = self.getViewBox().viewPixelSize()
        for dots, side in ((self.linear, -1), (self.log, 1)):
            dots.setPos(side * _ASIDE * across, -side * _ASIDE * up)

    def apply_theme(self) -> None:
        super().apply_theme()
        self._curve.setPen(theme.current().pen("own"))
        for item in (self.linear, self.log, self.words, self._split):
            item.update()


class _Split(PixelItem):
    """Where the upper half of 1 − log begins: a line with both neighbours' windows in words."""

    def __init__(self, at: float) -> None:
        super().__init__()
        self._at = at

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        x, high = float(self.across(np.array(self._at))), float(self.across(np.array(self._view.right())))
        worn, font = theme.current(), theme.font(0.92)
        painter.fillRect(QRectF(x, 0, max(high - x, 0), size.height()), worn.colour("normed", 0.10))
        painter.setPen(pen("edit"))
        painter.drawLine(
            QRectF(x, 0, 0, size.height()).topLeft(), QRectF(x, 0, 0, size.height()).bottomLeft()
        )
        painter.setFont(font)
        painter.setPen(worn.colour("muted"))
        until = float(window(self._at))
        words = f"below {self._at:g}: at most {until:.0f}", f"above: {until:.0f} to 1,000"
        for i, text in enumerate(words):
            room = QRectF(4, TITLE + 4 + _LINE * i, x - 12, _LINE)
            if width_of(text, font) <= room.width():
                write_right(painter, room, text, font)
