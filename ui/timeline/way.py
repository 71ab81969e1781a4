"""The way to where one stands and on to its end, out of the roads of a snapshot, and the ways not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.snapshot import Road, Snapshot

Array = NDArray[Any]
_FURTHEST = 8
"""How many times as long as one's own a way not taken may be and still be shown to its end."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """A part of a road: J of the dev set (n,) after the steps `at` (n,), between `start` and `end`."""

    at: Array
    cost: Array
    start: int
    end: int

    def lowest(self) -> tuple[float, int] | None:
        """The least J and its step; None where none is a number."""
        known = np.where(np.isfinite(self.cost), self.cost, np.inf)
        i = int(known.argmin()) if known.size else -1
        return (float(known[i]), int(self.at[i])) if i >= 0 and known[i] < np.inf else None


class Way:
    """What a timeline shows of a snapshot: from the root's `start` to the `end` of one's branch."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.step = snapshot, snapshot.step
        self._roads = {road.number: road for road in snapshot.roads}
        self._legs = tuple(self._lineage(snapshot.place.branch))
        self.edits = self._legs[-1][0].edits if self._legs else snapshot.edits
        self.start = self._legs[0][0].fork if self._legs else snapshot.series.start
        self.end = max(self._legs[-1][1] if self._legs else self.start, self.step)

    @property
    def road(self) -> Road | None:
        """The branch one stands on."""
        return self._legs[-1][0] if self._legs else None

    @property
    def divergence(self) -> str:
        """How it ended, in a sentence; "" is well."""
        if self.road:
            return self.road.diverged
        return self.snapshot.message if self.snapshot.state == "diverged" else ""

    @property
    def reach(self) -> int:
        """The last step worth showing: of one's own way, or of another one's."""
        furthest = self.start + _FURTHEST * max(self.end - self.start, 1)
        return max(self.end, min(max((road.end for road in self._siblings()), default=0), furthest))

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """One's own way, the root's part first."""
        if not self._legs:
            series = self.snapshot.series
            return (Stretch(series.at, series.cost_dev, series.start, self.end),)
        return tuple(_part(road, road.fork, until) for road, until in self._legs)

    @cached_property
    def others(self) -> tuple[Stretch, ...]:
        """What the same network did where one did not: each from its fork on."""
        mine = {road.number: until for road, until in self._legs}
        return tuple(
            self._joined(road, max(road.fork, mine.get(road.number, road.fork)))
            for road in self._siblings()
            if road.end > mine.get(road.number, road.fork)
        )

    def forks(self) -> Iterator[tuple[int, Road]]:
        """Where other branches leave this way, and the old future of those it left itself."""
        mine = {road.number: until for road, until in self._legs}
        for road in self._siblings():
            if road.number in mine:
                if road.end > mine[road.number]:
                    yield mine[road.number], road
            elif road.parent and road.fork <= mine.get(road.parent.branch, -1):
                yield road.fork, road

    def passes(self, branch: int, step: int) -> bool:
        """Whether it goes through a step of a branch."""
        return any(road.number == branch and road.fork <= step <= until for road, until in self._legs)

    @cached_property
    def best(self) -> tuple[float, int] | None:
        """The least J of the dev set and its step."""
        return min(filter(None, (stretch.lowest() for stretch in self.stretches)), default=None)

    def cost_at(self, step: int) -> float:
        """J of the dev set at a step, as last taken; NaN where it was not."""
        if step == self.step:
            return float(self.snapshot.cost_dev)
        for stretch in reversed(self.stretches):
            i = int(np.searchsorted(stretch.at, step, side="right")) - 1
            if i >= 0:
                return float(stretch.cost[i])
        return float("nan")

    def surroundings(self) -> tuple[object, ...]:
        """Equal where all but the growth of one's own branch is."""
        here = self.road
        roads = tuple(
            (r.number, r.parent, r.fork, r.end, r.cost_dev[:1].tobytes(), r.deleted)
            for r in self._roads.values()
            if r is not here
        )
        return self.snapshot.run_id, self.snapshot.place.branch, roads

    def _lineage(self, number: int) -> list[tuple[Road, int]]:
        """The roads from the root to a branch, each with the step at which it was left."""
        legs: list[tuple[Road, int]] = []
        until = self._roads[number].end if number in self._roads else 0
        while number in self._roads:
            road = self._roads[number]
            legs.insert(0, (road, until))
            if road.number == road.root or road.parent is None:
                break
            until, number = min(until, road.fork), road.parent.branch
        return legs

    def _siblings(self) -> Iterator[Road]:
        here = self.road
        return (road for road in self._roads.values() if here and road.root == here.root and not road.deleted)

    def _joined(self, road: Road, start: int) -> Stretch:
        """A road from `start` on, with what its parent had there."""
        whole = _part(road, start, road.end)
        before = self._roads.get(road.parent.branch) if road.parent and start == road.fork else road
        i = int(np.searchsorted(before.at, start, side="right")) - 1 if before else -1
        if before is None or i < 0:
            return whole
        at, cost = np.append(start, whole.at), np.append(before.cost_dev[i], whole.cost)
        return Stretch(at, cost, start, road.end)


def _part(road: Road, start: int, end: int) -> Stretch:
    first = 0 if start == road.fork else int(np.searchsorted(road.at, start, side="right"))
    last = int(np.searchsorted(road.at, end, side="right"))
    return Stretch(road.at[first:last], road.cost_dev[first:last], start, end)
