"""What two windows come to, in sentences."""

from __future__ import annotations

from simulator.windows import window
from ui.drawing.rounded import times
from ui.panels.smoothing.plot import windows

NOTE = (
    "A window after the jump (vertical lines) an average has come 63 % of the way, 1 − 1/e. Grey: the series."
)
_ALIKE, _DOUBLE = 1.05, 1.5


def finding(one: float, other: float) -> tuple[str, str]:
    """Claims S4 and S6: what a change of β does to the window, and to the line."""
    low, high = float(window(one)), float(window(other))
    change = f"{other - one:+.4g}".replace("-", "−")
    turn = f"β {one:g} → {other:g} ({change}):"
    headline = f"{windows(one)} → {windows(other)} steps"
    ratio = max(low, high) / min(low, high)
    if one == other:
        return headline, f"Both averages have β = {one:g}: there is one line. Move a handle."
    if ratio < _ALIKE:
        more = " From 0.999 the same step doubles it." if (one, other) == (0.9, 0.9005) else ""
        return headline, f"{turn} the window changes by {100 * (ratio - 1):.1f} %, nobody sees it.{more}"
    way = "wider" if high > low else "narrower"
    lag = "later" if high > low else "sooner"
    also = "" if ratio < _DOUBLE else f" and {times(ratio)} {lag}"
    return headline, f"{turn} the window is {times(ratio)} {way}, the second line {_calm(high > low)}{also}."


def _calm(wider: bool) -> str:
    return "smoother" if wider else "rougher"
