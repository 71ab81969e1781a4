"""A slider of a panel's own: a name, a groove, and the value beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from simulator.scales import LINEAR, Scale
from ui import theme
from ui.controls.slider import UnitSlider
from ui.maths import MathLabel
from ui.steady_label import SteadyLabel


class Dial(QWidget):
    """A value in [low, high] on a scale, in `steps` even steps and three digits."""

    turned = Signal(float)
    """The value, moved by hand."""

    def __init__(
        self,
        name: str,
        tip: str,
        span: tuple[float, float],
        default: float,
        read: Callable[[float], str],
        *,
        scale: Scale = LINEAR,
        steps: int = 100,
        latex: str = "",
    ) -> None:
        super().__init__()
        self._span, self._default, self._scale, self._read = span, default, scale, read
        self.slider = UnitSlider((self._place(default),), steps)
        widest = max((read(value) for value in (*span, default)), key=len)
        self.reading = SteadyLabel(read(default), widest, align=Qt.AlignmentFlag.AlignRight)
        heading = MathLabel(latex, name, title=name) if latex else QLabel(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE // 2)
        row.addWidget(heading)
        row.addWidget(self.slider, 1)
        row.addWidget(self.reading)
        self.setToolTip(tip)
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(tip)
        self.show_value(default)
        self.slider.moved.connect(lambda _: self._turn())
        self.slider.default_asked.connect(lambda: self.slider.setValue(self._step(default)))

    @property
    def value(self) -> float:
        """The value on show."""
        return float(f"{float(self._scale.from_unit(self.slider.unit, *self._span)):.3g}")

    def show_value(self, value: float) -> None:
        """Show a value without a word to anyone."""
        self.slider.show_unit(self._place(value))
        self.reading.show_text(self._read(self.value))

    def _turn(self) -> None:
        self.reading.show_text(self._read(self.value))
        self.turned.emit(self.value)

    def _place(self, value: float) -> float:
        return float(self._scale.to_unit(value, *self._span))

    def _step(self, value: float) -> int:
        return round(self._place(value) * self.slider.maximum())
