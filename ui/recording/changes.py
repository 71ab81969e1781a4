"""What of a picture is new since the one before: animated formats need no more of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image

_HIDDEN, _SEEN = 0, 255


class Change(NamedTuple):
    """A box of a picture, its corner at (left, top); what is old in it has alpha 0, for half the bytes."""

    left: int
    top: int
    picture: Image.Image
    """RGBA."""
    old: Image.Image
    """255 where nothing is new."""


def change(image: Image.Image, before: Image.Image | None, grid: int = 1) -> Change:
    """The smallest box that holds all that is new, its corner on a multiple of `grid`; never empty."""
    now = np.asarray(image)
    new = np.ones(now.shape[:2], bool) if before is None else (now != np.asarray(before)).any(axis=2)
    top, bottom = _span(new.any(axis=1), grid)
    left, right = _span(new.any(axis=0), grid)
    now, new = now[top:bottom, left:right], new[top:bottom, left:right]
    alpha = np.where(new, _SEEN, _HIDDEN).astype(np.uint8)
    seen = np.dstack([now * new[..., None], alpha])  # all that is hidden is alike, too
    return Change(left, top, Image.fromarray(seen), Image.fromarray(255 - alpha))


def ticks(frame: int, rate: int, a_second: int) -> int:
    """How long a frame lasts in ticks of a clock that cannot tell its length: in sum they are in time."""
    return round((frame + 1) * a_second / rate) - round(frame * a_second / rate)


def _span(new: np.ndarray, grid: int) -> tuple[int, int]:
    """From the first that is new to behind the last."""
    found = np.flatnonzero(new)
    if not len(found):
        return 0, 1
    return int(found[0] - found[0] % grid), int(found[-1]) + 1
