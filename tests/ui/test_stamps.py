"""Shapes copied from a pixmap look like drawn ones, and text placed by hand stands where Qt puts it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from ui import theme
from ui.drawing import lettering, stamps

pytestmark = pytest.mark.usefixtures("qapp")
COLOUR = QColor(20, 80, 200, 150)
X, Y = np.array([10.0, 21.3, 37.55, 44.9]), np.array([30.2, 11.75, 25.0, 8.4])
LEFT, TOP, WIDTH = np.array([4, 12, 30]), np.array([5, 20, 39]), np.array([7, 8, 20])
FLOOR = 40
Draw = Callable[[QPainter], None]


def dots(painter: QPainter) -> None:
    stamps.paint_dots(painter, X, Y, 2.2, COLOUR)


def columns(painter: QPainter) -> None:
    stamps.paint_columns(painter, LEFT, TOP, WIDTH, FLOOR, COLOUR)


def painted(draw: Draw, ratio: float) -> NDArray[np.int16]:
    image = QImage(round(60 * ratio), round(50 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels.astype(np.int16)


@pytest.mark.parametrize("draw", [dots, columns])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_stamps_look_like_shapes(monkeypatch: pytest.MonkeyPatch, draw: Draw, ratio: float) -> None:
    stamped = painted(draw, ratio)
    monkeypatch.setattr(stamps, "is_on_screen", lambda _painter: False)
    shapes = painted(draw, ratio)
    assert (shapes < 255).any()
    assert np.abs(stamped - shapes).max() <= (2 if draw is columns else 40)  # a quarter of a pixel
    assert abs(stamped.mean() - shapes.mean()) < 0.2


@pytest.mark.parametrize("draw", [dots, columns])
def test_a_file_gets_shapes(draw: Draw) -> None:
    buffer, svg = QBuffer(), QSvgGenerator()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    svg.setOutputDevice(buffer)
    painter = QPainter(svg)
    draw(painter)
    painter.end()
    written = bytes(buffer.data()).decode()
    assert "<image" not in written
    assert written.count("<circle") + written.count("<rect") >= 3


def test_nothing_is_drawn_of_nothing() -> None:
    none = np.empty(0)

    def draw(painter: QPainter) -> None:
        stamps.paint_dots(painter, none, none, 2.2, COLOUR)
        stamps.paint_columns(painter, none, none, none, FLOOR, COLOUR)

    assert (painted(draw, 1.0) == 255).all()


@pytest.mark.parametrize("bold", [False, True])
def test_text_stands_where_qt_puts_it(bold: bool) -> None:
    font, room, text = theme.font(1.0, bold), QRectF(2, 3, 56, 30), "σ = 1.74"
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight

    def ink(draw: Draw) -> tuple[int, ...]:
        rows, across = np.nonzero(painted(draw, 1.0)[:, :, 0] < 160)
        return int(rows.min()), int(rows.max()), int(across.min()), int(across.max())

    def by_hand(painter: QPainter) -> None:
        painter.setFont(font)
        lettering.write_right(painter, room, text, font)

    def by_qt(painter: QPainter) -> None:
        painter.setFont(font)
        painter.drawText(room, flags, text)

    def again(painter: QPainter) -> None:
        painter.setFont(font)
        top = room.center().y() - lettering.height_of(font) / 2
        lettering.write_again(painter, room.right() - lettering.width_of(text, font), top, text, font)

    for draw in (by_hand, again):
        assert np.abs(np.subtract(ink(draw), ink(by_qt))).max() <= 1


def test_a_text_without_room_is_cut() -> None:
    font = theme.font()
    assert lettering.shortened("window", font, 500.0) == "window"
    assert lettering.shortened("window", font, 30.0).endswith("…")
