"""Room for what may be higher than the panel."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def scrolled(widget: QWidget) -> QScrollArea:
    """A widget in a room of its own that scrolls up and down only."""
    room = QScrollArea(widgetResizable=True)
    room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    room.setWidget(widget)
    room.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return room
