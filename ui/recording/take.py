"""What a person chose of a recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

RATES = (10, 15, 25, 30, 50)
"""Frames a second."""
SIZES: Mapping[str, tuple[float, int]] = MappingProxyType(
    {"1×": (1, 0), "2×": (2, 0), "1280 px wide": (0, 1280), "1920 px wide": (0, 1920)}
)
"""How many times as large as on screen, or how many pixels wide."""
MOST_FRAMES = 10_000
_USUAL = 125
"""Frames of a past, about, where nobody asks for others: some eight seconds."""


@dataclass(frozen=True)
class Take:
    """A frame each `stride` steps: of the past between `first` and `last`, or as they come, `most` of them.

    `rate` is frames a second, `size` one of SIZES, `suffix` one of `formats.NAMES`.
    """

    suffix: str = ".png"
    rate: int = 15
    size: str = "1×"
    stride: int = 10
    of_past: bool = False
    first: int = 0
    last: int = 0
    most: int = 200

    @property
    def steps(self) -> range:
        """The steps of the past, the last among them only where the stride meets it."""
        return range(self.first, self.last + 1, self.stride)

    @property
    def frames(self) -> int:
        """How many there will be, or at most."""
        return min(len(self.steps), MOST_FRAMES) if self.of_past else self.most

    def scale(self, width: int) -> float:
        """How many times as large as on screen what is `width` pixels wide there becomes."""
        times, wide = SIZES[self.size]
        return times or wide / max(width, 1)


def stride_through(past: range) -> int:
    """Steps from frame to frame at which the whole of a past is a film of a usual length."""
    return max(1, round(len(past) / _USUAL))
