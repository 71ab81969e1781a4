"""What a person wants exported: where to, in which formats, how it looks. No Qt is needed to say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

KINDS = {
    "png": "PNG",
    "svg": "SVG",
    "pdf": "PDF",
    "csv": "CSV: the numbers",
    "book": "One PDF, a page a panel",
}
"""Formats as the command line and the window name them; all but the last are a file a panel."""
LOOKS = {"screen": "As on screen", "light": "Light", "dark": "Dark", "print": "For print"}
SCALES = (1, 2, 4)
BOOK, CAPTIONS = "all-panels.pdf", "captions.md"


@dataclass(frozen=True)
class Order:
    """An export of several panels. Raises ValueError for a format, look or scale that there is not."""

    folder: Path
    formats: tuple[str, ...] = ("png", "svg", "pdf", "csv")
    look: str = "screen"
    scale: int = 2
    """Of PNG pictures."""

    def __post_init__(self) -> None:
        for each in self.formats:
            _one_of(each, KINDS, "A format of an export")
        if not self.formats:
            raise ValueError(f"An export needs at least one format of {', '.join(KINDS)}, got none.")
        _one_of(self.look, LOOKS, "The theme of an export")
        if self.scale not in SCALES:
            raise ValueError(f"The scale of an export must be one of {SCALES}, got {self.scale}.")

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Of the files that each panel has."""
        return tuple(f".{each}" for each in self.formats if each != "book")

    def names(self, keys: Iterable[str]) -> list[str]:
        """Every file that it makes of panels of these keys."""
        of_panels = [f"{key}{suffix}" for key in keys for suffix in self.suffixes]
        return [*of_panels, *([BOOK] if "book" in self.formats else []), CAPTIONS]

    def in_the_way(self, keys: Iterable[str]) -> list[str]:
        """Those that are in the folder already."""
        return [name for name in self.names(keys) if (self.folder / name).exists()]


def formats_of(text: str) -> tuple[str, ...]:
    """Formats as a person writes them: "png,csv". Raises ValueError for one that there is not."""
    named = dict.fromkeys(each.strip().lower() for each in text.split(",") if each.strip())
    return Order(Path(), tuple(named)).formats


def _one_of(value: str, known: Iterable[str], what: str) -> None:
    if value not in known:
        raise ValueError(f"{what} must be one of {', '.join(known)}, got {value!r}.")
