"""What was wrong with a text, on one line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme


class ErrorLine(QLabel):
    """A sentence cut at the row's end, so that the rows below stay put; the tooltip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, visible=False)
        self.setFont(theme.font(theme.SMALL))

    def show_text(self, sentence: str) -> None:
        """Say it, or vanish for want of words."""
        self.setText(sentence)
        self.setToolTip(sentence)
        self.setVisible(bool(sentence))

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.current().colour("bad"))
        cut = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, cut)
