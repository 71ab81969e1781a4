"""Numbers of softmax as the course writes them: 148.4, 0.842, and powers of ten where they are long."""

from __future__ import annotations

import math

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
TOO_LARGE = "too large"
_LONGEST = 99_999.95


def z_word(z: float) -> str:
    """ "−1.00" """
    if not math.isfinite(z):
        return not_finite(z)
    return (f"{z:.2f}" if abs(z) < 1e4 else f"{z:.1e}").replace("-", "−")


def exponent_word(z: float) -> str:
    """z as short as it can be written: "5", "−1.25"."""
    word = z_word(z)
    return word.rstrip("0").rstrip(".") if "." in word and "e" not in word else word


def term_word(t: float) -> str:
    """A term e^z: "148.4", "2.4×10⁵", "4.5×10⁻⁵", and in words where no float is as large."""
    if math.isnan(t) or t < 0:
        return "–"
    if math.isinf(t):
        return TOO_LARGE
    return f"{t:.1f}" if t == 0 or 0.05 <= t < _LONGEST else times_ten(t)


def share_word(a: float) -> str:
    """A probability: "0.842"."""
    return f"{a:.3f}" if math.isfinite(a) else "–"


def signed_word(value: float) -> str:
    """ "−0.158", "+0.042", "0.000" """
    if abs(value) < 5e-4:
        return "0.000"
    return f"{value:+.3f}".replace("-", "−") if math.isfinite(value) else "–"


def times_ten(value: float) -> str:
    """ "3.1×10⁻¹¹"; "0" for zero."""
    if not math.isfinite(value):
        return not_finite(value)
    if value == 0:
        return "0"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits.replace('-', '−')}×10{str(int(power)).translate(_RAISED)}"


def e_to(z: float) -> str:
    """ "e⁸⁰⁰", to a whole exponent."""
    return f"e{str(round(z)).translate(_RAISED)}"


def power_of_ten(exponent: float) -> str:
    """10^exponent, whose value may be too small for a float: "1.2×10⁻⁴⁰⁰"."""
    whole = math.floor(exponent)
    digits = f"{10 ** (exponent - whole):.1f}"
    if digits == "10.0":
        digits, whole = "1.0", whole + 1
    return digits if whole == 0 else f"{digits}×10{str(whole).translate(_RAISED)}"


def not_finite(value: float) -> str:
    """ "–" for not a number, else an infinity with its sign."""
    return "–" if math.isnan(value) else "∞" if value > 0 else "−∞"
