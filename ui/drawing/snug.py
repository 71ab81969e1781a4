"""A heading over a plot that keeps the plane's proportions, with no empty room between the two."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.snapshot import Extent
from ui import theme
from ui.drawing.painting import PaintablePlot
from ui.drawing.plot import AXIS_HEIGHT, AXIS_WIDTH

_BESIDE, _ABOVE = AXIS_WIDTH + 2 * theme.SPACE, AXIS_HEIGHT + theme.SPACE


class Snug(QWidget):
    """Is no higher than heading and plot need at this width; the owner puts a stretch below."""

    def __init__(self, heading: QWidget, plot: PaintablePlot) -> None:
        super().__init__()
        self._plot, self._heading = plot, heading
        self._ratio = 1.0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(plot, 1)

    def fit(self, extent: Extent) -> None:
        """Take the proportions of another extent."""
        left, right, low, high = extent
        ratio = (right - left) / (high - low)
        if ratio != self._ratio:
            self._ratio = ratio
            self._limit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._limit(event.size().width())

    def _limit(self, width: int) -> None:
        """Where the plot gives up its proportions, beyond 1 : 3, it is a square."""
        ratio = self._ratio if 1 / 3 <= self._ratio <= 3 else 1.0
        self.setMaximumHeight(round(max(width - _BESIDE, 1) / ratio + _ABOVE + self._heading.height()))
