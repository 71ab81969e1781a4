"""What is left when the window dies: the run is written down every few seconds; the next start offers it."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from simulator import run_file
from simulator.run_file import SUFFIX, Saved
from ui.run_files import RunFiles, State

_TICK = 1000  # milliseconds
_EVERY = 6.0  # seconds between two writings while it trains; a change by hand is written at the next tick
_MOST_KEPT = 10
_FORGOTTEN = 600.0  # seconds after which what was begun to be written is no longer being written
LAST = f"last{SUFFIX}"
"""The run that was on screen when the last window was closed."""


class Recovery(QObject):
    """Writes this window's run to a file of its own in `folder`, locked for as long as the window lives.

    A file whose lock nobody holds was left by a window that died. It stays until the run in it was opened
    and is written down again by the window that has it now.
    """

    last_kept = Signal()
    """There is a last run from now on."""

    def __init__(self, files: RunFiles, folder: Path) -> None:
        super().__init__(files)
        self._files, self.folder = files, folder
        self.path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        self._lock = _lock_of(self.path)
        self._written: State | None = None
        self._written_at = time.monotonic()
        self._writing: _Writing | None = None
        self._failed = False
        self._replaced: list[Path] = []
        self._hold()
        files.leaving.connect(self._keep_last)
        self._timer = QTimer(self, interval=_TICK, timeout=self._tick)
        self._timer.start()

    # At the start ---------------------------------------------------------------------------------

    def left(self) -> list[Path]:
        """The files of windows that died, the last first."""
        found = [path for path in self.folder.glob(f"*-*{SUFFIX}") if path != self.path and _is_free(path)]
        found.sort(key=_written_at, reverse=True)
        for old in found[_MOST_KEPT:]:
            _remove(old)
        _tidy(self.folder)
        return found[:_MOST_KEPT]

    @property
    def last(self) -> Path | None:
        """The run of the window that was closed last, where it was not saved."""
        path = self.folder / LAST
        return path if path.is_file() else None

    def recover(self, path: Path) -> bool:
        """Go on with a run that was left; its file goes when this window has written it down."""
        before = run_file_backup(path)
        saved = self._files.read(path) or (self._files.read(before) if before.is_file() else None)
        if saved is None:
            return False
        self._files.show(saved)
        self._written = None
        if path.name != LAST:
            self._replaced.append(path)
        return True

    # Meanwhile ------------------------------------------------------------------------------------

    def _tick(self) -> None:
        if self._writing is not None and self._writing.is_alive():
            return
        self._heed()
        state = self._files.state
        if state == self._written or not self._files.is_begun or self._files.is_as_made:
            return
        changed_by_hand = self._written is None or state[:2] != self._written[:2]
        soon = changed_by_hand and not self._failed
        if soon or time.monotonic() - self._written_at >= _EVERY:
            self.write()

    def write(self) -> None:
        """Write the run down as it is now, beside all else that goes on."""
        saved, state = self._files.saved(), self._files.state
        self._written_at = time.monotonic()
        if saved is not None:
            self._hold()
            self._writing = _Writing(self.path, saved, state, tuple(self._replaced))
            self._writing.start()

    def finish(self) -> None:
        """The window closes in peace: what was not saved is kept as the last run."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        if self._writing is not None:
            self._writing.join()
        if self._keep_last():
            for path in (*self._replaced, self.path):
                _remove(path)
        self._lock.unlock()

    def _heed(self) -> None:
        """What came of the last writing: a full disk is said once, and must not disturb who trains."""
        writing, self._writing = self._writing, None
        if writing is None:
            return
        if writing.error and not self._failed:
            self._files.refused.emit(f"The run cannot be written down for recovery: {writing.error}.")
        self._failed = bool(writing.error)
        if not writing.error:
            self._written = writing.state
            self._replaced = [path for path in self._replaced if path not in writing.replaced]

    def _keep_last(self) -> bool:
        """Keep what was not saved as the last run; whether this window's own file is needed no more."""
        if not self._files.is_modified:
            return True
        saved = self._files.saved()
        assert saved is not None
        error = _written(self.folder / LAST, saved)
        if not error:
            self.last_kept.emit()
        return not error

    def _hold(self) -> None:
        """Have the lock, where the folder lets it be had."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
        if not self._lock.isLocked():
            self._lock.tryLock(0)


class _Writing(threading.Thread):
    """One writing of a run, as it stood in `state`; `error` is empty once it has been done."""

    def __init__(self, path: Path, saved: Saved, state: State, replaced: tuple[Path, ...]) -> None:
        super().__init__(name="recovery", daemon=True)
        self._path, self._saved = path, saved
        self.state, self.replaced, self.error = state, replaced, "it was not done"

    def run(self) -> None:
        self.error = _written(self._path, self._saved)
        if not self.error:
            for old in self.replaced:
                _remove(old)


def _written(path: Path, saved: Saved) -> str:
    """Write a file; what was wrong, or nothing."""
    try:
        run_file.write(path, saved)
    except (OSError, ValueError, MemoryError) as error:
        return getattr(error, "strerror", None) or str(error).rstrip(".") or "there is not enough memory"
    return ""


def offer_of(path: Path) -> tuple[str, str]:
    """A sentence about a run that was left, and what the button beside it says."""
    minutes = max(0, round((time.time() - _written_at(path)) / 60))
    ago = "just now" if not minutes else f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"
    return f"A window ended unexpectedly. Its run was written down {ago}.", "Recover it"


def run_file_backup(path: Path) -> Path:
    """Where the file before the last lies."""
    return run_file.atomic.backup_of(path)


def _written_at(path: Path) -> float:
    """When, in seconds of the system's clock; 0 where another window has just taken it."""
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _tidy(folder: Path) -> None:
    """Remove what windows that died had only begun to write, and locks of those that had not even that."""
    for part in folder.glob(f".*{SUFFIX}.*.part*"):
        if time.time() - _written_at(part) > _FORGOTTEN:
            with contextlib.suppress(OSError):
                part.unlink()
    for lock in folder.glob("*-*.lock"):
        if not lock.with_suffix(SUFFIX).exists():
            _is_free(lock)  # asking removes it where nobody holds it


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
