"""What a person does in one go: the commands of a drag belong together, and Undo takes them back as one."""

from __future__ import annotations

import dataclasses
import time

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from simulator.commands import Command

_PAUSE = 0.5  # seconds without a command after which turning the wheel, or a key held, is another gesture
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.KeyPress)


class Gestures(QObject):
    """Counts presses of buttons and keys. It watches the window's own surface, which sees some hundred events
    a second; every widget's would be thousands.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._number, self._pressed, self._last = 1, False, 0.0
        self._kind: tuple[type[Command], object] | None = None
        self._watched: QWindow | None = None

    def watch(self, window: QWindow | None) -> None:
        """Count what is pressed in a window."""
        if window is not None and window is not self._watched:
            self._watched = window
            window.installEventFilter(self)

    def signed(self, command: Command) -> Command:
        """The command with the number of the gesture it belongs to."""
        now, held = time.monotonic(), QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        kind = type(command), getattr(command, "name", None)
        if self._pressed or kind != self._kind or (not held and now - self._last > _PAUSE):
            self._number += 1
        self._pressed, self._kind, self._last = False, kind, now
        return dataclasses.replace(command, gesture=self._number)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _PRESSES:
            again = isinstance(event, QKeyEvent) and event.isAutoRepeat()
            self._pressed = self._pressed or not again
        return False
