"""What holds a panel: a dock whose slim header has its title, its sentence, full screen and export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QDrag, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from simulator.provenance import Provenance
from ui import carried, export, file_dialogs, icons, theme
from ui.drawing.lettering import clauses, shortened, width_of, write
from ui.panels.export_button import ExportButton
from ui.panels.panel import Panel

_NARROWEST = 200
"""Pixels that a dock may be squeezed to."""
_DRAGGED = 160
"""Pixels: how wide the picture is that the cursor drags."""


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
        self.origin: Callable[[], Provenance] = lambda: export.UNKNOWN
        """Brings the panel up to date, and says which run it shows."""
        self._folder: QTemporaryDir | None = None  # of pictures dragged: they are fetched after the drop
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

    def export_to(self, path: Path | str, scale: int = 1, look: str = "screen") -> None:
        """Export the panel and say how it went."""
        try:
            self.said.emit(f"Saved {export.export(self.panel, path, scale, look, self.origin())}.")
        except (OSError, ValueError) as error:
            self.said.emit(str(error))

    def picked_up(self) -> QDrag | None:
        """The panel's picture and numbers, to be dragged; None where it cannot be."""
        self._folder = self._folder or QTemporaryDir()
        try:
            data = carried.carried(self.panel, self._folder, self.origin())
        except OSError as error:
            self.said.emit(str(error))
            return None
        drag = QDrag(self)
        drag.setMimeData(data)
        picture = QPixmap.fromImage(data.imageData())
        drag.setPixmap(picture.scaledToWidth(_DRAGGED, Qt.TransformationMode.SmoothTransformation))
        drag.setHotSpot(QPoint(_DRAGGED // 2, 0))
        return drag

    def _header(self) -> QWidget:
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(theme.SPACE, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(_Heading(self.panel), 1)
        full_screen, export_button = QToolButton(), self._export_button()
        self.compare = QToolButton(checkable=True, visible=False)
        full_screen.clicked.connect(lambda: self.full_screen_asked.emit(self.panel))
        for button, icon, tip in (
            (self.compare, "beside", "Show the other branch beside this one"),
            (full_screen, "full-screen", "Full screen"),
            (export_button, "export", "Export this picture or its numbers, or drag it into a document"),
        ):
            icons.wear(button, icon, "muted")
            button.setToolTip(f"{tip}: {self.panel.title}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return header

    def _export_button(self) -> ExportButton:
        button = ExportButton()
        button.file_asked.connect(self._ask)
        button.picture_asked.connect(self._copy_picture)
        button.numbers_asked.connect(self._copy_numbers)
        button.record_asked.connect(lambda: self.record_asked.emit(self.panel))
        button.dragged.connect(self._drag)
        return button

    def _ask(self, suffix: str, scale: int, look: str) -> None:
        title, offered = f"Export {self.panel.title}", f"{self.panel.key}{suffix}"
        path = file_dialogs.ask_for_name(self, title, offered, suffix[1:].upper(), suffix)
        if path is not None:
            self.export_to(path, scale, look)

    def _copy_picture(self, look: str) -> None:
        origin = self.origin()
        carried.copy_picture(self.panel, origin, look)
        self.said.emit(f"Copied the picture of {self.panel.title}.")

    def _copy_numbers(self) -> None:
        carried.copy_numbers(self.panel)
        self.said.emit(f"Copied the numbers of {self.panel.title}.")

    def _drag(self) -> None:
        drag = self.picked_up()
        if drag is not None:
            drag.exec(Qt.DropAction.CopyAction)


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
