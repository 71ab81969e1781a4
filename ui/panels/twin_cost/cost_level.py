"""The cost at which two networks are compared: a line to drag, and a number to type."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from ui import theme

LOWEST = 1e-4


class CostLevel(QWidget):
    """Half of chance until a person chooses; `line` belongs into the plot."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chosen: float | None = None
        self._usual = math.log(2) / 2
        self._log = False
        self.line = pg.InfiniteLine(angle=0, movable=True)
        self.line.setCursor(Qt.CursorShape.SizeVerCursor)
        self.box = QDoubleSpinBox(
            accessibleName="Cost to compare at", decimals=4, minimum=LOWEST, maximum=100.0
        )
        self.box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.box.setToolTip("The cost at which the two are compared: type it, or drag the line")
        self.box.setMaximumWidth(88)
        label = QLabel("Compare at J =")
        label.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        row.addWidget(label)
        row.addWidget(self.box)
        row.addStretch()
        self.line.sigDragged.connect(lambda line: self._choose(self._cost_at(line.value())))
        self.box.valueChanged.connect(self._choose)
        self._show()

    @property
    def cost(self) -> float:
        """Where to compare (nats)."""
        return self._usual if self._chosen is None else self._chosen

    @property
    def chance(self) -> float:
        """The cost of knowing nothing (nats)."""
        return 2 * self._usual

    def expect(self, classes: int) -> None:
        """Half the cost of knowing nothing of so many classes is where to begin."""
        usual = math.log(max(classes, 2)) / 2
        if usual != self._usual:
            self._usual = usual
            self._show()

    def set_log(self, log: bool) -> None:
        """Stand on a logarithmic axis, or a linear one."""
        self._log = log
        self._show()

    def apply_theme(self) -> None:
        """Pens from the current theme."""
        self.line.setPen(theme.current().pen("law"))
        self.line.setHoverPen(theme.current().pen("focus"))

    def _cost_at(self, place: float) -> float:
        return 10.0 ** min(place, 2.0) if self._log else place

    def _choose(self, cost: float) -> None:
        self._chosen = min(max(float(cost), LOWEST), 100.0)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(self.cost)
        self.line.setValue(math.log10(self.cost) if self._log else self.cost)
