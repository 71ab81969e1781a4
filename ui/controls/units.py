"""The control of the hidden units: one slider and entry a layer, and layers to add and remove."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from simulator.specs import Number, Units
from ui import icons, theme
from ui.controls.control import Control
from ui.controls.number import entry_for, slider_for
from ui.maths import MathLabel

_SYMBOL_WIDTH = 28


class UnitsControl(Control):
    """A row a hidden layer, first to last."""

    spec: Units

    def __init__(self, spec: Units, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.rows: list[LayerRow] = []
        self.remove_button = self._layer_button("remove", "Remove the last hidden layer")
        self.add_button = self._layer_button("add", "Add a hidden layer like the last")
        self._none = QLabel("No hidden layer: softmax regression.")
        self._none.setProperty("role", "muted")
        self._layers = QVBoxLayout(spacing=theme.SPACE // 2)
        self._layers.addWidget(self._none)
        self._body.addLayout(self._layers)
        self._body.addWidget(self._error)
        self.remove_button.clicked.connect(lambda: self._take(self.value[:-1]))
        self.add_button.clicked.connect(
            lambda: self._take(self.value + (self.value or (spec.default[0],))[-1:])
        )
        self._adopt(spec.default)

    @property
    def is_held(self) -> bool:
        return any(row.is_held for row in self.rows)

    def _display(self, value: tuple[int, ...]) -> None:
        while len(self.rows) < len(value):
            self._add_row()
        for layer, row in enumerate(self.rows):
            row.setVisible(layer < len(value))
            if layer < len(value):
                row.show_units(value[layer])
        self._none.setVisible(not value)
        self.remove_button.setEnabled(bool(value))
        self.add_button.setEnabled(len(value) < self.spec.most_layers)

    def _add_row(self) -> None:
        layer = len(self.rows)
        row = LayerRow(self.spec, layer + 1)
        row.changed.connect(lambda units: self._take((*self.value[:layer], units, *self.value[layer + 1 :])))
        row.refused.connect(self._error.show_text)
        self.rows.append(row)
        self._layers.addWidget(row)

    def _layer_button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton(toolTip=name, accessibleName=name)
        button.setIconSize(QSize(16, 16))
        icons.wear(button, icon)
        self._head.addWidget(button)
        return button


class LayerRow(QWidget):
    """n[l] of one hidden layer."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, units: Units, layer: int) -> None:
        super().__init__()
        spec = _layer_spec(units, layer)
        self._spec = spec
        self.slider, self.entry = slider_for(spec), entry_for(spec)
        symbol = MathLabel(spec.symbol, title=spec.title)
        symbol.setFixedWidth(_SYMBOL_WIDTH)
        row = QHBoxLayout(self, spacing=theme.SPACE // 2)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (symbol, self.slider, self.entry):
            row.addWidget(widget)
        self.slider.moved.connect(lambda u: self.changed.emit(spec.from_unit(u)))
        self.slider.default_asked.connect(lambda: self.changed.emit(spec.default))
        self.entry.typed.connect(self.changed)
        self.entry.refused.connect(self.refused)

    @property
    def is_held(self) -> bool:
        return self.slider.isSliderDown() or self.entry.is_edited

    def show_units(self, units: int) -> None:
        """Show n[l]."""
        self.slider.show_unit(self._spec.to_unit(units))
        self.entry.show_value(units)


def _layer_spec(units: Units, layer: int) -> Number:
    """What one hidden layer's number is, as its `Units` has it."""
    default = units.default[min(layer, len(units.default)) - 1]
    return Number(
        name=f"{units.name}[{layer}]", title=f"{units.title} of layer {layer}", symbol=f"n^{{[{layer}]}}",
        group=units.group, default=default, live=units.live, doc=units.doc,
        low=units.low, high=units.high, minimum=1, maximum=units.maximum, integer=True,
    )  # fmt: skip
