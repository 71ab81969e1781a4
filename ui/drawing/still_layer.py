"""What of a picture changes seldom: on screen it is copied from a pixmap, into a file it is drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing.stamps import is_on_screen


class StillLayer:
    """Drawn anew when its looks are others, or the theme, or the size of its widget."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._kept: tuple[object, QPixmap] | None = None

    def forget(self) -> None:
        """Draw it anew next time."""
        self._kept = None

    def paint(self, painter: QPainter, looks: object, draw: Callable[[QPainter], object]) -> None:
        """Paint what `draw` draws, which `looks` decide."""
        if not is_on_screen(painter):
            draw(painter)
            return
        size, ratio = self._widget.size(), self._widget.devicePixelRatioF()
        key = looks, theme.current(), size, ratio
        if self._kept is None or self._kept[0] != key:
            self._kept = key, _pixmap(draw, size, ratio)
        painter.drawPixmap(0, 0, self._kept[1])


def _pixmap(draw: Callable[[QPainter], object], size: QSize, ratio: float) -> QPixmap:
    """Transparent where nothing is drawn, sharp on a screen of `ratio`."""
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return made
