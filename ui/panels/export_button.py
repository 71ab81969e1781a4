"""The button of a panel's header that its picture leaves by: a menu if clicked, the picture if dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

_FILES = (
    ("PNG", ".png", 1),
    ("PNG 2×", ".png", 2),
    ("PNG 4×", ".png", 4),
    ("SVG", ".svg", 1),
    ("PDF", ".pdf", 1),
    ("CSV", ".csv", 1),
)
_FOR_PRINT = (("PNG", ".png", 4), ("SVG", ".svg", 1), ("PDF", ".pdf", 1))


class ExportButton(QToolButton):
    """Says what a person wants of the picture; it knows no panel."""

    file_asked = Signal(str, int, str)
    """Suffix, scale and look."""
    picture_asked = Signal(str)
    """Its look, on the clipboard."""
    numbers_asked = Signal()
    record_asked = Signal()
    dragged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pressed_at: QPoint | None = None
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(self._menu())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self._fill(menu, _FILES, "screen")
        for_print = menu.addMenu("For print")
        self._fill(for_print, _FOR_PRINT, "print")
        for_print.addAction("Copy picture", lambda: self.picture_asked.emit("print"))
        menu.addAction("Record…", self.record_asked.emit)
        menu.addSeparator()
        menu.addAction("Copy picture", lambda: self.picture_asked.emit("screen"))
        menu.addAction("Copy numbers", self.numbers_asked.emit)
        return menu

    def _fill(self, menu: QMenu, files: tuple[tuple[str, str, int], ...], look: str) -> None:
        for name, suffix, scale in files:
            ask = (suffix, scale, look)
            menu.addAction(f"{name}…", lambda ask=ask: self.file_asked.emit(*ask))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:  # the menu waits: this may become a drag
            self._pressed_at = event.position().toPoint()
            self.setDown(True)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            super().mouseMoveEvent(event)
            return
        way = event.position().toPoint() - self._pressed_at
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._let_go()
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_click = self._pressed_at is not None and self.rect().contains(event.position().toPoint())
        self._let_go()
        if is_click:
            self.showMenu()
        else:
            super().mouseReleaseEvent(event)

    def _let_go(self) -> None:
        self._pressed_at = None
        self.setDown(False)
