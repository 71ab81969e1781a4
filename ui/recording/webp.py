"""Animated lossless WebP, a frame at a time. Pillow's own writer wants all frames of a film at once."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from ui import picture_words
from ui.recording.changes import change, ticks
from ui.recording.formats import NO_WORDS

_ANIMATED, _WITH_XMP, _WITH_ALPHA = 1 << 1, 1 << 2, 1 << 4
_FEATURES = 20
"""Where in the file they stand."""
_OVER = 0  # a frame stays, and the next goes over it
_EFFORT = {"method": 1, "quality": 30}  # less is twice the size, more saves a fiftieth


class WebpWriter:
    """A file of chunks whose length, which stands at the beginning, is filled in at the end."""

    def __init__(self, path: Path, size: tuple[int, int], rate: int) -> None:
        self._file = path.open("wb")
        self._rate, self._frames = rate, 0
        self._before: Image.Image | None = None
        self._file.write(b"RIFF\0\0\0\0WEBP")
        features = bytes([_ANIMATED | _WITH_ALPHA, 0, 0, 0])
        self._file.write(_chunk(b"VP8X", features + _three(size[0] - 1, size[1] - 1)))
        self._file.write(_chunk(b"ANIM", struct.pack("<IH", 0xFFFFFFFF, 0)))

    @property
    def written(self) -> int:
        """Bytes so far."""
        return self._file.tell()

    def add(self, image: Image.Image) -> None:
        """One frame more, RGB."""
        new = change(image, self._before, grid=2)  # a corner is counted in twos
        wide, high = new.picture.size
        lasts = ticks(self._frames, self._rate, 1000)
        place = _three(new.left // 2, new.top // 2, wide - 1, high - 1, lasts)
        self._file.write(_chunk(b"ANMF", place + bytes([_OVER]) + _packed(new.picture)))
        self._before, self._frames = image, self._frames + 1

    def close(self, words: Mapping[str, str] = NO_WORDS) -> None:
        """Make it a whole file that says these words."""
        if words:
            self._file.write(_chunk(b"XMP ", picture_words.xmp(words)))
        length = self._file.tell() - 8
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))
        self._file.seek(_FEATURES)
        self._file.write(bytes([_ANIMATED | _WITH_ALPHA | (_WITH_XMP if words else 0)]))
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file."""
        self._file.close()


def _packed(image: Image.Image) -> bytes:
    """The chunk of a still picture."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=True, **_EFFORT)
    data, at = buffer.getvalue(), 12
    while at < len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        if kind == b"VP8L":
            return _chunk(kind, data[at + 8 : at + 8 + length])
        at += 8 + length + length % 2
    raise OSError("Pillow made a WebP without a lossless picture in it.")


def _three(*numbers: int) -> bytes:
    """Each in three bytes."""
    return b"".join(number.to_bytes(3, "little") for number in numbers)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
