"""An item of a plot that changes seldom: on screen it is copied from a pixmap, into a file it is drawn."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui import theme
from ui.drawing.pixel_item import PixelItem
from ui.drawing.stamps import is_on_screen


class StillItem(PixelItem):
    """Drawn anew after `update`, and when the view, the theme or the screen is another one."""

    _kept: tuple[object, QPixmap] | None = None

    def update(self, *room: Any) -> None:
        """It looks different now."""
        self._kept = None
        super().update(*room)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        per_x, per_y = self.getViewBox().viewPixelSize()
        if self._exportOpts or widget is None or not (per_x > 0 and per_y > 0 and _is_seen(painter, per_x)):
            super().paint(painter, option, widget)
            return
        view, ratio = self.viewRect(), widget.devicePixelRatioF()
        key = view.getRect(), per_x, per_y, ratio
        if self._kept is None or self._kept[0] != (key, theme.current()):
            self._view, self._per_x, self._per_y = view, per_x, per_y
            size = QSizeF(view.width() / per_x, view.height() / per_y)
            self._kept = (key, theme.current()), self._drawn(size, ratio)
        corner = painter.transform().map(view.bottomLeft())
        painter.save()
        painter.resetTransform()
        painter.setClipping(False)  # to the view, which it fills: pixel by pixel it takes long
        painter.drawPixmap(QPoint(round(corner.x()), round(corner.y())), self._kept[1])
        painter.restore()

    def _drawn(self, size: QSizeF, ratio: float) -> QPixmap:
        made = QPixmap((size * ratio).toSize())
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.draw(painter, size)
        painter.end()
        return made


def _is_seen(painter: QPainter, per_x: float) -> bool:
    """Whether it is for a screen, of a painter that still counts in the plot's own units."""
    painter.save()
    painter.scale(per_x, 1.0)
    seen = is_on_screen(painter)
    painter.restore()
    return seen
