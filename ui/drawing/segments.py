"""One of a few: buttons in a row of which one is down."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from ui import theme


class Segments(QWidget):
    """Offers named values; arrow keys and clicks choose."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__(accessibleName=name)
        self._name = name
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        self._row.setSpacing(2)

    @property
    def value(self) -> str:
        """What is chosen; "" where nothing is offered."""
        return next((value for value, button in self.buttons.items() if button.isChecked()), "")

    def offer(self, values: Mapping[str, tuple[str, str]]) -> None:
        """Offer these, each as (label, tooltip), and keep what is chosen where it is among them."""
        if tuple(values) == tuple(self.buttons):
            return
        before = self.value
        for button in self.buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        self.buttons = {value: self._button(value, *words) for value, words in values.items()}
        if self.buttons:
            self.buttons.get(before, next(iter(self.buttons.values()))).setChecked(True)

    def _button(self, value: str, label: str, tip: str) -> QToolButton:
        button = QToolButton(text=label, toolTip=tip, checkable=True, accessibleName=f"{self._name}: {label}")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.toggled.connect(lambda on: self.chosen.emit(value) if on else None)
        self._group.addButton(button)
        self._row.addWidget(button)
        return button
