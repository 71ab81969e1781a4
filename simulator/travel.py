"""Going back and forth in a run's past, exactly: the nearest checkpoint, and every step and change since
made again. What leaves the past by another way grows a branch.
"""

from __future__ import annotations

import dataclasses

from simulator.by_hand import ByHand
from simulator.history import Checkpoint, Edit, Kept, Place
from simulator.metrics import Record
from simulator.trace import Trace
from simulator.tree import Branch, Tree
from simulator.undoing import Undoing

_TRACED = 1024  # steps before a place that the learning panels look back on


class TimeTravel(ByHand, Undoing):
    """The part of `Run` that knows where it has been."""

    tree: Tree
    trace: Trace | None
    gesture: int | None
    """Of the person's who makes the changes that come; None where each is one of its own."""
    _last_gesture: int | None
    _redoing: Edit | None
    _traces: dict[int, Trace]

    @property
    def record(self) -> Record:
        """Of the branch one stands on, to its end."""
        return self.tree.record

    @property
    def place(self) -> Place:
        """Where one stands."""
        return Place(self.tree.current, self.t, len(self.edits))

    @property
    def is_at_tip(self) -> bool:
        """Whether nothing is known of the future."""
        return self.t == self.record.end and len(self.edits) == len(self.tree.branch.edits)

    def rewind(self, step: int, rough: int = 0) -> None:
        """Stand after `step` steps of this branch, bit for bit as then: before the changes made there, at
        its end after them. Steps outside what was trained are those at its ends. Up to `rough` steps beside
        it where that is quicker to reach.
        """
        self.go(self.tree.at(self.tree.current, step), rough)

    def visit(self, branch: int, step: int | None = None) -> None:
        """Stand after `step` steps of any branch; at its end for None."""
        self._known(branch)
        self.go(self.tree.tip(branch) if step is None else self.tree.at(branch, step))

    def go(self, place: Place, rough: int = 0) -> None:
        """Stand at a place of any branch; up to `rough` steps beside it where that is quicker to reach."""
        if place.branch not in self.tree.branches:
            raise ValueError(f"There is no branch {place.branch}.")
        branch, left = self.tree.branches[place.branch], self.tree.current
        step = min(max(place.step, self.tree.origins[branch.root].step), self.tree.end(place.branch))
        place = Place(place.branch, step, min(place.edits, len(branch.edits)))
        moved = self._change_branch(place.branch)
        start = self.tree.nearest(self._just_before(place))
        if rough and place.step - start.step <= rough:
            place = Place(place.branch, min(start.step + 1, place.step), len(start.edits))
        elif not rough:
            start = self._seen_from(place, start)
        if moved or not self._is_on_the_way(start, place):
            self.stand(start)
        self._make_again(place)
        at_end = place == self.tree.tip(place.branch)
        self.divergence = branch.divergence if at_end else None
        if left != place.branch:
            self._prune(left)

    def grow(self, place: Place, name: str = "") -> None:
        """Stand at a place on a branch of its own, whose future is open."""
        self.go(place)
        self.divergence = None
        if not self.is_at_tip:
            self.branch_off(name)

    # Branches -------------------------------------------------------------------------------------

    def rename(self, number: int, name: str) -> None:
        """Give a branch a name."""
        was, name = self._known(number).name, name.strip()[:80]
        if name != was:
            self._deed()
            self.tree.change(number, name=name, renamed=self.tree.gesture, was=was)

    def delete(self, number: int) -> None:
        """Hide a branch; standing on it, one goes to where it left its parent."""
        branch = self._known(number)
        if branch.parent is None:
            raise ValueError("The first branch cannot be deleted: all others grew from it.")
        self._deed()
        if number == self.tree.current:
            self.go(branch.parent)
        if number in self.tree.branches:  # one with nothing on it went by being left
            self.tree.change(number, deleted=self.tree.gesture)

    def keep(self) -> None:
        """Better: this place is one to come back to."""
        self._deed()
        kept = Kept(self.tree.owner(self.place), self.marks_of_dev(), self.tree.gesture)
        others = tuple(k for k in self.tree.kept if k.place != kept.place)
        self.tree.keep((*others, kept))

    def revert(self) -> None:
        """Worse: back to the last place on this road that was kept, or to its start, the future open."""
        self.grow(self.last_kept())

    def last_kept(self) -> Place:
        """The place that `revert` goes to."""
        here, origin = self.tree.current, self.origin
        found = [Place(here, k.place.step, k.place.edits) for k in self.tree.kept if self._is_behind(k.place)]
        first = Place(here, origin.step, len(origin.edits))
        return max(found, key=lambda p: (p.step, p.edits), default=first)

    # Inside ---------------------------------------------------------------------------------------

    def stand(self, checkpoint: Checkpoint) -> None:
        """Stand where a checkpoint of this branch was taken."""
        raise NotImplementedError  # Run's

    def change_root(self, origin: Checkpoint) -> None:
        """Be the network of another root."""
        raise NotImplementedError  # Run's

    def step(self) -> float:
        """Train one mini-batch."""
        raise NotImplementedError  # Run's

    @property
    def origin(self) -> Checkpoint:
        """Where this network began."""
        return self.tree.origins[self.tree.branch.root]

    def marks_of_dev(self) -> float:
        """J of the dev set now."""
        raise NotImplementedError  # Run's

    def _just_before(self, place: Place) -> Place:
        """A step before `place`, where there is one: the last mini-batch is to be seen there, too."""
        first = self.tree.origins[self.tree.branches[place.branch].root].step
        return dataclasses.replace(place, step=max(place.step - 1, first))

    def _seen_from(self, place: Place, start: Checkpoint) -> Checkpoint:
        """`start`, or an earlier one where the learning panels miss some of the steps before `place`."""
        gap = self.trace.first_gap(place.step, _TRACED) if self.trace is not None else place.step
        if gap >= min(start.step, place.step):
            return start
        return self.tree.nearest(dataclasses.replace(place, step=gap))

    def _is_on_the_way(self, start: Checkpoint, place: Place) -> bool:
        """Whether one may go on from here rather than from `start`."""
        here = self.place
        if self.divergence or (self.last is None and here.step > 0):
            return False
        return start.step <= here.step < place.step and len(start.edits) <= here.edits <= place.edits

    def _make_again(self, place: Place) -> None:
        while self.t < place.step:
            before = self.t
            self.step()
            if self.t == before:
                raise ValueError(f"The past cannot be made again beyond step {before:,}: {_reason(self)}.")
        while len(self.edits) < place.edits:
            self.redo(self.tree.branch.edits[len(self.edits)])

    def _change_branch(self, number: int) -> bool:
        """Whether it is another."""
        if number == self.tree.current:
            return False
        old, new = self.tree.branch, self.tree.branches[number]
        shared = self._fork_between(old.number, number)
        self.tree.switch(number)
        if old.root != new.root:
            self.change_root(self.tree.origins[new.root])
        elif self.trace is not None:
            self.trace.forget_after(shared)
        return True

    def _fork_between(self, one: int, other: int) -> int:
        """The last step that two branches share."""
        roads = [list(self.tree.lineage(number))[::-1] for number in (one, other)]
        shared = float("inf")
        for a, b in zip(*roads, strict=False):
            if a != b:
                return int(min(shared, self.tree.branches[a].fork, self.tree.branches[b].fork))
        longer = max(roads, key=len)
        below = longer[min(map(len, roads)) :]
        return self.tree.branches[below[0]].fork if below else int(min(shared, self.t))

    def branch_off(self, name: str = "") -> None:
        """Leave the future of this place to the branch that has it."""
        self.tree.grow(self.tree.owner(self.place), name)
        if self.trace is not None:
            self.trace.forget_after(self.t)

    def _prune(self, number: int) -> None:
        """Drop a branch that was left with nothing on it."""
        branch = self.tree.branches.get(number)
        if branch is None or branch.is_root or number in self.tree.lineage(self.tree.current):
            return
        if self.tree.is_bare(number) and not any(undone.place.branch == number for undone in self.redoable):
            self.tree.drop(number)

    def _is_behind(self, place: Place) -> bool:
        """Whether the road to here came through `place`."""
        limit = self.place
        for number in self.tree.lineage(limit.branch):
            parent = self.tree.branches[number].parent
            if number == place.branch:
                return (place.step, place.edits) <= (limit.step, limit.edits)
            limit = min(limit, parent or limit, key=lambda p: (p.step, p.edits))
        return False

    def _known(self, number: int) -> Branch:
        if number not in self.tree.branches:
            raise ValueError(f"There is no branch {number}.")
        return self.tree.branches[number]

    def _deed(self) -> None:
        """Something a person did, as a part of the same `gesture` or as a new one: what was undone before
        can no longer be done again.
        """
        if self.gesture is None or self.gesture != self._last_gesture:
            self.tree.gesture += 1
        self._last_gesture = self.gesture
        self.redoable.clear()

    def _note(self, edit: Edit) -> None:
        """A change made by hand: at the end of the branch, or the first of another."""
        self._deed()
        edit = dataclasses.replace(edit, gesture=self.tree.gesture)
        if not self.is_at_tip:
            self.branch_off()
        known, last = self.tree.branch.edits, self.edits[-1] if self.edits else None
        if last is not None and _is_same_drag(last, edit) and len(known) > self.tree.branch.inherited:
            known, edit = known[:-1], dataclasses.replace(edit, old=last.old)
            self.tree.pasts[self.tree.current].forget(len(known))
        self.tree.change(self.tree.current, edits=(*known, edit), divergence=None)
        self.edits = self.tree.branch.edits

    def redo(self, edit: Edit) -> None:
        """Make a change of this branch again."""
        self._redoing, known = edit, len(self.edits)
        try:
            super().redo(edit)
        finally:
            self._redoing = None
        if len(self.edits) == known:  # a drag that ended where it began changes nothing
            self.edits = (*self.edits, edit)

    def _catch_up(self) -> None:
        """Make the changes again that were made here."""
        edits = self.tree.branch.edits
        while len(self.edits) < len(edits) and edits[len(self.edits)].step <= self.t:
            self.redo(edits[len(self.edits)])

    def remember(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint: for good at the end of a branch, for a while on the way through the past."""
        if self.t == self.record.end:
            self.tree.remember(checkpoint)
        else:
            self.tree.pasts[self.tree.current].note(checkpoint)

    def _unless_dragged(self, stood: Place) -> Place:
        """Where one stood; before the drag, where it only passed through the network there, which goes."""
        root, of_this_drag = self.tree.branch, self.gesture is not None and self.gesture == self._last_gesture
        if not (of_this_drag and root.is_root and root.parent and self.tree.is_bare(root.number)):
            return stood
        self.tree.switch(root.parent.branch)
        self.tree.drop(root.number)
        self._traces.pop(root.number, None)
        return root.parent


def _reason(run: TimeTravel) -> str:
    return "it diverges there" if run.divergence else "its numbers come out otherwise on this machine"


def _is_same_drag(last: Edit, edit: Edit) -> bool:
    """Whether a change only goes further than the last one did, so that the last need not be made."""
    alike = last.gesture == edit.gesture and last.step == edit.step and last.name == edit.name
    return alike and last.call[0] == edit.call[0] in ("set", "set_parameter") and edit.name != "optimizer"
