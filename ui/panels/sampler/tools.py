"""What is drawn and how: the hyperparameter, the scale, the range, the samples, the code to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from simulator.hyperparameters import TABLE
from simulator.sampling import number_of
from simulator.scales import LINEAR, LOG, ONE_MINUS_LOG, POWER_OF_TWO, Scale
from simulator.specs import Spec, Text
from ui.controls.error_line import ErrorLine
from ui.controls.words import QuietCombo
from ui.drawing.sample_tools import SampleTools
from ui.drawing.samples import Samples
from ui.drawing.segments import Segments
from ui.drawing.tool_rows import ToolRows
from ui.panels.sampler.range_entries import RangeEntries

_SCALES = {
    "linear": (LINEAR, "Linear", "Uniform on the number line"),
    "log": (LOG, "Log", "Uniform in log₁₀ of the value"),
    "one_minus_log": (ONE_MINUS_LOG, "1 − log", "Uniform in log₁₀ of 1 − value: for a β near 1"),
    "power_of_two": (POWER_OF_TWO, "2ⁿ", "Uniform in log₂ of the value: every doubling has its share"),
}


class SamplerTools(QWidget):
    """`changed` when anything else is to be drawn, `copied` when the code is asked for."""

    changed = Signal()
    copied = Signal()

    def __init__(self, samples: Samples) -> None:
        super().__init__()
        self._combo, self.scales, self.range = QuietCombo(), Segments("Scale"), RangeEntries()
        self.samples, self._error = SampleTools(samples), ErrorLine()
        self.copy = QToolButton(text="Copy code", accessibleName="Copy the code that draws these samples")
        self.copy.setToolTip("Copy this line with its imports and seed: it draws these very samples")
        self.copy.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._combo.setAccessibleName("Hyperparameter")
        self._combo.setToolTip("The hyperparameter that is drawn")
        for name, spec in TABLE.items():
            if not isinstance(spec, Text):
                self._combo.addItem(spec.title, name)
        self.scales.offer({key: words for key, (_, *words) in _SCALES.items()})
        self.scales.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        rows = ToolRows((self._combo, self.scales), (self.range, self.copy), (self.samples,))
        column.addWidget(rows)
        column.addWidget(self._error)
        self._connect()

    def _connect(self) -> None:
        self._combo.activated.connect(lambda _: self.choose(self._combo.currentData()))
        self.scales.chosen.connect(lambda _: self.changed.emit())
        self.range.changed.connect(self.changed)
        self.range.refused.connect(self._error.show_text)
        self.copy.clicked.connect(self.copied)

    @property
    def spec(self) -> Spec:
        """The hyperparameter."""
        return TABLE[self._combo.currentData()]

    @property
    def scale(self) -> Scale:
        """The scale."""
        return _SCALES[self.scales.value][0]

    def choose(self, name: str) -> None:
        """Another hyperparameter, on its own scale and range."""
        self._combo.setCurrentIndex(self._combo.findData(name))
        number = number_of(self.spec)
        self.range.offer(number)
        self.scales.setEnabled(number is not None)
        own = LINEAR if number is None else number.scale
        key = next(key for key, (scale, *_) in _SCALES.items() if scale is own)
        self.scales.blockSignals(True)
        self.scales.buttons[key].setChecked(True)
        self.scales.blockSignals(False)
        self.changed.emit()
