"""What gives its room to the picture where there is little."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Yielding(QObject):
    """Hides `part` of a figure that is lower than `least` pixels; it belongs to the figure."""

    def __init__(self, figure: QWidget, part: QWidget, least: int) -> None:
        super().__init__(figure)
        self._figure, self._part, self._least = figure, part, least
        figure.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._figure and event.type() == QEvent.Type.Resize:
            self._part.setVisible(self._figure.height() >= self._least)
        return False
