"""Many small shapes of a colour: on screen copied from a pixmap, in a tenth of the time; else as shapes."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

Array = NDArray[Any]
_PHASES = 4
"""A dot is copied to the nearest quarter of a pixel."""
_ROUNDED = 128
"""Pixels to which the sides of the pixmap of bars are rounded up."""


def is_on_screen(painter: QPainter) -> bool:
    """Whether a widget is painted for its window: not into a file of shapes, and not enlarged."""
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        return False
    # Nearly: pyqtgraph scales there and back, and misses by a rounding.
    return math.isclose(painter.deviceTransform().m11(), painter.device().devicePixelRatio())


def paint_dots(painter: QPainter, x: Array, y: Array, radius: float, colour: QColor) -> None:
    """A disc about each (x, y)."""
    ratio = _ratio(painter)
    if ratio:
        sheet, side = _discs(radius * ratio, colour.rgba())
        parts = _parts(len(x), ratio)
        for at, values in enumerate((x, y)):
            steps = np.rint(values * (ratio * _PHASES))
            whole = np.floor(steps / _PHASES)
            parts[:, at], parts[:, 2 + at] = whole / ratio, (steps - whole * _PHASES) * side
        parts[:, 4:6] = side
        _stamp(painter, sheet, parts)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for across, up in zip(x.tolist(), y.tolist(), strict=True):
        painter.drawEllipse(QPointF(across, up), radius, radius)


def paint_columns(
    painter: QPainter, left: Array, top: Array, width: Array, floor: int, colour: QColor
) -> None:
    """Bars on a floor, whole numbers of pixels. Qt takes a while for those that are let through."""
    if not len(left):
        return
    ratio = _ratio(painter)
    if ratio:
        parts, height = _parts(len(left), ratio), floor - top
        parts[:, 0], parts[:, 1] = left + width / 2, top + height / 2
        parts[:, 4], parts[:, 5] = width * ratio, height * ratio
        _stamp(painter, _sheet(*map(_rounded, parts[:, 4:6].max(axis=0).tolist()), colour.rgba()), parts)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    sides = zip(left.tolist(), top.tolist(), width.tolist(), strict=True)
    painter.drawRects([QRect(x, y, wide, floor - y) for x, y, wide in sides])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _rounded(side: float) -> int:
    return -(-int(side) // _ROUNDED) * _ROUNDED


def _ratio(painter: QPainter) -> int:
    """Pixels of a screen to one of the painter's; 0 where they are no whole number, or it is no screen."""
    ratio = painter.device().devicePixelRatio()
    return int(ratio) if ratio == int(ratio) and is_on_screen(painter) else 0


def _parts(count: int, ratio: int) -> Array:
    """Fields of PixmapFragments (count, 10): centre, place on the sheet, size, scale, rotation, opacity."""
    parts = np.zeros((count, 10))
    parts[:, 6:8], parts[:, 9] = 1 / ratio, 1.0
    return parts


def _stamp(painter: QPainter, sheet: QPixmap, parts: Array) -> None:
    """Copy parts of a sheet."""
    if len(parts):
        address = parts.__array_interface__["data"][0]  # what `ctypes.data` says, in a quarter of the time
        first = shiboken6.wrapInstance(address, QPainter.PixmapFragment)
        painter.drawPixmapFragments(first, len(parts), sheet)


@lru_cache(maxsize=32)
def _discs(radius: float, rgba: int) -> tuple[QPixmap, int]:
    """A disc at each quarter of a pixel, across and down; and the pixels from one to the next."""
    side = 2 * math.ceil(radius + 1)
    sheet = QPixmap(side * _PHASES, side * _PHASES)
    sheet.fill(Qt.GlobalColor.transparent)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromRgba(rgba))
    for i in range(_PHASES):
        for j in range(_PHASES):
            centre = QPointF(i * side + side / 2 + i / _PHASES, j * side + side / 2 + j / _PHASES)
            painter.drawEllipse(centre, radius, radius)
    painter.end()
    return sheet, side


@lru_cache(maxsize=32)
def _sheet(width: int, height: int, rgba: int) -> QPixmap:
    sheet = QPixmap(width, height)
    sheet.fill(QColor.fromRgba(rgba))
    return sheet
