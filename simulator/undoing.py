"""Undo and redo. Undo is time travel: it goes to the moment before a change, bit for bit."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from simulator.history import Deed, Edit, Kept, Place
from simulator.tree import Tree


@dataclass(frozen=True)
class Undone:
    """A deed taken back: where one was, the changes that were cut off the branch, what was kept or named."""

    deed: Deed
    place: Place
    cut: tuple[Edit, ...] = ()
    kept: Kept | None = None
    name: str = ""


class Undoing:
    """The part of `Run` that takes back what a person did, and does it again."""

    t: int
    edits: tuple[Edit, ...]
    tree: Tree
    redoable: list[Undone]

    @property
    def undoable(self) -> Deed | None:
        """What `undo` would take back."""
        branches, deeds = self.tree.branches, list[Deed]()
        if self.edits:
            gesture = self.edits[-1].gesture
            mine = [edit for edit in self.edits if edit.gesture == gesture]
            whole = (
                mine[-1] if mine[0].name != mine[-1].name else dataclasses.replace(mine[-1], old=mine[0].old)
            )
            deeds.append(Deed("edit", gesture, edit=whole))
        root = branches[self.tree.branch.root]
        if root.parent is not None:
            deeds.append(Deed("network", root.gesture, branch=root.number))
        deeds += [Deed("delete", b.deleted, branch=b.number) for b in branches.values() if b.deleted]
        deeds += [Deed("rename", b.renamed, branch=b.number) for b in branches.values() if b.renamed]
        deeds += [Deed("keep", k.gesture, branch=k.place.branch) for k in self.tree.kept]
        return max(deeds, key=lambda deed: deed.gesture, default=None)

    def undo(self) -> Deed | None:
        """Take the last change back: stand where one stood before it, bit for bit; what was taken back.

        What was trained since stays in the tree; where nothing was, the change just goes.
        """
        deed, place = self.undoable, self.place
        if deed is None:
            return None
        branch = self.tree.branches.get(deed.branch)
        match deed.kind:
            case "edit":
                self._take_back(deed)
            case "keep":
                kept = next(k for k in self.tree.kept if k.gesture == deed.gesture)
                self.redoable.append(Undone(deed, place, kept=kept))
                self.tree.keep(tuple(k for k in self.tree.kept if k is not kept))
            case "rename" if branch is not None:
                self.redoable.append(Undone(deed, place, name=branch.name))
                self.tree.change(branch.number, name=branch.was, renamed=0, was="")
            case "delete":
                self.redoable.append(Undone(deed, place))
                self.tree.change(deed.branch, deleted=0)
            case "network" if branch is not None and branch.parent is not None:
                self.redoable.append(Undone(deed, place))
                self.go(branch.parent)
        return deed

    def redo_undone(self) -> Deed | None:
        """Do again what was last taken back, and stand where one stood; what it was."""
        if not self.redoable:
            return None
        last = self.redoable.pop()
        number, gesture = last.deed.branch, last.deed.gesture
        match last.deed.kind:
            case "keep" if last.kept is not None:
                self.tree.keep((*self.tree.kept, last.kept))
            case "rename":
                was = self.tree.branches[number].name
                self.tree.change(number, name=last.name, renamed=gesture, was=was)
            case "delete":
                self.tree.change(number, deleted=gesture)
            case _:
                if last.cut:
                    branch = self.tree.branches[last.place.branch]
                    self.tree.change(branch.number, edits=(*branch.edits, *last.cut), divergence=None)
                self.go(last.place)
        return last.deed

    def _take_back(self, deed: Deed) -> None:
        first = next(i for i, edit in enumerate(self.edits) if edit.gesture == deed.gesture)
        place, branch = self.place, self.tree.branch
        before = Place(place.branch, self.edits[first].step, first)
        if self.is_at_tip and before.step == self.t and first >= branch.inherited:
            cut = branch.edits[first:]  # no step was made since
            self.tree.pasts[branch.number].forget(first)
            self.tree.change(branch.number, edits=branch.edits[:first], divergence=None)
            self.redoable.append(Undone(deed, place, cut))
            self.go(before)
            return
        self.redoable.append(Undone(deed, place))
        self.grow(before)

    # What travels ---------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where one stands."""
        raise NotImplementedError  # TimeTravel's

    @property
    def is_at_tip(self) -> bool:
        """Whether nothing is known of the future."""
        raise NotImplementedError  # TimeTravel's

    def go(self, place: Place, rough: int = 0) -> None:
        """Stand at a place of any branch."""
        raise NotImplementedError  # TimeTravel's

    def grow(self, place: Place, name: str = "") -> None:
        """Stand at a place on a branch of its own."""
        raise NotImplementedError  # TimeTravel's
