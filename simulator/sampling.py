"""Drawing a hyperparameter at random: where samples fall, what theory says, and the line that draws them.

The scale decides (claims S1-S3, S5): uniform on a number line, or uniform in the exponent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.scales import LINEAR, LOG, ONE_MINUS_LOG, POWER_OF_TWO, Scale
from simulator.specs import Number, Spec, Switch, Text, Units

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Law:
    """How a number is drawn: uniform on `scale` from `low` to `high`, rounded where it must be `whole`:
    to a power of two on that scale, else to a whole number.

    Raises ValueError: one sentence on why there is nothing to draw between these ends on this scale.
    """

    scale: Scale
    low: float
    high: float
    whole: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"Low must be less than high, got {self.low:g} and {self.high:g}.")
        if self.scale in (LOG, POWER_OF_TWO) and self.low <= 0:
            why = "log 0 is −∞" if self.low == 0 else "a number below 0 has no logarithm"
            raise ValueError(
                f"The {self.scale.name} scale has no place for {self.low:g}: {why}. Choose a low above 0."
            )
        if self.scale is ONE_MINUS_LOG and self.high >= 1:
            why = "log(1 − 1) is −∞" if self.high == 1 else "1 − value is below 0"
            raise ValueError(
                f"The {self.scale.name} scale has no place for {self.high:g}: {why}. Choose a high below 1."
            )
        if self.whole and self._ends[0] > self._ends[1]:
            what = "power of two" if self.is_doubling else "whole number"
            raise ValueError(f"There is no {what} from {self.low:g} to {self.high:g}.")

    @property
    def is_doubling(self) -> bool:
        """Whether only powers of two are drawn."""
        return self.whole and self.scale is POWER_OF_TWO

    @property
    def _ends(self) -> tuple[int, int]:
        """The least and the largest whole number, as exponents of 2 where only powers are drawn."""
        low, high = self._counted(np.array([self.low, self.high])).tolist()
        return math.ceil(low), math.floor(high)

    def _counted(self, x: Array) -> Array:
        """Values as what is rounded."""
        return np.log2(x) if self.is_doubling else x

    def values(self, u: ArrayLike) -> Array:
        """What stands at the places u in [0, 1], elementwise (claims S2, S3, S5)."""
        drawn = np.asarray(self.scale.from_unit(u, self.low, self.high), dtype=np.float64)
        if self.whole:
            drawn = np.clip(np.rint(self._counted(drawn)), *self._ends)
            drawn = np.exp2(drawn) if self.is_doubling else drawn
        return np.asarray(drawn, dtype=np.float64)

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        """`count` independent values (count,)."""
        return self.values(rng.random(count))

    def below(self, x: ArrayLike) -> Array:
        """The probability of a value less than x, elementwise.

        A whole number is less than x if what it was rounded from is less than half a unit below ⌈x⌉.
        """
        x = np.asarray(x, dtype=np.float64)
        if self.whole:
            x = self._unrounded(x)
        with np.errstate(all="ignore"):  # beyond the range there may be no logarithm
            u = self.scale.to_unit(np.clip(x, self.low, self.high), self.low, self.high)
        return np.asarray(np.clip(u, 0.0, 1.0), dtype=np.float64)

    def _unrounded(self, x: Array) -> Array:
        """Below which number all lie that are rounded to less than x."""
        first, last = self._ends
        counted = np.ceil(self._counted(np.clip(x, self.low, self.high)))
        inside = np.exp2(counted - 0.5) if self.is_doubling else counted - 0.5
        least, most = np.exp2([first, last]) if self.is_doubling else (first, last)
        return np.where(x <= least, self.low, np.where(x > most, self.high, inside))

    def intervals(self, scale: Scale | None = None) -> tuple[Array, Scale, bool]:
        """Edges that cut its range at the ticks of a scale, its own unless told: at decades, for one.

        Whole numbers that are few, and powers of two on their scale, have an interval each about
        themselves: then the scale is that on which these are equally wide, and the last answer true.
        """
        scale = scale or self.scale
        first, last = math.ceil(self.low), math.floor(self.high)
        if self.is_doubling and scale is POWER_OF_TWO:
            return np.exp2(np.arange(self._ends[0], self._ends[1] + 2) - 0.5), scale, True
        if self.whole and last - first < _FEW:
            return np.asarray(np.arange(first, last + 2) - 0.5, dtype=np.float64), LINEAR, True
        return self._ticked(scale), scale, False

    def _ticked(self, scale: Scale) -> Array:
        ticks = np.array(scale.ticks(self.low, self.high), dtype=np.float64)
        room = _NEAR * (self.high - self.low)
        inner = ticks[(ticks > self.low + min(room, abs(self.low) / 10)) & (ticks < self.high - room)]
        return np.concatenate([[self.low], inner, [self.high]])

    def line(self, name: str) -> str:
        """The line of Python that draws it with `rng = np.random.default_rng()`: the very same value."""
        if self.scale is LINEAR:
            drawn = f"rng.uniform({_number(self.low)}, {_number(self.high)})"
        else:
            base, minus = ("1 - 10", "-") if self.scale is ONE_MINUS_LOG else (_BASES[self.scale], "")
            ends = ", ".join(_exponent(self.scale, end) for end in (self.low, self.high))
            drawn = f"{minus}rng.uniform({ends})"
            drawn = f"{base} ** {self._rounding(drawn) if self.is_doubling else drawn}"
        return f"{name} = {self._rounding(drawn) if self.whole and not self.is_doubling else drawn}"

    def _rounding(self, drawn: str) -> str:
        """Code that rounds, and keeps to the ends where rounding could go beyond them."""
        (first, last), ends = self._ends, self._counted(np.array([self.low, self.high]))
        if (first, last) == tuple(np.rint(ends).tolist()):
            return f"round({drawn})"
        return f"min(max(round({drawn}), {first}), {last})"


_FEW = 16
"""Whole numbers up to which each has an interval of its own."""
_NEAR = 1e-9
_BASES = {LOG: "10", POWER_OF_TWO: "2"}


def law_of(
    spec: Spec, scale: Scale | None = None, low: float | None = None, high: float | None = None
) -> Law:
    """How a hyperparameter of the table is drawn, on its own range and scale unless told otherwise.

    One of a few choices is drawn as its number, a switch as 0 or 1 (see `line_of`). Raises ValueError.
    """
    if isinstance(spec, Text):
        raise ValueError(f"{spec.title} is a text: there is nothing to draw.")
    number = number_of(spec)
    if number is None:
        return Law(LINEAR, -0.5, len(names_of(spec)) - 0.5, whole=True)
    ends = (number.low if low is None else low), (number.high if high is None else high)
    return Law(scale or number.scale, *ends, whole=number.integer)


def number_of(spec: Spec) -> Number | None:
    """The number that is drawn, for hidden units that of one layer; None where it is a choice."""
    if not isinstance(spec, Units):
        return spec if isinstance(spec, Number) else None
    shared = {
        name: getattr(spec, name) for name in ("name", "title", "symbol", "group", "tier", "live", "doc")
    }
    return Number(
        **shared, default=spec.default[0], low=spec.low, high=spec.high, minimum=1, maximum=spec.maximum,
        integer=True, scale=POWER_OF_TWO,
    )  # fmt: skip


def names_of(spec: Spec) -> tuple[str, ...]:
    """The values of a choice or a switch as code has them; none for numbers."""
    if isinstance(spec, Switch):
        return ("False", "True")
    return tuple(repr(value) for value in getattr(spec, "choices", ()))


def line_of(spec: Spec, law: Law) -> str:
    """The line of Python that draws a hyperparameter; of a choice, each value is as likely."""
    names = names_of(spec)
    if not names:
        return law.line(spec.name)
    return f"{spec.name} = [{', '.join(names)}][int({len(names)} * rng.random())]"


# Where they fall ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shares:
    """How many of `n` samples fell into each interval of `edges` (I + 1,), and what theory says.

    An interval holds its lower end, the last one both.
    """

    edges: Array
    counts: NDArray[Any]
    theory: Array
    n: int

    @property
    def measured(self) -> Array:
        """Shares of the samples (I,)."""
        return self.counts / max(self.n, 1)

    @cached_property
    def chance(self) -> Array:
        """Standard deviation of `measured` (I,): √(p (1 − p) / n), that of a binomial."""
        return np.sqrt(self.theory * (1 - self.theory) / max(self.n, 1))


def shares(law: Law, values: Array, edges: ArrayLike) -> Shares:
    """Samples and theory by interval (claims S1, S2, S5)."""
    edges = np.asarray(edges, dtype=np.float64)
    until = np.append(edges[:-1], np.nextafter(edges[-1], np.inf))
    return Shares(edges, np.histogram(values, edges)[0], np.diff(law.below(until)), len(values))


def density(law: Law, scale: Scale, points: int = 65) -> tuple[Array, Array]:
    """Places on `scale` (points,) and how densely the law fills them, where 1 is evenly.

    Of whole numbers it is the density of what they are rounded from.
    """
    u = np.linspace(0.0, 1.0, points)
    smooth = Law(law.scale, law.low, law.high)
    filled = smooth.below(scale.from_unit(u, law.low, law.high))
    return u, np.gradient(filled, u, edge_order=2)


# Numbers in code ------------------------------------------------------------------------------------


def _number(value: float) -> str:
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))


def _exponent(scale: Scale, value: float) -> str:
    """Where a value stands on a scale: as a number where it is round, else how it is computed."""
    place = float(scale.forward(value))
    if abs(place - round(place)) < 1e-12:
        return str(round(place))
    if scale is ONE_MINUS_LOG:
        return f"-np.log10(1 - {_number(value)})"
    return f"np.{'log2' if scale is POWER_OF_TWO else 'log10'}({_number(value)})"
