"""Animated PNG, a frame at a time: Pillow's own writer keeps all frames in memory until the end."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image

from simulator import picture_recipe
from ui.recording.changes import Change, change
from ui.recording.formats import NO_WORDS

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL, _RGBA = 6, 6
_KEEP, _OVER = 0, 1  # a frame stays, and the next goes over it


class ApngWriter:
    """Lossless; the number of frames, which stands at the beginning, is filled in at the end."""

    def __init__(self, path: Path, size: tuple[int, int], rate: int) -> None:
        self._file = path.open("wb")
        self._size, self._rate = size, rate
        self._before: Image.Image | None = None
        self._frames = self._sequence = 0
        self._file.write(_SIGNATURE + _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, _RGBA, 0, 0, 0)))
        self._control = self._file.tell()
        self._write_control()

    @property
    def written(self) -> int:
        """Bytes so far."""
        return self._file.tell()

    def add(self, image: Image.Image) -> None:
        """One frame more, RGB."""
        new = change(image, self._before)
        self._file.write(_chunk(b"fcTL", self._placed(new)))
        for data in _packed(new.picture):
            first = self._before is None
            self._file.write(_chunk(b"IDAT", data) if first else _chunk(b"fdAT", self._number() + data))
        self._before, self._frames = image, self._frames + 1

    def close(self, words: Mapping[str, str] = NO_WORDS) -> None:
        """Make it a whole file that says these words."""
        self._file.write(picture_recipe.text_chunks(words) + _chunk(b"IEND", b""))
        self._file.seek(self._control)
        self._write_control()
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write_control(self) -> None:
        self._file.write(_chunk(b"acTL", struct.pack(">II", self._frames, 0)))

    def _placed(self, new: Change) -> bytes:
        numbers = *new.picture.size, new.left, new.top, 1, self._rate, _KEEP, _OVER
        return self._number() + struct.pack(">IIIIHHBB", *numbers)

    def _number(self) -> bytes:
        self._sequence += 1
        return struct.pack(">I", self._sequence - 1)


def _packed(image: Image.Image) -> Iterator[bytes]:
    """The data of a picture's IDAT chunks."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=_LEVEL)
    data, at = buffer.getbuffer(), len(_SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IDAT":
            yield bytes(data[at + 8 : at + 8 + length])
        at += 12 + length


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
