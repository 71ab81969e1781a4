"""Two numbers that ought to be equal, large, under their formulas, and how far they are apart."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.drawing.softmax_words import times_ten
from ui.maths import MathLabel
from ui.steady_label import SteadyLabel

_USUAL, _LARGEST = 560, 2.0
"""Pixels of width up to which text is of the usual size, and how much larger it may become."""
_TWO = (
    (r"\hat{y}_1 = \frac{t_1}{t_0 + t_1}", "ŷ₁ by softmax"),
    (r"\sigma(z_1 - z_0)", "σ(z₁ − z₀)"),
)
_MORE = (
    (r"\frac{a_j}{a_i + a_j}", "a of j over a of i + a of j"),
    (r"\sigma(z_j - z_i)", "σ of z of j − z of i"),
)


class Equality(QWidget):
    """softmax = sigmoid, and their difference."""

    def __init__(self) -> None:
        super().__init__()
        self._scale = 1.0
        self._two = [MathLabel(latex, title=words) for latex, words in _TWO]
        self._more = [MathLabel(latex, title=words) for latex, words in _MORE]
        self.values = [SteadyLabel("–", "0.000000"), SteadyLabel("–", "0.000000")]
        self.difference = SteadyLabel("–", "−0.0×10⁻⁰⁰")
        self._equals, self._caption = QLabel("="), QLabel("difference")
        self._caption.setProperty("role", "muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, 4)
        grid.setHorizontalSpacing(2 * theme.SPACE)
        grid.setVerticalSpacing(0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for column, (two, more, value) in enumerate(zip(self._two, self._more, self.values, strict=True)):
            grid.addWidget(two, 0, 2 * column, middle)
            grid.addWidget(more, 0, 2 * column, middle)
            grid.addWidget(value, 1, 2 * column)
        grid.addWidget(self._equals, 1, 1)
        grid.addWidget(self._caption, 0, 3, middle)
        grid.addWidget(self.difference, 1, 3)
        grid.setColumnStretch(4, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_two(True)

    def set_two(self, two: bool) -> None:
        """Whether there are two classes, or two of more."""
        for label in self._two:
            label.setVisible(two)
        for label in self._more:
            label.setVisible(not two)

    def say(self, softmax: float, sigmoid: float, difference: float) -> None:
        """Show these numbers."""
        for label, value in zip(self.values, (softmax, sigmoid), strict=True):
            label.show_text(f"{value:.6f}" if math.isfinite(value) else "–")
        self.difference.show_text(times_ten(difference))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = min(max(round(self.width() / _USUAL * 4) / 4, 1.0), _LARGEST)
        if scale != self._scale:
            self._scale = scale
            self.apply_theme()

    def apply_theme(self) -> None:
        """Fonts anew: the numbers are what is read from afar."""
        for label in (*self.values, self._equals):
            label.setFont(theme.font(1.7 * self._scale, bold=True))
        self.difference.setFont(theme.font(1.7 * self._scale))
        for label in (*self._two, *self._more, self._caption):
            label.setFont(theme.font(self._scale))
        self.updateGeometry()
