"""Changes by hand in files: each kind with the arguments it takes, checked against its network."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from simulator import checked, projection
from simulator.csv_file import LARGEST
from simulator.datasets import Dataset
from simulator.history import Edit
from simulator.hyperparameters import TABLE, Config
from simulator.network import LARGEST_BY_HAND
from simulator.parameters import Layout
from simulator.probes.covariate import Move
from simulator.projection import Plane, PlaneChoice

MOST_STEPS: Final = 2**40
MOST_GESTURES: Final = 2**40
_MOST_LOOKED_AT = 4_000_000  # values of a data set whose plane is found to check a place on it
_MOST_HOLDS = 10_000
_Held = frozenset[tuple[int, int]]


class Standing(NamedTuple):
    """What decides the shape of a checkpoint after some changes; `m` training examples."""

    config: Config
    held: _Held
    m: int


class Course:
    """A root's changes one after the other, and what they come to."""

    def __init__(self, config: Config, dataset: Dataset, base: Dataset) -> None:
        self.sizes = (dataset.n_x, *config.hidden_units, dataset.classes)
        self.layout = Layout.of(self.sizes, config.batch_norm)
        self.config, self.base, self.edits = config, base, list[Edit]()
        self._first = dataset.split.tobytes()
        self._split, self._holds = bytearray(self._first), 0
        # After each number of changes: what was set, what is held, how many examples are for training.
        self._after: list[tuple[dict[str, Any], _Held, int]] = [({}, frozenset(), self._split.count(0))]
        self._planes, self._configs = dict[PlaneChoice, Plane](), dict[tuple[Any, ...], Config]()

    def branch(self, keep: int) -> Course:
        """Another one, that has the first `keep` of these changes."""
        other = Course.__new__(Course)
        other.__dict__.update(self.__dict__)
        other.edits, other._after = self.edits[:keep], self._after[: keep + 1]
        other._split = bytearray(self._first)
        for edit in other.edits:
            other._paint(edit.call)
        return other

    def standing(self, made: int) -> Standing:
        """What the first `made` changes come to."""
        values, held, m = self._after[made]
        key = tuple(values.items())
        if key not in self._configs:
            self._configs[key] = dataclasses.replace(self.config, **values)
        return Standing(self._configs[key], held, m)

    def take(self, value: object) -> None:
        """One change more, as `to_json` gave it; ValueError where it cannot be made."""
        step, gesture, name, old, new, call = checked.items(value, "a change", 6, 6)
        last = self.edits[-1].step if self.edits else 0
        step = checked.whole(step, "the step of a change", last, MOST_STEPS)
        method, *arguments = checked.items(call, "the call of a change", 5)
        kind = CALLS[checked.one_of(method, "a change by hand", _METHODS)]
        made = (method, *kind(self, *arguments))
        _check_said(name, old, new, made)
        gesture = checked.whole(gesture, "a gesture", 0, MOST_GESTURES)
        self._after.append(self._made(made))
        self.edits.append(Edit(step, name, old, new, made, gesture))

    def _made(self, call: tuple[Any, ...]) -> tuple[dict[str, Any], _Held, int]:
        values, held, m = self._after[-1]
        if call[0] == "set":
            values = {**values, call[1]: call[2]}
        if call[0] == "hold":
            held = self._hold(held, *call[1:])
        return values, held, m + self._paint(call)

    def _hold(self, held: _Held, layer: int, unit: int | None, holds: bool) -> _Held:
        self._holds += 1
        if self._holds > _MOST_HOLDS:
            raise ValueError(f"γ and β must be held or let go at most {_MOST_HOLDS:,} times, got more.")
        units = {(layer, each) for each in self.units(layer, unit)}
        return held | units if holds else held - units

    def _paint(self, call: tuple[Any, ...]) -> int:
        """How many more training examples there are now."""
        if call[0] == "add_example":
            self._split.append(0)
            return 1
        if call[0] == "remove_example":
            return -(self._split.pop(call[1]) == 0)
        return 0

    # Arguments ------------------------------------------------------------------------------------

    def index(self, value: object) -> int:
        """Of an example that is there."""
        return checked.whole(value, "an example's index", 0, len(self._split) - 1)

    def removable(self, value: object) -> int:
        """Of an example that may go: a training example must stay."""
        index = self.index(value)
        if self._split[index] == 0 and self._after[-1][2] == 1:
            raise ValueError(f"example {index} is the last training example and cannot be removed.")
        return index

    def choice(self, value: object) -> PlaneChoice:
        """Two features, or None."""
        if value is None:
            return None
        i, j = (
            checked.whole(each, "a feature of a plane", 0, self.sizes[0] - 1)
            for each in checked.items(value, "a plane", 2, 2)
        )
        if i == j:
            raise ValueError(f"a plane needs two different features, got {i} twice.")
        return i, j

    def spot(self, value: object, choice: PlaneChoice) -> tuple[float, float]:
        """A place on the plane that lies within the numbers a data set may hold."""
        u, v = (
            checked.number(each, "a place on the plane", LARGEST)
            for each in checked.items(value, "a place on the plane", 2, 2)
        )
        if self.base.X.size <= _MOST_LOOKED_AT:
            if choice not in self._planes:
                self._planes[choice] = projection.plane(self.base, choice)
            with np.errstate(all="ignore"):
                x = self._planes[choice].up(np.array([[u], [v]]))
            if not (np.abs(x) <= LARGEST).all():
                raise ValueError(f"a place on the plane must be of finite features, got ({u:g}, {v:g}).")
        return u, v

    def layer(self, value: object) -> int:
        """A hidden layer with batch norm."""
        if not self.config.batch_norm or not self.sizes[1:-1]:
            raise ValueError("there is no γ or β: batch norm is off or there is no hidden layer.")
        return checked.whole(value, "a hidden layer", 1, len(self.sizes) - 2)

    def unit(self, value: object, layer: int) -> int | None:
        """A unit of a layer, or None for all."""
        return None if value is None else checked.whole(value, "a unit", 0, self.sizes[layer] - 1)

    def units(self, layer: int, unit: int | None) -> list[int]:
        """One unit of a layer, or all."""
        return list(range(self.sizes[layer])) if unit is None else [unit]

    def numbers(self, value: object, what: str, count: int) -> tuple[float, ...]:
        """As many finite numbers."""
        values = checked.items(value, what, count, count)
        return tuple(checked.number(each, what, 1.8e308) for each in values)


def _set(_: Course, name: object, value: object) -> tuple[Any, ...]:
    known = checked.one_of(name, "a setting that changes live", _LIVE)
    return known, TABLE[known].check(value)


def _add(course: Course, uv: object, label: object, choice: object) -> tuple[Any, ...]:
    plane = course.choice(choice)
    return course.spot(uv, plane), checked.whole(label, "a label", 0, course.sizes[-1] - 1), plane


def _move(course: Course, index: object, uv: object, choice: object) -> tuple[Any, ...]:
    plane = course.choice(choice)
    return course.index(index), course.spot(uv, plane), plane


def _remove(course: Course, index: object) -> tuple[Any, ...]:
    return (course.removable(index),)


def _move_inputs(course: Course, move: object, choice: object) -> tuple[Any, ...]:
    return Move(*course.numbers(move, "a move of the inputs", 4)), course.choice(choice)


def _set_parameter(course: Course, name: object, index: object, value: object) -> tuple[Any, ...]:
    known = checked.one_of(name, "a parameter", tuple(course.layout.entries))
    shape = course.layout.entries[known][1]
    places = checked.items(index, f"an index of {known}", 2, 2)
    at = tuple(checked.whole(i, f"an index of {known}", 0, n - 1) for i, n in zip(places, shape, strict=True))
    return known, at, checked.number(value, known, LARGEST_BY_HAND)


def _hold(course: Course, layer: object, unit: object, held: object) -> tuple[Any, ...]:
    known = course.layer(layer)
    return known, course.unit(unit, known), checked.flag(held, "whether γ and β are held")


def _set_gamma_beta(
    course: Course, layer: object, unit: object, gamma: object, beta: object
) -> tuple[Any, ...]:
    known = course.layer(layer)
    which = course.unit(unit, known)
    count = len(course.units(known, which))
    return known, which, course.numbers(gamma, "γ", count), course.numbers(beta, "β", count)


CALLS: Final[Mapping[str, Callable[..., tuple[Any, ...]]]] = MappingProxyType(
    {
        "set": _set,
        "add_example": _add,
        "move_example": _move,
        "remove_example": _remove,
        "move_inputs": _move_inputs,
        "set_parameter": _set_parameter,
        "hold": _hold,
        "set_gamma_beta": _set_gamma_beta,
    }
)
"""The methods of `Run` that a change in a file may name, with what checks their arguments."""
_METHODS = tuple(CALLS)
_LIVE = tuple(name for name, spec in TABLE.items() if spec.live)


def _check_said(name: object, old: object, new: object, call: tuple[Any, ...]) -> None:
    """What a change is called and says of its values; those of a setting are values of it."""
    if call[0] == "set":
        checked.one_of(name, "the name of a change", (call[1],))
        for value in (old, new):
            TABLE[call[1]].check(value)
        return
    if checked.text(name, "the name of a change", 100) in TABLE:
        raise ValueError(f"the name of a change must be its own, got {name!r}.")
    for value in (old, new):
        if isinstance(value, str):
            checked.text(value, "a value of a change", 200)
        elif value is not None:
            checked.number(value, "a value of a change", 1.8e308)


def to_json(edit: Edit) -> list[Any]:
    """A change as `Course.take` reads it."""
    return [edit.step, edit.gesture, edit.name, *map(_plain, (edit.old, edit.new, edit.call))]


def _plain(value: Any) -> Any:
    """Without NumPy's numbers, tuples and moves."""
    if isinstance(value, Move):
        return [float(each) for each in dataclasses.astuple(value)]
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value
