"""A law and its shares, in sentences."""

from __future__ import annotations

from collections.abc import Callable

from simulator.sampling import Law, Shares, names_of
from simulator.scales import LINEAR, POWER_OF_TWO, Scale
from simulator.specs import Spec
from ui.drawing.sample_paint import percent
from ui.drawing.scale_numerals import brief

_MUCH = 1.5
"""Times an even share."""
IMPOSSIBLE = "Choose another scale, or type another range above."


def axis(spec: Spec, scale: Scale) -> str:
    """The name of the axis."""
    return (
        spec.title
        if scale is LINEAR
        else f"{spec.title} ({'log₂' if scale is POWER_OF_TWO else scale.name} axis)"
    )


def law(spec: Spec, drawn: Law) -> str:
    """How it is drawn."""
    names = names_of(spec)
    if names:
        return f"one of {len(names)}, each as likely"
    if drawn.is_doubling:
        return f"a power of two from {brief(drawn.low)} to {brief(drawn.high)}"
    whole = ", rounded" if drawn.whole else ""
    return f"uniform on the {drawn.scale.name} scale from {brief(drawn.low)} to {brief(drawn.high)}{whole}"


def note(shares: Shares, drawn: Law, on: Scale, label_of: Callable[[int], str], is_choice: bool) -> str:
    """What the bars say."""
    if is_choice:
        return f"A choice has no scale: each gets {percent(shares.theory[0])}. Dashed: theory."
    if drawn.whole and drawn.intervals(on)[2] and drawn.scale is on:
        first, last = label_of(0), label_of(len(shares.theory) - 1)
        return f"Rounding gives {first} and {last}, the ends, half the share of others. Dashed: theory."
    most = int(shares.theory.argmax())
    if shares.theory.max() > _MUCH / len(shares.theory) and drawn.scale is not on:
        share = percent(shares.measured[most])
        where = f"{share} of {shares.n:,} samples fall in one interval of {len(shares.theory)}"
        return f"{where}: {label_of(most)}. Dashed: theory."
    return "Dashed: theory; grey: where 95 % of draws end up; below: the samples and their density."


def reading(shares: Shares, i: int, label: str) -> str:
    """One interval."""
    found, theory = percent(shares.measured[i]), percent(shares.theory[i])
    return f"{label}: {shares.counts[i]:,} of {shares.n:,} samples = {found} (theory {theory})"
