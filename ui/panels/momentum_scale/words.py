"""What sampling β proves, in sentences."""

from __future__ import annotations

from simulator.sampling import Shares
from ui.drawing.sample_paint import percent
from ui.drawing.scale_numerals import brief

FORMULAS = "β uniform on [0.9, 0.999]", "β = 1 − 10ʳ, r uniform on [−3, −1]"
NOTE = (
    "The notes' “Tranpose” means rearranged: 1 − β = 10ʳ gives β = 1 − 10ʳ. "
    "Dashed: theory; grey: 95 % of draws."
)


def finding(linear: Shares, log: Shares) -> tuple[str, str]:
    """Claim S5."""
    one, other = percent(linear.measured[-1]), percent(log.measured[-1])
    return (
        f"{one} against {other}",
        f"of {linear.n:,} samples fall in 0.99–0.999, where the window grows from 100 to 1,000: "
        f"{one} on the linear scale, {other} of 1 − 10ʳ.",
    )


def reading(linear: Shares, log: Shares, i: int) -> str:
    """One interval, both scales."""
    where = f"β from {brief(linear.edges[i])} to {brief(linear.edges[i + 1])}"
    return f"{where}: linear {_one(linear, i)} · 1 − 10ʳ {_one(log, i)}"


def _one(shares: Shares, i: int) -> str:
    found, theory = percent(shares.measured[i]), percent(shares.theory[i])
    return f"{shares.counts[i]:,} of {shares.n:,} = {found} (theory {theory})"
