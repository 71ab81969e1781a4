"""Values on an axis that spans decades."""

from __future__ import annotations

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def brief(value: float) -> str:
    """ "0.0001", "10⁻⁶", "3·10⁻⁷", "0.99": a value on an axis."""
    mantissa, _, exponent = f"{value:.4g}".replace("-", "−", int(value < 0)).partition("e")
    if not exponent:
        return mantissa
    power = f"10{str(int(exponent)).translate(_RAISED)}"
    return power if mantissa == "1" else f"{mantissa}·{power}"
