"""Table cells painted directly: text on a selection, nothing else."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

_PAD = 4


class CellPainter(QStyledItemDelegate):
    """Asks the model once a cell; Qt's own asks eight times and lets the style draw each answer."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        text, align, ink = index.model().cell(index.row(), index.column())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.current().colour("accent"))
            ink = "on_accent"
        painter.setPen(theme.current().colour(ink))
        painter.setFont(option.font)
        room = option.rect.adjusted(_PAD, 0, -_PAD, 0)
        if option.fontMetrics.horizontalAdvance(text) > room.width():
            text = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, align, text)
