"""One hyperparameter as the person has it in the making: it may be wrong for a while, and nothing is lost."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from simulator.hyperparameters import TABLE
from simulator.search.space import SCALES, Axis
from simulator.specs import Number, Spec, Units

_DECADES = 1e-4
_FINE, _FEW = 10_000, 100


@dataclass(frozen=True)
class Draft:
    """What stands in a row: a range on a scale, or the values that are ticked."""

    name: str
    low: float = math.nan
    high: float = math.nan
    scale: str = ""
    values: tuple[Any, ...] = ()
    reached: tuple[float, ...] = ()
    """How far the slider went before: it never draws in under the hand that moves it."""

    @classmethod
    def of(cls, axis: Axis) -> Draft:
        """As an axis has it."""
        return cls(axis.name, axis.low, axis.high, axis.scale, axis.values)

    @property
    def spec(self) -> Spec:
        """What `TABLE` says of it."""
        return TABLE[self.name]

    @property
    def is_number(self) -> bool:
        """Whether it has a range."""
        return isinstance(self.spec, Number | Units)

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return isinstance(self.spec, Units) or (isinstance(self.spec, Number) and self.spec.integer)

    def axis(self) -> Axis:
        """The axis it stands for. Raises ValueError in words for the person."""
        return Axis(self.name, self.low, self.high, self.scale, self.values)

    def changed(self, **changes: Any) -> Draft:
        """Another one."""
        return replace(self, **changes)

    @property
    def scales(self) -> tuple[str, ...]:
        """Names of the scales that may suit it, its own among them."""
        unit = isinstance(self.spec, Number) and self.spec.maximum <= 1 and not self.is_whole
        last = "power_of_two" if self.is_whole else "one_minus_log" if unit else ""
        return tuple(each for each in SCALES if each in ("linear", "log", last, self.scale))

    @property
    def reach(self) -> tuple[float, float]:
        """How far the slider goes: as the hyperparameter's own, or as far as the ends that were typed.

        Where its scale has no place for an end of that, it goes four decades.
        """
        assert isinstance(self.spec, Number | Units)
        known = (self.low, self.high, *self.reached)
        low, high = min(self.spec.low, *known), max(self.spec.high, *known)
        if self.scale in ("log", "power_of_two") and low <= 0:
            low = min([high * _DECADES, *(each for each in known if each > 0)])
            low = max(low, 1) if self.is_whole else low
        if self.scale == "one_minus_log" and high >= 1:
            high = max([1 - _DECADES, *(each for each in known if each < 1)])
        return float(low), float(high)

    def kept(self) -> Draft:
        """The same, its slider no shorter from now on."""
        return replace(self, reached=self.reach) if self.is_number else self

    @property
    def steps(self) -> int:
        """Of the slider: as many as there are whole numbers or powers of two, where those are few."""
        low, high = self.reach
        if not self.is_whole:
            return _FINE
        if self.scale == "power_of_two":
            doublings = math.log2(high / low)
            return round(doublings) if doublings.is_integer() and math.log2(low).is_integer() else _FINE
        return round(high - low) if self.scale == "linear" and high - low <= _FEW else _FINE

    @property
    def units(self) -> tuple[float, float]:
        """Where the ends are on the slider, as near as its scale has a place for them."""
        return self.place(self.low), self.place(self.high)

    def place(self, value: float) -> float:
        """u of a value on the slider, at its end for one beyond."""
        low, high = self.reach
        return float(SCALES[self.scale].to_unit(min(max(value, low), high), low, high))

    def value(self, u: float) -> float:
        """The value at a place of the slider, in as few digits as are told apart there."""
        value = float(SCALES[self.scale].from_unit(u, *self.reach))
        if self.is_whole:
            return 2.0 ** round(math.log2(value)) if self.scale == "power_of_two" else float(round(value))
        if u in (0.0, 1.0):
            return value
        if self.scale == "one_minus_log":
            return round(1.0 - float(f"{1.0 - value:.2g}"), 9)
        return float(f"{value:.3g}")
