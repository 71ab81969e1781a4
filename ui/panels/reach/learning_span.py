"""Where along α networks learn: the learning rates at which the cost came well below chance."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.drawing.rounded import as_alpha

Array = NDArray[Any]
SHARE = 0.5
"""Of the cost of knowing nothing, below which a network counts as learning."""


@dataclass(frozen=True)
class Span:
    """Learning rates from `low` to `high`, every one tried between them included."""

    low: float
    high: float

    @property
    def decades(self) -> float:
        """Its length in powers of ten."""
        return math.log10(self.high / self.low)


def spans(alpha: Array, cost: Array, chance: float) -> list[Span]:
    """Each unbroken row of learning rates at which the cost is below half of chance; NaN is not."""
    learns = np.asarray(cost) < SHARE * chance
    runs = np.split(np.arange(len(alpha)), np.flatnonzero(np.diff(learns)) + 1)
    return [Span(float(alpha[run[0]]), float(alpha[run[-1]])) for run in runs if len(run) and learns[run[0]]]


def widest(found: Iterable[Span]) -> Span | None:
    """The longest of them."""
    return max(found, key=lambda span: span.decades, default=None)


def finding(normed: Span | None, plain: Span | None) -> tuple[str, str]:
    """How far each reaches, headline and sentence."""
    if normed is None and plain is None:
        return "neither learns", "At none of these α is J below half of chance, with or without batch norm."
    sentence = f"Learns for α {_said(normed)} with batch norm, {_said(plain)} without."
    if normed is not None and plain is not None:
        return f"{normed.decades:.1f} vs {plain.decades:.1f}", f"decades of α. {sentence}"
    lengths = ("none" if span is None else f"{span.decades:.1f}" for span in (normed, plain))
    return " vs ".join(lengths), f"decades of α. {sentence}"


def _said(span: Span | None) -> str:
    if span is None:
        return "nowhere"
    if span.low == span.high:
        return f"= {as_alpha(span.low)} only"
    return f"{as_alpha(span.low)} … {as_alpha(span.high)}"
