"""A panel in another theme than the window's, for as long as a picture of it is painted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QScrollArea, QTableView, QWidget

from ui import theme
from ui.drawing.pictured import lay_out, no_scroll_bars, scrolled
from ui.panels.panel import Panel

ZOOM = 1.25
"""How much larger all of a picture for print is drawn: its type is of 12 points."""
_LEAST, _MOST = QSize(520, 340), QSize(640, 440)


@contextlib.contextmanager
def dressed(panel: Panel, look: str) -> Iterator[float]:
    """The panel wears a look, "print" say, while this holds, and is as it was afterwards, come what may.

    What it gives is how much larger than on screen the picture is to be drawn. Only the panel is styled
    anew: no event is handled before it wears the window's theme again, so the screen never shows it.
    """
    wanted = theme.of_look(look)
    if wanted is theme.current():
        yield 1.0
        return
    widget, is_for_print = panel.widget, wanted is theme.PRINT
    style, size = widget.styleSheet(), widget.size()
    palettes = [(each, _own_palette(each)) for each in (widget, *widget.findChildren(QWidget))]
    try:
        with theme.lent(wanted):
            widget.setStyleSheet(theme.style_of(wanted))
            for each, _ in palettes:  # under a style sheet none is inherited
                each.setPalette(theme.palette_of(wanted))
            panel.apply_theme()
            if is_for_print:
                _lay_out_for_print(panel)
            yield ZOOM if is_for_print else 1.0
    finally:
        widget.setStyleSheet(style)
        for each, own in palettes:
            each.setPalette(own)
        panel.apply_theme()
        widget.resize(size)


def _own_palette(widget: QWidget) -> QPalette:
    """What was set on it, or the empty palette that lets it take the application's."""
    has_own = widget.testAttribute(Qt.WidgetAttribute.WA_SetPalette)
    return QPalette(widget.palette()) if has_own else QPalette()


def _lay_out_for_print(panel: Panel) -> None:
    """About as on screen, but no wider than leaves type large in a document; what would have to be scrolled
    gets more room, and a table ends with a whole row.
    """
    widget = panel.widget
    room = widget.size().expandedTo(_LEAST).boundedTo(_MOST)
    widget.resize(room.expandedTo(widget.minimumSizeHint()))
    for change in (_beyond, _cut_row):
        lay_out(widget)
        with no_scroll_bars(panel.figure):
            changed = widget.size() + change(panel)
        widget.resize(changed)


def _beyond(panel: Panel) -> QSize:
    """How much of a panel is out of sight; the rows of a table may be."""
    beyond = QSize(0, 0)
    for area in scrolled(panel.figure):
        down = area.verticalScrollBar().maximum() if isinstance(area, QScrollArea) else 0
        beyond = beyond.expandedTo(QSize(area.horizontalScrollBar().maximum(), down))
    return beyond.boundedTo(_LEAST)


def _cut_row(panel: Panel) -> QSize:
    """What to leave away of a panel that is a table, for its last row in sight to be a whole one."""
    tables = [area for area in scrolled(panel.figure) if isinstance(area, QTableView)]
    longer = [table for table in tables if table.verticalScrollBar().maximum()]
    cut = [table.viewport().height() % table.rowHeight(0) for table in longer]
    return QSize(0, -max(cut, default=0))
