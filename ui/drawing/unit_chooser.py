"""Which unit of which hidden layer a panel looks into: two small choosers in a row."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from ui import theme

_BOX = 46  # pixels of a choice, at least


class UnitChooser(QWidget):
    """Offers the layers and units there are, and says which was chosen."""

    chosen = Signal(int, int)
    """Layer from 1, unit from 0: what `Focus.choose_unit` takes."""

    def __init__(self, with_unit: bool = True) -> None:
        super().__init__()
        self._units: tuple[int, ...] = ()
        self._layer, self._unit = QComboBox(accessibleName="Layer"), QComboBox(accessibleName="Unit")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        for name, box in (("Layer", self._layer), ("Unit", self._unit)):
            label = QLabel(name)
            label.setProperty("role", "muted")
            row.addWidget(label)
            row.addWidget(box)
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(2)
            box.setMinimumWidth(_BOX)
            box.activated.connect(lambda _: self.chosen.emit(self.layer, self.unit))
            label.setVisible(with_unit or box is self._layer)
            box.setVisible(with_unit or box is self._layer)
        row.addStretch()

    @property
    def layer(self) -> int:
        """The layer on show, from 1; 1 where there is none."""
        return max(self._layer.currentIndex(), 0) + 1

    @property
    def unit(self) -> int:
        """The unit on show, from 0."""
        return max(self._unit.currentIndex(), 0)

    def follow(self, hidden_units: tuple[int, ...], layer: int, unit: int) -> None:
        """Show what was chosen, or the nearest there is, among these hidden layers."""
        layer = min(max(layer, 1), max(len(hidden_units), 1))
        units = hidden_units[layer - 1] if hidden_units else 0
        if (hidden_units, layer, units) != (self._units, self.layer, self._unit.count()):
            self._units = hidden_units
            _offer(self._layer, [str(l) for l in range(1, len(hidden_units) + 1)], layer - 1)
            _offer(self._unit, [str(i) for i in range(units)], unit)
        if self._unit.currentIndex() != min(unit, units - 1):
            self._unit.setCurrentIndex(min(unit, units - 1))
        self.setEnabled(bool(hidden_units))


def _offer(box: QComboBox, names: list[str], index: int) -> None:
    blocker = QSignalBlocker(box)
    box.clear()
    box.addItems(names)
    box.setCurrentIndex(min(index, len(names) - 1))
    blocker.unblock()
