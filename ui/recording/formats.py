"""The formats of a recording, by their suffixes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL import Image


NO_WORDS: Mapping[str, str] = MappingProxyType({})


class Writer(Protocol):
    """A file that grows frame by frame, and at its end says its words, as `picture_words` has them, where
    its format has room for them. Each method raises OSError where it cannot be written.
    """

    @property
    def written(self) -> int: ...

    def add(self, image: Image.Image) -> None: ...

    def close(self, words: Mapping[str, str] = ...) -> None: ...

    def abandon(self) -> None: ...


NAMES = {".png": "APNG", ".webp": "WebP", ".gif": "GIF", ".mp4": "MP4"}
"""What a person calls them; all but the last two keep every pixel."""
EVEN = (".mp4",)
"""Those of even width and height."""
LATE = (".mp4",)
"""Those whose files say little of the frames given last."""


def suffixes() -> tuple[str, ...]:
    """What can be written on this machine."""
    from ui.recording.mp4 import ffmpeg

    return tuple(suffix for suffix in NAMES if suffix != ".mp4" or ffmpeg())


def checked(path: Path) -> Path:
    """A path whose suffix is one of a recording's; raises ValueError, in a sentence, for another."""
    if path.suffix.lower() not in NAMES:
        known = ", ".join(NAMES)
        raise ValueError(f"Recordings are saved as {known}, got {path.name!r}.")
    return path


def writer(path: Path, suffix: str, size: tuple[int, int], rate: int) -> Writer:
    """A new file at `path` in the format of `suffix`, of `rate` frames a second. Pillow comes in here."""
    from ui.recording.apng import ApngWriter
    from ui.recording.gif import GifWriter
    from ui.recording.mp4 import Mp4Writer
    from ui.recording.webp import WebpWriter

    kinds: dict[str, Callable[[Path, tuple[int, int], int], Writer]] = {
        ".png": ApngWriter, ".webp": WebpWriter, ".gif": GifWriter, ".mp4": Mp4Writer,
    }  # fmt: skip
    return kinds[suffix](path, size, rate)
