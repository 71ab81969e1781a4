"""A hyperparameter in one row, for a panel that is about it: symbol, slider, entry."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from simulator.specs import Number
from ui import theme
from ui.controls.number import NumberControl
from ui.maths import MathLabel


class SlimNumber(NumberControl):
    """The form's control of a number, its slider between symbol and entry."""

    def __init__(self, spec: Number, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._head.insertWidget(1, self.slider, 1)
        self._body.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)

    def _lay_out_head(self) -> None:
        self._head.addWidget(MathLabel(self.spec.symbol, title=self.spec.title))
        self._head.addWidget(self._default_button)
