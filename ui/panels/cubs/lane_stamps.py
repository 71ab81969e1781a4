"""Lanes that have not changed are copied from pixmaps on screen; into a file each is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui import theme
from ui.drawing.stamps import is_on_screen


class LaneStamps:
    """One of each lane, by its place: usually one cub learns and the others rest."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, QPixmap]] = {}

    def paint(
        self, painter: QPainter, at: int, lane: QRectF, looks: object, draw: Callable[[QPainter], object]
    ) -> None:
        """Paint what `draw` draws in a lane, which `looks` decide."""
        if not is_on_screen(painter):
            draw(painter)
            return
        ratio = painter.device().devicePixelRatio()
        key = looks, theme.current(), lane.size(), ratio
        if at not in self._kept or self._kept[at][0] != key:
            self._kept[at] = key, pixmap_of(draw, lane, ratio)
        painter.drawPixmap(lane.topLeft(), self._kept[at][1])

    def keep(self, count: int) -> None:
        """Forget lanes that are gone."""
        self._kept = {at: kept for at, kept in self._kept.items() if at < count}


def pixmap_of(draw: Callable[[QPainter], object], lane: QRectF, ratio: float) -> QPixmap:
    """What `draw` draws in a lane, transparent around it."""
    made = QPixmap(QSize(math.ceil(lane.width()), math.ceil(lane.height())) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-lane.topLeft())
    draw(painter)
    painter.end()
    return made
