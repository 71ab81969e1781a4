"""What a column of histograms shows, lane by lane, on one x axis."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
BINS = 40


@dataclass(frozen=True, eq=False)
class Bars:
    """The histogram of `values` in the pen of a role: "filled", an "outline" or a thin "ghost".

    Values that were moved as one keep their bins, moved by `offset`: their shape stays what it was.
    """

    values: Array
    pen: str
    style: str = "filled"
    offset: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A line at a mean and a bracket of one spread to either side."""

    at: float
    spread: float
    pen: str


@dataclass(frozen=True, eq=False)
class Lane:
    """Histograms over one another; `words` stand at the right, `pins` are the chosen example's values."""

    bars: tuple[Bars, ...]
    words: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    centres: Array = field(default_factory=lambda: np.empty(0))
    pen: str = "text"
    pin: float | None = None
    inks: tuple[str, ...] = ()
    """The pens of the words where they are not all `pen`."""


@dataclass(frozen=True, eq=False)
class Curve:
    """The activation with the examples (x, a) on it."""

    activation: str
    x: Array
    a: Array
    pen: str
    words: tuple[str, ...] = ()
    pin: float | None = None


@dataclass(frozen=True)
class Blank:
    """Nothing but a sentence."""

    words: str = ""


@dataclass(frozen=True)
class Head:
    """What stands over a column: whose it is, and the number that matters with what it is the number of
    (in `brief` where there is little room)."""

    title: str
    number: str = ""
    unit: str = ""
    brief: str = ""
    pen: str = "text"


def shares(bars: Bars, span: tuple[float, float]) -> Array:
    """The share of all values in each bin of the span (BINS,); none for what is not finite or outside."""
    with np.errstate(all="ignore"):  # values on their way to infinity
        places = ((bars.values - (span[0] + bars.offset)) * (BINS / (span[1] - span[0]))).ravel()
    inside = places[(places >= 0) & (places <= BINS)]  # NaN is neither
    counts = np.bincount(np.minimum(inside.astype(np.intp), BINS - 1), minlength=BINS)
    return counts / max(bars.values.size, 1)


def reach(*arrays: Array) -> tuple[float, float]:
    """The least and the greatest finite value; 0 and 0 of none."""
    ends = [(float(a.min()), float(a.max())) for a in map(_finite, arrays) if a.size]
    return min((low for low, _ in ends), default=0.0), max((high for _, high in ends), default=0.0)


def _finite(array: Array) -> Array:
    kept = np.isfinite(array)
    return array if kept.all() else array[kept]
