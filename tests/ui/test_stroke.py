"""A wide line in pieces looks as the same line in one, and only lines that may be cut are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from ui.drawing.stroke import stroke

X = np.linspace(10, 190, 61)
Y = 50 + 40 * np.sin(X / 15)


def painted(pen: QPen, connect: str | NDArray[np.int32] = "all") -> NDArray[np.float64]:
    """How much of the pen's ink lies on each pixel, 0-255."""
    image = QImage(200, 100, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    stroke(painter, X, Y, connect)
    painter.end()
    return _ink(image)


def in_one(pen: QPen) -> NDArray[np.float64]:
    """The same with Qt's own outline of the whole line."""
    image = QImage(200, 100, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.moveTo(X[0], Y[0])
    for x, y in zip(X[1:], Y[1:], strict=True):
        path.lineTo(x, y)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.end()
    return _ink(image)


def _ink(image: QImage) -> NDArray[np.float64]:
    return np.frombuffer(image.constBits(), np.uint8).reshape(100, 200, 4)[..., 3].astype(float)


def wide(alpha: int = 255, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    return QPen(QColor(0, 0, 0, alpha), 2.5, style)


def test_a_wide_line_in_pieces_looks_as_in_one() -> None:
    one, pieces = in_one(wide()), painted(wide())
    assert one.sum() > 100_000
    assert not np.array_equal(one, pieces)  # it is in pieces
    assert abs(pieces.sum() - one.sum()) < 0.08 * one.sum()
    assert np.abs(pieces - one).max() < 90  # of 255, at a joint's edge


def test_a_soft_line_is_no_darker_where_its_pieces_meet() -> None:
    assert painted(wide(100)).max() <= 100


def test_a_dashed_line_keeps_its_gaps_across_its_points() -> None:
    dashed = wide(style=Qt.PenStyle.DashLine)
    assert np.array_equal(painted(dashed), in_one(dashed))


def test_a_line_is_left_out_where_its_points_are_not_joined() -> None:
    joined = np.ones(len(X), np.int32)
    joined[20:30] = 0
    columns = painted(wide(), joined).sum(axis=0)
    gap = slice(int(X[20]) + 3, int(X[30]) - 3)
    assert not columns[gap].any()
    assert (columns[int(X[31]) : 190] > 0).all()
