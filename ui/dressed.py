"""A panel in another theme than the window's, and all of it, for as long as a picture of it is painted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing.pictured import in_place, lay_out
from ui.panels.panel import Panel
from ui.unfolded import unfolded

ZOOM = 1.25
"""How much larger all of a picture for print is drawn: its type is of 12 points."""
LEAST = QSize(640, 480)
"""Pixels of a picture, before it is scaled."""
_WIDEST = QSize(640, 440)
"""Pixels of a panel that leave type large in a document."""


@contextlib.contextmanager
def dressed(panel: Panel, look: str, beside: QSize) -> Iterator[float]:
    """The panel wears a look, "print" say, and shows all of it while this holds, and is as it was
    afterwards, come what may. A picture has pixels `beside` the panel's figure.

    What it gives is how much larger than on screen the picture is to be drawn. Only the panel is styled
    anew: no event is handled before it wears the window's theme again, so the screen never shows it.
    """
    wanted, widget = theme.of_look(look), panel.widget
    zoom = ZOOM if wanted is theme.PRINT else 1.0
    with in_place(widget, panel.figure), _worn(panel, wanted):
        if wanted is theme.PRINT:
            widget.resize(widget.size().boundedTo(_WIDEST).expandedTo(widget.minimumSizeHint()))
            lay_out(widget)
        with unfolded(panel, LEAST / zoom - beside):
            yield zoom


@contextlib.contextmanager
def _worn(panel: Panel, wanted: theme.Theme) -> Iterator[None]:
    """Only the panel wears a theme."""
    if wanted is theme.current():
        yield
        return
    widget, style = panel.widget, panel.widget.styleSheet()
    palettes = [(each, _own_palette(each)) for each in (widget, *widget.findChildren(QWidget))]
    try:
        with theme.lent(wanted):
            widget.setStyleSheet(theme.style_of(wanted))
            for each, _ in palettes:  # under a style sheet none is inherited
                each.setPalette(theme.palette_of(wanted))
            panel.apply_theme()
            yield
    finally:
        widget.setStyleSheet(style)
        for each, own in palettes:
            each.setPalette(own)
        panel.apply_theme()


def _own_palette(widget: QWidget) -> QPalette:
    """What was set on it, or the empty palette that lets it take the application's."""
    has_own = widget.testAttribute(Qt.WidgetAttribute.WA_SetPalette)
    return QPalette(widget.palette()) if has_own else QPalette()
