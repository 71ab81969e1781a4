"""A few parameters of the network edited in place, beside the unit or edge they belong to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QFormLayout, QFrame, QWidget

from ui import theme

Address = tuple[str, tuple[int, ...]]
"""A parameter's name and the index of an entry: ("W1", (3, 2))."""
_LETTERS = {"gamma": "γ", "beta": "β"}


class ParameterEditor(QFrame):
    """A spin box per parameter; Esc, or a click elsewhere in the panel, closes it."""

    edited = Signal(str, tuple, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(theme.SPACE, 4, theme.SPACE, 4)
        self._form.setVerticalSpacing(4)
        self._boxes: dict[Address, QDoubleSpinBox] = {}
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.hide()

    def open(self, arrays: Mapping[str, NDArray[Any]], addresses: list[Address], near: QPointF) -> None:
        """Edit the entries at `addresses`, close to a point of the parent."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self._boxes = {address: self._box(address) for address in addresses}
        for address, box in self._boxes.items():
            self._form.addRow(name_of(address), box)
        self.follow(arrays)
        self.adjustSize()
        room = self.parentWidget().rect().size() - self.size()
        self.move(
            max(0, min(round(near.x()) + 12, room.width())), max(0, min(round(near.y()) + 12, room.height()))
        )
        self.show()
        self.raise_()
        next(iter(self._boxes.values())).setFocus()

    def follow(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Show the values as they are now, but not over what is being typed."""
        for (name, index), box in self._boxes.items():
            if name in arrays and not box.lineEdit().isModified():
                value = float(arrays[name][index])
                with QSignalBlocker(box):
                    box.setValue(value if math.isfinite(value) else 0.0)

    def close_(self) -> None:
        """Put the editor away."""
        self._boxes = {}
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _box(self, address: Address) -> QDoubleSpinBox:
        box = QDoubleSpinBox(decimals=4, minimum=-1e6, maximum=1e6, singleStep=0.05)
        box.setKeyboardTracking(False)
        box.setMinimumWidth(96)
        box.valueChanged.connect(lambda value: self.edited.emit(*address, value))
        return box


def name_of(address: Address) -> str:
    """ "W1[3, 2]", "γ1[3]" """
    name, index = address
    stem = name.rstrip("0123456789")
    indices = index if stem == "W" else index[:1]
    return f"{_LETTERS.get(stem, stem)}{name[len(stem) :]}[{', '.join(map(str, indices))}]"
