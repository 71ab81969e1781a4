"""The window's end of the search: starts its process when first wanted, and mirrors its studies."""

from __future__ import annotations

import atexit
import contextlib
import threading
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from simulator.commands import Refused
from simulator.search.board import Mirror, Opened, Update
from simulator.search.commands import AskBoard, OpenStudy, QuitSearch, SearchCommand
from simulator.search.server import launch

_GOODBYE = 2.0  # seconds a search has to end by itself
_PAUSE_MS = 33  # between two updates: more often nobody could read them
_MOST_DEATHS = 3  # of processes in a row that never answered


class SearchClient(QObject):
    """Sends wishes and keeps a mirror of every study. Signals come in the GUI thread."""

    refused = Signal(str)
    """Why a wish was not carried out, or what happened to the search."""
    looked = Signal(object)
    """A study was begun or opened: its Mirror."""
    changed = Signal()
    """A mirror has something new."""
    _received = Signal(object, int)
    _lost = Signal(int)

    def __init__(self, folder: Path | str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._generation, self._deaths, self._closing = 0, 0, False
        self._mirrors: dict[tuple[int, int], Mirror] = {}
        self._asking = QTimer(self, singleShot=True, interval=_PAUSE_MS, timeout=self._ask)
        self._received.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(self._revive, Qt.ConnectionType.QueuedConnection)
        atexit.register(self.close)  # or the interpreter would wait for a process that waits for it

    @property
    def process_id(self) -> int | None:
        """Of the process that searches, once there is one."""
        return self._process.pid if self._process else None

    def send(self, command: SearchCommand) -> None:
        """Wish for something; a wish starts the process where there is none."""
        if self._closing:
            return
        if self._process is None:
            self._start()
        self._post(command)

    def close(self) -> None:
        """End the search and wait for it; what has ended is on disk."""
        atexit.unregister(self.close)
        if self._closing or self._process is None or self._connection is None:
            self._closing = True
            return
        self._closing = True
        self._post(QuitSearch())
        self._process.join(_GOODBYE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._connection.close()

    def _start(self) -> None:
        self._process, self._connection = launch(self._folder)
        self._generation += 1
        arguments = self._connection, self._generation
        threading.Thread(target=self._listen, args=arguments, name="search replies", daemon=True).start()
        self._ask()

    def _ask(self) -> None:
        if not self._closing:
            self._post(AskBoard())

    def _post(self, command: SearchCommand) -> None:
        # Where the process is gone the listening thread has noticed too, and another is started.
        with contextlib.suppress(OSError):
            if self._connection is not None:
                self._connection.send(command)

    def _listen(self, connection: Connection, generation: int) -> None:
        try:
            while True:
                self._received.emit(connection.recv(), generation)
        except (EOFError, OSError):
            with contextlib.suppress(RuntimeError):
                self._lost.emit(generation)
        except RuntimeError:
            pass  # the window was deleted while a reply was on its way

    @Slot(object, int)
    def _take(self, reply: Opened | Update | Refused, generation: int) -> None:
        if generation != self._generation or self._closing:
            return
        self._deaths = 0
        match reply:
            case Opened():
                mirror = self._mirrors[generation, reply.key] = Mirror(reply)
                self.looked.emit(mirror)
            case Update():
                mirror = self._mirrors[generation, reply.key]
                mirror.take(reply)
                self._asking.start()
                self.changed.emit()
            case Refused(reason):
                self.refused.emit(reason)

    @Slot(int)
    def _revive(self, generation: int) -> None:
        """The process died: start another, which goes on from the file of the study."""
        if generation != self._generation or self._closing or self._process is None:
            return
        self._process.join(_GOODBYE)
        code, mirror = self._process.exitcode, self._current()
        self._process = self._connection = None
        self._deaths += 1
        if mirror is not None and mirror.status == "running" and mirror.path and self._deaths <= _MOST_DEATHS:
            self.refused.emit(
                f"The search's process died (exit code {code}) and was started again: "
                "finished trials are kept, the others begin anew."
            )
            self.send(OpenStudy(mirror.path, resume=True))
        else:
            self.refused.emit(f"The search's process died (exit code {code}). Finished trials are kept.")
            if mirror is not None:
                mirror.take(Update(mirror.key, "ended"))
            self.changed.emit()

    def _current(self) -> Mirror | None:
        """The study that was worked on last."""
        mirrors = [m for (generation, _), m in self._mirrors.items() if generation == self._generation]
        return mirrors[-1] if mirrors else None
