"""What holds a panel: a dock whose slim header has its title, its sentence, full screen and export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QDockWidget, QFileDialog, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from ui import export, icons, theme
from ui.drawing.lettering import clauses, shortened, width_of, write
from ui.panels.panel import Panel

_FILES = (
    ("PNG", ".png", 1),
    ("PNG 2×", ".png", 2),
    ("PNG 4×", ".png", 4),
    ("SVG", ".svg", 1),
    ("PDF", ".pdf", 1),
    ("CSV", ".csv", 1),
)

_NARROWEST = 200
"""Pixels that a dock may be squeezed to."""


class PanelDock(QDockWidget):
    """Holds a panel's widget. It says what came of an export and asks the window for full screen."""

    full_screen_asked = Signal(object)
    compare: QToolButton
    """On while another branch is shown beside the panel; in sight while there is one to compare with."""
    record_asked = Signal(object)
    said = Signal(str)
    """A sentence for the status bar: where a file went, or why it could not."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel.title)
        self.panel = panel
        self.setObjectName(panel.key)
        self.setTitleBarWidget(self._header())
        self.hold(panel)
        _raise(self.titleBarWidget())

    def hold(self, panel: Panel) -> None:
        """Show this panel from now on."""
        self.panel = panel
        for part in (panel.widget, *panel.widget.findChildren(QWidget)):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.accessibleName():
                part.setAccessibleName(panel.title)
                part.setAccessibleDescription(panel.about)
        _raise(panel.widget)
        # Rows of tools would add up to more than a small screen: there they are cut instead.
        panel.widget.setMinimumWidth(max(1, min(_NARROWEST, panel.widget.minimumSizeHint().width())))
        self.setWidget(panel.widget)

    def export_to(self, path: Path | str, scale: int = 1) -> None:
        """Export the panel and say how it went."""
        try:
            self.said.emit(f"Saved {export.export(self.panel, path, scale)}.")
        except (OSError, ValueError) as error:
            self.said.emit(str(error))

    def _header(self) -> QWidget:
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(theme.SPACE, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(_Heading(self.panel), 1)
        full_screen, export_button = QToolButton(), QToolButton()
        self.compare = QToolButton(checkable=True, visible=False)
        full_screen.clicked.connect(lambda: self.full_screen_asked.emit(self.panel))
        export_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export_button.setMenu(self._menu())
        for button, icon, tip in (
            (self.compare, "beside", "Show the other branch beside this one"),
            (full_screen, "full-screen", "Full screen"),
            (export_button, "export", "Export this picture or its numbers"),
        ):
            icons.wear(button, icon, "muted")
            button.setToolTip(f"{tip}: {self.panel.title}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return header

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for name, suffix, scale in _FILES:
            menu.addAction(f"{name}…", lambda suffix=suffix, scale=scale: self._ask(suffix, scale))
        menu.addAction("Record…", lambda: self.record_asked.emit(self.panel))
        menu.addSeparator()
        for name, copy in (("picture", export.copy_picture), ("numbers", export.copy_numbers)):
            menu.addAction(f"Copy {name}", lambda name=name, copy=copy: self._copy(name, copy))
        return menu

    def _ask(self, suffix: str, scale: int) -> None:
        offered, kind = f"{self.panel.key}{suffix}", f"{suffix[1:].upper()} (*{suffix})"
        name, _ = QFileDialog.getSaveFileName(self, f"Export {self.panel.title}", offered, kind)
        if name:
            self.export_to(name if Path(name).suffix else name + suffix, scale)

    def _copy(self, name: str, copy: Callable[[Panel], None]) -> None:
        copy(self.panel)
        self.said.emit(f"Copied the {name} of {self.panel.title}.")


def _raise(surface: QWidget) -> None:
    surface.setBackgroundRole(QPalette.ColorRole.Base)
    surface.setAutoFillBackground(True)


class _Heading(QWidget):
    """The title, and after it as many whole clauses of the sentence as fit; all of it in the tooltip."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self._title, self._about = panel.title, panel.about
        self.setToolTip(panel.about)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect())
        bold, font = theme.font(bold=True), theme.font(0.92)
        title = shortened(self._title, bold, room.width())
        painter.setFont(bold)
        painter.setPen(theme.current().colour("text"))
        write(painter, room.left(), room, title, bold)
        room.setLeft(room.left() + width_of(title, bold) + 12)
        fitting = (each for each in clauses(self._about) if width_of(each, font) <= room.width())
        painter.setFont(font)
        painter.setPen(theme.current().colour("muted"))
        write(painter, room.left(), room, next(fitting, ""), font)
