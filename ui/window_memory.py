"""What the window remembers from one start to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from ui import file_dialogs

if TYPE_CHECKING:
    from ui.workspace_view import WorkspaceView

_LAYOUT_VERSION = 1
_MOST_RECENT = 8


class WindowMemory:
    """Geometry, docks, theme and recent files in QSettings; with None nothing is read or kept."""

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings
        file_dialogs.remember_in(settings)

    @property
    def recent(self) -> list[str]:
        """The files opened lately, the last first."""
        stored = self._settings.value("recent") if self._settings is not None else None
        return [stored] if isinstance(stored, str) else list(stored or [])

    def opened(self, path: str) -> None:
        """Put a file at the head of the recent ones."""
        self._keep("recent", [path, *(known for known in self.recent if known != path)][:_MOST_RECENT])

    def wore(self, theme: str) -> None:
        """The theme a person chose."""
        self._keep("theme", theme)

    @property
    def workspace(self) -> str | None:
        """The one that was open last."""
        return self._settings.value("workspace") if self._settings is not None else None

    def left(self, window: QMainWindow, workspace: str, views: Iterable[WorkspaceView]) -> None:
        """How the window was left; workspaces that were not opened stay as they are known."""
        self._keep("geometry", window.saveGeometry())
        self._keep("state", window.saveState(_LAYOUT_VERSION))
        self._keep("workspace", workspace)
        for view in views:
            self._keep(f"layout/{view.workspace.key}", view.layout_state())
            self._keep(f"shares/{view.workspace.key}", view.places.text())

    def restore(self, window: QMainWindow) -> None:
        """Put the window back as it was left; what another version left is passed over."""
        for key, restore in (
            ("geometry", window.restoreGeometry),
            ("state", lambda state: window.restoreState(state, _LAYOUT_VERSION)),
        ):
            self._with(key, restore)

    def restore_layout(self, view: WorkspaceView) -> None:
        """Put a workspace's docks back as they were left."""
        key = view.workspace.key
        shares = self._settings.value(f"shares/{key}", "") if self._settings is not None else ""
        self._with(f"layout/{key}", lambda state: view.restore_layout(state, str(shares)))

    def _with(self, key: str, restore: Callable[[QByteArray], object]) -> None:
        stored = self._settings.value(key) if self._settings is not None else None
        if stored is not None:
            restore(stored)

    def _keep(self, key: str, value: object) -> None:
        if self._settings is not None:
            self._settings.setValue(key, value)
