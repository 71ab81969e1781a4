"""A run and its twins: the same seed, the same data, the same mini-batches, one thing different (claim W3).

A twin is made when somebody asks to see it. It starts at step 0 as the run did, makes every step and every
change by hand that the run made, and from then on keeps pace with it.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from simulator.history import Checkpoint, Edit, Place
from simulator.hyperparameters import Config
from simulator.probes.reach import Reach, Sweep
from simulator.probes.twin import Twin, TwinView
from simulator.run import Run
from simulator.snapshot import Probe, Snapshot, View, is_of_other, of_other

_SLICE = 8  # steps of a twin between two looks at the clock
_ITS_OWN = ("set_parameter", "hold", "set_gamma_beta")
"""Changes of parameters, of which a twin has others."""
_HIDDEN = (16, 16)


def _flipped(config: Config) -> Config:
    return config.changed("batch_norm", not config.batch_norm)


def _linear(config: Config) -> Config:
    return config.changed("hidden_units", () if config.hidden_units else _HIDDEN)


TWINS: Mapping[str, Callable[[Config], Config]] = MappingProxyType(
    {"batch_norm": _flipped, "linear": _linear}
)
"""What is different, by name: with or without batch norm; with or without hidden layers."""


class Lockstep:
    """A run, the twins that are asked for, and what takes long to compute, a little at a time.

    `other` is the same of another branch of the run, at the same step, while one is compared with: what is
    asked of the twin "other" is asked of that, and of "other.linear" its twin.
    """

    other: Lockstep | None

    def __init__(self, run: Run) -> None:
        self.run, self.other, self.compared = run, None, -1
        self.probes: frozenset[Probe] = frozenset()
        self._twins: dict[str, _Twin] = {}
        self._sweeps: dict[Reach, Sweep] = {}

    def watch(self, probes: Iterable[Probe]) -> None:
        """Only what these probes need is kept up from now on."""
        self.probes = frozenset(probes)
        if self.other:
            self.other.watch(of_other(probe) for probe in self.probes if is_of_other(probe))
        names = {probe.twin for probe in self.probes}
        self._twins = {name: twin for name, twin in self._twins.items() if name in names}

    def compare(self, number: int | None) -> None:
        """Have another branch beside this one, or none any more."""
        if number is not None and number not in self.run.tree.branches:
            raise ValueError(f"There is no branch {number}.")
        self.other, self.compared = None, -1 if number is None else number
        if number is not None:
            self.other = Lockstep(Run(self.run.config, self.run.examples.dataset, traced=True))
            self.other.watch(of_other(probe) for probe in self.probes if is_of_other(probe))
            self._keep_beside(self.other.run)

    def _keep_beside(self, run: Run) -> None:
        """Have the other run stand at the step of this one, or at its end."""
        mine = self.run.tree
        if self.compared not in mine.branches:
            self.compare(None)
            return
        number, known = self.compared, run.tree.branches.get(self.compared)
        place = mine.at(number, self.run.t)
        if known is not mine.branches[number] or run.tree.end(number) != mine.end(number):
            run.open(mine.as_now(), place)
        elif run.place != place:
            run.go(place)

    def advance(self, steps: int) -> int:
        """Train the run and all that is watched beside it; how many steps the run made."""
        made = self.run.advance(steps)
        self.follow()
        return made

    def follow(self, seconds: float = float("inf")) -> bool:
        """Let twins catch up and long computations go on, for about so long; whether something is left.

        Each gets its share of the time, so that none waits for another that never catches up.
        """
        if self.other:
            self._keep_beside(self.other.run)
        names = {probe.twin for probe in self.probes if probe.twin in TWINS}
        sweeps = [self._swept(p) for p in self.probes if isinstance(p, Reach) and not is_of_other(p)]
        share, behind = seconds / max(1, len(names) + len(sweeps) + bool(self.other)), False
        if self.other:
            behind |= self.other.follow(share)
        for name in sorted(names):
            behind |= self._twin(name).follow(self.run, time.perf_counter() + share)
        for sweep in sweeps:
            sweep.advance(share)
            behind |= sweep.progress < 1.0
        return behind

    def snapshot(self, probes: Iterable[Probe] = ()) -> Snapshot:
        """As `Run.snapshot`, with the views of twins, which catch up first."""
        self.watch(self.probes | frozenset(probes))
        self.follow()
        views = {probe: self.view(probe) for probe in probes}
        seen = {key: view for key, view in views.items() if view}
        return dataclasses.replace(self.run.snapshot(), views=seen)

    def view(self, probe: Probe) -> View | None:
        """What one probe asks to see; None of a twin that cannot be."""
        if is_of_other(probe):
            return self.other.view(of_other(probe)) if self.other else None
        if isinstance(probe, Reach):
            return self._swept(probe).view()
        if not probe.twin:
            return self.run.view(probe)
        twin = self._twin(probe.twin)
        if twin.run is None:
            return _missing(self.run, twin) if isinstance(probe, Twin) else None
        return twin.run.view(probe)

    def stamp(self, probe: Probe) -> tuple[object, ...]:
        """Different whenever what `probe` sees may have changed."""
        if is_of_other(probe):
            return (id(self.other), *self.other.stamp(of_other(probe))) if self.other else ()
        if isinstance(probe, Reach):
            return id(self._swept(probe)), round(self._swept(probe).progress, 2)
        if not probe.twin:
            return self.run.stamp(probe)
        twin = self._twin(probe.twin)
        return id(twin), *(twin.run.stamp(probe) if twin.run else ())

    def _twin(self, name: str) -> _Twin:
        twin = self._twins.get(name)
        if twin is None or twin.run_id != self.run.run_id:
            twin = self._twins[name] = _Twin(self.run, TWINS[name])
        return twin

    def _swept(self, probe: Reach) -> Sweep:
        """The sweep of the networks as they are set now; another once a setting or the data are."""
        sweep = self._sweeps.get(probe)
        if sweep is None or not sweep.is_of(self.run):
            sweep = self._sweeps[probe] = Sweep(self.run, probe)
        return sweep


class _Twin:
    """A run beside another; `run` is None where there can be none, and `reason` says why.

    It has the other's branches, with the changes that are not the other's own, so it goes back and forth
    as the other does.
    """

    run: Run | None

    def __init__(self, of: Run, change: Callable[[Config], Config]) -> None:
        self.run_id, self.reason, self._version = of.run_id, "", -1
        self._numbers: dict[int, int] = {}
        try:
            self.run = _from_the_start(of.origin, change)
            self._numbers[of.tree.branch.root] = self.run.tree.current
        except ValueError as error:
            self.run, self.reason = None, str(error)

    def follow(self, of: Run, end: float) -> bool:
        """Train towards the place of the other run until the clock says `end`; whether it is still behind."""
        try:
            return self.run is not None and self._follow(self.run, of, end)
        except ValueError as error:
            self.run, self.reason = None, str(error)
            return False

    def _follow(self, run: Run, of: Run, end: float) -> bool:
        goal = self._goal(run, of)
        if run.tree.current != goal.branch or run.t > goal.step or len(run.edits) > goal.edits:
            run.go(Place(goal.branch, min(goal.step, run.tree.end(goal.branch)), goal.edits))
        while run.t < goal.step and not run.divergence and time.perf_counter() < end:
            run.advance(min(_SLICE, goal.step - run.t))
        if run.t == goal.step and run.place != goal:
            run.go(goal)
        return not run.divergence and run.place != self._goal(run, of)

    def _goal(self, run: Run, of: Run) -> Place:
        """Where it is to stand; on the way to a branch it does not have yet, where that begins."""
        for number in [*of.tree.lineage(of.tree.current)][::-1]:
            branch, parent = of.tree.branches[number], of.tree.branches[number].parent
            edits = _shared(branch.edits)
            if number not in self._numbers and parent is not None:
                made = len(_shared(branch.edits[: parent.edits]))
                fork = Place(self._numbers[parent.branch], parent.step, made)
                if run.tree.end(fork.branch) < fork.step:
                    return fork
                run.go(fork)
                run.branch_off()
                self._numbers[number] = run.tree.current
            self._take_over(run, self._numbers[number], edits)
        return Place(self._numbers[of.tree.current], of.t, len(_shared(of.edits)))

    def _take_over(self, run: Run, number: int, edits: tuple[Edit, ...]) -> None:
        """Have the changes that the other's branch has now."""
        mine = run.tree.branches[number].edits
        if mine == edits:
            return
        same = next((i for i, (a, b) in enumerate(zip(mine, edits, strict=False)) if a != b), None)
        same = min(len(mine), len(edits)) if same is None else same
        run.tree.pasts[number].forget(same)
        run.tree.change(number, edits=edits, divergence=None)
        if run.tree.current == number and len(run.edits) > same:
            run.go(Place(number, min(run.t, mine[same].step), same))


def _shared(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    return tuple(edit for edit in edits if edit.call[0] not in _ITS_OWN)


def _from_the_start(origin: Checkpoint, change: Callable[[Config], Config]) -> Run:
    if origin.step or origin.dataset is None:
        raise ValueError("The start of this run is not known: reset it (R) to see its twin.")
    run = Run(origin.config, origin.dataset, origin.base, traced=True)
    run.restore(origin)  # its first weights may be those that another network had learned
    run.load(change(origin.config), keep_weights=True)
    return run


def _missing(run: Run, twin: _Twin) -> View:
    view = run.view(Twin())
    assert isinstance(view, TwinView)
    nothing: dict[str, Any] = {
        name: getattr(view, name)[:0]
        for name in ("at", "cost_train", "cost_dev", "accuracy_train", "accuracy_dev")
    }
    return dataclasses.replace(view, **nothing, step=0, diverged=False, message=twin.reason)
