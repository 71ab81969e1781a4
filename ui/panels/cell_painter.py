"""Table cells painted directly: text on a selection, nothing else."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

_PAD = 4


class CellPainter(QStyledItemDelegate):
    """Asks the model two or three things a cell; Qt's own asks eight and lets the style draw each."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        worn, model, roles = theme.current(), index.model(), Qt.ItemDataRole
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, worn.colour("accent"))
            painter.setPen(worn.colour("on_accent"))
        else:
            painter.setPen(model.data(index, roles.ForegroundRole) or worn.colour("text"))
        painter.setFont(option.font)
        room = option.rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.drawText(room, model.data(index, roles.TextAlignmentRole), model.data(index))
