"""The change that a babysitter makes: one setting, its new value and how long to go on (claim O2)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator.hyperparameters import TABLE, Config
from simulator.search.study import MOST_STEPS
from ui import theme
from ui.controls.control import Control
from ui.controls.kinds import control_for

LIVE = tuple(name for name, spec in TABLE.items() if spec.live)
"""What a network takes while it trains."""
_WIDE, _NARROWEST = 400, 200
"""Pixels from which on the control stands beside its name, and those needed at least."""


class ChangeEditor(QWidget):
    """A hyperparameter, the control of it and a number of steps; follows the settings of a trial."""

    def __init__(self) -> None:
        super().__init__()
        self._settings: Config | None = None
        self._controls: dict[str, Control] = {}
        self.names = QComboBox(accessibleName="Setting to change")
        self.names.setToolTip("The setting that Babysit and Clone change")
        for name in LIVE:
            self.names.addItem(TABLE[name].title, name)
        self.names.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.steps = QSpinBox(minimum=1, maximum=MOST_STEPS, value=500, suffix=" steps", accelerated=True)
        self.steps.setGroupSeparatorShown(True)
        self.steps.setAccessibleName("Steps to go on for")
        self.steps.setToolTip(f"How many steps a cub goes on for: 1 to {MOST_STEPS:,}")
        self._stack = QStackedWidget()
        self._lay_out()
        self.names.currentIndexChanged.connect(lambda _: self._turn())
        self._turn()

    def _lay_out(self) -> None:
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        self._row.setSpacing(theme.SPACE)
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE // 2)
        for label, field in (("Change", self.names), ("go on for", self.steps)):
            line = QHBoxLayout()
            words = QLabel(label)
            words.setProperty("role", "muted")
            line.addWidget(words)
            line.addWidget(field, 1)
            left.addLayout(line)
        self._row.addLayout(left, 2)
        self._row.addWidget(self._stack, 3)

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if self.width() >= _WIDE else ways.TopToBottom)

    @property
    def name(self) -> str:
        """Which setting."""
        return str(self.names.currentData())

    @property
    def value(self) -> Any:
        """Its new value."""
        return self.control.value

    @property
    def control(self) -> Control:
        """The one on show; made when it is first needed."""
        if self.name not in self._controls:
            self._controls[self.name] = control_for(TABLE[self.name])
            self._stack.addWidget(self._controls[self.name])
        return self._controls[self.name]

    def follow(self, settings: Config) -> None:
        """Begin with what a trial has."""
        if settings != self._settings:
            self._settings = settings
            self._show_settings()

    def _turn(self) -> None:
        self._stack.setCurrentWidget(self.control)
        self._show_settings()

    def _show_settings(self) -> None:
        if self._settings is not None:
            self.control.show_config(self._settings)
