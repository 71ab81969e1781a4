"""The sending end of the pipe to an engine."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from multiprocessing.connection import Connection

from simulator.commands import Command


class Line:
    """Sends commands in order. What is large, a whole tree, goes beside the window's work, and what comes
    after it waits behind it: an engine that has only begun to start takes nothing in.

    Where the process is gone nothing is sent: who listens to it has noticed, too.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection, self._lock = connection, threading.Lock()
        self._waiting = deque[Command]()
        self._is_busy = False

    def send(self, command: Command, beside: bool = False) -> None:
        """Send a command now, or `beside` what the window does."""
        with self._lock:
            waits = self._is_busy or beside
            if waits:
                self._waiting.append(command)
            begins = waits and not self._is_busy
            self._is_busy = waits
        if begins:
            threading.Thread(target=self._send_on, name="engine wishes", daemon=True).start()
        elif not waits:
            with contextlib.suppress(OSError):
                self._connection.send(command)

    def _send_on(self) -> None:
        while True:
            with self._lock:
                self._is_busy = bool(self._waiting)
                if not self._is_busy:
                    return
                command = self._waiting.popleft()
            with contextlib.suppress(OSError):
                self._connection.send(command)
