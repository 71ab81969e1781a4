"""A small field for one number that is typed, or stepped with the arrow keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

FURTHEST = 10_000.0
_STEPS = {
    Qt.Key.Key_Up: 0.1,
    Qt.Key.Key_Down: -0.1,
    Qt.Key.Key_PageUp: 1.0,
    Qt.Key.Key_PageDown: -1.0,
}


class ZEntry(QLineEdit):
    """Emits each good value: on Enter, on leaving, and with every arrow key."""

    typed = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._value = 0.0
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setTextMargins(0, 0, 0, 0)
        self.returnPressed.connect(self._commit)

    @property
    def is_edited(self) -> bool:
        """Whether a person is in the middle of typing."""
        return self.hasFocus() and self.isModified()

    def show_value(self, value: float) -> None:
        """Show a value, but not over what is being typed."""
        self._value = value
        if not self.is_edited:
            self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self._take(round(self._value + _STEPS[event.key()], 4))
        elif event.key() == Qt.Key.Key_Escape:
            self._write()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()  # Esc ends the typing; the window's Esc comes second
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.isModified():
            self._commit()
            self._write()

    def _commit(self) -> None:
        value = read_number(self.text())
        self._mark(value is None)
        if value is not None:
            self._take(value)

    def _take(self, value: float) -> None:
        self._value = min(max(value, -FURTHEST), FURTHEST)
        self._write()
        self.typed.emit(self._value)

    def _write(self) -> None:
        self._mark(False)
        self.setText(f"{self._value:.10g}".replace("-", "−"))
        self.setModified(False)
        self.setCursorPosition(0)

    def _mark(self, wrong: bool) -> None:
        if wrong != bool(self.property("wrong")):
            self.setProperty("wrong", wrong)
            self.style().polish(self)  # the style sheet reads the property only now


def read_number(text: str) -> float | None:
    """A finite number as typed, "−1,5" too; None where it is none."""
    try:
        value = float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
