"""A tree of branches as the members of a run file: JSON about it, and its arrays stacked into a few."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator import checked, kept_edits
from simulator.datasets import Dataset
from simulator.history import Checkpoint, Place
from simulator.hyperparameters import Config
from simulator.kept_data import PARTS, are_same
from simulator.metrics import NOTED, Marks
from simulator.packing import Member
from simulator.snapshot import Series
from simulator.trace import COLUMNS
from simulator.tree import Branch, Tree

Array = NDArray[Any]
MOST_CHECKPOINTS: Final = 50_000
STATES: Final = 7 + 2 * 6
"""Columns of a checkpoint's whole numbers: branch, whether it is the origin, step, changes made, epoch,
cursor, order; then both generators: state, inc (two halves each, the higher first), has_uint32, uinteger."""
WIDTH: Final = 1 + len(Marks._fields)
"""Columns of the marks and of the warm-up."""
LONGEST_NAME: Final = 1000
_HALF = 2**64


def members(tree: Tree, place: Place) -> dict[str, Member]:
    """The tree's parts by the name they have in the file."""
    data, orders = _Distinct(), _Orders()
    numbers = sorted(tree.branches)
    roots = [_root(number, tree.origins[number], data) for number in sorted(tree.origins)]
    tails = {number: tree.tail(number).series() for number in numbers}
    stacks, arrays = _stacks(tree, orders)
    noted = {name: [_noted(name, tails[number]) for number in numbers] for name in NOTED}
    json: dict[str, Any] = {
        "current": tree.current, "gesture": tree.gesture, "place": to_json(place),
        "roots": roots,
        "branches": [
            _branch(tree, tree.branches[n])
            | {"losses": tails[n].loss.size}
            | {name: len(tables[i]) for name, tables in noted.items()}
            for i, n in enumerate(numbers)
        ],
        "kept": [[to_json(k.place), checked.named(k.cost_dev), k.gesture] for k in tree.kept],
        "data": [_dataset(each) for each in data.found],
        "stacks": stacks, "orders": [len(order) for order in orders.found],
    }  # fmt: skip
    return {
        "tree.json": json,
        "losses.npy": np.concatenate([np.empty(0), *(tails[n].loss for n in numbers)]),
        "marks.npy": np.concatenate([np.empty((0, WIDTH)), *filter(len, noted["marks"])]),
        "units.npy": np.concatenate([table.ravel() for table in noted["units"]]),
        "warm_up.npy": np.concatenate([np.empty((0, WIDTH)), *filter(len, noted["warm_up"])]),
        "orders.npy": np.concatenate([np.empty(0, np.int64), *orders.found]),
        **arrays,
        **{f"data/{i}/{part}.npy": getattr(d, part) for i, d in enumerate(data.found) for part in PARTS},
    }


def to_json(place: Place) -> list[int]:
    """A place as a list."""
    return [place.branch, place.step, place.edits]


def _noted(name: str, series: Series) -> Array:
    if name != "marks":
        return np.asarray(getattr(series, name))
    return np.column_stack([series.at, *(getattr(series, each) for each in Marks._fields)])


def noted_columns(name: str, config: Config) -> int:
    """Columns of a table of what was noted along a run of `config`, the step among them."""
    return 1 + COLUMNS * sum(config.hidden_units) if name == "units" else WIDTH


def _branch(tree: Tree, branch: Branch) -> dict[str, Any]:
    keep = 0 if branch.is_root or branch.parent is None else _shared(tree, branch)
    stopped = branch.divergence
    return {
        "number": branch.number, "parent": branch.parent and to_json(branch.parent), "root": branch.root,
        "fork": branch.fork, "name": branch.name[:LONGEST_NAME], "gesture": branch.gesture,
        "deleted": branch.deleted, "divergence": stopped and [stopped.step, stopped.message[:LONGEST_NAME]],
        "renamed": branch.renamed, "was": branch.was[:LONGEST_NAME],
        "coarse": tree.pasts[branch.number].coarse, "keep": keep,
        "edits": [kept_edits.to_json(edit) for edit in branch.edits[keep:]],
    }  # fmt: skip


def _shared(tree: Tree, branch: Branch) -> int:
    """How many of its changes are its parent's, too: those before the fork, but for what was taken back."""
    assert branch.parent is not None
    pairs = zip(branch.edits, tree.branches[branch.parent.branch].edits, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1] or pair[0] == pair[1], pairs))


def _root(number: int, origin: Checkpoint, data: _Distinct) -> dict[str, Any]:
    if origin.step or origin.edits or origin.held or origin.dataset is None or origin.base is None:
        raise ValueError(f"A network of a run file begins at step 0 with its data, got step {origin.step}.")
    return {
        "number": number, "config": dataclasses.asdict(origin.config),
        "dataset": data.place(origin.dataset), "base": data.place(origin.base),
    }  # fmt: skip


def _dataset(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name, "source": dataset.source, "features": list(dataset.feature_names),
        "classes": list(dataset.class_names), "m": dataset.m,
    }  # fmt: skip


# Checkpoints ----------------------------------------------------------------------------------------


def _stacks(tree: Tree, orders: _Orders) -> tuple[list[dict[str, Any]], dict[str, Member]]:
    """All checkpoints, those of one root and kind of optimiser in one stack; and their arrays."""
    stacks: dict[tuple[int, str], list[tuple[int, bool, Checkpoint]]] = {}
    for number, is_origin, checkpoint in _checkpoints(tree):
        key = tree.branches[number].root, checkpoint.config.optimizer
        stacks.setdefault(key, []).append((number, is_origin, checkpoint))
    arrays: dict[str, Member] = {}
    for i, rows in enumerate(stacks.values()):
        arrays[f"stacks/{i}/states.npy"] = np.array([_state(*row, orders) for row in rows], np.uint64)
        for name in rows[0][2].arrays:
            arrays[f"stacks/{i}/{name}.npy"] = np.concatenate([c.arrays[name] for _, _, c in rows])
    about = [
        {"root": root, "optimizer": optimizer, "rows": len(rows)}
        for (root, optimizer), rows in stacks.items()
    ]
    return about, arrays


def _checkpoints(tree: Tree) -> Iterator[tuple[int, bool, Checkpoint]]:
    """(branch, whether it is a root's origin, checkpoint); every few of them where there are too many."""
    every = 1 + sum(len(past) for past in tree.pasts.values()) // MOST_CHECKPOINTS
    for number, origin in sorted(tree.origins.items()):
        yield number, True, origin
    for number, past in sorted(tree.pasts.items()):
        edits = tree.branches[number].edits
        for i, checkpoint in enumerate(past):
            if i % every == 0 and checkpoint.edits == edits[: len(checkpoint.edits)]:
                yield number, False, checkpoint


def _state(number: int, is_origin: bool, checkpoint: Checkpoint, orders: _Orders) -> list[int]:
    epoch, cursor, order, generator = checkpoint.batches
    return [
        number, is_origin, checkpoint.step, len(checkpoint.edits), epoch, cursor, orders.place(order),
        *_generator(generator), *_generator(checkpoint.dropout),
    ]  # fmt: skip


def _generator(state: Mapping[str, Any]) -> Iterable[int]:
    """PCG64's state in six whole numbers."""
    inner = state["state"]
    halves = (half for name in ("state", "inc") for half in divmod(int(inner[name]), _HALF))
    return (*halves, int(state["has_uint32"]), int(state["uinteger"]))


class _Distinct:
    """Data sets, each once."""

    def __init__(self) -> None:
        self.found: list[Dataset] = []

    def place(self, dataset: Dataset) -> int:
        for i, known in enumerate(self.found):
            if are_same(known, dataset):
                return i
        self.found.append(dataset)
        return len(self.found) - 1


class _Orders:
    """Orders of the examples, each once: the checkpoints of an epoch have the same."""

    def __init__(self) -> None:
        self.found: list[Array] = []
        self._places: dict[bytes, int] = {}

    def place(self, order: Array) -> int:
        place = self._places.setdefault(order.tobytes(), len(self.found))
        if place == len(self.found):
            self.found.append(order)
        return place
