"""A file that is there whole at every instant, whatever ends the process that writes it, or the power."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

BACKUP: Final = "~"
"""What the name of the file that was there before ends in."""
_FORGOTTEN = 600.0  # seconds after which what a killed process had begun is no longer being written


def write(
    path: Path | str,
    fill: Callable[[IO[bytes]], object],
    check: Callable[[Path], object] | None = None,
    keep: bool = True,
) -> None:
    """Write a file by `fill`; to `keep` the one that was there before, it stays beside it, as its backup.

    What `check` raises of the new file, before it takes its place, and OSError where the disk cannot, leave
    what was there as it was.
    """
    path = Path(os.path.realpath(path))  # a link stays one
    _clear(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check(part)
        if path.is_file():
            shutil.copymode(path, part)
            if keep:
                _back_up(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def backup_of(path: Path | str) -> Path:
    """Where the file that was there before is."""
    path = Path(os.path.realpath(path))
    return path.with_name(path.name + BACKUP)


def _back_up(path: Path, part: Path) -> None:
    """A second name for the file that is there, then it loses the first when the new one takes it."""
    second = part.with_name(part.name + BACKUP)
    try:
        try:
            os.link(path, second)
        except OSError:  # a disk without links
            shutil.copy2(path, second)
        second.replace(backup_of(path))
    finally:
        second.unlink(missing_ok=True)  # where both are one file already, renaming does nothing


def _clear(path: Path) -> None:
    """Remove what a killed process left."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _FORGOTTEN:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
