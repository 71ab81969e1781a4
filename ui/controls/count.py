"""The spin box of a long step: it takes the keyboard while a number is typed, and no longer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from ui.controls.entry import ENDS_TYPING, give_up_focus, is_escape_override


class CountBox(QSpinBox):
    """How many mini-batches; Enter keeps what was typed, Esc what stood there before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, minimum=1, maximum=100_000, value=100)
        self._before = self.value()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(64)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("Mini-batches of a long step")
        self.setAccessibleName("Mini-batches of a long step")

    def event(self, event: QEvent) -> bool:
        if is_escape_override(event):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._before = self.value()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENDS_TYPING:
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape:
            self.setValue(self._before)
        self.interpretText()
        give_up_focus(self)
