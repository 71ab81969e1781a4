"""What parts of a panel change while they are painted into a picture, and only then."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyqtgraph as pg
from pyqtgraph.exporters.Exporter import Exporter
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QGraphicsView,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QTextBrowser,
    QWidget,
)

_CORNER = QRect(0, 0, 1, 1)
_SCROLLED = (QScrollArea, QTableView, QPlainTextEdit, QTextBrowser)


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


def lay_out(widget: QWidget) -> None:
    """Put everything in a widget where it belongs now; the window around it stays as it is."""
    for each in (*reversed(widget.findChildren(QWidget)), widget):
        QCoreApplication.sendPostedEvents(each, QEvent.Type.LayoutRequest)
    if not widget.isVisible():
        widget.grab(_CORNER)  # what is behind another is laid out when it is painted, not before


def scrolled(figure: QWidget) -> list[QAbstractScrollArea]:
    """What can be scrolled in a figure, itself included."""
    inside = [figure, *figure.findChildren(QAbstractScrollArea)]
    return [each for each in inside if isinstance(each, _SCROLLED)]


def out_of_sight(area: QAbstractScrollArea) -> QSize:
    """Pixels of what is in it that its viewport has no room for."""
    room, across = area.viewport().size(), area.horizontalScrollBar().maximum()
    down = area.verticalScrollBar().maximum()
    if isinstance(area, QTableView):
        across = area.horizontalHeader().length() - room.width() if across else 0
        down = area.verticalHeader().length() - room.height()
    elif isinstance(area, QPlainTextEdit):
        across, down = (needed - had for needed, had in zip(_extent_of(area), room.toTuple(), strict=True))
    return QSize(max(across, 0), max(down, 0))


def _extent_of(text: QPlainTextEdit) -> tuple[int, int]:
    """Pixels of all its lines, across and down; its scroll bar knows only those it has shown."""
    document, metrics = text.document(), QFontMetricsF(text.font())
    blocks = [document.findBlockByNumber(i) for i in range(document.blockCount())]
    widest = max((metrics.horizontalAdvance(block.text()) for block in blocks), default=0.0)
    lines = sum(document.documentLayout().blockBoundingRect(block).height() for block in blocks)
    margins = 2 * document.documentMargin()
    return math.ceil(widest + margins), math.ceil(lines + margins)


@contextlib.contextmanager
def in_place(widget: QWidget, figure: QWidget) -> Iterator[None]:
    """Afterwards the widget is as large as before, and its figure scrolled to where it was. Meanwhile it
    may have any size: what comes in sight in it would have it be given its old one.
    """
    size, around = widget.size(), widget.parentWidget().layout() if widget.parentWidget() else None
    if around is not None:
        around.setEnabled(False)
    areas = scrolled(figure)
    bars = [bar for area in areas for bar in (area.horizontalScrollBar(), area.verticalScrollBar())]
    values = [bar.value() for bar in bars]
    try:
        yield
    finally:
        widget.resize(size)
        lay_out(widget)
        if around is not None:
            around.setEnabled(True)
        for bar, value in zip(bars, values, strict=True):
            bar.setValue(value)


@contextlib.contextmanager
def no_scroll_bars(figure: QWidget) -> Iterator[None]:
    """A picture cannot be scrolled: what can be takes the room of its bars while this holds."""
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    kept = [
        (area, area.verticalScrollBarPolicy(), area.horizontalScrollBarPolicy()) for area in scrolled(figure)
    ]
    try:
        for area, _, _ in kept:
            area.setVerticalScrollBarPolicy(off)
            area.setHorizontalScrollBarPolicy(off)
        yield
    finally:
        for area, vertical, horizontal in kept:
            area.setVerticalScrollBarPolicy(vertical)
            area.setHorizontalScrollBarPolicy(horizontal)


def views_in(figure: QWidget) -> list[QGraphicsView]:
    """The graphics views in a figure, itself included."""
    inside = figure.findChildren(QGraphicsView)
    return [figure, *inside] if isinstance(figure, QGraphicsView) else inside


@contextlib.contextmanager
def export_mode(figure: QWidget, painter: QPainter) -> Iterator[None]:
    """pyqtgraph's items draw shapes, not cached bitmaps, while this holds."""
    exporters = [Exporter(view.scene()) for view in views_in(figure)]
    options = {"antialias": True, "background": None, "painter": painter, "resolutionScale": 1}
    try:
        for exporter in exporters:
            exporter.setExportMode(True, options)
        yield
    finally:
        for exporter in exporters:
            exporter.setExportMode(False)


@contextlib.contextmanager
def wider_pens(figure: QWidget, scale: float) -> Iterator[None]:
    """Cosmetic pens ignore the image's scale: draw them `scale` times as wide while this holds."""
    if scale == 1:
        yield
        return
    restore = [_widen(item, scale) for view in views_in(figure) for item in view.scene().items()]
    try:
        yield
    finally:
        for undo in restore:
            undo()


def _widen(item: object, scale: float) -> Callable[[], None]:
    """Scale one pyqtgraph item's pen; the answer puts it back."""
    if isinstance(item, pg.AxisItem):
        pen, text_pen = item.pen(), item.textPen()
        _pen_axis(item, _wide(pen, scale), text_pen)
        return lambda: _pen_axis(item, pen, text_pen)
    if isinstance(item, (pg.PlotCurveItem, pg.ScatterPlotItem)):
        pen = pg.mkPen(item.opts["pen"])
        item.opts["pen"] = _wide(pen, scale)
        return lambda: item.opts.update(pen=pen)
    return lambda: None


def _pen_axis(axis: pg.AxisItem, pen: QPen, text_pen: QPen) -> None:
    axis.setPen(pen)
    axis.setTextPen(text_pen)  # after the pen, which recolours the axis label


def _wide(pen: QPen, scale: float) -> QPen:
    wide = QPen(pen)
    wide.setWidthF(pen.widthF() * scale)
    return wide
