"""Buttons and check boxes that Space presses while they have the focus; the window's Space comes second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QPushButton


class Button(QPushButton):
    """A push button that says what it does."""

    def __init__(self, text: str, tip: str) -> None:
        super().__init__(text, toolTip=tip)
        self.setAccessibleDescription(tip)

    def event(self, event: QEvent) -> bool:
        return _takes_space(event) or super().event(event)


class Tick(QCheckBox):
    """A check box."""

    def event(self, event: QEvent) -> bool:
        return _takes_space(event) or super().event(event)


def _takes_space(event: QEvent) -> bool:
    """Whether Qt asks if the button wants Space for itself; it does."""
    asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    if not asks or event.key() != Qt.Key.Key_Space:
        return False
    event.accept()
    return True
