"""Markers of a plot that stay where they are in most frames: what was worked out for them is kept."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

_ROOM = 200
"""Pixels of the view to a marker, beyond which copying all of the view takes longer than its markers."""


class Spots(pg.ScatterPlotItem):
    """A scatter that maps its points to the screen anew only when they, their looks or the view change.

    Where they are many they are one picture.
    """

    _kept: tuple[object, ...] | None = None
    _picture: QPixmap | None = None

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
        if self._exportOpts is not False or widget is None:
            super().paint(painter, option, widget)
            return
        key = (painter.transform(), self.viewRect(), widget.devicePixelRatioF())
        as_before, self._kept = key == self._kept, key
        room = (
            painter.transform().mapRect(self.viewRect()).toAlignedRect().adjusted(-1, -1, 1, 1)
        )  # as the clip
        if room.width() * room.height() * key[2] ** 2 <= _ROOM * len(self.data):
            if not as_before:
                self._picture = self._drawn(painter, room, option, widget)
            painter.resetTransform()
            painter.drawPixmap(room.topLeft(), self._picture)
        elif as_before:
            painter.resetTransform()
            painter.drawPixmapFragments(*self._pixmapFragments.drawargs(), self.fragmentAtlas.pixmap)
        else:
            super().paint(painter, option, widget)

    def _drawn(self, painter: QPainter, room: QRect, option: Any, widget: QWidget) -> QPixmap:
        """What `painter` would paint, on nothing."""
        made = QPixmap(room.size() * widget.devicePixelRatioF())
        made.setDevicePixelRatio(widget.devicePixelRatioF())
        made.fill(Qt.GlobalColor.transparent)
        inner = QPainter(made)
        inner.setRenderHints(painter.renderHints())
        inner.setTransform(painter.transform() * QTransform.fromTranslate(-room.left(), -room.top()))
        super().paint(inner, option, widget)
        inner.end()
        return made
