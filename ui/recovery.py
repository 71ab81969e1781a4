"""What is left when the window dies: the run is written down every few seconds; the next start offers it."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from simulator import run_file
from simulator.run_file import SUFFIX, Saved
from ui.run_files import RunFiles, State

_TICK = 1000  # milliseconds
_EVERY = 6.0  # seconds between two writings while it trains; a change by hand is written at the next tick
_MOST_KEPT = 10
LAST = f"last{SUFFIX}"
"""The run that was on screen when the last window was closed."""


class Recovery(QObject):
    """Writes this window's run to a file of its own in `folder`, locked for as long as the window lives.

    A file whose lock nobody holds was left by a window that died. It stays until the run in it was opened
    and is written down again by the window that has it now.
    """

    def __init__(self, files: RunFiles, folder: Path) -> None:
        super().__init__(files)
        self._files, self.folder = files, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        self._lock = _lock_of(self.path)
        self._lock.tryLock(0)
        self._written: State | None = None
        self._written_at = time.monotonic()
        self._thread: threading.Thread | None = None
        self._replaced: list[Path] = []
        self._timer = QTimer(self, interval=_TICK, timeout=self._tick)
        self._timer.start()

    # At the start ---------------------------------------------------------------------------------

    def left(self) -> list[Path]:
        """The files of windows that died, the last first."""
        found = [path for path in self.folder.glob(f"*-*{SUFFIX}") if path != self.path and _is_free(path)]
        found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in found[_MOST_KEPT:]:
            _remove(old)
        return found[:_MOST_KEPT]

    @property
    def last(self) -> Path | None:
        """The run of the window that was closed last, where it was not saved."""
        path = self.folder / LAST
        return path if path.is_file() else None

    def recover(self, path: Path) -> bool:
        """Go on with a run that was left; its file goes when this window has written it down."""
        saved = self._files.read(path)
        if saved is None:
            return False
        self._files.show(saved)
        self._written = None
        self._replaced.append(path)
        return True

    # Meanwhile ------------------------------------------------------------------------------------

    def _tick(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        state = self._files.state
        if state == self._written or state[2] is None:
            return
        changed_by_hand = self._written is None or state[:2] != self._written[:2]
        if changed_by_hand or time.monotonic() - self._written_at >= _EVERY:
            self.write()

    def write(self) -> None:
        """Write the run down as it is now, beside all else that goes on."""
        saved, self._written = self._files.saved(), self._files.state
        self._written_at = time.monotonic()
        if saved is not None:
            replaced, self._replaced = self._replaced, []
            arguments = (self.path, saved, replaced)
            self._thread = threading.Thread(target=_write, args=arguments, name="recovery", daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """The window closes in peace: what was not saved is kept as the last run."""
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()
        saved = self._files.saved() if self._files.is_modified else None
        if saved is not None:
            _write(self.folder / LAST, saved, self._replaced)
        for path in (self.path, run_file_backup(self.path)):
            _remove(path)
        self._lock.unlock()


def _write(path: Path, saved: Saved, replaced: list[Path]) -> None:
    with contextlib.suppress(OSError, ValueError):  # a full disk must not disturb who trains
        run_file.write(path, saved)
        for old in replaced:
            _remove(old)


def offer_of(path: Path) -> tuple[str, str]:
    """A sentence about a run that was left, and what the button beside it says."""
    minutes = max(0, round((time.time() - path.stat().st_mtime) / 60))
    ago = "just now" if not minutes else f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"
    return f"A window ended unexpectedly. Its run was written down {ago}.", "Recover it"


def run_file_backup(path: Path) -> Path:
    """Where the file before the last lies."""
    return run_file.atomic.backup_of(path)


def _remove(path: Path) -> None:
    for each in (path, run_file_backup(path), path.with_suffix(".lock")):
        with contextlib.suppress(OSError):
            each.unlink()


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock


def _is_free(path: Path) -> bool:
    """Whether no living window holds it."""
    lock = _lock_of(path)
    free = lock.tryLock(0)
    lock.unlock()
    return free
