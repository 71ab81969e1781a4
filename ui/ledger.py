"""What the window knows of the run, kept up by the engine's answers."""

from __future__ import annotations

import dataclasses

from simulator.commands import Answer
from simulator.news import take
from simulator.roads import road, roads
from simulator.snapshot import Probe, Road, Snapshot, View, is_of_other, of_other
from simulator.tree import Tree


class Ledger:
    """Whole snapshots from the engine's answers: the tree of branches is kept here, too, so that neither the
    window nor another engine needs to ask for it.
    """

    def __init__(self) -> None:
        self.tree = Tree()
        self._roads, self._version = tuple[Road, ...](), -1
        self._run_id, self._views = -1, dict[Probe, View]()

    def whole(self, answer: Answer, probes: frozenset[Probe]) -> Snapshot:
        """The answer's snapshot with all of the past."""
        take(self.tree, answer.news)
        part, place = answer.snapshot, answer.snapshot.place
        if part.run_id != self._run_id:  # a view of another network beside this one's data would fit nowhere
            self._run_id, self._views = part.run_id, {}
        self._views = {probe: view for probe, view in self._views.items() if probe in probes} | dict(
            part.views
        )
        return dataclasses.replace(
            part,
            other=self._beside(part.other),
            series=self.tree.record.until(place.step),
            edits=self.tree.branch.edits[: place.edits],
            roads=self._all_roads(),
            kept=self.tree.kept,
            views=dict(self._views),
        )

    def _beside(self, other: Snapshot | None) -> Snapshot | None:
        """The other branch's snapshot with its past, and the views that are of it."""
        if other is None or other.place.branch not in self.tree.branches:
            return None
        place = other.place
        return dataclasses.replace(
            other,
            run_id=-1 - other.run_id,
            series=self.tree.whole(place.branch).until(place.step),
            edits=self.tree.branches[place.branch].edits[: place.edits],
            roads=self._roads,
            kept=self.tree.kept,
            views={of_other(probe): view for probe, view in self._views.items() if is_of_other(probe)},
        )

    def _all_roads(self) -> tuple[Road, ...]:
        """Of the branches only the one that one stands on grows without being changed."""
        if self._version != self.tree.version:
            self._roads, self._version = roads(self.tree), self.tree.version
        current = self.tree.current
        self._roads = tuple(road(self.tree, r.number) if r.number == current else r for r in self._roads)
        return self._roads
