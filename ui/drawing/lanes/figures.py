"""Numbers as a blackboard has them: a real minus, a power of ten, a zero that says how exact it is."""

from __future__ import annotations

import math

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROUNDING = 1e-5
"""What is below it where theory says 0 is rounding, in float32 too."""


def figure(value: float) -> str:
    """ "0.42", "−13.1", "2.4·10⁶": three digits or so."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞"
    size = abs(value)
    if size >= 9999.5 or 0 < size < 5e-3:
        return power(value)
    return f"{value:.{2 if size < 99.95 else 0}f}".replace("-0.00", "0.00").replace("-", "−")


def power(value: float) -> str:
    """ "2·10⁻¹⁷", "0"."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else figure(value)
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}".replace("-", "−")


def nought(value: float) -> str:
    """What theory says is 0: "0", "0 (2·10⁻¹⁷, rounding)", or the number where theory does not hold."""
    if value == 0 or not abs(value) < _ROUNDING:
        return "0" if value == 0 else figure(value)
    return f"0 ({power(value)}, rounding)"


def percent(share: float) -> str:
    """ "49 %"; all and nothing only where it is so."""
    if not math.isfinite(share):
        return "–"
    whole = round(100 * share)
    return f"{whole if share in (0, 1) else min(max(whole, 1), 99)} %"


def precise(value: float) -> str:
    """ "0.0389", "−1.21": three digits, however small."""
    if not math.isfinite(value) or abs(value) >= 999.5 or 0 < abs(value) < 1e-4:
        return figure(value)
    return f"{value:.3g}".replace("-", "−")


def signed(value: float) -> str:
    """ "+0.0763", "−0.02"."""
    return f"+{precise(value)}" if value > 0 else precise(value)
