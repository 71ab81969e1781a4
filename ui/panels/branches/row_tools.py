"""What can be done with a branch: a few buttons over its row, beside the picture that is exported."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ui import icons, theme

_ACTS = {
    "go": ("go", "Go there: stand at its end (Enter)"),
    "compare": ("compare", "Compare: show it beside this one, at the same step (C)"),
    "rename": ("rename", "Rename (F2)"),
    "delete": ("delete", "Delete; Undo brings it back (Del)"),
}
_SIDE = 20


class RowTools(QWidget):
    """Of whichever road it is told."""

    asked = Signal(str, int)
    """(what, number of the road)"""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.number = -1
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.buttons = {act: self._button(act, *words) for act, words in _ACTS.items()}
        for button in self.buttons.values():
            row.addWidget(button)
        self.hide()

    def offer(self, number: int, name: str, acts: frozenset[str], compared: bool) -> None:
        """Show what can be done with this road."""
        self.number = number
        for act, button in self.buttons.items():
            button.setVisible(act in acts)
            button.setAccessibleName(f"{act.capitalize()} {name}")
        self.setFixedSize(_SIDE * len(acts), _SIDE)
        self.buttons["compare"].setChecked(compared)
        self.buttons["compare"].setToolTip("End the comparison (C)" if compared else _ACTS["compare"][1])

    def apply_theme(self) -> None:
        """A ground of their own: they lie over words."""
        worn = theme.current()
        self.setStyleSheet(
            f"RowTools {{ background: {worn.raised}; border-radius: 4px; }}"
            f"QToolButton {{ background: {worn.raised}; padding: 1px; }}"
            f"QToolButton:hover {{ background: {worn.grid}; }}"
            f"QToolButton:checked {{ background: {worn.border}; }}"
        )

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def _button(self, act: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton(toolTip=tip, checkable=act == "compare")
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(_SIDE, _SIDE)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row has keys for each
        button.clicked.connect(lambda: self.asked.emit(act, self.number))
        icons.wear(button, icon, "muted")
        return button
