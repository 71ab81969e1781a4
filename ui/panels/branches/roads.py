"""The roads of a snapshot as rows and lines; what has not changed is not worked out again."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.snapshot import Road, Snapshot
from ui.drawing.road_words import made_by, state, title
from ui.panels.branches.curves import Line
from ui.panels.branches.forest import Row, at_step, grown, lineage, own, whole
from ui.panels.branches.row_painter import Face

Array = NDArray[Any]


class Roads:
    """Follows snapshots. `rows` and `faces` are in the order of the tree, `others` the lines beside
    `current`.
    """

    def __init__(self) -> None:
        self.known: dict[int, Road] = {}
        self.rows: tuple[Row, ...] = ()
        self.faces: tuple[Face, ...] = ()
        self.others: tuple[Line, ...] = ()
        self.current: Line | None = None
        self._marks: dict[tuple[int, str], tuple[Road, tuple[float, float]]] = {}
        self._shape: object = None
        self._drawn: object = None
        self._now: tuple[int, float, float] = (-1, math.nan, math.nan)

    @property
    def now(self) -> int:
        """The road whose J is known beyond its last mark; -1 for none."""
        return self._now[0]

    def forget(self) -> None:
        """Work everything out anew next time."""
        self._shape = self._drawn = None

    def follow(self, snapshot: Snapshot | None, split: str, every: bool) -> bool:
        """Take a snapshot's roads; whether the lines of the others are other ones."""
        roads, current = ((), -1) if snapshot is None else (snapshot.roads, snapshot.place.branch)
        self.known = {road.number: road for road in roads}
        shape = current, tuple(_shape(road, road.number == current) for road in roads)
        if shape != self._shape:
            self._shape = shape
            self.rows = grown(roads, current)
            self.faces = self._all_faces()
        else:
            self.rows = tuple(_renewed(row, self.known) for row in self.rows)
        self._follow_now(snapshot)
        self._draw_current(snapshot, split)
        return self._draw_others(current, split, every)

    def marks(self, road: Road, split: str) -> tuple[float, float]:
        """The last and the lowest J of a road's own; NaN where it has none."""
        number, dev, train = self._now
        if number == road.number:
            now = dev if split == "cost_dev" else train
            last, best = self._own_marks(road, split)
            return (now, float(np.fmin(best, now))) if math.isfinite(now) else (last, best)
        return self._own_marks(road, split)

    def kept(self, snapshot: Snapshot) -> tuple[tuple[float, float], ...]:
        """(step, J) of the kept places on the road that one stands on."""
        road = self.known.get(snapshot.place.branch)
        if road is None or self.current is None:
            return ()
        until = float(road.end)
        steps = list[int]()
        for each in lineage(road, self.known):
            mine = (kept.place.step for kept in snapshot.kept if kept.place.branch == each.number)
            steps += [step for step in mine if step <= until]
            until = min(until, each.fork)
        places = [(float(step), at_step(self.current.x, self.current.y, step)) for step in steps]
        return tuple(place for place in places if math.isfinite(place[1]))

    # Inside -----------------------------------------------------------------------------------------

    def _follow_now(self, snapshot: Snapshot | None) -> None:
        """At the end of a road its J is known beyond its last mark."""
        self._now = -1, math.nan, math.nan
        road = None if snapshot is None else self.known.get(snapshot.place.branch)
        if snapshot is not None and road is not None and snapshot.step == road.end:
            self._now = road.number, snapshot.cost_dev, snapshot.cost_train

    def _own_marks(self, road: Road, split: str) -> tuple[float, float]:
        found = self._marks.get((road.number, split))
        if found is None or not _same_marks(found[0], road):
            y = getattr(road, split)
            y = y[np.isfinite(y)]
            marks = (float(y[-1]), float(y.min())) if len(y) else (math.nan, math.nan)
            found = self._marks[road.number, split] = road, marks
        return found[1]

    def _draw_current(self, snapshot: Snapshot | None, split: str) -> None:
        road = None if snapshot is None else self.known.get(snapshot.place.branch)
        row = next((row for row in self.rows if road is not None and row.road.number == road.number), None)
        if row is None or road is None or snapshot is None:
            self.current = None
            return
        x, y = whole(road, self.known, split)
        now = getattr(snapshot, split)
        if math.isfinite(now):  # J of the very step, between two marks too: the line goes through it
            before, after = (int(np.searchsorted(x, snapshot.step, side)) for side in ("left", "right"))
            x = np.concatenate([x[:before], [snapshot.step], x[after:]])
            y = np.concatenate([y[:before], [now], y[after:]])
        fork = None if road.is_root else float(road.fork)
        self.current = dataclasses.replace(_line(row, x, y, None), fork=fork)

    def _draw_others(self, current: int, split: str, every: bool) -> bool:
        root = self.known[current].root if current in self.known else -1
        rows = [
            row
            for row in self.rows
            if row.road.number != current and (every or row.road.root == root) and len(row.road.at)
        ]
        drawn = (
            split,
            every,
            current,
            tuple((*_ends(row.road), row.road.name, row.road.diverged, row.label) for row in rows),
        )
        if drawn == self._drawn:
            return False
        self._drawn = drawn
        shown = {row.road.number for row in self.rows}
        lines = ((row, *own(row.road, self.known, split, shown)) for row in rows)
        self.others = tuple(_line(row, x, y, root) for row, x, y in lines)
        return True

    def _all_faces(self) -> tuple[Face, ...]:
        spread = max((row.depth for row in self.rows), default=0)
        return tuple(self._face(row, spread) for row in self.rows)

    def _face(self, row: Row, spread: int) -> Face:
        road, made = row.road, made_by(row.road, self.known)
        return Face(
            number=road.number, name=title(road), made=made, tip=road.diverged or f"{title(road)}: {made}",
            label=row.label, lane=row.depth, spread=spread, above=row.above, is_distant=row.distant,
            is_bad=bool(road.diverged), is_open=state(road) == "open",
        )  # fmt: skip


def _shape(road: Road, is_current: bool) -> tuple[object, ...]:
    """What decides which rows there are and what stands in them."""
    bare = road.end == road.fork and len(road.edits) == road.inherited
    count, last = len(road.edits), road.edits[-1].gesture if road.edits else 0
    new = road.edits[-1].new if is_current and road.edits else None
    return (
        road.number, road.parent, road.root, road.name, road.diverged, road.deleted, bare, count, last, new,
    )  # fmt: skip


def _renewed(row: Row, known: dict[int, Road]) -> Row:
    road = known[row.road.number]
    return row if road is row.road else Row(road, row.depth, row.above, row.label, row.distant)


def _ends(road: Road) -> tuple[object, ...]:
    """What tells whether a road's marks are those drawn."""
    last = float(road.cost_dev[-1]) if len(road.cost_dev) else None
    return road.number, road.fork, len(road.at), road.end, None if last != last else last


def _same_marks(one: Road, other: Road) -> bool:
    return one is other or _ends(one) == _ends(other)


def _line(row: Row, x: Array, y: Array, root: int | None) -> Line:
    road = row.road
    is_distant = root is not None and road.root != root
    fork = None if root is None or road.root == road.number else float(x[0])
    return Line(road.number, title(road), x, y, fork, row.label, is_distant, bool(road.diverged))
