"""One trial as a tile: what it predicts on the plane, its curve and what it came to."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui import theme
from ui.drawing import trial_colours
from ui.drawing.lettering import shortened, width_of, write, write_right
from ui.drawing.pixel_item import polygon
from ui.drawing.search_words import say_value
from ui.panels.wall.crowd import DIVERGED, GOES_ON, Crowd

WIDTH, HEIGHT = 116, 48
"""Pixels of the smallest tile, its gap included."""
_GAP, _PAD, _TEXT = 6, 4, 15
_STRENGTH = 0.55
"""Share of a class colour, as where the boundary's picture is sure."""
_FADED = 0.25


def picture_of(thumbnail: np.ndarray | None) -> QImage | None:
    """Predicted classes (v, u) in the colours that the boundary has them, v upwards."""
    if thumbnail is None or thumbnail.ndim != 2 or not thumbnail.size:
        return None
    shades = _shades(theme.current())
    pixels = np.ascontiguousarray(shades[thumbnail[::-1] % len(shades)])
    height, width = thumbnail.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=4)
def _shades(worn: theme.Theme) -> np.ndarray:
    """(20,): the class colours as pixels of Qt."""
    base = np.array(worn.colour("raised").getRgb(), dtype=np.float64)
    shades = (base + _STRENGTH * (worn.class_table - base)).round().astype(np.uint8)
    return np.ascontiguousarray(shades[:, [2, 1, 0, 3]]).view(np.uint32)[:, 0]


def paint_tile(
    painter: QPainter, room: QRectF, crowd: Crowd, i: int, picture: QImage | None, faded: bool
) -> None:
    """The tile of row i on the surface it lies on."""
    worn = theme.current()
    inside = room.adjusted(_GAP / 2, _GAP / 2, -_GAP, -_GAP / 2)
    painter.setOpacity(1.0)
    painter.fillRect(room, worn.colour("raised"))
    painter.setOpacity(_FADED if faded else 1.0)
    colour = colour_of(crowd, i)
    painter.fillRect(QRectF(inside.left(), inside.top(), 3, inside.height()), colour)
    side = inside.height()
    field = QRectF(inside.left() + 5, inside.top(), side, side)
    _paint_picture(painter, field, crowd, i, picture)
    words = QRectF(field.right() + _PAD, inside.top(), inside.right() - field.right() - _PAD, _TEXT)
    _paint_words(painter, words, crowd, i)
    _paint_curve(painter, words.adjusted(0, _TEXT, 0, inside.height() - _TEXT - 1), crowd, i, colour)
    painter.setOpacity(1.0)


def colour_of(crowd: Crowd, i: int) -> QColor:
    """Of the result of row i."""
    place = float(crowd.places[i])
    return trial_colours.colour_at(place) if math.isfinite(place) else theme.current().colour("muted", 0.6)


def _paint_picture(painter: QPainter, field: QRectF, crowd: Crowd, i: int, picture: QImage | None) -> None:
    worn = theme.current()
    if picture is not None:
        painter.drawImage(field, picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(worn.colour("border"), 1))
    painter.drawRect(field.adjusted(0, 0, -1, -1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if crowd.ends[i] == DIVERGED:
        painter.setPen(QPen(worn.colour("warning"), 2))
        cross = field.adjusted(6, 6, -6, -6)
        painter.drawLine(cross.topLeft(), cross.bottomRight())
        painter.drawLine(cross.topRight(), cross.bottomLeft())


def _paint_words(painter: QPainter, room: QRectF, crowd: Crowd, i: int) -> None:
    """The result at the right, and as far as there is room the number at the left."""
    worn, trial, objective = theme.current(), crowd.trials[i], crowd.objective
    font = theme.font(0.85, bold=i == crowd.leader)
    painter.setFont(font)
    said = "diverged"
    if crowd.ends[i] != DIVERGED and objective is not None:
        said = say_value(objective, float(crowd.values[i])).removesuffix(" nats").removesuffix(" %")
    said = shortened(said, font, room.width())
    painter.setPen(worn.colour("warning" if crowd.ends[i] == DIVERGED else "text"))
    write_right(painter, room, said, font)
    number = str(trial.number)
    if width_of(number, font) + 4 + width_of(said, font) <= room.width():
        painter.setPen(worn.colour("muted"))
        write(painter, room.left(), room, number, font)


def _paint_curve(painter: QPainter, room: QRectF, crowd: Crowd, i: int, colour: QColor) -> None:
    end = int(crowd.lengths[i])
    if not end or room.width() <= 0 or room.height() <= 0:
        return
    low, high = crowd.span
    x = room.left() + crowd.x[i, :end] * (room.width() / max(crowd.last_step, 1))
    y = np.minimum(np.maximum(crowd.y[i, :end], low), high)
    y = room.bottom() - (y - low) * (room.height() / (high - low))
    painter.setPen(QPen(theme.current().colour("grid"), 1))
    painter.drawLine(QPointF(room.left(), room.bottom()), QPointF(room.right(), room.bottom()))
    painter.setPen(QPen(colour, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(polygon(x, y))
    if crowd.ends[i] != GOES_ON:
        painter.setPen(QPen(theme.current().colour("warning") if crowd.ends[i] == DIVERGED else colour, 2))
        painter.drawLine(QPointF(x[-1], y[-1] - 3), QPointF(x[-1], y[-1] + 3))
