"""What parts of a panel change while they are painted into a picture, and only then."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QGraphicsView,
    QPlainTextEdit,
    QTableView,
    QTextBrowser,
    QWidget,
)

_SCROLLED = (QTableView, QPlainTextEdit, QTextBrowser)


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


@contextlib.contextmanager
def no_scroll_bars(figure: QWidget) -> Iterator[None]:
    """A picture cannot be scrolled: tables and texts take the room of their bars while this holds."""
    inside = [figure, *figure.findChildren(QAbstractScrollArea)]
    areas = [area for area in inside if isinstance(area, _SCROLLED)]
    before = [(area.verticalScrollBarPolicy(), area.horizontalScrollBarPolicy()) for area in areas]
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    try:
        for area in areas:
            _set_policies(
                area, off, area.horizontalScrollBarPolicy() if isinstance(area, QTableView) else off
            )
        yield
    finally:
        for area, policies in zip(areas, before, strict=True):
            _set_policies(area, *policies)


def _set_policies(
    area: QAbstractScrollArea, vertical: Qt.ScrollBarPolicy, horizontal: Qt.ScrollBarPolicy
) -> None:
    if area.verticalScrollBarPolicy() != vertical:
        area.setVerticalScrollBarPolicy(vertical)
    if area.horizontalScrollBarPolicy() != horizontal:
        area.setHorizontalScrollBarPolicy(horizontal)
