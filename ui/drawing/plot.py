"""A plot that stays quiet: named axes, ranges set by its owner, a cursor that reports where it is."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPicture, QPixmap
from PySide6.QtWidgets import QFrame, QWidget

from ui import theme
from ui.drawing.numerals import on_axis
from ui.drawing.stamps import is_on_screen

AXIS_WIDTH, AXIS_HEIGHT = 56, 38
_SIDES = ("bottom", "left")
_LEAST = 40
"""Pixels of an axis' name that are left on the smallest plot."""


class Plot(pg.PlotWidget):
    """pyqtgraph's plot without menu, autorange, buttons and minor ticks."""

    pointed = Signal(float, float)
    """The cursor moved to (x, y) of the plot."""
    left = Signal()

    _names: tuple[str, ...] = ()  # pyqtgraph resizes the view before its __init__ returns

    def __init__(self, x_name: str, y_name: str) -> None:
        super().__init__(axisItems={side: _Axis(side) for side in _SIDES}, enableMenu=False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # a cached background is a bitmap in every SVG
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.hideButtons()
        self.getViewBox().disableAutoRange()
        self.getViewBox().border = None  # or pyqtgraph makes a path along it in every frame, for no pen
        self.getAxis("left").setWidth(AXIS_WIDTH)
        self.getAxis("bottom").setHeight(AXIS_HEIGHT)
        for axis in self._axes():
            # Fixed sizes: an axis that follows its labels makes the whole plot jump while training.
            axis.setStyle(tickLength=4, maxTickLevel=0, autoExpandTextSpace=False)
            axis.setStyle(hideOverlappingLabels=False)
            axis.enableAutoSIPrefix(False)
        self.getPlotItem().layout.setContentsMargins(0, 4, 12, 0)  # room for half of the last tick's label
        self.getViewBox().sigResized.connect(self._label)
        self.name_axes(x_name, y_name)

    def name_axes(self, x_name: str, y_name: str) -> None:
        """Name both axes, units included."""
        if (x_name, y_name) != self._names:
            self._names = x_name, y_name
            self._label()

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

    def lacking(self) -> QSize:
        """By how many pixels its axes are too short for their names."""
        metrics, box = self._metrics(), self.getViewBox()
        across, up = (math.ceil(metrics.horizontalAdvance(name)) for name in self._names)
        return QSize(across - int(box.width()), up - int(box.height())).expandedTo(QSize(0, 0))

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.getAxis("left").label.font())

    def _label(self) -> None:
        """Each axis' name, cut where it is longer than the axis."""
        metrics, box = self._metrics(), self.getViewBox()
        for side, name, room in zip(_SIDES, self._names, (box.width(), box.height()), strict=False):
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(room, _LEAST))
            if self.getAxis(side).labelText != text:  # setting it lays the plot out anew
                self.setLabel(side, text)
                self.getAxis(side).resizeEvent()  # or a cut name stays where the whole one began

    def _axes(self) -> tuple[pg.AxisItem, pg.AxisItem]:
        return self.getAxis("left"), self.getAxis("bottom")


class _Axis(pg.AxisItem):
    """Numbers of a few characters: 20000 would lie over the name of an axis of fixed width.

    On screen it is copied from a pixmap: setting its texts anew costs more than the curves beside it.
    """

    _kept: tuple[QPicture, object, tuple[QPixmap, QPixmap]] | None = None

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None) -> None:
        if self._exportOpts or widget is None or not is_on_screen(painter):
            super().paint(painter, option, widget)
            return
        box, ratio = self.boundingRect(), widget.devicePixelRatioF()
        kept = self._kept
        # By which picture it is of: one that was made for a file leaves none to be made for the screen.
        if kept is None or kept[0] is not self.picture or kept[1] != (box, ratio):
            drawn = self._drawn(box, ratio, option, widget)
            self._kept = kept = self.picture, (box, ratio), _parted(drawn, ratio)
        corner = painter.worldTransform().map(box.topLeft())
        body, edge = kept[2]
        left, top = round(corner.x()), round(corner.y())
        painter.save()
        painter.resetTransform()  # on whole pixels: anywhere else it would blur
        painter.drawPixmap(QPointF(left, top), body)
        painter.drawPixmap(QPointF(left + body.width() / ratio, top), edge)
        painter.restore()

    def _drawn(self, box: QRectF, ratio: float, option: Any, widget: QWidget) -> QPixmap:
        made = QPixmap((box.size() * ratio).toSize() + QSize(1, 1))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.translate(-box.topLeft())
        super().paint(painter, option, widget)
        painter.end()
        return made

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode or not any(abs(value * scale) >= 1e4 or spacing * scale < 1e-3 for value in values):
            return super().tickStrings(values, scale, spacing)
        return [on_axis(value * scale) for value in values]


def _parted(picture: QPixmap, ratio: float) -> tuple[QPixmap, QPixmap]:
    """The columns beside the view apart: of the left axis they are all that is copied in most frames, and
    a column of a wide picture is fetched from as many places in memory as it has rows.
    """
    cut, height = picture.width() - round(2 * ratio), picture.height()
    return picture.copy(0, 0, cut, height), picture.copy(cut, 0, picture.width() - cut, height)
