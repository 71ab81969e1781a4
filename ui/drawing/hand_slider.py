"""A number in the hand: a slider and an exact entry that what comes in from the run never fights with."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QWidget

from ui import theme
from ui.controls.slider import UnitSlider
from ui.drawing.lanes.axes import tick
from ui.drawing.lanes.steady_range import round_step, ticks
from ui.maths import MathLabel

_PATIENCE = 0.5
"""Seconds for which what the hand set is on show, until the run says the same."""
_FARTHEST = 1e6


class HandSlider(QWidget):
    """`symbol` is LaTeX; a double click on the slider sets `default`."""

    moved = Signal(float)

    def __init__(self, symbol: str, name: str, tip: str, default: float, span: float, step: float) -> None:
        super().__init__()
        self._first_span = self._span = span
        self._step, self._default = step, default
        self._set: tuple[float, float] | None = None
        self._is_blank = False
        self.slider = UnitSlider(steps=round(2 * span / step))
        self.entry = QDoubleSpinBox(decimals=4, minimum=-_FARTHEST, maximum=_FARTHEST, singleStep=step)
        self.entry.setKeyboardTracking(False)
        self.entry.setFixedWidth(72)
        for part, kind in ((self.slider, "slider"), (self.entry, "exact value")):
            part.setAccessibleName(f"{name}, {kind}")
            part.setToolTip(tip)
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        row.setSpacing(theme.SPACE)
        for part in (MathLabel(symbol, title=name), self.slider, self.entry):
            row.addWidget(part)
        self.slider.moved.connect(lambda u: self._move(self._value(u)))
        self.slider.default_asked.connect(lambda: self._move(default))
        self.entry.valueChanged.connect(self._move)
        self._rule(span)
        self.show_value(default)

    @property
    def value(self) -> float:
        """What is on show."""
        return self.entry.value()

    def show_value(self, value: float) -> None:
        """What the run says now; it waits while a hand is on it or what was set is still under way."""
        if not math.isfinite(value) or self._is_in_hand(value):
            return
        self._set = None
        self._show(value)

    def show_nothing(self) -> None:
        """There is no such value now."""
        self.entry.lineEdit().setText("–")
        self._is_blank = True

    def reach(self, *values: float) -> None:
        """Let the slider go as far as these, and no nearer than before; never under a hand."""
        farthest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
        if farthest > self._span and not self.slider.isSliderDown():
            self._rule(4 * round_step(min(farthest, _FARTHEST) / 4))
            self._show(self.value)

    def _is_in_hand(self, value: float) -> bool:
        if self.slider.isSliderDown() or self.entry.lineEdit().isModified():
            return True
        if self._set is None or time.monotonic() > self._set[1]:
            return False
        return abs(value - self._set[0]) > 1e-4 * max(1.0, abs(value))

    def _move(self, value: float) -> None:
        self._set = value, time.monotonic() + _PATIENCE
        self.entry.lineEdit().setModified(False)
        self._show(value)
        self.moved.emit(value)

    def _show(self, value: float) -> None:
        with QSignalBlocker(self.entry):
            if self._is_blank or round(value, 4) != self.entry.value():
                self.entry.setValue(value)
                self._is_blank = False
        u = min(max((value + self._span) / (2 * self._span), 0.0), 1.0)
        if not self.slider.isSliderDown() and abs(u - self.slider.unit) > 0.5 / self.slider.maximum():
            self.slider.show_unit(u)

    def _value(self, u: float) -> float:
        return round((2 * u - 1) * self._span / self._step) * self._step

    def narrow(self) -> None:
        """Back to the range it began with: a run that ended far out is gone."""
        self._rule(self._first_span)

    def _rule(self, span: float) -> None:
        self._span = span
        self.slider.write([((at + span) / (2 * span), tick(at)) for at in ticks(-span, span, 4)])
