"""What the person attends to: an example, a layer, a unit. Panels of a window share one focus."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Focus(QObject):
    """`example` is the chosen one, `pointed` the one under the cursor in some panel (indices as in
    PointsView, None for none); `layer` counts hidden layers from 1, `unit` from 0.

    What is chosen may be gone by the next snapshot: who reads it takes the nearest there is.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.example: int | None = None
        self.pointed: int | None = None
        self.layer, self.unit = 1, 0

    def choose(self, example: int) -> None:
        """Choose an example."""
        if example != self.example:
            self.example = example
            self.changed.emit()

    def point(self, example: int | None) -> None:
        """The cursor is on an example, or on none."""
        if example != self.pointed:
            self.pointed = example
            self.changed.emit()

    def choose_unit(self, layer: int, unit: int) -> None:
        """Choose a unit of a hidden layer."""
        if (layer, unit) != (self.layer, self.unit):
            self.layer, self.unit = layer, unit
            self.changed.emit()
