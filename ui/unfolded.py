"""All of a panel, and room for it, for as long as a picture of it is painted."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractScrollArea, QTableView, QWidget

from ui.drawing.pictured import lay_out, no_scroll_bars, out_of_sight, scrolled
from ui.drawing.plot import Plot
from ui.drawing.unfolding import Unfolds
from ui.panels.panel import Panel

_MOST = QSize(1600, 4800)
"""Pixels that a panel is enlarged to at most: of some 200 rows of a table, or 270 lines of a program."""
_ROUNDS = 4
"""What is enlarged shares its room with others: how often it may ask for more."""


@contextlib.contextmanager
def unfolded(panel: Panel, least: QSize) -> Iterator[None]:
    """What is cut on screen or has to be scrolled is in sight while this holds, from its beginning on, and
    the figure is no smaller than `least`. Whoever calls gives the widget its size back.
    """
    parts = [each for each in panel.figure.findChildren(QWidget) if isinstance(each, Unfolds)]
    try:
        for part in parts:
            part.unfold(True)
        _enlarge(panel, least)
        yield
    finally:
        for part in parts:
            part.unfold(False)


def _enlarge(panel: Panel, least: QSize) -> None:
    """First across, since text that is wider is less high."""
    for across, down in ((1, 0), (0, 1)):
        for _ in range(_ROUNDS):
            before, lacking = panel.figure.size(), _lacking(panel, least)
            _grow(panel.widget, QSize(across * lacking.width(), down * lacking.height()))
            lay_out(panel.widget)
            if panel.figure.size() == before:  # all in sight, or no larger whatever the room
                break
    for area in scrolled(panel.figure):
        area.horizontalScrollBar().setValue(0)
        area.verticalScrollBar().setValue(0)
    panel.widget.resize(panel.widget.size() - _cut_row(panel))
    lay_out(panel.widget)


def _lacking(panel: Panel, least: QSize) -> QSize:
    """By how much the figure should be larger."""
    lacking = (least - panel.figure.size()).expandedTo(QSize(0, 0))
    with no_scroll_bars(panel.figure):
        for area in _seen(panel):
            lacking = lacking.expandedTo(out_of_sight(area))
    for plot in panel.figure.findChildren(Plot):
        if plot.isVisibleTo(panel.figure):
            lacking = lacking.expandedTo(_shared(plot.lacking(), plot.size(), panel.figure.size()))
    return lacking


def _shared(lacking: QSize, part: QSize, whole: QSize) -> QSize:
    """What the whole must grow by for a part of it to get what it lacks."""
    across, down = (
        math.ceil(lack * all_ / max(own, 1))
        for lack, own, all_ in zip(lacking.toTuple(), part.toTuple(), whole.toTuple(), strict=True)
    )
    return QSize(across, down)


def _grow(widget: QWidget, by: QSize) -> None:
    widget.resize((widget.size() + by).boundedTo(_MOST.expandedTo(widget.size())))


def _cut_row(panel: Panel) -> QSize:
    """What to leave away of a panel that is too long a table, for its last row to be a whole one."""
    with no_scroll_bars(panel.figure):
        tables = [area for area in _seen(panel) if isinstance(area, QTableView)]
        longer = [table for table in tables if out_of_sight(table).height()]
        return QSize(0, max((table.viewport().height() % table.rowHeight(0) for table in longer), default=0))


def rows_in_sight(panel: Panel) -> str:
    """Of a table that is longer than its picture: "213 of 1,024 rows"; empty where all are there."""
    with no_scroll_bars(panel.figure):
        for table in _seen(panel):
            if isinstance(table, QTableView) and out_of_sight(table).height() and table.rowHeight(0):
                seen = table.viewport().height() // table.rowHeight(0)
                return f"{seen:,} of {table.model().rowCount():,} rows"
    return ""


def _seen(panel: Panel) -> list[QAbstractScrollArea]:
    """What of the figure can be scrolled, unless something stands in its place."""
    return [area for area in scrolled(panel.figure) if area.isVisibleTo(panel.figure) or area is panel.figure]
