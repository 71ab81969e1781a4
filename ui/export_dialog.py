"""What a person chooses before all panels of a workspace are exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import file_dialogs, theme
from ui.export_order import KINDS, LOOKS, SCALES, Order
from ui.workspaces import Workspace

_WIDTH = 440
_NAMED = 4
"""Files that are in the way are named up to so many."""


class ExportDialog(QDialog):
    """Folder, formats, theme and scale of an export; asks before it replaces what is in the folder."""

    ordered = Signal(object)
    """The Order."""

    def __init__(self, parent: QWidget, workspace: Workspace, last: Order | None = None) -> None:
        super().__init__(parent)
        self._keys = workspace.keys
        self.setWindowTitle(f"Export {workspace.title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        last = last or Order(file_dialogs.last_folder() / "batchscope", ("png", "csv"))
        self.folder = QLineEdit(str(last.folder))
        self.formats = {kind: QCheckBox(title, checked=kind in last.formats) for kind, title in KINDS.items()}
        self.look, self.scale = QComboBox(), QComboBox()
        for look, title in LOOKS.items():
            self.look.addItem(title, look)
        for scale in SCALES:
            self.scale.addItem(f"{scale}×", scale)
        self.look.setCurrentIndex(self.look.findData(last.look))
        self.scale.setCurrentIndex(self.scale.findData(last.scale))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._go = self.buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self._connect()
        self._check()

    def order(self) -> Order:
        """What is chosen now. Raises ValueError where that is no order."""
        if not self.folder.text().strip():
            raise ValueError("An export needs a folder, got none.")
        formats = tuple(kind for kind, box in self.formats.items() if box.isChecked())
        folder = Path(self.folder.text().strip()).expanduser()
        return Order(folder, formats, self.look.currentData(), self.scale.currentData())

    def accept(self) -> None:
        order = self.order()
        if self._may_replace(order, order.in_the_way(self._keys)):
            super().accept()
            file_dialogs.used(order.folder)
            self.ordered.emit(order)

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        browse = QPushButton("Browse…", autoDefault=False)
        browse.clicked.connect(self._browse)
        place.addWidget(self.folder, 1)
        place.addWidget(browse)
        kinds = QVBoxLayout(spacing=theme.SPACE // 2)
        for box in self.formats.values():
            kinds.addWidget(box)
        rows = QFormLayout(self)
        rows.setSpacing(theme.SPACE)
        rows.setContentsMargins(*[2 * theme.SPACE] * 4)
        for name, part in (
            ("Folder", place), ("Formats", kinds), ("Theme", self.look), ("PNG scale", self.scale),
        ):  # fmt: skip
            rows.addRow(name, part)
        says = QLabel("captions.md says what each picture shows, and of which run.", wordWrap=True)
        says.setProperty("role", "muted")
        rows.addRow(says)
        rows.addRow(self.buttons)
        self.folder.setAccessibleName("Folder")
        self.setMinimumWidth(_WIDTH)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.folder.textChanged.connect(self._check)
        for box in self.formats.values():
            box.toggled.connect(self._check)

    def _check(self) -> None:
        """Export can be pressed where there is something to do; else it says what is missing."""
        try:
            self.order()
        except ValueError as error:
            self._go.setEnabled(False)
            self._go.setToolTip(str(error))
        else:
            self._go.setEnabled(True)
            self._go.setToolTip("")
        self.scale.setEnabled(self.formats["png"].isChecked())

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.windowTitle(), self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _may_replace(self, order: Order, names: list[str]) -> bool:
        if not names:
            return True
        listed = ", ".join(names[:_NAMED]) + (" and others" if len(names) > _NAMED else "")
        files, are = ("file", "is") if len(names) == 1 else ("files", "are")
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), "", parent=self)
        box.setText(f"{len(names)} {files} of this export {are} in {order.folder} already: {listed}.")
        replace = box.addButton("Replace", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is replace
