"""A readout, and beside it as many formulas as there is room for."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.drawing.readout import Readout
from ui.maths import MathLabel


class ReadoutRow(QWidget):
    """Formulas at the right, the first of them first to stay; `room` is what the readout keeps."""

    def __init__(self, readout: Readout, formulas: tuple[MathLabel, ...], room: int) -> None:
        super().__init__()
        self._formulas, self._room = formulas, room
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.SPACE, 0)
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(readout, 1)
        for formula in formulas:
            row.addWidget(formula)
        self.setMinimumWidth(1)  # what has no room goes, and must not ask for it

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        free = self.width() - self._room
        for formula in self._formulas:
            free -= formula.sizeHint().width() + 2 * theme.SPACE
            formula.setVisible(free >= 0)
