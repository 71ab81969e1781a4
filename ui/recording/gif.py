"""GIF, a frame at a time, in 255 colours that stay the same for as long as they do."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import GifImagePlugin, Image

from simulator import picture_recipe
from ui.recording.changes import change, ticks
from ui.recording.formats import NO_WORDS

_COMMON, _MIXED, _CLEAR = 96, 159, 255
"""So many colours are exactly those seen most, surfaces and text; the others stand for all the rest."""
_FAR, _MANY, _ALL = 40, 0.0005, 2.0
"""A colour so far off, in 255ths of a channel, for such a share of a picture more than when the colours were
chosen, asks for other ones, and so do all that are so much further off on the whole.
"""


class GifWriter:
    """Each frame brings its table of colours; what has not changed is left as it is."""

    def __init__(self, path: Path, size: tuple[int, int], rate: int) -> None:
        self._file = path.open("wb")
        self._rate, self._frames = rate, 0
        self._before: Image.Image | None = None
        self._colours: Image.Image | None = None
        self._usual = (0.0, 0.0)
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0, 0, 0))
        self._file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")  # over and over

    @property
    def written(self) -> int:
        """Bytes so far."""
        return self._file.tell()

    def add(self, image: Image.Image) -> None:
        """One frame more, RGB."""
        whole = self._in_colours(image)
        new = change(image, self._before)
        box = new.left, new.top, new.left + new.picture.width, new.top + new.picture.height
        part = whole.crop(box)
        part.paste(_CLEAR, mask=new.old)
        lasts = 10 * ticks(self._frames, self._rate, 100)  # Pillow wants milliseconds and writes hundredths
        data = GifImagePlugin.getdata(
            part, box[:2], duration=lasts, disposal=1, transparency=_CLEAR,
            include_color_table=True,
        )  # fmt: skip
        self._file.write(b"".join(data))
        self._before, self._frames = image, self._frames + 1

    def close(self, words: Mapping[str, str] = NO_WORDS) -> None:
        """Make it a whole file that says these words."""
        self._file.write((picture_recipe.comment(words) if words else b"") + b";")
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _in_colours(self, image: Image.Image) -> Image.Image:
        """With the colours of the last frame where they will do: other ones would make it flicker."""
        if self._colours is not None:
            worn = _painted(image, self._colours)
            off, usual = _off(worn, image), self._usual
            if off[0] <= usual[0] + _MANY and off[1] <= usual[1] + _ALL:
                return worn
        self._before = None  # what was painted in other colours is painted again
        self._colours = _colours_of(image)
        worn = _painted(image, self._colours)
        self._usual = _off(worn, image)
        return worn


def _colours_of(image: Image.Image) -> Image.Image:
    """A picture that has the colours to paint another one in."""
    seen = image.getcolors(image.width * image.height) or []
    common = [colour for _, colour in sorted(seen, reverse=True)[:_COMMON]]
    mixed = image.quantize(_MIXED, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).getpalette() or []
    made = Image.new("P", (1, 1))
    entries = [channel for colour in common for channel in colour] + mixed[: 3 * _MIXED]
    made.putpalette(entries + entries[:3] * (_CLEAR + 1 - len(entries) // 3))
    return made


def _painted(image: Image.Image, colours: Image.Image) -> Image.Image:
    """In a palette's colours; its last, which looks like the first, is kept for what is clear."""
    worn = image.quantize(palette=colours, dither=Image.Dither.NONE)
    return worn.point([*range(_CLEAR), 0])


def _off(worn: Image.Image, image: Image.Image) -> tuple[float, float]:
    """The share of a picture that has colours far from its own, and how far they are on the whole."""
    off = np.abs(np.asarray(worn.convert("RGB"), np.int16) - np.asarray(image, np.int16)).max(axis=2)
    return float((off > _FAR).mean()), float(off.mean())
