"""What the network answers everywhere on the plane, as an image under the examples."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from simulator.snapshot import SurfaceView
from ui import theme
from ui.drawing.names import class_name

_STRENGTH = 0.55
"""Share of the class colour where the network is sure: more would drown the examples."""
_LEVELS = 128


class AnswerImage(pg.GraphicsObject):
    """Class colours, the stronger the surer the network is. pyqtgraph's own image takes twice as long."""

    def __init__(self) -> None:
        super().__init__()
        self.view: SurfaceView | None = None
        self._names: tuple[str, ...] = ()
        self._room = QRectF()
        self._shades = _shades(0)
        self._pixels = np.zeros((1, 1), np.uint32)  # as Qt has them: it reads them where they are

    def name_classes(self, names: tuple[str, ...]) -> None:
        """The classes there are now."""
        if names != self._names:
            self._names = names
            self._shades = _shades(len(names))

    def show_view(self, view: SurfaceView | None) -> None:
        """Draw another answer, or none."""
        self.view = view
        self.setVisible(view is not None)
        if view is not None:
            self._draw(view)

    def apply_theme(self) -> None:
        """Take the colours of the current theme."""
        self._shades = _shades(len(self._names))
        if self.view is not None:
            self._draw(self.view)

    def boundingRect(self) -> QRectF:
        return self._room

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        height, width = self._pixels.shape
        painter.drawImage(
            self._room, QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        )

    def answer_at(self, u: float, v: float) -> list[str]:
        """What the network says at (u, v), in words; nothing off the image."""
        if self.view is None:
            return []
        left, right, low, high = self.view.extent
        rows, columns = self.view.winner.shape
        row = int((v - low) / (high - low) * rows // 1)
        column = int((u - left) / (right - left) * columns // 1)
        if not (0 <= row < rows and 0 <= column < columns):
            return []
        name = class_name(self._names, self.view.winner[row, column])
        confidence = float(self.view.confidence[row, column])
        return [f"predicted {name}, {100 * confidence:.0f} %" if np.isfinite(confidence) else "no prediction"]

    def _draw(self, view: SurfaceView) -> None:
        classes = len(self._shades)
        chance = 1 / max(classes, 2)
        sure = (view.confidence - chance) * ((_LEVELS - 1) / (1 - chance))
        if not np.isfinite(sure).all():
            sure = np.nan_to_num(sure)
        level = np.clip(sure, 0, _LEVELS - 1).astype(np.uint8)
        self._pixels = self._shades.take((view.winner % classes).astype(np.intp) * _LEVELS + level)
        left, right, low, high = view.extent
        room = QRectF(left, low, right - left, high - low)
        if room != self._room:
            self.prepareGeometryChange()
            self._room = room
        self.update()


def _shades(classes: int) -> NDArray[np.uint32]:
    """(classes, levels): from the surface at a chance guess to the class colour where it is sure."""
    colours = theme.current()
    base = np.array(colours.colour("raised").getRgb(), dtype=float)
    peak = np.array([colours.class_colour(c).getRgb() for c in range(max(classes, 1))], dtype=float)
    share = np.linspace(0, _STRENGTH, _LEVELS)[None, :, None]
    shades = (base + share * (peak[:, None, :] - base)).round().astype(np.uint8)
    return np.ascontiguousarray(shades[..., [2, 1, 0, 3]]).view(np.uint32)[..., 0]
