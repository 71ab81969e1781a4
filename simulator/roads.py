"""The branches of a tree as they are drawn."""

from __future__ import annotations

import numpy as np

from simulator.metrics import Record
from simulator.snapshot import Road
from simulator.tree import Tree


def roads(tree: Tree) -> tuple[Road, ...]:
    """Every branch, in the order they were made."""
    return tuple(road(tree, number) for number in sorted(tree.branches))


def road(tree: Tree, number: int) -> Road:
    """One branch."""
    branch = tree.branches[number]
    series = _own(tree, number).series()
    first = 0 if branch.is_root else int(np.searchsorted(series.at, branch.fork, side="right"))
    return Road(
        number=number,
        parent=branch.parent,
        root=branch.root,
        fork=branch.fork,
        end=tree.end(number),
        name=branch.name,
        config=tree.origins[branch.root].config,
        edits=branch.edits,
        inherited=branch.inherited,
        at=series.at[first:],
        cost_train=series.cost_train[first:],
        cost_dev=series.cost_dev[first:],
        diverged=branch.divergence.message if branch.divergence else "",
        gesture=branch.gesture,
        deleted=bool(branch.deleted),
    )


def _own(tree: Tree, number: int) -> Record:
    return tree.record if number == tree.current else tree.tails[number]
