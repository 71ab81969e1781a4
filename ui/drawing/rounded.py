"""Numbers as a sentence says them."""

from __future__ import annotations

import math


def rounded(value: float, digits: int = 2) -> str:
    """Two significant digits and no exponent where people write none: "0.044", "5.1", "480", "1,200"."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞"
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        return f"{value:.{digits - 1}e}"
    if not size:
        return "0"
    places = digits - 1 - math.floor(math.log10(size))
    return f"{round(value, places):,.{max(places, 0)}f}".replace("-", "−")


def as_alpha(value: float) -> str:
    """A learning rate: "0.002", "0.32", "1", "0.00010" as "0.0001"."""
    text = rounded(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def times(ratio: float) -> str:
    """ "5.1×", "13×" """
    return f"{rounded(ratio)}×"
