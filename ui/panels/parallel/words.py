"""What the best trials have in common, in words (claims T1, T4)."""

from __future__ import annotations

from simulator.search.agreement import BEST, Agreement, crowded
from ui.drawing.search_words import axis_symbol


def stretch(found: Agreement) -> str:
    """Where the best lie: "0.003 to 0.02", "ReLU or tanh"."""
    said = dict.fromkeys(found.axis.say(value) for value in found.values)
    return (" or " if found.axis.values else " to ").join(said)


def sentence(found: list[Agreement], count: int) -> tuple[str, str]:
    """A headline and the sentence it belongs to, of some agreements."""
    first, last = found[0], found[-1]
    if not crowded(found):
        return (
            "No crowd yet",
            f"The best {BEST} of {count:,} spread over every axis: none decides by itself.",
        )
    where = f"{axis_symbol(first.axis)} {stretch(first)}"
    words = f"of all trials have {where}, the best {BEST} among them"
    if last is not first:
        words += f"; along {axis_symbol(last.axis)} they spread over {100 * last.share:.0f} %"
    return f"{100 * first.share:.0f} %", words + "."
