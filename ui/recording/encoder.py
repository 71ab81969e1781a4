"""Frames become a file in a thread of their own: the window goes on meanwhile."""

from __future__ import annotations

import contextlib
import os
import queue
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ui.recording import formats

if TYPE_CHECKING:
    from PIL import Image

_AHEAD = 3
"""Frames that may wait: all the memory a recording takes."""


class Encoder(QObject):
    """Writes beside `path` and puts the file in place when all is in it; cancelled or failed, it leaves none.

    Raises ValueError for a suffix that is no format's, and OSError where the folder cannot be written.
    """

    encoded = Signal(int, int)
    """So many frames are in the file, of so many bytes: there is room for another."""
    ended = Signal(str)
    """All is done; with why, in a sentence, where there is no file."""

    def __init__(self, path: Path, rate: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path, self._rate = formats.checked(path), rate
        self.is_even = self.path.suffix.lower() in formats.EVEN
        self._beside = _new_file(path)
        self._frames: queue.Queue[QImage | None] = queue.Queue()
        self._words, self._is_cancelled = formats.NO_WORDS, False
        self._thread = threading.Thread(target=self._work, name="recording", daemon=True)
        self._thread.start()

    @property
    def has_room(self) -> bool:
        """Whether it can take a frame now."""
        return self._frames.qsize() < _AHEAD

    def add(self, image: QImage) -> None:
        """One frame more, Format_RGB888 and of the size of all others; where there is room."""
        self._frames.put_nowait(image)

    def finish(self, words: Mapping[str, str] = formats.NO_WORDS) -> None:
        """There are no more, and the file is to say these words; `ended` tells when it is there."""
        self._words = words
        self._frames.put(None)

    def cancel(self) -> None:
        """There is to be no file."""
        self._is_cancelled = True
        with contextlib.suppress(queue.Empty):
            while True:
                self._frames.get_nowait()
        self._frames.put(None)

    def wait(self, seconds: float) -> bool:
        """Whether the thread has ended by then."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            self._write()
            said = ""
        except OSError as error:
            said = f"Cannot record {self.path}: {error.strerror or error}".rstrip(".") + "."
        except Exception as error:  # the thread has nobody else to tell
            said = f"Cannot record {self.path}: {type(error).__name__}, {error}."
        if said or self._is_cancelled:
            self._beside.unlink(missing_ok=True)
        with contextlib.suppress(RuntimeError):  # the window was deleted meanwhile
            self.ended.emit(said)

    def _write(self) -> None:
        first = self._frames.get()
        if first is None or self._is_cancelled:
            self._is_cancelled = True
            return
        size = first.width(), first.height()
        writer = formats.writer(self._beside, self.path.suffix.lower(), size, self._rate)
        try:
            count = self._fill(writer, first)
            if self._is_cancelled:
                writer.abandon()
            else:
                writer.close(self._words)
                _put_in_place(self._beside, self.path)
                self._tell(count, self.path.stat().st_size)
        except BaseException:
            with contextlib.suppress(Exception):
                writer.abandon()
            raise

    def _fill(self, writer: formats.Writer, first: QImage) -> int:
        image: QImage | None = first
        count = 0
        while image is not None and not self._is_cancelled:
            writer.add(pillow(image))
            count += 1
            self._tell(count, writer.written)
            image = self._frames.get()
        return count

    def _tell(self, count: int, written: int) -> None:
        with contextlib.suppress(RuntimeError):  # the window was deleted meanwhile
            self.encoded.emit(count, written)


def pillow(image: QImage) -> Image.Image:
    """A QImage of Format_RGB888 as Pillow has it, a copy."""
    from PIL import Image

    size, data = (image.width(), image.height()), bytes(image.constBits())
    return Image.frombuffer("RGB", size, data, "raw", "RGB", image.bytesPerLine(), 1)


def _new_file(path: Path) -> Path:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise OSError(f"Cannot record {path}: {error.strerror}.") from None
    os.close(handle)
    return Path(name)


def _put_in_place(beside: Path, path: Path) -> None:
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.chmod(0o644)
    beside.replace(path)
