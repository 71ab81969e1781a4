"""What a search varies: hyperparameters of `TABLE`, each on a range and a scale, as a unit cube.

A place u in [0, 1]^d is a config. The scale that a slider shows is the one that is sampled (claims S1-S5).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.hyperparameters import TABLE, Config
from simulator.scales import LINEAR, LOG, ONE_MINUS_LOG, POWER_OF_TWO, Scale
from simulator.specs import Choice, Number, Spec, Switch, Units

SCALES: Final[Mapping[str, Scale]] = MappingProxyType(
    {"linear": LINEAR, "log": LOG, "one_minus_log": ONE_MINUS_LOG, "power_of_two": POWER_OF_TWO}
)
"""The scales by the names they have in files and on the command line."""

VARIABLE: Final = tuple(name for name, spec in TABLE.items() if spec.group not in ("data", "reproducibility"))
"""What may be varied: all trials of a study learn the same data."""

_MOST_AXES = 12


@dataclass(frozen=True)
class Axis:
    """One hyperparameter of a space: `low`..`high` on a scale of `SCALES`, or a choice of `values`.

    `hidden_units` counts the units of every hidden layer. Whole numbers on the scale `power_of_two` are
    powers of two: as usual for mini-batches, and few shapes make few cohorts. Raises ValueError: there is no
    such hyperparameter, it is not for searching, or the range does not fit it or its scale.
    """

    name: str
    low: float = math.nan
    high: float = math.nan
    scale: str = ""
    values: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        if self.name not in VARIABLE:
            raise ValueError(f"A search can vary {', '.join(VARIABLE)}, got {self.name!r}.")
        if isinstance(self.spec, Number | Units):
            self._check_range(self.spec)
        else:
            self._check_values()

    @classmethod
    def of(cls, name: str) -> Axis:
        """The hyperparameter over the range of its slider, on its scale, or over all of its values."""
        match TABLE.get(name):
            case Number() as spec:
                return cls(name, spec.low, spec.high, _name_of(spec.scale))
            case Units() as spec:
                return cls(name, max(spec.low, 2), spec.high, "power_of_two")
            case Choice() as spec:
                return cls(name, values=spec.choices)
            case Switch():
                return cls(name, values=(False, True))
        return cls(name)  # which says what is wrong

    @property
    def spec(self) -> Spec:
        """What `TABLE` says of it."""
        return TABLE[self.name]

    @property
    def is_number(self) -> bool:
        """Whether it has a range, and not a choice of values."""
        return not self.values

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return isinstance(self.spec, Units) or (isinstance(self.spec, Number) and self.spec.integer)

    @property
    def distinct(self) -> float:
        """How many different values it has; infinite for a real number."""
        if self.values:
            return len(self.values)
        if not self.is_whole:
            return math.inf
        low, high = self._whole_ends
        return high - low + 1

    @property
    def _is_doubling(self) -> bool:
        return self.is_whole and self.scale == "power_of_two"

    @property
    def _whole_ends(self) -> tuple[int, int]:
        """The least and the largest value, as exponents of 2 where those are what counts."""
        low, high = (
            (math.log2(self.low), math.log2(self.high)) if self._is_doubling else (self.low, self.high)
        )
        return math.ceil(low), math.floor(high)

    def from_unit(self, u: float) -> Any:
        """The value at u in [0, 1]."""
        u = min(max(float(u), 0.0), 1.0)
        if self.values:
            return self.values[min(int(u * len(self.values)), len(self.values) - 1)]
        value = float(SCALES[self.scale].from_unit(u, self.low, self.high))
        if not self.is_whole:
            return value
        low, high = self._whole_ends
        whole = min(max(round(math.log2(value) if self._is_doubling else value), low), high)
        return 2**whole if self._is_doubling else whole

    def to_unit(self, value: Any) -> float:
        """The place of a value; NaN for one that is not on the axis."""
        if self.values:
            places = [i for i, each in enumerate(self.values) if each == value]
            return (places[0] + 0.5) / len(self.values) if places else math.nan
        with np.errstate(all="ignore"):
            u = float(SCALES[self.scale].to_unit(value, self.low, self.high))
        return u if math.isfinite(u) else math.nan

    def spread(self, count: int) -> list[float]:
        """Places of `count` values of a grid, evenly from end to end; of each value of a choice."""
        if self.values:
            return [(i + 0.5) / len(self.values) for i in range(len(self.values))]
        return [0.5] if count == 1 else [i / (count - 1) for i in range(count)]

    def value_in(self, config: Config) -> Any:
        """What `config` has of it."""
        if self.name == "hidden_units":
            return config.hidden_units[0] if config.hidden_units else 0
        return getattr(config, self.name)

    def put_into(self, config: Config, value: Any) -> Config:
        """`config` with this value."""
        if self.name == "hidden_units":
            value = (int(value),) * len(config.hidden_units)
        return config.changed(self.name, value)

    def say(self, value: Any) -> str:
        """The value as a person reads it."""
        if self.values:
            return self.spec.say(value)
        return f"{value:,}" if self.is_whole else f"{value:.3g}"

    def _check_range(self, spec: Number | Units) -> None:
        minimum, maximum = (spec.minimum, spec.maximum) if isinstance(spec, Number) else (1, spec.maximum)
        if self.values:
            raise ValueError(f"{self.name} is searched over a range, got values {list(self.values)}.")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"{self.name}: low must be less than high, got {self.low:g} and {self.high:g}.")
        if self.low < minimum or self.high > maximum:
            bounds = spec.bounds if isinstance(spec, Number) else f"[1, {spec.maximum}]"
            raise ValueError(
                f"{self.name}: the range must lie in {bounds}, got {self.low:g} to {self.high:g}."
            )
        self._check_ends(spec)
        self._check_scale()

    def _check_ends(self, spec: Number | Units) -> None:
        for end in (self.low, self.high):
            if isinstance(spec, Number) and not self.is_whole:
                spec.check(end)  # an open end is refused in the spec's own words
            elif end != int(end):
                raise ValueError(f"{self.name}: the ends must be whole numbers, got {end:g}.")

    def _check_scale(self) -> None:
        if self.scale not in SCALES:
            raise ValueError(
                f"{self.name}: a scale is one of {', '.join(SCALES)}, got {self.scale or 'none'!r}."
            )
        if self.scale in ("log", "power_of_two") and self.low <= 0:
            raise ValueError(
                f"{self.name}: a {self.scale} scale has no place for {self.low:g}; low must be above 0."
            )
        if self.scale == "one_minus_log" and self.high >= 1:
            raise ValueError(
                f"{self.name}: a one_minus_log scale has no place for {self.high:g}; high must be below 1."
            )
        if self.is_whole and self.distinct < 2:
            raise ValueError(
                f"{self.name}: there must be at least 2 {'powers of two' if self._is_doubling else 'values'} "
                f"from {self.low:g} to {self.high:g}."
            )

    def _check_values(self) -> None:
        checked = tuple(self.spec.check(value) for value in self.values)
        if len(set(checked)) < 2 or len(set(checked)) < len(checked):
            raise ValueError(
                f"{self.name}: a search needs at least 2 different values, got {list(self.values)}."
            )


def _name_of(scale: Scale) -> str:
    return next(name for name, each in SCALES.items() if each is scale)


@dataclass(frozen=True)
class Space:
    """Axes that vary, and the config whose other settings all trials share.

    Raises ValueError: no axis, too many, or one twice.
    """

    base: Config
    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        names = [axis.name for axis in self.axes]
        if not 1 <= len(names) <= _MOST_AXES:
            raise ValueError(f"A search varies 1 to {_MOST_AXES} hyperparameters, got {len(names)}.")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"A search varies a hyperparameter once, got {twice[0]} twice.")
        if "hidden_units" in names and not self.base.hidden_units and "hidden_layers" not in names:
            raise ValueError("hidden_units cannot be varied: the network has no hidden layer.")

    @property
    def d(self) -> int:
        """Dimensions."""
        return len(self.axes)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the axes."""
        return tuple(axis.name for axis in self.axes)

    def config(self, u: ArrayLike) -> Config:
        """The config at the place u (d,)."""
        values = [axis.from_unit(each) for axis, each in zip(self.axes, np.asarray(u), strict=True)]
        config = self.base
        # The number of layers first: it decides how many layers the units are for.
        for axis, value in sorted(
            zip(self.axes, values, strict=True), key=lambda p: p[0].name != "hidden_layers"
        ):
            config = axis.put_into(config, value)
        return config

    def place(self, config: Config) -> NDArray[np.float64]:
        """Where a config lies, (d,); outside [0, 1] or NaN where it is not in the space."""
        return np.array([axis.to_unit(axis.value_in(config)) for axis in self.axes])

    def remarks(self) -> tuple[str, ...]:
        """What is to be known of the axes before a search: those that change nothing, and what is unequal."""
        found = []
        for axis in self.axes:
            reason = axis.spec.unused_because(self.base)
            needed = [need for need in axis.spec.needs if need in self.names]
            if reason and not needed:
                found.append(f"{axis.spec.title}: {reason[0].lower()}{reason[1:]}")
        if "mini_batch_size" in self.names:
            title = TABLE["mini_batch_size"].title
            found.append(f"{title}: all trials have as many steps, so a larger m sees more examples.")
        return tuple(found)

    def with_base(self, base: Config) -> Space:
        """The same axes around another config."""
        return dataclasses.replace(self, base=base)


def grid_counts(axes: Sequence[Axis], trials: int) -> tuple[int, ...]:
    """Values along each axis of the largest even grid of at most `trials` points: k of each, kᵈ in all (T3).

    An axis with fewer different values than k has all of them.
    """

    def counts(k: int) -> tuple[int, ...]:
        return tuple(len(a.values) if a.values else int(min(k, a.distinct)) for a in axes)

    low, high = 1, max(trials, 1) + 1  # the k wanted is at least low and less than high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if math.prod(counts(middle)) <= trials else (low, middle)
    return counts(low)
