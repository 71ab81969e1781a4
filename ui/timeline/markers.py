"""What happened on the way: changes by hand, the lowest J, forks, kept places, the divergence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulator.history import Edit
from simulator.snapshot import Road
from ui.drawing.edit_words import label, merged
from ui.drawing.road_words import title
from ui.timeline.way import Way


@dataclass(frozen=True)
class Marker:
    """Something at a step; `kind` is edit, best, fork, kept or diverged, and `about` what it tells of."""

    step: int
    kind: str
    about: object

    @cached_property
    def words(self) -> str:
        """What it is, after "step 1,204"; made when it is read: a way may have hundreds."""
        about = self.about
        if isinstance(about, Edit):
            return label(about)
        if isinstance(about, Road):
            return f"{title(about)} leaves here"
        if self.kind == "diverged":
            return "diverged"
        said = {"best": "lowest J dev", "kept": "kept, J dev"}[self.kind]
        return f"{said} {about:.3g}"

    @property
    def sentence(self) -> str:
        """All there is to say."""
        return str(self.about) if self.kind == "diverged" else f"step {self.step:,}: {self.words}"


class Markers:
    """All of a way. Changes are merged only when there are others: it takes a while."""

    def __init__(self) -> None:
        self.edits: tuple[Marker, ...] = ()
        self.others: tuple[Marker, ...] = ()
        self._merged: tuple[object, ...] = ()

    def follow(self, way: Way, sight: float) -> None:
        """Those of a way; changes of one thing are told apart as far as `sight` steps let one see."""
        wanted = way.edits, 2 ** math.ceil(math.log2(max(sight, 1.0)))
        if not self._merged or wanted[0] is not self._merged[0] or wanted[1] != self._merged[1]:
            self._merged, self.edits = wanted, tuple(_edits(*wanted))
        self.others = *_places(way), *(Marker(step, "fork", road) for step, road in way.forks())

    def near(self, step: float, reach: float) -> list[Marker]:
        """Those not further than `reach` from a step, the nearest first."""
        found = [marker for marker in (*self.edits, *self.others) if abs(marker.step - step) <= reach]
        return sorted(found, key=lambda marker: abs(marker.step - step))


def _edits(edits: tuple[Edit, ...], sight: int) -> Iterator[Marker]:
    if edits:
        for edit in merged(edits, sight):
            yield Marker(edit.step, "edit", edit)


def _places(way: Way) -> Iterator[Marker]:
    if way.best and way.end > way.start:
        yield Marker(way.best[1], "best", way.best[0])
    for kept in way.snapshot.kept:
        if way.passes(kept.place.branch, kept.place.step):
            yield Marker(kept.place.step, "kept", kept.cost_dev)
    if way.divergence:
        yield Marker(way.end, "diverged", way.divergence)
