"""The button in the corner of two axes that makes the upright one logarithmic."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from ui import theme


class LogToggle(QToolButton):
    """As high as the axis name, so as not to cover the first tick."""

    def __init__(self, quantity: str) -> None:
        super().__init__(text="Log scale", checkable=True, accessibleName=f"Logarithmic {quantity} axis")
        self.setToolTip(f"Logarithmic {quantity} axis")
        self.setFixedHeight(20)

    def over(self, figure: QWidget, lift: int = 0) -> QWidget:
        """`figure` with the button in the empty corner of its axes, `lift` above its lower edge.

        It lies over the figure and not in it, as a tool is not exported.
        """
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(figure, 0, 0, 2, 1)
        grid.addWidget(self, 0, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        grid.setRowStretch(0, 1)
        grid.setRowMinimumHeight(1, lift)
        return whole

    def apply_theme(self) -> None:
        """Colours and font from the current theme."""
        worn = theme.current()
        self.setFont(theme.font(0.85))
        self.setStyleSheet(
            f"QToolButton {{ border: 1px solid {worn.border}; border-radius: 4px;"
            f"background: {worn.raised}; padding: 0 4px; margin: 0 4px 1px 4px; }}"
            f"QToolButton:hover, QToolButton:focus {{ border-color: {worn.accent}; }}"
            f"QToolButton:checked {{ background: {worn.accent}; color: {worn.on_accent}; }}"
        )
