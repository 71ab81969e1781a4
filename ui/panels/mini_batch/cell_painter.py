"""How the cells of a table that changes with every frame are painted at their least expense."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTableView

from ui import theme
from ui.drawing.lettering import shortened, width_of, write
from ui.panels.mini_batch.model import NAMED, MiniBatchModel

_PAD = 4


def paint_cells(painter: QPainter, table: QTableView, model: MiniBatchModel, part: QRect) -> None:
    """The rows that `part` of the viewport meets. Qt's own way asks Python a dozen times a cell."""
    font, rows = table.font(), _rows(table, model, part)
    painter.setFont(font)
    selected = {index.row() for index in table.selectionModel().selectedRows()}
    for row in selected.intersection(rows):
        across = table.horizontalHeader().length()
        ground = QRect(0, table.rowViewportPosition(row), across, table.rowHeight(row))
        painter.fillRect(ground, theme.current().colour("accent"))
    tops = [(row, table.rowViewportPosition(row), table.rowHeight(row)) for row in rows]
    for column in range(model.columnCount()):
        left, width = table.columnViewportPosition(column), table.columnWidth(column)
        if width > 2 * _PAD:
            for row, top, height in tops:
                text, align, ink = model.cell(row, column)
                painter.setPen(theme.current().colour("on_accent" if row in selected else ink))
                room = QRectF(left + _PAD, top, width - 2 * _PAD, height)
                text = shortened(text, font, room.width())
                spare = room.width() - width_of(text, font)
                write(painter, room.left() + (spare / 2 if align == NAMED else spare), room, text, font)


def _rows(table: QTableView, model: MiniBatchModel, part: QRect) -> range:
    first, last = table.rowAt(part.top()), table.rowAt(part.bottom())
    count = model.rowCount()
    return range(max(first, 0) if count else 0, count if last < 0 else last + 1)
