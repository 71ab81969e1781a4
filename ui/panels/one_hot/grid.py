"""Matrices of one mini-batch under one another, an example a column: Y, ŷ and dz."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing.markers import paint_marker
from ui.drawing.names import names_for
from ui.drawing.pens import pen
from ui.maths import MathLabel
from ui.panels.one_hot.paint import Matrix, paint_cells

Array = NDArray[Any]
TITLE, STRIP = 24, 16
_MARKER, _LEAST_NAME, _WIDEST_NAME, _WIDEST_CELL, _TALLEST = 20, 20, 90, 80, 64
_LEAST_LABEL, _EDGE, _BELOW = 14, 4, 72
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


_TITLES = {
    "Y": (r"Y", "Y"),
    "y_hat": (r"\hat{y}", "ŷ"),
    "dz": (r"dz = \hat{y} - y", "dz = ŷ − y"),
}


class OneHotGrid(QWidget):
    """Rows are classes; reports the column pointed at and the one clicked."""

    pointed = Signal(object)
    """The column under the cursor, or None."""
    clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._matrices: tuple[Matrix, ...] = ()
        self._names: tuple[str, ...] = ()
        self._y: Array = np.empty(0, dtype=np.int64)
        self._below = ""
        self._short: list[str] = []
        self._gutter, self._cell, self._strip = 0.0, (1.0, 1.0), 0
        self._lit: tuple[int | None, int | None] = (None, None)
        self._titles = {
            key: MathLabel(latex, title=words, parent=self) for key, (latex, words) in _TITLES.items()
        }
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Y, ŷ and dz of the mini-batch, an example a column")

    # What it shows ----------------------------------------------------------------------------------

    def show_matrices(
        self, matrices: tuple[Matrix, ...], names: tuple[str, ...], y: Array, below: str = ""
    ) -> None:
        """Other matrices of one shape, over labels y, with a sentence below them."""
        before = self._frame()
        rows = len(matrices[0].values) if matrices else 0
        self._matrices, self._names, self._y, self._below = matrices, names_for(names, rows), y, below
        if self._frame() == before:
            self._repaint()
        else:
            self._arrange()

    def light(self, pointed: int | None, chosen: int | None) -> None:
        """Frame the column pointed at and the chosen one."""
        if (pointed, chosen) != self._lit:
            self._lit = pointed, chosen
            self._repaint()

    @property
    def lit(self) -> tuple[int | None, int | None]:
        """The framed columns: pointed at, chosen."""
        return self._lit

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of each matrix."""
        return self._matrices[0].values.shape if self._matrices else (0, 0)

    def sizeHint(self) -> QSize:
        return QSize(480, 300)

    def _frame(self) -> tuple[object, ...]:
        """What stands round the cells."""
        return self.shape, self._names, self._below, tuple((m.key, m.word) for m in self._matrices)

    # Where it stands --------------------------------------------------------------------------------

    def _measure(self) -> None:
        """The room for names and the size of a cell, from the size of the whole."""
        metrics = QFontMetricsF(theme.font())
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0.0)
        room = min(widest, _WIDEST_NAME, max(self.width() / 5 - _MARKER, _LEAST_NAME))
        elide = Qt.TextElideMode.ElideRight
        self._short = [metrics.elidedText(name, elide, room + 1) for name in self._names]
        self._gutter = 2 * theme.SPACE + _MARKER + room
        (rows, columns), count = self.shape, max(len(self._matrices), 1)
        wide = (self.width() - self._gutter - theme.SPACE) / max(columns, 1)
        self._strip = STRIP if wide >= _LEAST_LABEL else 0
        spare = self._strip + (_BELOW if self._below else 4)
        tall = (self.height() - TITLE * count - spare) / max(rows * count, 1)
        self._cell = max(min(wide, _WIDEST_CELL), 0.1), max(min(tall, _TALLEST), 0.5)

    def body(self, i: int) -> QRectF:
        """Where the cells of matrix i are."""
        (rows, columns), (wide, tall) = self.shape, self._cell
        top = self._strip + TITLE + i * (TITLE + rows * tall)
        return QRectF(self._gutter, top, columns * wide, rows * tall)

    def column_at(self, point: QPointF) -> int | None:
        """The column at a point, None beside the matrices."""
        columns, first = self.shape[1], self.body(0)
        x = point.x() - first.left()
        inside = 0 <= x < first.width() and point.y() <= self.body(len(self._matrices) - 1).bottom()
        return min(int(x / self._cell[0]), columns - 1) if columns and inside else None

    def apply_theme(self) -> None:
        """Arrange anew: another style sheet takes the fonts of the titles away."""
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a formula was set, and is wider than its stand-in
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._measure()
        tops = {matrix.key: self.body(i).top() for i, matrix in enumerate(self._matrices)}
        for key, title in self._titles.items():
            title.setVisible(key in tops and self.shape[1] > 0)
            if key in tops:
                title.setFont(theme.font())
                size, top = title.sizeHint(), tops[key] - TITLE - (self._strip if key == "Y" else 0)
                y = round(top + (TITLE - size.height()) / 2)
                title.setGeometry(QRect(QPoint(round(self._gutter), y), size))
        self.update()

    def _repaint(self) -> None:
        """The cells alone: painting the titles takes longer than all the rest."""
        region = QRegion()
        for i in range(len(self._matrices)):
            region += self.body(i).adjusted(1 - _EDGE, -self._strip if i == 0 else -4, 4, 4).toAlignedRect()
        self.update(region)

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shape[1]:
            return
        painter = QPainter(self)
        painter.setFont(theme.font())
        self._paint_labels(painter)
        for i, matrix in enumerate(self._matrices):
            paint_cells(painter, self.body(i), matrix)
            if event.rect().left() < self._gutter - _EDGE:
                self._paint_rows(painter, i)
                self._paint_word(painter, i, matrix)
        for column, role in zip(reversed(self._lit), ("text", "focus"), strict=True):
            if column is not None and column < self.shape[1]:
                self._paint_frames(painter, column, role)
        self._paint_below(painter)

    def _paint_labels(self, painter: QPainter) -> None:
        """y of each example over its column, where it can be read."""
        wide, body = self._cell[0], self.body(0)
        if not self._strip:
            return
        painter.setPen(theme.current().colour("text"))
        for i, label in enumerate(self._y.tolist()):
            room = QRectF(body.left() + i * wide, body.top() - STRIP, wide, STRIP)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(label))
        room = QRectF(theme.SPACE, body.top() - STRIP, self._gutter - 2 * theme.SPACE, STRIP)
        painter.setPen(theme.current().colour("muted"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "y =")

    def _paint_rows(self, painter: QPainter, i: int) -> None:
        """The classes beside their rows: every so many, where they are many."""
        body, tall = self.body(i), self._cell[1]
        stride = max(1, int(np.ceil(13 / tall)))
        painter.setPen(theme.current().colour("text"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(0, len(self._short), stride):
            y = body.top() + (row + 0.5) * tall
            paint_marker(painter, QPointF(theme.SPACE + 5, y), row)
            room = QRectF(theme.SPACE + _MARKER, y - 10, self._gutter - _MARKER - 2 * theme.SPACE, 20)
            painter.drawText(room, _LEFT, self._short[row])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_word(self, painter: QPainter, i: int, matrix: Matrix) -> None:
        title, body = self._titles[matrix.key], self.body(i)
        top = body.top() - TITLE - (self._strip if i == 0 else 0)
        room = QRectF(title.x() + title.width() + 10, top, self.width(), TITLE)
        room.setRight(self.width() - theme.SPACE)
        rows, columns = matrix.values.shape
        text = f"{rows} × {columns} · {matrix.word}"
        painter.setPen(theme.current().colour("muted"))
        text = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, text)

    def _paint_frames(self, painter: QPainter, column: int, role: str) -> None:
        wide = self._cell[0]
        painter.setPen(pen(role))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for i in range(len(self._matrices)):
            body = self.body(i)
            spare = max(4 - wide, 0) / 2 + 0.5
            frame = QRectF(body.left() + column * wide, body.top(), wide, body.height())
            painter.drawRect(frame.adjusted(-spare, -1, spare, 1))

    def _paint_below(self, painter: QPainter) -> None:
        if self._below:
            body = self.body(len(self._matrices) - 1)
            room = QRectF(body.left(), body.bottom() + 2 * theme.SPACE, self.width() - body.left() - 16, 200)
            painter.setPen(theme.current().colour("text"))
            painter.drawText(room, int(Qt.TextFlag.TextWordWrap), self._below)

    # Pointing ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self.column_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.column_at(event.position())
        if column is not None:
            self.clicked.emit(column)

    def leaveEvent(self, _event: QEvent) -> None:
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        columns, now = self.shape[1], self._lit[0]
        if columns and step is not None:
            self.pointed.emit(0 if now is None else (now + step) % columns)
        elif now is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit(now)
        else:
            super().keyPressEvent(event)
