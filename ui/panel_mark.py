"""A border that shows for a moment which panel was meant."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme

_LASTS = 1_000  # milliseconds


class PanelMark(QWidget):
    """The accent around all of `marked`, for a second; the mouse does not meet it."""

    def __init__(self, marked: QWidget) -> None:
        super().__init__(marked)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(marked.rect())
        self.show()
        self.raise_()
        QTimer.singleShot(_LASTS, self, self.deleteLater)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.current().pen("focus"))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
