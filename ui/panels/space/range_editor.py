"""From where to where: an exact entry at either end of a range slider."""

from __future__ import annotations

import dataclasses
import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from simulator.search.space import SCALES
from simulator.specs import Number, Spec, Units
from ui import theme
from ui.controls.entry import Entry
from ui.controls.range_slider import RangeSlider
from ui.controls.scale_labels import labels_of
from ui.panels.space.draft import Draft

_ENTRY = 60


class RangeEditor(QWidget):
    """Shows a draft's range; the row that owns the draft is told what a hand does."""

    moved = Signal(float, float)
    """The handles are at these places of the slider."""
    typed = Signal(str, object)
    """ "low" or "high", and a good value."""
    refused = Signal(str)
    default_asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.slider = RangeSlider(steps=draft.steps)
        self.slider.name(draft.spec.title)
        self.slider.setToolTip("Drag either end; a double click takes the whole range again")
        self._worn: tuple[object, ...] = ()
        number = one_number(draft.spec)
        self.low, self.high = (self._entry(number, end, name) for end, name in
                               (("low", "lowest"), ("high", "highest")))  # fmt: skip
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.SPACE, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.low)
        row.addWidget(self.slider, 1)
        row.addWidget(self.high)
        self.slider.moved.connect(self.moved)
        self.slider.default_asked.connect(self.default_asked)

    def show_draft(self, draft: Draft) -> None:
        """Show its range on its scale."""
        low, high = draft.reach
        if (draft.scale, low, high) != self._worn:
            self._worn = (draft.scale, low, high)
            on_it = dataclasses.replace(
                one_number(draft.spec), low=low, high=high, scale=SCALES[draft.scale], off=None
            )
            ticks = [on_it.to_unit(tick) for tick in on_it.scale.ticks(low, high)]
            self.slider.scale(ticks, labels_of(on_it), draft.steps)
        self.slider.show_units(*draft.units)
        for entry, value in ((self.low, draft.low), (self.high, draft.high)):
            entry.show_value(int(value) if draft.is_whole and value == int(value) else value)
        for end, value in zip(self.slider.ends, (draft.low, draft.high), strict=True):
            end.setAccessibleDescription(f"{value:g}")

    def mark(self, draft: Draft, value: float) -> None:
        """Mark where the live model is."""
        low, high = draft.reach
        self.slider.mark(draft.place(value) if math.isfinite(value) and low <= value <= high else None)

    def _entry(self, number: Number, end: str, name: str) -> Entry:
        entry = Entry(number)
        entry.setFixedWidth(_ENTRY)
        entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        entry.setAccessibleName(f"{number.title}: {name}")
        entry.setToolTip(f"The {name} that is tried; any number in {number.bounds}")
        entry.typed.connect(lambda value: self.typed.emit(end, value))
        entry.refused.connect(self.refused)
        return entry


def one_number(spec: Spec) -> Number:
    """What reads and writes a value: of `Units`, those of one layer."""
    if isinstance(spec, Number):
        return spec
    assert isinstance(spec, Units)
    return Number(
        name=spec.name, title=spec.title, symbol=spec.symbol, group=spec.group, default=spec.default[0],
        live=spec.live, doc=spec.doc, low=spec.low, high=spec.high, minimum=1, maximum=spec.maximum,
        integer=True,
    )  # fmt: skip
