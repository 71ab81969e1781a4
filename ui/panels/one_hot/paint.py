"""The cells of one matrix: an image where they are many, with their numbers where those can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPaintEngine, QPainter

from ui import theme
from ui.drawing.pens import pen

Array = NDArray[Any]
_LEAST_NUMBER, _LEAST_DIGIT, _LEAST_TALL, _LEAST_GRID = 44, 14, 14, 12
_MOST_NUMBERS = 60


@dataclass(frozen=True)
class Matrix:
    """A matrix with its name: "Y", "y_hat" or "dz", and a word on what its columns are."""

    key: str
    values: Array
    word: str


def paint_cells(painter: QPainter, body: QRectF, matrix: Matrix) -> None:
    """A matrix in `body`: 0 to 1 from the surface to the strongest colour, dz blue, surface, orange."""
    key, values = matrix.key, matrix.values
    levels = _levels(key, values)
    table = theme.current().diverging if key == "dz" else theme.current().sequential
    if painter.paintEngine().type() == QPaintEngine.Type.Raster:
        colours = np.ascontiguousarray(table[levels])
        rows, columns = levels.shape
        image = QImage(colours.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
        painter.drawImage(body, image)
    else:  # viewers of SVG and PDF blur an image of so few pixels
        _paint_each(painter, body, levels, table)
    _paint_grid(painter, body, levels.shape)
    _paint_numbers(painter, body, key, values, table[levels])


def _levels(key: str, values: Array) -> Array:
    """Indices into a table of 256 colours; what is no number is like 0."""
    unit = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
    unit = (unit + 1) / 2 if key == "dz" else unit
    return (np.clip(unit, 0, 1) * 255).round().astype(np.uint8)


def _cell(body: QRectF, shape: tuple[int, int], row: int, column: int) -> QRectF:
    rows, columns = shape
    wide, tall = body.width() / columns, body.height() / rows
    return QRectF(body.left() + column * wide, body.top() + row * tall, wide, tall)


def _paint_each(painter: QPainter, body: QRectF, levels: Array, table: Array) -> None:
    for (row, column), level in np.ndenumerate(levels):
        painter.fillRect(_cell(body, levels.shape, row, column), QColor(*table[level].tolist()))


def _paint_grid(painter: QPainter, body: QRectF, shape: tuple[int, int]) -> None:
    rows, columns = shape
    wide, tall = body.width() / columns, body.height() / rows
    lines = []
    if wide >= _LEAST_GRID:
        xs = (body.left() + i * wide for i in range(1, columns))
        lines += [QLineF(x, body.top(), x, body.bottom()) for x in xs]
    if tall >= _LEAST_GRID:
        ys = (body.top() + i * tall for i in range(1, rows))
        lines += [QLineF(body.left(), y, body.right(), y) for y in ys]
    painter.setPen(pen("grid"))
    painter.drawLines(lines)
    painter.setPen(pen("border"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(body)


def _paint_numbers(painter: QPainter, body: QRectF, key: str, values: Array, colours: Array) -> None:
    """Numbers of cells that are few and large enough: each text takes 12 µs."""
    (rows, columns), worn = values.shape, theme.current()
    least = _LEAST_DIGIT if key == "Y" else _LEAST_NUMBER
    wide, tall = body.width() / columns, body.height() / rows
    if wide < least or tall < _LEAST_TALL or values.size > _MOST_NUMBERS:
        return
    takes_text = worn.ink_on(colours)
    metrics = QFontMetricsF(painter.font())
    x = body.left() + (wide - metrics.horizontalAdvance(_word(key, 0.0))) / 2  # tabular: all are as wide
    y = body.top() + (tall + metrics.capHeight()) / 2
    for role, cells in (("text", takes_text), ("raised", ~takes_text)):
        painter.setPen(worn.colour(role))
        for row, column in np.argwhere(cells).tolist():
            place = QPointF(x + column * wide, y + row * tall)
            painter.drawText(place, _word(key, float(values[row, column])))


def _word(key: str, value: float) -> str:
    if not np.isfinite(value):
        return "–"
    if key == "Y":
        return f"{value:.0f}"
    return (f"{value:+.2f}" if key == "dz" else f"{value:.2f}").replace("-", "−")
