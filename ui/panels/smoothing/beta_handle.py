"""One β in the hand: the look of its line, a slider on the scale 1 − log, and an exact entry."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLineF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from simulator.hyperparameters import TABLE
from simulator.specs import Number
from ui import theme
from ui.controls.number import entry_for, slider_for
from ui.controls.scale_labels import labels_of
from ui.drawing.pens import pen

HIGHEST = 0.9995
"""Of the two β: the end of the course's example (claim S6)."""


def beta_spec(title: str) -> Number:
    """Momentum's β, as far as the series on show can follow it."""
    own = TABLE["momentum"]
    assert isinstance(own, Number)
    return replace(own, name="β", title=title, high=HIGHEST, maximum=HIGHEST, open_above=False)


class BetaHandle(QWidget):
    """Tells of a β set by hand; a double click on the slider sets its `default`."""

    moved = Signal(float)
    refused = Signal(str)
    """The sentence on what is wrong with what was typed; empty once nothing is."""

    def __init__(self, title: str, role: str, default: float) -> None:
        super().__init__()
        self.spec = beta_spec(title)
        self.value = default
        self.slider, self.entry = slider_for(self.spec), entry_for(self.spec)
        self.slider.write(labels_of(self.spec))
        for part in (self.slider, self.entry):
            part.setToolTip(f"{title}: drag, use the arrow keys, or type a number in {self.spec.bounds}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for part in (_Stroke(role), self.slider, self.entry):
            row.addWidget(part)
        self.slider.moved.connect(lambda u: self._take(round(float(self.spec.from_unit(u)), 5)))
        self.slider.default_asked.connect(lambda: self._take(default))
        self.entry.typed.connect(self._take)
        self.entry.refused.connect(self.refused)
        self.show_value(default)

    def show_value(self, beta: float) -> None:
        """Show a β without a word to anyone."""
        self.value = beta
        self.entry.show_value(beta)
        if not self.slider.isSliderDown():
            self.slider.show_unit(self.spec.to_unit(beta))

    def _take(self, beta: float) -> None:
        self.show_value(beta)
        self.moved.emit(beta)


class _Stroke(QWidget):
    """A short piece of the line it stands for."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(QSize(20, 20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self._role))
        painter.drawLine(QLineF(0, self.height() / 2, self.width(), self.height() / 2))
