"""The drawing of a confusion matrix: cells shaded by their share of the row, counted in words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing.names import names_for
from ui.drawing.pens import pen

Array = NDArray[Any]
MOST_COUNTED = 10
"""Classes up to which each cell says its count."""
_LINE, _GAP, _WIDEST = 20, 8, 90


class ConfusionGrid(QWidget):
    """Rows are true classes, columns predicted ones."""

    pointed = Signal(object)
    """(row, column) under the cursor, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self._matrix: Array = np.zeros((0, 0))
        self._names: tuple[str, ...] = ()

    def show_matrix(self, matrix: Array, names: tuple[str, ...]) -> None:
        """Draw another matrix."""
        self._matrix, self._names = matrix, names_for(names, len(matrix))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 240)

    def cell(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        return self._cell(self._board(), row, column)

    def _cell(self, board: QRectF, row: int, column: int) -> QRectF:
        side = board.width() / max(len(self._names), 1)
        return QRectF(board.left() + column * side, board.top() + row * side, side, side)

    def _board(self) -> QRectF:
        """The square of all cells, in the middle beside the names."""
        left, top = _LINE + self._name_width() + _GAP, 2 * _LINE + _GAP
        side = max(min(self.width() - left - theme.SPACE, self.height() - top - theme.SPACE), 1.0)
        return QRectF(left + (self.width() - left - theme.SPACE - side) / 2, top, side, side)

    def _name_width(self) -> float:
        metrics = QFontMetricsF(theme.font(0.92))
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0.0)
        return min(widest, _WIDEST, self.width() / 4)

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._names:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(0.92))
        board = self._board()
        self._paint_cells(painter, board)
        self._paint_names(painter, board)
        self._paint_axes(painter, board)

    def _paint_cells(self, painter: QPainter, board: QRectF) -> None:
        totals = np.maximum(self._matrix.sum(axis=1, keepdims=True), 1)
        levels = np.clip(255 * (self._matrix / totals), 0, 255).astype(int)
        counted = len(self._names) <= MOST_COUNTED
        worn = theme.current()
        table, takes_text = worn.sequential, worn.ink_on(worn.sequential).tolist()
        colours = {level: QColor(*table[level].tolist()) for level in set(levels.ravel().tolist())}
        # Full steps of a pixel would leave some gaps wider than others; a hairline is drawn instead.
        for (row, column), level in np.ndenumerate(levels):
            cell = self._cell(board, row, column)
            painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), colours[level])
            if counted:  # zeros stay quiet
                strong = "text" if takes_text[level] else "raised"
                painter.setPen(worn.colour(strong if self._matrix[row, column] else "muted"))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{self._matrix[row, column]:,}")
        painter.setPen(pen("border"))
        painter.drawRect(board)

    def _paint_names(self, painter: QPainter, board: QRectF) -> None:
        painter.setPen(theme.current().colour("text"))
        metrics, width = QFontMetricsF(painter.font()), self._name_width()
        side = board.height() / len(self._names)
        fits = max(metrics.horizontalAdvance(name) for name in self._names) + 4 <= side
        for i in range(0, len(self._names), _stride(metrics.height(), side)):
            row = self._cell(board, i, 0)
            beside = QRectF(row.left() - _GAP - width, row.center().y() - _LINE / 2, width, _LINE)
            name = metrics.elidedText(self._names[i], Qt.TextElideMode.ElideRight, width)
            painter.drawText(beside, _RIGHT, name)
        for i in range(0, len(self._names), 1 if fits else _stride(metrics.horizontalAdvance("000"), side)):
            above = self._cell(board, 0, i).adjusted(-_LINE, -_LINE - 2, _LINE, 0)
            painter.drawText(above, _TOP, self._names[i] if fits else str(i))

    def _paint_axes(self, painter: QPainter, board: QRectF) -> None:
        painter.setPen(theme.current().colour("muted"))
        painter.drawText(QRectF(board.left(), 2, board.width(), _LINE), _UP, "predicted class")
        painter.save()
        painter.translate(board.left() - self._name_width() - _GAP - _LINE, board.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-board.height() / 2, 0, board.height(), _LINE), _UP, "true class")
        painter.restore()

    # Pointing ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        board, count = self._board(), len(self._names)
        if not (count and board.contains(event.position())):
            self.pointed.emit(None)
            return
        place = event.position() - board.topLeft()
        row, column = (min(int(p / board.width() * count), count - 1) for p in (place.y(), place.x()))
        self.pointed.emit((row, column))

    def leaveEvent(self, _event: QEvent) -> None:
        self.pointed.emit(None)


_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
_UP = Qt.AlignmentFlag.AlignCenter


def _stride(needed: float, side: float) -> int:
    """Of many classes, every how many names can be read."""
    return max(1, math.ceil(needed / side))
