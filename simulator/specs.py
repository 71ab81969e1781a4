"""What one hyperparameter is: how it is checked, read, written and placed on a slider.

`hyperparameters` fills these in, once each; controls, files, the command line, searches and tests
only iterate over them.
"""

from __future__ import annotations

import dataclasses
import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.scales import LINEAR, Scale

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One hyperparameter as declared: everything about it but its value.

    `symbol` is LaTeX, `tier` the importance the course gives it (claim T1; 0 where it gives none),
    `live` whether a running network takes it without being rebuilt, `needs` the settings of other
    fields without which it has no effect.
    """

    name: str = ""
    title: str
    symbol: str = ""
    group: str
    tier: int = 0
    default: Any
    live: bool
    doc: str
    needs: Mapping[str, tuple[object, ...]] = field(default_factory=dict)

    def check(self, value: object) -> Any:
        """The value in its own type, or a ValueError that names field, bounds and value."""
        raise NotImplementedError  # every kind below says its own

    def parse(self, text: str) -> Any:
        """The value a person typed, checked."""
        return self.check(text.strip())

    def format(self, value: Any) -> str:
        """The value as a person reads it; `parse` reads it back."""
        return str(value)

    def unused_because(self, config: DataclassInstance) -> str:
        """Why this has no effect under `config`, as a sentence; empty where it has one."""
        others = {each.name: each.metadata["spec"] for each in dataclasses.fields(config)}
        for name, wanted in self.needs.items():
            if getattr(config, name) not in wanted:
                values = " or ".join(others[name].say(value) for value in wanted)
                return f"Has an effect only when {others[name].title} is {values}."
        return ""

    def say(self, value: Any) -> str:
        """The value in a sentence."""
        return self.format(value)

    def refuse(self, value: object, wanted: str) -> ValueError:
        """The error for a bad value, worded alike everywhere."""
        return ValueError(f"{self.name} must be {wanted}, got {value!r}.")


@dataclass(frozen=True, kw_only=True)
class Number(Spec):
    """A number with a slider: `low`..`high` on a scale, inside the wider hard bounds.

    `off` is a value below the slider's range that its leftmost stop stands for (0 on a log scale).
    """

    low: float
    high: float
    minimum: float
    maximum: float
    open_above: bool = False
    open_below: bool = False
    scale: Scale = LINEAR
    integer: bool = False
    off: float | None = None

    @property
    def bounds(self) -> str:
        """The hard bounds in interval notation: "[0, 1)"."""
        left, right = "(" if self.open_below else "[", ")" if self.open_above else "]"
        return f"{left}{self.minimum:g}, {self.maximum:g}{right}"

    def check(self, value: object) -> float | int:
        wanted = f"{'a whole number' if self.integer else 'a number'} in {self.bounds}"
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            raise self.refuse(value, wanted)
        try:
            number = float(value)
        except OverflowError:  # a whole number of more than 308 digits
            number = math.inf  # refused, and shown, whatever its sign
        below = number <= self.minimum if self.open_below else number < self.minimum
        above = number >= self.maximum if self.open_above else number > self.maximum
        if not math.isfinite(number) or below or above or (self.integer and number != int(number)):
            raise self.refuse(int(number) if self.integer and number.is_integer() else number, wanted)
        return int(number) if self.integer else number

    def parse(self, text: str) -> float | int:
        try:
            return self.check(float(text.strip().replace("−", "-")))
        except ValueError as error:
            if "could not convert" in str(error):
                wanted = "a whole number" if self.integer else "a number"
                raise self.refuse(text.strip(), f"{wanted} in {self.bounds}") from None
            raise

    def format(self, value: float) -> str:
        return f"{value:.6g}" if float(f"{value:.6g}") == value else repr(value)

    def to_unit(self, value: float) -> float:
        """The slider's place u in [0, 1] for a value; one outside the range sits at its end."""
        inside = min(max(value, self.low), self.high)
        return float(self.scale.to_unit(inside, self.low, self.high))

    def from_unit(self, u: float) -> float | int:
        """The value at the slider's place u, rounded to a whole number where it must be one."""
        if self.off is not None and u <= 0.0:
            return int(self.off) if self.integer else self.off
        value = float(self.scale.from_unit(min(max(u, 0.0), 1.0), self.low, self.high))
        return round(value) if self.integer else value


@dataclass(frozen=True, kw_only=True)
class Choice(Spec):
    """One of a few named values; `labels` says each in a person's words."""

    labels: Mapping[str, str]

    @property
    def choices(self) -> tuple[str, ...]:
        """The values, in the order they are offered."""
        return tuple(self.labels)

    def say(self, value: str) -> str:
        return self.labels[value]

    def check(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.labels:
            raise self.refuse(value, f"one of {', '.join(self.labels)}")
        return value


@dataclass(frozen=True, kw_only=True)
class Switch(Spec):
    """On or off."""

    def check(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(value, "true or false")
        return value

    def parse(self, text: str) -> bool:
        words = {"true": True, "on": True, "yes": True, "1": True}
        words |= {"false": False, "off": False, "no": False, "0": False}
        word = text.strip().lower()
        if word not in words:
            raise self.refuse(text.strip(), "true or false")
        return words[word]

    def format(self, value: bool) -> str:
        return "true" if value else "false"

    def say(self, value: bool) -> str:
        return "on" if value else "off"


@dataclass(frozen=True, kw_only=True)
class Units(Spec):
    """Hidden units n[l] of each hidden layer, first to last; an empty tuple is softmax regression."""

    low: int
    high: int
    maximum: int
    most_layers: int

    def check(self, value: object) -> tuple[int, ...]:
        wanted = self._wanted()
        if not isinstance(value, (tuple, list)) or len(value) > self.most_layers:
            raise self.refuse(value, wanted)
        if not all(isinstance(n, numbers.Integral) and not isinstance(n, bool) for n in value):
            raise self.refuse(value, wanted)
        if not all(1 <= n <= self.maximum for n in value):
            raise self.refuse(value, wanted)
        return tuple(int(n) for n in value)

    def parse(self, text: str) -> tuple[int, ...]:
        words = text.strip().strip("()[]").replace(" ", ",").split(",")
        try:
            return self.check(tuple(int(word) for word in words if word))
        except ValueError:
            raise self.refuse(text.strip(), self._wanted()) from None

    def format(self, value: tuple[int, ...]) -> str:
        return ",".join(str(n) for n in value)

    def _wanted(self) -> str:
        return f"at most {self.most_layers} whole numbers in [1, {self.maximum}]"


@dataclass(frozen=True, kw_only=True)
class Text(Spec):
    """Free text: a path, a column's name."""

    longest: int = 4096

    def check(self, value: object) -> str:
        if not isinstance(value, str) or len(value) > self.longest or "\0" in value:
            raise self.refuse(value, f"text of at most {self.longest} characters")
        return value
