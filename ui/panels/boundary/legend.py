"""What the markers and colours of the boundary mean: a column of classes, then of kinds of example."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.markers import paint_marker
from ui.drawing.pens import pen

_ROW, _MARKER, _WIDTH = 18, 20, 104
_ENOUGH = 330
"""Pixels for a plot and its legend."""
_KINDS = ("train", "dev", "mini-batch")


class Roomy(QWidget):
    """Holds a plot and its legend; without the room for both, the plot alone."""

    def __init__(self, legend: Legend) -> None:
        super().__init__()
        self._legend = legend

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._legend.setVisible(event.size().width() >= _ENOUGH)


class Legend(QWidget):
    """Class names beside their markers; what does not fit is counted, never drawn over."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self.setFixedWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)

    def name_classes(self, names: tuple[str, ...]) -> None:
        """Show these classes."""
        if names != self._names:
            self._names = names
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(0.92))
        room = (self.height() - _ROW * len(_KINDS) - 3 * theme.SPACE) // _ROW
        shown = len(self._names) if len(self._names) <= room else max(room - 1, 0)
        y = theme.SPACE
        for i, name in enumerate(self._names[:shown]):
            paint_marker(painter, QPointF(_MARKER / 2, y + _ROW / 2), i)
            y = self._paint_name(painter, name, y)
        if shown < len(self._names):
            y = self._paint_name(painter, f"+ {len(self._names) - shown} more", y)
        self._paint_kinds(painter, y + theme.SPACE)

    def _paint_kinds(self, painter: QPainter, y: float) -> None:
        colours = theme.current()
        for kind, filled, ringed in zip(_KINDS, (True, False, True), (False, False, True), strict=True):
            centre = QPointF(_MARKER / 2, y + _ROW / 2)
            painter.setPen(pen("muted"))
            painter.setBrush(colours.colour("muted") if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, 3.5, 3.5)
            if ringed:
                painter.setPen(pen("text"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(centre, 6.5, 6.5)
            y = self._paint_name(painter, kind, y, "muted")

    def _paint_name(self, painter: QPainter, name: str, y: float, role: str = "text") -> float:
        room = QRectF(_MARKER + 4, y, _WIDTH - _MARKER - 4 - theme.SPACE, _ROW)
        text = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(theme.current().colour(role))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        return y + _ROW
