"""The names of the workspaces, the one that is open underlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabBar

from ui.workspaces import Workspace

_TURNS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class WorkspaceStrip(QTabBar):
    """A tab a workspace; it is away where there is nothing to choose."""

    chosen = Signal(str)
    """The key of the workspace that a hand asked for."""

    def __init__(self, workspaces: Sequence[Workspace]) -> None:
        super().__init__()
        self._keys = [workspace.key for workspace in workspaces]
        self.setAccessibleName("Workspaces")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setExpanding(False)
        for i, workspace in enumerate(workspaces):
            self.addTab(workspace.title)
            self.setTabToolTip(i, f"{workspace.title} workspace (Ctrl+{i + 1})" if i < 9 else workspace.title)
            self.setAccessibleTabName(i, f"{workspace.title} workspace")
        self.setVisible(len(self._keys) > 1)
        self.currentChanged.connect(lambda i: self.chosen.emit(self._keys[i]))

    def show_key(self, key: str) -> None:
        """Underline a workspace, silently."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._keys.index(key))

    def event(self, event: QEvent) -> bool:
        is_asking = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asking and event.key() in _TURNS:
            event.accept()  # with the focus, arrows turn to the next name; the window's step comes second
            return True
        return super().event(event)
