"""What the network answers everywhere on the plane, as an image under the examples."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from simulator.snapshot import Extent, SurfaceView
from ui import theme
from ui.drawing.names import class_name

_STRENGTH = 0.55
"""Share of the class colour where the network is sure: more would drown the examples."""
_LEVELS = 128


class AnswerImage(pg.ImageItem):
    """Class colours, the stronger the surer the network is. Its array holds pixels as Qt has them."""

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")
        self.view: SurfaceView | None = None
        self._names: tuple[str, ...] = ()
        self._placed: tuple[Extent, tuple[int, ...]] | None = None
        self._shades = _shades(0)

    def name_classes(self, names: tuple[str, ...]) -> None:
        """The classes there are now."""
        if names != self._names:
            self._names = names
            self._shades = _shades(len(names))

    def show_view(self, view: SurfaceView | None) -> None:
        """Draw another answer, or none."""
        self.view = view
        if view is None:
            self.clear()
        else:
            self._draw(view)

    def apply_theme(self) -> None:
        """Take the colours of the current theme."""
        self._shades = _shades(len(self._names))
        if self.view is not None:
            self._draw(self.view)

    def render(self) -> None:
        """The image Qt paints; one of pyqtgraph's would be converted in every frame."""
        height, width = self.image.shape
        self.qimage = QImage(self.image.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._renderRequired = self._unrenderable = False

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
        pixels = np.ascontiguousarray(self._shades[view.winner % classes, level])  # Qt reads row by row
        self.setImage(pixels, autoLevels=False)
        if (view.extent, view.winner.shape) != self._placed:
            self._placed = view.extent, view.winner.shape
            left, right, low, high = view.extent
            self.setRect(QRectF(left, low, right - left, high - low))


def _shades(classes: int) -> NDArray[np.uint32]:
    """(classes, levels): from the surface at a chance guess to the class colour where it is sure."""
    colours = theme.current()
    base = np.array(colours.colour("raised").getRgb(), dtype=float)
    peak = np.array([colours.class_colour(c).getRgb() for c in range(max(classes, 1))], dtype=float)
    share = np.linspace(0, _STRENGTH, _LEVELS)[None, :, None]
    shades = (base + share * (peak[:, None, :] - base)).round().astype(np.uint8)
    return np.ascontiguousarray(shades[..., [2, 1, 0, 3]]).view(np.uint32)[..., 0]
