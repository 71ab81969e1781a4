"""Which example it is about, and what the marks of its bars mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.markers import paint_marker

_HEIGHT, _GAP = 24, 6


class CompanyHead(QWidget):
    """ "Example 37 · true class ● class 2", and at the right the legend as far as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._example: int | None = None
        self._label, self._name = 0, ""
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says of the example."""
        return "" if self._example is None else f"Example {self._example:,}: {self._name}"

    def show_example(self, example: int | None, label: int, name: str) -> None:
        """Name another example and its true class, or none."""
        if (example, label, name) != (self._example, self._label, self._name):
            self._example, self._label, self._name = example, label, name
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._example is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._write(painter, f"Example {self._example:,}", theme.SPACE, "text", bold=True)
        paint_marker(painter, QPointF(x + 2 * _GAP, _HEIGHT / 2), self._label)
        x = self._write(painter, self._name, x + 3.5 * _GAP, "text", bold=True) + 2 * _GAP
        self._paint_legend(painter, x)

    def _paint_legend(self, painter: QPainter, x: float) -> None:
        painter.setFont(theme.font(0.92))
        metrics = QFontMetricsF(painter.font())
        middle = _HEIGHT / 2
        right = self.width() - theme.SPACE
        for kind, name in (("whisker", "in 64 random mini-batches"), ("outline", "true class")):
            left = right - metrics.horizontalAdvance(name) - 16
            if left < x:
                return
            painter.setPen(QPen(theme.current().colour("text"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if kind == "outline":
                painter.drawRect(QRectF(left, middle - 5, 8, 10))
            else:
                painter.drawLine(QPointF(left + 4, middle - 5), QPointF(left + 4, middle + 5))
                for y in (middle - 5, middle + 5):
                    painter.drawLine(QPointF(left + 1, y), QPointF(left + 7, y))
            self._write(painter, name, left + 14, "muted")
            right = left - 2 * _GAP

    def _write(self, painter: QPainter, text: str, x: float, role: str, bold: bool = False) -> float:
        """A text at x; the answer is where it ends."""
        painter.setFont(theme.font(1.0 if bold else 0.92, bold=bold))
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(self.width() - x, 0))
        painter.setPen(theme.current().colour(role))
        painter.drawText(QRectF(x, 0, self.width() - x, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, shown)
        return x + metrics.horizontalAdvance(shown)
