"""The control of a number: a slider on the spec's scale and an exact entry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from simulator.scales import LINEAR, POWER_OF_TWO
from simulator.specs import Number
from ui.controls.control import Control
from ui.controls.entry import Entry
from ui.controls.scale_labels import labels_of
from ui.controls.slider import UnitSlider

ENTRY_WIDTH = 68
_FINE = 10_000
_FEW = 100


def slider_for(spec: Number) -> UnitSlider:
    """The slider of a number; it snaps to powers of two, and to whole numbers where they are few."""
    ticks = spec.scale.ticks(spec.low, spec.high)
    steps = _FINE
    if spec.scale is POWER_OF_TWO:
        steps = len(ticks) - 1
    elif spec.integer and spec.scale is LINEAR and spec.high - spec.low <= _FEW:
        steps = round(spec.high - spec.low)
    slider = UnitSlider([spec.to_unit(tick) for tick in ticks], steps)
    slider.setAccessibleName(spec.title)
    return slider


def entry_for(spec: Number) -> Entry:
    """The exact entry of a number, its digits flush right."""
    entry = Entry(spec)
    entry.setFixedWidth(ENTRY_WIDTH)
    entry.setAlignment(Qt.AlignmentFlag.AlignRight)
    return entry


class NumberControl(Control):
    """Slider and entry of one number: the slider has the range, the entry all that is allowed."""

    spec: Number

    def __init__(self, spec: Number, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.slider = slider_for(spec)
        self.slider.write(labels_of(spec))
        self.entry = entry_for(spec)
        self._head.addWidget(self.entry)
        self._body.addWidget(self.slider)
        self._body.addWidget(self._error)
        self.slider.moved.connect(lambda u: self._take(spec.from_unit(u)))
        self.slider.default_asked.connect(self.reset)
        self.entry.typed.connect(self._take)
        self.entry.refused.connect(self._error.show_text)
        self._adopt(spec.default)

    @property
    def is_held(self) -> bool:
        return self.slider.isSliderDown() or self.entry.is_edited

    def _display(self, value: float) -> None:
        self.slider.show_unit(self.spec.to_unit(value))
        self.slider.setAccessibleDescription(self.spec.format(value))
        self.entry.show_value(value)
