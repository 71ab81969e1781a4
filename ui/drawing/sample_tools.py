"""The tools of samples: how many, others, one more."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from simulator.scales import LOG
from ui import theme
from ui.drawing.dial import Dial
from ui.drawing.samples import FEWEST, MOST, Samples

_REPEAT_AFTER, _EVERY = 350, 90
"""Milliseconds until a held button repeats, and between its repeats."""


class SampleTools(QWidget):
    """A dial for their number and two buttons; it follows the samples."""

    def __init__(self, samples: Samples) -> None:
        super().__init__()
        self._samples = samples
        self.count = Dial(
            "samples", f"How many samples are drawn, {FEWEST} to {MOST:,}", (FEWEST, MOST), samples.n,
            lambda value: f"{round(value):,}", scale=LOG,
        )  # fmt: skip
        self.one_more = _button("One more", "Draw one more sample and watch it fall; hold for many")
        self.one_more.setAutoRepeat(True)
        self.one_more.setAutoRepeatDelay(_REPEAT_AFTER)
        self.one_more.setAutoRepeatInterval(_EVERY)
        self.resample = _button("Resample", "Draw as many other samples")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.count, 1)
        for button in (self.one_more, self.resample):
            row.addWidget(button)
        self.count.turned.connect(lambda value: samples.set_count(round(value)))
        self.one_more.clicked.connect(samples.one_more)
        self.resample.clicked.connect(samples.resample)
        samples.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        if round(self.count.value) != self._samples.n:
            self.count.show_value(self._samples.n)
        self.count.reading.show_text(f"{self._samples.n:,}")  # the dial itself is of few steps
        self.one_more.setEnabled(not self._samples.is_full)


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton(text=text, toolTip=tip, accessibleName=text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
