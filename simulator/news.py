"""How a window comes to have the whole tree of its engine's run: told at one end, taken in at the other."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.history import Checkpoint, Edit, Kept
from simulator.metrics import NOTED
from simulator.past import COARSE
from simulator.snapshot import Series
from simulator.tree import Branch, Tree

_LATEST_EVERY = 0.5  # seconds between two checkpoints of the last steps
_NONE = (0,) * (1 + len(NOTED))


@dataclass(frozen=True)
class News:
    """What came since the last: see `Reporter` and `take`.

    `branches` hold only their new changes, with how many to keep of those known (its parent's where the
    branch is new); `rows` the new rows of the records from each fork on; `checkpoints` (branch, how many
    changes were made, the checkpoint without data and changes); `origins` roots with their data.
    """

    current: int
    gesture: int
    branches: tuple[tuple[Branch, int], ...] = ()
    gone: tuple[int, ...] = ()
    origins: Mapping[int, Checkpoint] = field(default_factory=dict)
    rows: Mapping[int, Series] = field(default_factory=dict)
    checkpoints: tuple[tuple[int, int, Checkpoint], ...] = ()
    kept: tuple[Kept, ...] | None = None


class Reporter:
    """Knows what the other end has of a tree."""

    def __init__(self) -> None:
        self._branches: dict[int, Branch] = {}
        self._counts: dict[int, tuple[int, ...]] = {}
        self._kept: tuple[Kept, ...] = ()
        self._fresh: list[tuple[int, Checkpoint]] = []
        self._version, self._latest_at = -1, 0.0

    def listen(self, tree: Tree) -> None:
        """Hear of its checkpoints from now on."""
        tree.heard = lambda number, checkpoint: self._fresh.append((number, checkpoint))

    def assume(self, tree: Tree) -> None:
        """The other end has all of a tree: it sent it."""
        self._branches, self._kept, self._version = dict(tree.branches), tree.kept, tree.version
        self._counts = {number: _counts(tree, number) for number in tree.branches}
        self._fresh.clear()
        self.listen(tree)

    def news(self, tree: Tree) -> News:
        """What the other end has not been told."""
        changed = tree.version != self._version
        fresh = [n for n, b in tree.branches.items() if self._branches.get(n) is not b] if changed else []
        news = News(
            tree.current,
            tree.gesture,
            tuple(self._part(tree, number) for number in sorted(fresh)),
            tuple(n for n in self._branches if n not in tree.branches) if changed else (),
            {n: tree.origins[n] for n in fresh if n in tree.origins and n not in self._branches},
            self._rows(tree),
            self._checkpoints(tree),
            tree.kept if tree.kept is not self._kept else None,
        )
        if changed:
            self._branches, self._kept, self._version = dict(tree.branches), tree.kept, tree.version
            self._counts = {n: counts for n, counts in self._counts.items() if n in tree.branches}
        return news

    def _part(self, tree: Tree, number: int) -> tuple[Branch, int]:
        branch = tree.branches[number]
        keep = _common(_known_edits(self._branches, branch), branch.edits)
        return dataclasses.replace(branch, edits=branch.edits[keep:]), keep

    def _rows(self, tree: Tree) -> dict[int, Series]:
        rows = {}
        for number in tree.branches:
            sent, now = self._counts.get(number, _NONE), _counts(tree, number)
            if sent != now:
                record = tree.record if number == tree.current else tree.tails[number]
                before = _inherited(tree, number)
                rows[number] = record.series(*(a + b for a, b in zip(before, sent, strict=True)))
                self._counts[number] = now
        return rows

    def _checkpoints(self, tree: Tree) -> tuple[tuple[int, int, Checkpoint], ...]:
        """Those of the coarse grid, and now and then the last; none whose changes were taken back since."""
        fresh = [(number, c) for number, c in self._fresh if _is_of(tree, number, c)]
        told = [(number, c) for number, c in fresh if c.step % COARSE == 0]
        if fresh and time.monotonic() - self._latest_at > _LATEST_EVERY:
            told.append(fresh[-1])
            self._latest_at = time.monotonic()
        self._fresh.clear()
        return tuple((number, len(c.edits), c.light()) for number, c in told)


def take(tree: Tree, news: News) -> None:
    """Have in `tree` what the other end has."""
    for number, origin in news.origins.items():
        tree.origins[number] = origin
    for part, keep in news.branches:
        edits = _known_edits(tree.branches, part)[:keep] + part.edits
        if part.number not in tree.branches:
            tree.add(dataclasses.replace(part, edits=edits))
        else:
            tree.pasts[part.number].forget(keep)
            tree.branches[part.number] = dataclasses.replace(part, edits=edits)
    for number, series in news.rows.items():
        (tree.record if number == tree.current else tree.tails[number]).extend(series)
    tree.switch(news.current)
    for number in news.gone:
        tree.drop(number)
    for number, count, checkpoint in news.checkpoints:
        known = tree.branches[number].edits[:count]
        tree.hold(number, dataclasses.replace(checkpoint, edits=known))
    tree.kept = tree.kept if news.kept is None else news.kept
    changed = bool(news.branches or news.gone) or news.kept is not None
    tree.gesture, tree.version = news.gesture, tree.version + changed


def _known_edits(branches: Mapping[int, Branch], branch: Branch) -> tuple[Edit, ...]:
    """The changes of a branch that the other end has; of a new one, those it takes over from its parent."""
    if branch.number in branches:
        return branches[branch.number].edits
    if branch.is_root or branch.parent is None or branch.parent.branch not in branches:
        return ()
    return branches[branch.parent.branch].edits[: branch.parent.edits]


def _common(these: tuple[Edit, ...], those: tuple[Edit, ...]) -> int:
    """How many changes two roads begin with are the very same."""
    if len(these) <= len(those) and these and these[-1] is those[len(these) - 1]:
        return len(these)
    pairs = enumerate(zip(these, those, strict=False))
    return next((i for i, (a, b) in pairs if a is not b), min(len(these), len(those)))


def _is_of(tree: Tree, number: int, checkpoint: Checkpoint) -> bool:
    """Whether the changes in a checkpoint are still those of the branch: in a drag the last alone stays."""
    branch = tree.branches.get(number)
    return branch is not None and checkpoint.edits == branch.edits[: len(checkpoint.edits)]


def _inherited(tree: Tree, number: int) -> tuple[int, ...]:
    """How much of the record at hand, by its `counts`, is its parent's."""
    branch, record = tree.branches[number], tree.record
    if branch.is_root or number != tree.current:
        return _NONE
    return branch.fork - record.start, *(len(record.noted(name, branch.fork)) for name in NOTED)


def _counts(tree: Tree, number: int) -> tuple[int, ...]:
    record = tree.record if number == tree.current else tree.tails[number]
    return tuple(a - b for a, b in zip(record.counts, _inherited(tree, number), strict=True))
