"""A tree of branches out of a run file. Names, numbers and how they hang together are all checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from simulator import checked, kept_data
from simulator.archive import Archive
from simulator.datasets import Dataset
from simulator.divergence import Divergence
from simulator.history import Kept, Place
from simulator.kept_edits import MOST_GESTURES, MOST_STEPS, Course
from simulator.metrics import NOTED
from simulator.run_arrays import Counts, Root, take_checkpoints, take_records
from simulator.run_writing import LONGEST_NAME
from simulator.tree import Branch, Tree

MOST_ROOTS: Final = 400
_MOST_BRANCHES, _MOST_KEPT = 5_000, 10_000
_MOST_CHANGES = 1_000_000  # of all branches, those they share counted on each
_COARSE = 2**10, 2**20
_PARTS = "current", "gesture", "place", "roots", "branches", "kept", "data", "stacks", "orders"
_OF_BRANCH = (
    "number", "parent", "root", "fork", "name", "gesture", "deleted", "divergence", "coarse", "keep", "edits",
    "losses", "marks", "units", "warm_up",
    "renamed", "was",
)  # fmt: skip


def tree_of(archive: Archive, json: dict[str, Any]) -> tuple[Tree, Place]:
    """The tree in a file whose `tree.json` is given, and the place one stood at."""
    values = dict(zip(_PARTS, checked.fields(json, "tree.json", *_PARTS), strict=True))
    reading = _Reading()
    data = list(_data(archive, values["data"]))
    for value in checked.items(values["roots"], "roots", MOST_ROOTS):
        reading.add_root(value, data)
    for value in checked.items(values["branches"], "branches", _MOST_BRANCHES):
        reading.add_branch(value)
    reading.check_roots()
    tree = reading.tree
    take_records(archive, tree, reading.roots, reading.counts)
    take_checkpoints(
        archive, tree, reading.roots, reading.courses, reading.counts, values["stacks"], values["orders"]
    )
    tree.kept = tuple(reading.kept(k) for k in checked.items(values["kept"], "kept", _MOST_KEPT))
    tree.gesture = checked.whole(values["gesture"], "gesture", 0, MOST_GESTURES)
    place = reading.place(values["place"], "place")
    tree.switch(reading.known(values["current"], "current"))
    return tree, place


def _data(archive: Archive, values: object) -> Iterator[Dataset]:
    for i, value in enumerate(checked.items(values, "data", 2 * MOST_ROOTS)):
        name, source, features, classes, m = checked.fields(
            value, "a data set", "name", "source", "features", "classes", "m"
        )
        m = checked.whole(m, "the examples of a data set", 1, kept_data.MOST_EXAMPLES)
        words = kept_data.names(features), kept_data.names(classes)
        X = archive.array(f"data/{i}/X.npy", "f8", (len(words[0]), m))
        y, split = (
            archive.array(f"data/{i}/{part}.npy", kind, (m,)) for part, kind in (("y", "i8"), ("split", "u1"))
        )
        yield kept_data.checked_set(
            checked.text(name, "name"), checked.text(source, "source", 10_000), *words, X, y, split
        )


class _Reading:
    """What has been read of a tree, and was found good."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.roots, self.courses = dict[int, Root](), dict[int, Course]()
        self.counts = dict[int, Counts]()
        self._changes = 0

    def add_root(self, value: object, data: Sequence[Dataset]) -> None:
        """A network, which a branch of its number begins with."""
        number, config, *which = checked.fields(value, "a root", "number", "config", "dataset", "base")
        number = checked.whole(number, "the number of a root")
        dataset, base = (data[checked.whole(i, "the data of a root", 0, len(data) - 1)] for i in which)
        if number in self.roots:
            raise ValueError(f"root {number} stands there twice.")
        kept_data.check_pair(dataset, base)
        self.roots[number] = Root(checked.config(config, f"the config of root {number}"), dataset, base)

    def add_branch(self, value: object) -> None:
        """A branch; those before it are known, and only they may be its parent."""
        of = dict(zip(_OF_BRANCH, checked.fields(value, "a branch", *_OF_BRANCH), strict=True))
        number = checked.whole(
            of["number"], "the number of a branch", max(self.tree.branches, default=-1) + 1
        )
        what = f"of branch {number}"
        place = None if of["parent"] is None else self.place(of["parent"], f"the parent {what}", clipped=True)
        root, fork = (
            checked.whole(of["root"], f"the root {what}"),
            checked.whole(of["fork"], f"the fork {what}", 0, MOST_STEPS),
        )
        counts = Counts(
            fork, *(checked.whole(of[each], f"the {each} {what}", 0, 2**31) for each in ("losses", *NOTED))
        )
        course = self._course(number, root, fork, place, of["keep"])
        for edit in checked.items(of["edits"], f"the changes {what}", _MOST_CHANGES):
            course.take(edit)
        self._check_changes(number, course, counts, place if root != number else None)
        self.tree.branches[number] = Branch(
            number, place, root, fork, checked.text(of["name"], f"the name {what}", LONGEST_NAME),
            tuple(course.edits), checked.whole(of["gesture"], f"the gesture {what}", 0, MOST_GESTURES),
            _stopped(of["divergence"], what),
            checked.whole(of["deleted"], f"the deletion {what}", 0, MOST_GESTURES),
            checked.whole(of["renamed"], f"the naming {what}", 0, MOST_GESTURES),
            checked.text(of["was"], f"the former name {what}", LONGEST_NAME),
        )  # fmt: skip
        self.courses[number], self.counts[number] = (
            course,
            counts._replace(coarse=checked.whole(of["coarse"], f"the grid {what}", *_COARSE)),
        )

    def _course(self, number: int, root: int, fork: int, place: Place | None, keep: object) -> Course:
        """The changes that a branch shares with its parent, to which its own come; none for a root."""
        if root == number:
            if number not in self.roots or fork or keep:
                raise ValueError(f"root {number} must be among the roots and begin at step 0.")
            return Course(*self.roots[number])
        if place is None or self.tree.branches[place.branch].root != root or place.step != fork:
            raise ValueError(f"branch {number} must begin on its root, where it left its parent.")
        parent = self.courses[place.branch]
        shared = checked.whole(keep, "shared changes", 0, len(parent.edits))
        self._count(shared)
        return parent.branch(shared)

    def _check_changes(self, number: int, course: Course, counts: Counts, parent: Place | None) -> None:
        self._count(len(course.edits))
        if course.edits and course.edits[-1].step > counts.end:
            raise ValueError(f"the changes of branch {number} must be made by its end, step {counts.end}.")
        if parent is not None and parent.edits > len(course.edits):
            raise ValueError(f"branch {number} must have the {parent.edits} changes that it began with.")

    def _count(self, changes: int) -> None:
        self._changes += changes
        if self._changes > _MOST_CHANGES:
            raise ValueError(f"all branches together must have at most {_MOST_CHANGES:,} changes, got more.")

    def check_roots(self) -> None:
        """Raises ValueError unless each root is the beginning of a branch, and there is one."""
        begun = {number for number, branch in self.tree.branches.items() if branch.is_root}
        if not begun or begun != set(self.roots):
            raise ValueError(
                f"each of the {len(self.roots)} roots must be a branch's, got {len(begun)} such branches."
            )

    # Places ---------------------------------------------------------------------------------------

    def known(self, value: object, what: str) -> int:
        """The number of a branch that is there."""
        number = checked.whole(value, what)
        if number not in self.tree.branches:
            raise ValueError(f"{what} must be a branch that is there, got {number}.")
        return number

    def place(self, value: object, what: str, clipped: bool = False) -> Place:
        """A place on a branch that is there; `clipped` where changes that it had may be taken back since."""
        branch, step, edits = checked.items(value, what, 3, 3)
        number = self.known(branch, what)
        most = _MOST_CHANGES if clipped else len(self.tree.branches[number].edits)
        return Place(
            number,
            checked.whole(step, f"the step of {what}", 0, self.counts[number].end),
            checked.whole(edits, f"the changes before {what}", 0, most),
        )

    def kept(self, value: object) -> Kept:
        """A place to come back to."""
        place, cost, gesture = checked.items(value, "a kept place", 3, 3)
        return Kept(
            self.place(place, "a kept place", clipped=True),
            checked.any_number(cost, "the cost of a kept place"),
            checked.whole(gesture, "the gesture of a kept place", 0, MOST_GESTURES),
        )


def _stopped(value: object, what: str) -> Divergence | None:
    if value is None:
        return None
    step, message = checked.items(value, f"the divergence {what}", 2, 2)
    return Divergence(
        checked.whole(step, f"the divergence {what}", 0, MOST_STEPS),
        checked.text(message, f"the divergence {what}", LONGEST_NAME),
    )
