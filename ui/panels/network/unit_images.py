"""Activation maps of units as images Qt paints without converting them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ui import theme

Array = NDArray[Any]


class UnitImages:
    """One image a unit: inputs and hidden layers signed about 0, output units in their class colour."""

    def __init__(self) -> None:
        self.layers: tuple[list[QImage], ...] = ()
        self._maps: tuple[Array, ...] = ()
        self._pixels: tuple[Array, ...] = ()

    def show(self, layers: tuple[Array, ...]) -> None:
        """Make the images of other maps."""
        self._maps = layers
        hidden = [_pixels(_signed(layer), theme.current().diverging) for layer in layers[:-1]]
        pixels = (*hidden, _output(layers[-1])) if layers else ()
        self.layers = tuple(map(_images, pixels))
        self._pixels = pixels  # a QImage does not copy them: they must live as long as it does

    def apply_theme(self) -> None:
        """The same maps in the colours worn now."""
        self.show(self._maps)

    def clear(self) -> None:
        """No images."""
        self.layers = self._maps = self._pixels = ()


def _signed(layer: Array) -> Array:
    """0 ... 255 with 0 in the middle; one range for a layer, so that its units compare."""
    reach = float(np.abs(layer).max(initial=0.0))
    if not np.isfinite(reach):  # to look for them in every frame would take longer than all else here
        layer = np.nan_to_num(layer, nan=0.0, posinf=0.0, neginf=0.0)
        reach = float(np.abs(layer).max())
    return (127.5 + layer * (127.5 / max(reach, 1e-12))).astype(np.uint8)


def _output(layer: Array) -> Array:
    shares = layer if np.isfinite(layer).all() else np.nan_to_num(layer)
    levels = (255 * np.clip(shares, 0, 1)).astype(np.int64)
    tables = _class_tables(theme.current(), len(levels))
    return _pixels(levels + 256 * np.arange(len(levels))[:, None, None], tables)


@lru_cache(maxsize=8)
def _class_tables(worn: theme.Theme, classes: int) -> Array:
    """(256 classes, 4): for each class the way from the surface to its colour."""
    base = np.array(worn.colour("raised").getRgb(), dtype=float)
    peak = np.array([worn.class_colour(c).getRgb() for c in range(classes)], dtype=float)
    share = np.linspace(0, 1, 256)[None, :, None]
    return (base + share * (peak[:, None] - base)).round().astype(np.uint8).reshape(-1, 4)


def _pixels(levels: Array, table: Array) -> Array:
    """(n, height, width) uint32 as Qt has them; `table` holds red, green, blue, alpha."""
    # Qt's native pixel is one number, and its rows go down where v goes up.
    packed = np.ascontiguousarray(table[:, [2, 1, 0, 3]]).view(np.uint32).ravel()
    return packed[levels[:, ::-1]]


def _images(pixels: Array) -> list[QImage]:
    height, width = pixels.shape[1:]
    return [QImage(unit.data, width, height, 4 * width, QImage.Format.Format_RGB32) for unit in pixels]
