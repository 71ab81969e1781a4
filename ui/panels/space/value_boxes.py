"""Which values of a choice are tried: a check box each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from simulator.specs import Spec
from ui import theme
from ui.controls.buttons import Tick

_LONG = 12


class ValueBoxes(QWidget):
    """Two or three in a row."""

    changed = Signal(object)
    """The values that are ticked, in the order they are offered."""

    def __init__(self, spec: Spec, labels: Mapping[Any, str]) -> None:
        super().__init__()
        self.boxes = {value: Tick(label) for value, label in labels.items()}
        across = 2 if max(map(len, labels.values())) > _LONG else 3
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * theme.SPACE, 0, 0, theme.SPACE // 2)
        grid.setVerticalSpacing(theme.SPACE // 2)
        for i, (value, box) in enumerate(self.boxes.items()):
            box.setAccessibleName(f"{spec.title}: try {labels[value]}")
            box.clicked.connect(lambda: self.changed.emit(self.values))
            grid.addWidget(box, i // across, i % across)

    @property
    def values(self) -> tuple[Any, ...]:
        """Those that are ticked."""
        return tuple(value for value, box in self.boxes.items() if box.isChecked())

    def show_values(self, values: Sequence[Any]) -> None:
        """Tick these."""
        for value, box in self.boxes.items():
            box.setChecked(value in values)
