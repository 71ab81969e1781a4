"""Lines by the hundreds: opaque pieces, unsmoothed where they are many."""

from __future__ import annotations

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import theme
from ui.drawing.stamps import is_on_screen
from ui.drawing.trial_colours import at, qt_colour, ranks
from ui.panels.parallel.frame import Frame
from ui.panels.parallel.lines import Lines

Array = NDArray[Any]
_SHADES, _FEW, _CROSS = 24, 160, 4.0
"""Of colour; lines up to which all are smooth; half of a cross."""
_THIN, _WIDE, _JAGGED, _GOOD = 1.0, 2.0, 1.2, 0.75
"""Widths: of most lines, of the good ones, where they are many; from which share on a line is good."""


class Strokes:
    """How lines are painted: where they go and in which colours."""

    def __init__(self, lines: Lines, frame: Frame) -> None:
        self._lines, self._frame = lines, frame
        self._pieces = PrimitiveArray(QLineF, 4)
        self.y = frame.y(lines.places)
        self.y[lines.diverged, -1] = frame.foot

    def paint(self, painter: QPainter, kept: Array) -> None:
        """All lines, the better over the worse, and faint ones where not `kept`."""
        lines = self._lines
        smooth = len(lines.numbers) <= _FEW or not is_on_screen(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        layers = np.round(ranks(lines.values, lines.goal.more_is_better) * (_SHADES - 1)) + 2
        layers = np.where(kept, np.where(np.isfinite(layers), layers, 1), 0)
        order = np.argsort(layers, kind="stable")
        self._load(self.y[order])
        ends = np.searchsorted(layers[order], np.arange(_SHADES + 3))
        for layer in np.flatnonzero(np.diff(ends)).tolist():
            width = _WIDE if layer - 2 >= _GOOD * _SHADES else _THIN
            painter.setPen(_pen(_ink(layer), width if smooth else _JAGGED))
            self._draw(painter, int(ends[layer]), int(ends[layer + 1]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._cross_out(painter, kept & lines.diverged)

    def paint_one(self, painter: QPainter, row: int, colour: QColor, width: float) -> None:
        """A line that stands out, on a ground of its own."""
        self._load(self.y[row : row + 1])
        for ink, wide in ((theme.current().colour("raised"), width + 3), (colour, width)):
            painter.setPen(_pen(ink, wide))
            self._draw(painter, 0, 1)
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        for x, y in zip(self._frame.x.tolist(), self.y[row].tolist(), strict=True):
            if np.isfinite(y):
                painter.drawEllipse(QPointF(x, y), width + 1.5, width + 1.5)

    def nearest(self, x: float, y: float, kept: Array, reach: float) -> int | None:
        """The row of the line that passes a point most closely."""
        frame = self._frame
        if not len(self.y) or not kept.any() or not frame.x[0] - reach <= x <= frame.x[-1] + reach:
            return None
        right = min(max(int(np.searchsorted(frame.x, x)), 1), frame.count - 1)
        share = min(max((x - frame.x[right - 1]) / (frame.x[right] - frame.x[right - 1]), 0.0), 1.0)
        along = self.y[:, right - 1] + share * (self.y[:, right] - self.y[:, right - 1])
        slope = (self.y[:, right] - self.y[:, right - 1]) / frame.step
        distance = np.abs(along - y) / np.hypot(1.0, slope)
        distance = np.where(kept & np.isfinite(distance), distance, np.inf)
        row = int(distance.argmin())
        return row if distance[row] <= reach else None

    def _load(self, y: Array) -> None:
        """Lines (n, axes) as pieces from axis to axis; those that lead nowhere lie outside."""
        x = self._frame.x
        self._pieces.resize(len(y) * (len(x) - 1))
        pieces = self._pieces.ndarray().reshape(len(y), len(x) - 1, 4)
        pieces[:, :, 0], pieces[:, :, 2] = x[:-1], x[1:]
        pieces[:, :, 1], pieces[:, :, 3] = y[:, :-1], y[:, 1:]
        pieces[~np.isfinite(pieces).all(axis=2)] = -99.0

    def _draw(self, painter: QPainter, first: int, last: int) -> None:
        """Some of the lines loaded: piece by piece, for in one path they take 20 times as long."""
        per_line = len(self._frame.x) - 1
        address = self._pieces.ndarray()[first * per_line :].__array_interface__["data"][0]
        painter.drawLines(shiboken6.wrapInstance(address, QLineF), (last - first) * per_line)

    def _cross_out(self, painter: QPainter, which: Array) -> None:
        """One mark for all that diverged: they end in one place."""
        if which.any():
            painter.setPen(_pen(theme.current().colour("warning"), 2.0))
            x, y, r = float(self._frame.x[-1]), self._frame.foot, _CROSS
            painter.drawLines([QLineF(x - r, y - r, x + r, y + r), QLineF(x - r, y + r, x + r, y - r)])


def _ink(layer: int) -> QColor:
    """Opaque, or lines take six times as long."""
    if layer >= 2:
        return qt_colour(at([(layer - 2) / (_SHADES - 1)])[0])
    return theme.current().colour("border") if layer == 0 else _faint(theme.current().colour("muted"))


def _pen(colour: QColor, width: float) -> QPen:
    made = QPen(colour, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)  # round ones take twice as long
    return made


def _faint(colour: QColor) -> QColor:
    """Half as strong, and yet opaque."""
    ground = theme.current().colour("raised")
    pairs = zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)
    return QColor(*((one + other) // 2 for one, other in pairs))
