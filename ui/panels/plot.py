"""A plot that stays quiet: named axes, ranges set by its owner, a cursor that reports where it is."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame

from ui import theme

AXIS_WIDTH, AXIS_HEIGHT = 56, 38


class Plot(pg.PlotWidget):
    """pyqtgraph's plot without menu, autorange, buttons and minor ticks."""

    pointed = Signal(float, float)
    """The cursor moved to (x, y) of the plot."""
    left = Signal()

    def __init__(self, x_name: str, y_name: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # a cached background is a bitmap in every SVG
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.getViewBox().disableAutoRange()
        self.getAxis("left").setWidth(AXIS_WIDTH)
        self.getAxis("bottom").setHeight(AXIS_HEIGHT)
        for axis in self._axes():
            # Fixed sizes: an axis that follows its labels makes the whole plot jump while training.
            axis.setStyle(tickLength=4, maxTickLevel=0, autoExpandTextSpace=False)
            axis.setStyle(hideOverlappingLabels=False)
            axis.enableAutoSIPrefix(False)
        self.getPlotItem().layout.setContentsMargins(0, 4, 12, 0)  # room for half of the last tick's label
        self.name_axes(x_name, y_name)

    def name_axes(self, x_name: str, y_name: str) -> None:
        """Name both axes, units included."""
        for side, name in (("bottom", x_name), ("left", y_name)):
            if self.getAxis(side).labelText != name:  # setting it lays the plot out anew
                self.setLabel(side, name)

    def apply_theme(self) -> None:
        """Surface, axes and their text from the current theme."""
        colours = theme.current()
        self.setBackground(colours.raised)
        for axis in self._axes():
            axis.setPen(colours.pen("border"))
            axis.setTextPen(colours.colour("muted"))

    def at(self, event: QMouseEvent) -> QPointF:
        """Where a mouse event is in the plot's coordinates."""
        return self.getViewBox().mapSceneToView(self.mapToScene(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = self.at(event)
        self.pointed.emit(point.x(), point.y())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def _axes(self) -> tuple[pg.AxisItem, pg.AxisItem]:
        return self.getAxis("left"), self.getAxis("bottom")
