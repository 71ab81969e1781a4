"""Formulas in a row, each with its number of now: static maths beside text that changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.maths import MathLabel
from ui.steady_label import SteadyLabel

_WIDEST = "−0.0·10⁻⁰⁰"


class FormulaRow(QWidget):
    """`formulas` are (LaTeX, how a screen reader says it); without a `widest` number they have none.

    Beyond the `usual` width the text grows with it.
    """

    def __init__(
        self, formulas: Sequence[tuple[str, str]], widest: str = _WIDEST, usual: float = 640
    ) -> None:
        super().__init__()
        self._usual = usual
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 2, theme.SPACE, 2)
        row.setSpacing(theme.SPACE)
        self.values: list[SteadyLabel] = []
        for latex, title in formulas:
            row.addWidget(MathLabel(latex, title=title))
            if widest:
                self.values.append(SteadyLabel("", widest))
                row.addWidget(self.values[-1])
        row.addStretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text as large as the columns above have theirs."""
        super().resizeEvent(event)
        font = theme.font(min(max(self.width() / self._usual, 1.0), 1.6))
        for part in self.findChildren(QWidget):
            if part.font() != font:
                part.setFont(font)
                part.updateGeometry()

    def show_values(self, texts: Sequence[str]) -> None:
        """Each formula's number: "1.31" """
        for label, text in zip(self.values, texts, strict=True):
            label.show_text(f"= {text}")
