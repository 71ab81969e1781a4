"""What happened on the way: changes by hand, the lowest J, forks, kept places, the divergence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulator.history import Edit
from simulator.snapshot import Road
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
            from ui.drawing.edits import label  # here: it brings pyqtgraph, which the first frame has not

            return label(about)
        if isinstance(about, Road):
            return f"{name_of(about)} leaves here"
        if self.kind == "diverged":
            return "diverged"
        said = {"best": "lowest J dev", "kept": "kept, J dev"}[self.kind]
        return f"{said} {about:.3g}"

    @property
    def sentence(self) -> str:
        """All there is to say."""
        return str(self.about) if self.kind == "diverged" else f"step {self.step:,}: {self.words}"


def markers(way: Way, sight: float) -> tuple[Marker, ...]:
    """All of a way, by step; changes of one thing are told apart as far as `sight` steps let one see."""
    found = [*_edits(way, sight), *_places(way)]
    found += [Marker(step, "fork", road) for step, road in way.forks()]
    return tuple(sorted(found, key=lambda marker: marker.step))


def name_of(road: Road) -> str:
    """A branch's name, or its number where it has none."""
    return road.name or f"branch {road.number + 1}"


def _edits(way: Way, sight: float) -> Iterator[Marker]:
    if way.edits:
        from ui.drawing.edits import merged  # here: it brings pyqtgraph, which the first frame has not

        for edit in merged(way.edits, int(sight)):
            yield Marker(edit.step, "edit", edit)


def _places(way: Way) -> Iterator[Marker]:
    if way.best and way.end > way.start:
        yield Marker(way.best[1], "best", way.best[0])
    for kept in way.snapshot.kept:
        if way.passes(kept.place.branch, kept.place.step):
            yield Marker(kept.place.step, "kept", kept.cost_dev)
    snapshot = way.snapshot
    sentence = way.road.diverged if way.road else snapshot.message * (snapshot.state == "diverged")
    if sentence:
        yield Marker(way.end, "diverged", sentence)
