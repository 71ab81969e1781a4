"""Whether things may move."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle


def is_reduced() -> bool:
    """Whether the person asked the system for less motion: what would fall is then in place at once."""
    hints = QGuiApplication.styleHints().accessibility()
    wish = getattr(hints, "motionPreference", None)  # from Qt 6.12 on
    if callable(wish) and getattr(wish(), "name", "") == "ReducedMotion":
        return True
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
