"""Numbers in few characters: in a legend, on an axis, beside a mark."""

from __future__ import annotations

import math

WIDEST = "0.0e+00"
"""What four significant digits take at most."""
_UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def four_digits(value: float) -> str:
    """ "1.397", "13.80", "1.7e+06"; never wider than `WIDEST`."""
    size = abs(value)
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞"
    if size >= 9999.5 or 0 < size < 1e-3:
        return f"{value:.1e}"
    return f"{value:.{4 if size < 1 else 3 - int(math.log10(size))}f}"


def on_axis(value: float) -> str:
    """ "0.25", "20k", "1.5M", "2e+12": as few characters as an axis of fixed width has room for."""
    size = abs(value)
    if size >= 1e12 or 0 < size < 1e-3:
        return f"{value:.3g}"
    unit, letter = next(((unit, letter) for unit, letter in _UNITS if size >= max(unit, 1e4)), (1.0, ""))
    return f"{value / unit:.4g}{letter}"


def apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers in three digits, in more where they would read alike."""
    if isinstance(one, int) and isinstance(other, int) and max(abs(one), abs(other)) < 100_000:
        return str(one), str(other)
    pairs = [(f"{one:.{digits}g}", f"{other:.{digits}g}") for digits in range(3, 7)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
