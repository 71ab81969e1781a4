"""Readers of exported pictures that have nothing of Qt in them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import resvg_py
from PIL import Image

from ui.theme import ASSETS

_FAINT = 40
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Seen:
    """What somebody else's program sees of a picture: pixels of the screen, and its words run together."""

    pixels: Image.Image
    words: str

    @property
    def ink(self) -> float:
        """The share of pixels that are not of the ground."""
        pixels = np.asarray(self.pixels.convert("RGB")).reshape(-1, 3)
        return float((pixels != pixels[0]).any(axis=1).mean())

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of all that is not of the ground."""
        pixels = np.asarray(self.pixels.convert("RGB")).astype(int)
        rows, columns = np.nonzero(np.abs(pixels - pixels[1, 1]).max(axis=2) > _FAINT)
        return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())

    @property
    def ground(self) -> tuple[int, int, int]:
        """Its first pixel."""
        return self.pixels.convert("RGB").getpixel((1, 1))


def read(path: Path) -> list[Seen]:
    """The pages of a picture."""
    return {".png": _png, ".svg": _svg, ".pdf": _pdf}[path.suffix](path)


def run_together(words: str) -> str:
    """Without white space, which every format puts elsewhere."""
    return "".join(words.split())


def _png(path: Path) -> list[Seen]:
    with Image.open(path) as picture:
        picture.load()
        return [Seen(picture, "")]


def _svg(path: Path) -> list[Seen]:
    svg = path.read_text(encoding="utf-8")
    fonts = [str(ASSETS / "fonts")]
    png = resvg_py.svg_to_bytes(
        svg_string=svg, font_dirs=fonts, skip_system_fonts=True, monospace_family="Inter", dpi=96
    )
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    words = "".join("".join(text.itertext()) for text in texts)
    return [Seen(Image.open(io.BytesIO(png)), run_together(words))]


def _pdf(path: Path) -> list[Seen]:
    with pypdfium2.PdfDocument(path) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> Seen:
    words = page.get_textpage().get_text_range()
    return Seen(page.render(scale=96 / 72).to_pil(), run_together(words))
