"""The values written under a slider, so that a logarithmic scale looks like one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from simulator.specs import Number

Label = tuple[float, str]
"""u and what is written there."""

_GAP = 10
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def labels_of(spec: Number) -> list[Label]:
    """Both ends of a number's slider, with its ticks between them."""
    inner = [(spec.to_unit(tick), _brief(tick)) for tick in spec.scale.ticks(spec.low, spec.high)]
    ends = [(u, _brief(spec.from_unit(u))) for u in (0.0, 1.0)]
    return [ends[0], *(label for label in inner if 0.0 < label[0] < 1.0), ends[1]]


def spread(
    labels: Sequence[Label], width_of: Callable[[str], float], x_of: Callable[[float], float], room: float
) -> list[tuple[float, str]]:
    """(left, text) of the labels there is room for: both ends, and every tick, every other or fewer."""
    placed = [(_left(x_of(u), width_of(text), room), width_of(text), text) for u, text in labels]
    first, *inner, last = placed
    for stride in range(1, len(inner) + 1):
        chosen = [each for each in inner[::stride] if _apart(first, each) and _apart(each, last)]
        if all(_apart(a, b) for a, b in pairwise(chosen)):
            break
    else:
        chosen = []
    return [(left, text) for left, _, text in (first, *chosen, last)]


def _brief(value: float) -> str:
    mantissa, _, exponent = f"{value:g}".partition("e")
    if not exponent:
        return mantissa
    power = f"10{str(int(exponent)).translate(_RAISED)}"
    return power if mantissa == "1" else f"{mantissa}·{power}"


def _left(x: float, width: float, room: float) -> float:
    return min(max(x - width / 2, 0.0), room - width)


def _apart(a: tuple[float, float, str], b: tuple[float, float, str]) -> bool:
    return a[0] + a[1] + _GAP <= b[0]
