"""Numbers in a formula, as text with <sub> and <sup>: they add up as they stand there. Pure: no Qt."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_ALL = 4
"""So many terms of a sum stand there one by one; of more, the first two and the last."""


@dataclass(frozen=True)
class Line:
    """`symbol` = `working` = `value`: a formula with its numbers in it; `sign` is := for an update."""

    symbol: str
    working: str
    value: float
    sign: str = "="

    @property
    def result(self) -> str:
        """The number it comes to."""
        return number(self.value)


def number(value: float) -> str:
    """ "0.4025", "−13.81", "1.234·10<sup>−5</sup>": four digits."""
    value = float(value)
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.3e}".split("e")
    power = int(exponent)
    if -4 < power < 5:
        return _minus(f"{value:.{3 - min(power, 3)}f}")
    return f"{_minus(mantissa)}·10<sup>{_minus(str(power))}</sup>"


def setting(value: float) -> str:
    """A hyperparameter: "0.01", "10<sup>−8</sup>"."""
    if value != 0 and abs(value) < 1e-3 and math.isfinite(value):
        mantissa, exponent = f"{value:.3e}".split("e")
        power = f"10<sup>{_minus(str(int(exponent)))}</sup>"
        return power if float(mantissa) == 1 else f"{_minus(f'{float(mantissa):g}')}·{power}"
    return _minus(f"{value:.6g}")


def within(value: float) -> str:
    """A number as a factor, power or divisor: in brackets where it has a sign or a power of ten."""
    text = number(value)
    return f"({text})" if value < 0 or "·" in text else text


def share(m: int) -> str:
    """ "(1/64)·": what stands before a sum over the mini-batch."""
    return f"(1/{m})·"


def name(symbol: str, layer: int, *index: int) -> str:
    """ "z<sup>[1]</sup><sub>3</sub>"."""
    at = f"<sub>{','.join(map(str, index))}</sub>" if index else ""
    return f"{symbol}<sup>[{layer}]</sup>{at}"


def normed(layer: int, unit: int) -> str:
    """z_norm of a unit."""
    return f"z<sup>[{layer}]</sup><sub>norm {unit}</sub>"


def plus(value: float) -> str:
    """ " + 0.5" or " − 0.5"."""
    sign = "−" if value < 0 else "+"
    return f" {sign}\u00a0{number(abs(value))}"


def summed(term: Callable[[int], tuple[bool, str]], values: Array) -> str:
    """A sum of len(values) terms; `term(i)`: whether the i-th is taken off, and how it reads without sign.

    Those left out stand there as their number and their sum.
    """
    count = len(values)
    if count == 0:
        return "0"
    shown = range(count) if count <= _ALL else (0, 1, count - 1)
    parts = []
    for i in shown:
        if count > _ALL and i == count - 1:
            left_out = float(np.sum(values[2:-1]))
            middle = f"[{count - 3}\u00a0more:\u00a0{number(left_out)}]"
            parts.append(f"+\u00a0{middle}")
        taken_off, text = term(i)
        parts.append(f"{'−' if taken_off else '+'}\u00a0{text}")
    first = parts[0].replace("+\u00a0", "", 1).replace("−\u00a0", "−", 1) if parts else ""
    return " ".join([first, *parts[1:]])


def products(*factors: Array) -> str:
    """Σ of products, factor by factor: "0.41·0.83 − 1.2·0.11"."""
    return summed(
        lambda i: (
            bool(factors[0][i] < 0),
            "·".join([number(abs(factors[0][i])), *(within(f[i]) for f in factors[1:])]),
        ),
        np.prod(np.stack(factors), axis=0),
    )


def squares(values: Array) -> str:
    """Σ of squares: "0.41<sup>2</sup> + …"."""
    return summed(lambda i: (False, f"{within(values[i])}<sup>2</sup>"), values**2)


def _minus(text: str) -> str:
    return text.replace("-", "−")
