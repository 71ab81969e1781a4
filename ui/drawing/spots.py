"""Markers of a plot that stay where they are in most frames: what was worked out for them is kept."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget


class Spots(pg.ScatterPlotItem):
    """A scatter that maps its points to the screen anew only when they, their looks or the view change."""

    _kept: tuple[object, ...] | None = None

    def boundingRect(self) -> QRectF:
        """All that is in sight: for bounds round the points pyqtgraph looks at them four times a frame."""
        return QRectF(self.viewRect() or QRectF())

    def invalidate(self) -> None:
        """Work it out anew: pyqtgraph calls this for all that changes but the view."""
        self._kept = None
        super().invalidate()

    def setExportMode(self, *args: Any, **options: Any) -> None:
        self._kept = None
        super().setExportMode(*args, **options)

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        if not len(self.data):
            return
        ratio = None if widget is None else widget.devicePixelRatioF()
        key = (painter.transform(), self.viewRect(), ratio)
        as_before = self._exportOpts is False and key == self._kept
        if not as_before:
            super().paint(painter, option, widget)
            self._kept = key if self._exportOpts is False else None
            return
        painter.resetTransform()
        painter.drawPixmapFragments(*self._pixmapFragments.drawargs(), self.fragmentAtlas.pixmap)
