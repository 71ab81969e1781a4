"""Groups of tools side by side while there is room for them, else in rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme

_GAP = 2 * theme.SPACE


class ToolRows(QWidget):
    """Each group keeps together; what is left of a row's width goes to its groups in equal parts."""

    def __init__(self, *groups: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._growing: list[QWidget] = []
        self._groups = [self._group(parts) for parts in groups]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(max(group.sizeHint().height() for group in self._groups))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()  # a tool has come, gone or changed its size
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(max(map(_needed, self._groups)) + _GAP, self.height())

    def arrange(self) -> None:
        """Place the groups."""
        width, y = self.width() - 2 * theme.SPACE, 0
        for row in self._rows(width):
            x, tall = theme.SPACE, max(group.sizeHint().height() for group in row)
            stretch = [group for group in row if group in self._growing] or row[-1:]
            spare = max(width - sum(map(_needed, row)) - _GAP * (len(row) - 1), 0) // len(stretch)
            for group in row:
                wide = min(_needed(group) + (spare if group in stretch else 0), max(width, 1))
                group.setGeometry(x, y, wide, tall)
                x += wide + _GAP
            y += tall + theme.SPACE // 2
        self.setFixedHeight(max(y - theme.SPACE // 2, 1))

    def _rows(self, width: int) -> list[list[QWidget]]:
        rows: list[list[QWidget]] = [[]]
        for group in self._groups:
            taken = sum(_needed(other) + _GAP for other in rows[-1])
            if rows[-1] and taken + _needed(group) > width:
                rows.append([])
            rows[-1].append(group)
        return rows

    def _group(self, parts: tuple[QWidget, ...]) -> QWidget:
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for part in parts:
            row.addWidget(part)
        if row.expandingDirections() & Qt.Orientation.Horizontal:
            self._growing.append(group)
        else:
            row.addStretch()
        return group


def _needed(group: QWidget) -> int:
    return group.minimumSizeHint().width()
