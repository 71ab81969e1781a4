"""All keys on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.actions import ELSEWHERE, ActionSpec, shown


class ShortcutSheet(QDialog):
    """Keys and what they do, read from the table of actions."""

    def __init__(self, parent: QWidget, specs: Sequence[ActionSpec]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.SPACE, 2 * theme.SPACE, 3 * theme.SPACE, 2 * theme.SPACE)
        column.addLayout(_grid(specs))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.hide)
        column.addWidget(buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.hide()
        else:
            super().keyPressEvent(event)


def _grid(specs: Sequence[ActionSpec]) -> QGridLayout:
    grid = QGridLayout(horizontalSpacing=3 * theme.SPACE, verticalSpacing=theme.SPACE // 2)
    rows = [(shown(spec), spec.text) for spec in specs if spec.shortcuts] + list(ELSEWHERE)
    for i, (keys, text) in enumerate(rows):
        key = QLabel(keys)
        key.setFont(theme.font(bold=True))
        grid.addWidget(key, i, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(QLabel(text), i, 1)
    return grid
