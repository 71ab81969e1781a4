"""Formulas that fit their room, and text with subscripts that changes while it is looked at."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.maths import MathLabel

_LARGE = 1.45


class Formula(MathLabel):
    """As large as `scale`, smaller where that is wider than its room."""

    def __init__(self, latex: str, title: str, scale: float = _LARGE) -> None:
        self._largest = scale
        super().__init__(latex, title=title, scale=scale)

    def set_now(self) -> None:
        super().set_now()
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(16, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole = self._box().width() / self._scale
        fitting = min(self._largest, max(self.width(), 16) / whole) if whole > 0 else self._largest
        if abs(fitting - self._scale) > 0.01:
            self._scale = fitting
            self.updateGeometry()
            self.update()


class Prose(QWidget):
    """Wrapped rich text whose height only grows, so that numbers that change move nothing."""

    def __init__(self, role: str = "text", scale: float = 1.0) -> None:
        super().__init__()
        self.html, self._role, self._scale, self._height = "", role, scale, 0
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self._document.setUndoRedoEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says, without its markup."""
        return self._document.toPlainText()

    def say(self, html: str) -> None:
        """Say something else; "" takes no room."""
        if html != self.html:
            self.html = html
            self._document.setHtml(html)
            self._grow()
            self.update()

    def forget_height(self) -> None:
        """Take only the room that is needed now."""
        self._height = 0
        self._grow()

    def enlarge(self, scale: float) -> None:
        """Another size of type."""
        if scale != self._scale:
            self._scale = scale
            self.apply_theme()

    def apply_theme(self) -> None:
        """Take type and colour of the current theme."""
        font: QFont = theme.font(self._scale)
        self._document.setDefaultFont(font)
        self.forget_height()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(16, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.forget_height()

    def _grow(self) -> None:
        self._document.setTextWidth(max(self.width(), 16))
        height = round(self._document.size().height() + 0.5) if self.html else 0
        if height > self._height or height == 0 != self._height:
            self._height = height
        if self.minimumHeight() != self._height:
            self.setFixedHeight(self._height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, theme.current().colour(self._role))
        self._document.documentLayout().draw(painter, context)
