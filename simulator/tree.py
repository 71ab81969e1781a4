"""The roads a person took: branches of a run, each with its changes by hand, its record and its past.

Nothing is overwritten. A change made in the past grows a branch and the old future stays; a change that
rebuilds the network begins another root, which remembers where one was.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.datasets import Dataset
from simulator.divergence import Divergence
from simulator.examples import PAINTING, Examples
from simulator.history import Checkpoint, Edit, Kept, Place
from simulator.metrics import Record
from simulator.past import Past

BUDGET = 40 << 20
"""Bytes of all checkpoints together; above it old ones grow further apart."""
_COARSEST = 1 << 20


@dataclass(frozen=True)
class Branch:
    """One road. `edits` are all changes since step 0, those before the fork too.

    `parent` is where it left another road, and of a root (`root` is its own number) where one was when it
    was begun; None for the first. `fork` is the step from which it is a road of its own, `gesture` the
    change that made it, `deleted` the one that hid it, `renamed` the one that gave it its name, which `was`
    another before; 0 where none did.
    """

    number: int
    parent: Place | None
    root: int
    fork: int
    name: str
    edits: tuple[Edit, ...]
    gesture: int
    divergence: Divergence | None = None
    deleted: int = 0
    renamed: int = 0
    was: str = ""

    @property
    def is_root(self) -> bool:
        """Whether it began at a network of its own."""
        return self.root == self.number

    @property
    def inherited(self) -> int:
        """How many of its changes were made before it left its parent."""
        return 0 if self.is_root or self.parent is None else self.parent.edits


class Tree:
    """All branches; one is `current`, and `record` is its whole record, to its end.

    `key` tells it from the trees that were open before; `version` grows with every change of the branches
    or of what is kept.
    """

    def __init__(self) -> None:
        self.key = 0
        self.branches: dict[int, Branch] = {}
        self.origins: dict[int, Checkpoint] = {}
        self.pasts: dict[int, Past] = {}
        self.tails: dict[int, Record] = {}
        self.kept: tuple[Kept, ...] = ()
        self.current, self.record = -1, Record()
        self.version = self.gesture = 0
        self.heard: Callable[[int, Checkpoint], object] = _nobody
        self._numbers = 0
        self._painted: tuple[int, tuple[Edit, ...], Dataset] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "heard": _nobody}

    @property
    def branch(self) -> Branch:
        """The current one."""
        return self.branches[self.current]

    def end(self, number: int) -> int:
        """The last step made on a branch."""
        return self.record.end if number == self.current else self.tails[number].end

    def whole(self, number: int) -> Record:
        """The record of a branch from its root's start to its end."""
        if number == self.current:
            return self.record
        branch, tail = self.branches[number], self.tails[number]
        if branch.is_root or branch.parent is None:
            return tail
        record = self.whole(branch.parent.branch).truncated(branch.fork)
        record.extend(tail.series())
        return record

    def tail(self, number: int) -> Record:
        """The record of a branch from its fork on."""
        if number != self.current:
            return self.tails[number]
        return self.record if self.branch.is_root else self.record.tail(self.branch.fork)

    def as_now(self) -> Tree:
        """What is known now, to be read while this one grows."""
        tree = Tree()
        tree.__dict__.update(self.__dict__)
        tree.heard, tree.record = _nobody, self.record.as_now()
        tree.branches, tree.origins = {**self.branches}, {**self.origins}
        tree.pasts = {number: past.as_now() for number, past in self.pasts.items()}
        tree.tails = {number: tail.as_now() for number, tail in self.tails.items()}
        return tree

    # Growing --------------------------------------------------------------------------------------

    def begin(self, origin: Checkpoint, parent: Place | None, name: str = "") -> Branch:
        """Another root, which is current from now on."""
        self._leave()
        number = self._next_number()
        edits = origin.edits
        self.branches[number] = Branch(number, parent, number, origin.step, name, edits, self.gesture)
        self.origins[number], self.pasts[number] = origin, Past()
        self.current, self.record = number, Record(origin.step)
        return self.branch

    def grow(self, place: Place, name: str = "") -> Branch:
        """A branch that leaves another at `place`; it is current from now on."""
        parent, number = self.branches[place.branch], self._next_number()
        record = self.whole(place.branch).truncated(place.step)
        self._leave()
        self.branches[number] = Branch(
            number, place, parent.root, place.step, name, parent.edits[: place.edits], self.gesture
        )
        self.pasts[number] = Past()
        self.current, self.record = number, record
        return self.branch

    def add(self, branch: Branch) -> None:
        """A branch that grew elsewhere."""
        self.branches[branch.number], self.pasts[branch.number] = branch, Past()
        self.tails[branch.number] = Record(branch.fork)
        self.version += 1

    def switch(self, number: int) -> None:
        """Make another branch current."""
        if number != self.current:
            record = self.whole(number)
            self._leave()
            self.current, self.record = number, record
            del self.tails[number]

    def change(self, number: int, **changes: object) -> None:
        """Replace parts of a branch."""
        self.branches[number] = dataclasses.replace(self.branches[number], **changes)  # type: ignore[arg-type]
        self.version += 1

    def keep(self, kept: tuple[Kept, ...]) -> None:
        """Places to come back to, from now on."""
        self.kept = kept
        self.version += 1

    def drop(self, number: int) -> None:
        """Forget a branch that nothing grows from and nobody stands on."""
        for table in (self.branches, self.origins, self.pasts, self.tails):
            table.pop(number, None)
        self.keep(tuple(kept for kept in self.kept if kept.place.branch != number))

    def is_bare(self, number: int) -> bool:
        """Whether a branch holds nothing of its own: no step, no change, no branch, nothing kept."""
        branch = self.branches[number]
        return (
            self.end(number) == branch.fork
            and len(branch.edits) == branch.inherited
            and not any(b.parent and b.parent.branch == number for b in self.branches.values())
            and not any(kept.place.branch == number for kept in self.kept)
        )

    # The past -------------------------------------------------------------------------------------

    def remember(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint of the current branch, and let who listens know."""
        self.hold(self.current, checkpoint)
        self.heard(self.current, checkpoint)

    def hold(self, number: int, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint of a branch, and fewer old ones where all together take more than `BUDGET`."""
        self.pasts[number].add(checkpoint)
        while sum(past.nbytes for past in self.pasts.values()) > BUDGET:
            largest = max(self.pasts.values(), key=lambda past: past.nbytes)
            if largest.coarse >= _COARSEST:
                break
            largest.widen()

    def nearest(self, place: Place) -> Checkpoint:
        """The last checkpoint on the way to `place`."""
        step, edits = place.step, place.edits
        for number in self.lineage(place.branch):
            branch = self.branches[number]
            found = self.pasts[number].before(step, edits)
            if found is not None:
                return self.with_data(found, branch.root)
            if not branch.is_root and branch.parent is not None:
                step, edits = min(step, branch.parent.step), min(edits, branch.parent.edits)
        return self.origins[self.branches[place.branch].root]

    def with_data(self, checkpoint: Checkpoint, root: int) -> Checkpoint:
        """A checkpoint with the data as they were then: those of its root, painted again."""
        if checkpoint.dataset is not None:
            return checkpoint
        origin = self.origins[root]
        return dataclasses.replace(checkpoint, dataset=self.painted(root, checkpoint.edits), base=origin.base)

    def painted(self, root: int, edits: tuple[Edit, ...]) -> Dataset:
        """The data of a root after changes made by hand."""
        origin = self.origins[root]
        assert origin.dataset is not None
        assert origin.base is not None
        mine = tuple(edit for edit in edits if edit.call[0] in PAINTING)
        done, dataset = 0, origin.dataset
        if self._painted and self._painted[0] == root and self._painted[1] == mine[: len(self._painted[1])]:
            done, dataset = len(self._painted[1]), self._painted[2]
        if len(mine) > done:
            config = origin.config
            examples = Examples(dataset, origin.base, config.normalize_inputs, np.dtype(config.dtype))
            for edit in mine[done:]:
                PAINTING[edit.call[0]](examples, *edit.call[1:])
            dataset = examples.dataset
        self._painted = root, mine, dataset
        return dataset

    def lineage(self, number: int) -> Iterator[int]:
        """A branch, the one it left, and so on to the root."""
        branch = self.branches[number]
        yield number
        while not branch.is_root and branch.parent is not None:
            branch = self.branches[branch.parent.branch]
            yield branch.number

    def tip(self, number: int) -> Place:
        """The end of a branch, all its changes made but those that a recipe has yet to come to."""
        end = self.end(number)
        made = bisect_right(self.branches[number].edits, end, key=lambda edit: edit.step)
        return Place(number, end, made)

    def at(self, number: int, step: int) -> Place:
        """A step of a branch: before the changes made there, but at its end after them."""
        branch, end = self.branches[number], self.end(number)
        step = min(max(step, self.origins[branch.root].step), end)
        if step == end:
            return self.tip(number)
        return Place(number, step, sum(edit.step < step for edit in branch.edits))

    def owner(self, place: Place) -> Place:
        """The same place, on the branch that first went through it."""
        branch = self.branches[place.branch]
        while not branch.is_root and branch.parent is not None:
            parent = branch.parent
            if (place.step, place.edits) > (parent.step, parent.edits):
                break
            place = dataclasses.replace(place, branch=parent.branch)
            branch = self.branches[place.branch]
        return place

    # Inside ---------------------------------------------------------------------------------------

    def _leave(self) -> None:
        if self.current in self.branches:
            self.tails[self.current] = self.tail(self.current)
        self.version += 1

    def _next_number(self) -> int:
        self._numbers = max([self._numbers, *(number + 1 for number in self.branches)])
        self._numbers += 1
        return self._numbers - 1


def _nobody(_number: int, _checkpoint: Checkpoint) -> None:
    """Who listens where no window does."""
