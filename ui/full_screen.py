"""A panel that has the whole screen for a while."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.panels.panel import Panel


class FullScreen(QWidget):
    """A window over everything with one panel in it."""

    left = Signal()

    def __init__(self, panel: Panel, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.panel = panel
        self.setWindowTitle(f"{panel.title} – batchscope")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.addLayout(self._head(panel))
        column.addWidget(panel.widget, 1)
        panel.widget.show()
        self.addActions(parent.window().actions())  # play and step go on from the keyboard
        self.showFullScreen()

    def _head(self, panel: Panel) -> QHBoxLayout:
        title, sentence, leave = QLabel(panel.title), QLabel(panel.about), QPushButton("Leave (Esc)")
        title.setFont(theme.font(1.8, bold=True))
        sentence.setFont(theme.font(1.3))
        sentence.setProperty("role", "muted")
        leave.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(title)
        row.addWidget(sentence, 1)
        row.addWidget(leave)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.left.emit()
        super().closeEvent(event)
