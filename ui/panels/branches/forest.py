"""Which roads are shown, in which order and how deep; and the whole line of cost of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.snapshot import Road
from ui.drawing.envelope import drawable

Array = NDArray[Any]
SPLITS = ("cost_dev", "cost_train")


@dataclass(frozen=True, eq=False)
class Row:
    """A road as a row of the tree: at which depth, under which other row (-1 for none), in which colour.

    A `distant` one has a network of its own, of which the roads before it know nothing.
    """

    road: Road
    depth: int
    above: int
    label: int
    distant: bool


def grown(roads: Sequence[Road], current: int) -> tuple[Row, ...]:
    """What is shown of a tree, each road under the one it left: none that is deleted or has nothing of its
    own, but always the one that one stands on.
    """
    labels = {road.number: i for i, road in enumerate(roads)}
    known = {road.number: road for road in roads}
    shown = {r.number for r in roads if r.number == current or not (r.deleted or r.is_bare)}
    children: dict[int, list[Road]] = {}
    for road in roads:
        if road.number in shown:
            children.setdefault(_shown_above(road, known, shown), []).append(road)
    rows: list[Row] = []
    waiting = [(road, 0, -1) for road in reversed(children.get(-1, []))]
    while waiting:
        road, depth, above = waiting.pop()
        rows.append(Row(road, depth, above, labels[road.number], road.is_root and above >= 0))
        mine = len(rows) - 1
        waiting += [(child, depth + 1, mine) for child in reversed(children.get(road.number, []))]
    return tuple(rows)


def lineage(road: Road, known: Mapping[int, Road]) -> Iterator[Road]:
    """A road, the one it left, and so on to the root."""
    yield road
    while not road.is_root and road.parent is not None and road.parent.branch in known:
        road = known[road.parent.branch]
        yield road


def _shown_above(road: Road, known: Mapping[int, Road], shown: set[int]) -> int:
    """The nearest shown road before this one, over networks too; -1 for none."""
    while road.parent is not None and road.parent.branch in known:
        road = known[road.parent.branch]
        if road.number in shown:
            return road.number
    return -1


# Lines ----------------------------------------------------------------------------------------------


def whole(road: Road, known: Mapping[int, Road], split: str) -> tuple[Array, Array]:
    """Steps (n,) and costs (n,) of a road since its network's first step."""
    return _since(list(lineage(road, known)), split)


def own(road: Road, known: Mapping[int, Road], split: str, shown: set[int]) -> tuple[Array, Array]:
    """Likewise from the place where it leaves what is drawn of another road; that place comes first."""
    hidden = [road]
    for before in list(lineage(road, known))[1:]:
        if before.number in shown:
            x, y = _since(hidden, split)
            fork = hidden[-1].fork
            value = at_step(*whole(before, known, split), fork)
            return np.append(fork, x), np.append(value, y)
        hidden.append(before)
    return _since(hidden, split)


def at_step(x: Array, y: Array, step: float) -> float:
    """A line's value at a step, between two of its marks on the chord that is drawn; NaN beyond its ends."""
    good = np.isfinite(y)
    if not good.any() or not x[0] <= step <= max(x[-1], 0):
        return float("nan")
    return float(np.interp(step, x[good], y[good]))


def _since(roads: Sequence[Road], split: str) -> tuple[Array, Array]:
    """The marks of a road and of those before it, each up to where the next one left it."""
    pieces = []
    until = np.inf
    for road in roads:
        count = int(np.searchsorted(road.at, until, side="right"))
        pieces.append((road.at[:count], getattr(road, split)[:count]))
        until = min(until, road.fork)
    x, y = (np.concatenate([piece[i] for piece in reversed(pieces)]) for i in range(2))
    return x.astype(np.float64), drawable(y)
