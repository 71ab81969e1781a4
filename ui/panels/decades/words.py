"""What the decades prove, in sentences."""

from __future__ import annotations

import math

import numpy as np

from simulator.sampling import Shares
from ui.drawing.sample_paint import percent
from ui.drawing.scale_numerals import brief


def formulas(low: float, high: float) -> tuple[str, str]:
    """How either scale draws α."""
    a, b = (f"{math.log10(end):.3g}".replace("-", "−") for end in (low, high))
    return f"α uniform on [{brief(low)}, {brief(high)}]", f"α = 10ʳ, r uniform on [{a}, {b}]"


def finding(linear: Shares, log: Shares) -> tuple[str, str]:
    """Claims S1 and S2: the top decade takes nearly all, or its share."""
    top = f"{brief(linear.edges[-2])}–{brief(linear.edges[-1])}"
    share = percent(linear.measured[-1])
    whole = float(np.ptp(log.theory)) < 1e-6
    of_each = f"each of {len(log.counts)} decades" if whole else "each full decade"
    sentence = (
        f"Linear: {share} of {linear.n:,} samples fall in {top}. "
        f"Log: {of_each} gets {_span(log.measured[np.isclose(log.theory, log.theory.max())])}."
    )
    return f"{share} in {'one decade' if whole else top}", sentence


def note(low: float, high: float) -> str:
    """Where the notes' line is the same (claims S2, S3)."""
    if high == 1:
        r = f"{math.log10(low):.3g}".replace("-", "−")
        return (
            f"The notes' r = {r} · rand() is the same: rand() is uniform from 0 to 1. "
            "Dashed: theory; grey: 95 % of draws."
        )
    return "In general r is uniform from log₁₀(low) to log₁₀(high). Dashed: theory; grey: 95 % of draws."


def reading(linear: Shares, log: Shares, i: int) -> str:
    """One interval, both scales."""
    where = f"α from {brief(linear.edges[i])} to {brief(linear.edges[i + 1])}"
    return f"{where}: linear {_one(linear, i)} · log {_one(log, i)}"


def _one(shares: Shares, i: int) -> str:
    found, theory = percent(shares.measured[i]), percent(shares.theory[i])
    return f"{shares.counts[i]:,} of {shares.n:,} = {found} (theory {theory})"


def _span(measured: np.ndarray) -> str:
    low, high = (percent(float(end)) for end in (min(measured), max(measured)))
    return low if low == high else f"{low.removesuffix(' %')}–{high}"
