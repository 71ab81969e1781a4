"""SVG drawings in the colour that is asked for: what `icons` and `maths` are painted with."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


@lru_cache(maxsize=512)
def drawing(svg: str, colour: str) -> QSvgRenderer:
    """A renderer of `svg` with `colour` wherever it says "currentColor"."""
    return QSvgRenderer(svg.replace("currentColor", colour).encode())


def pixmap(svg: str, colour: str, size: QSize, ratio: float = 1.0) -> QPixmap:
    """`svg` on a transparent pixmap of `size` logical pixels, sharp on a screen of `ratio`."""
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    drawing(svg, colour).render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return made
