"""Records and checkpoints out of a run file's arrays, whose shapes follow from the configs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator import checked
from simulator.archive import Archive
from simulator.datasets import Dataset
from simulator.history import Checkpoint
from simulator.hyperparameters import Config
from simulator.kept_edits import Course
from simulator.metrics import NOTED, Record
from simulator.optimizers import OPTIMIZERS, SETTINGS, Columns
from simulator.past import Past
from simulator.run_writing import MOST_CHECKPOINTS, STATES, WIDTH, noted_columns
from simulator.tree import Tree

Array = NDArray[Any]
_MOST_STACKS = 1600
_MOST_ORDERS = MOST_CHECKPOINTS + 400
_HALF = 2**64


class Root(NamedTuple):
    """A network: its config, its data as they were when it began and as they were loaded."""

    config: Config
    dataset: Dataset
    base: Dataset


class Counts(NamedTuple):
    """How much there is of a branch from its fork on; `coarse` is how far apart its old checkpoints are."""

    fork: int
    losses: int
    marks: int
    units: int
    warm_up: int
    coarse: int = 0

    @property
    def end(self) -> int:
        """Its last step."""
        return self.fork + self.losses


# Records --------------------------------------------------------------------------------------------


def take_records(
    archive: Archive, tree: Tree, roots: Mapping[int, Root], counts: Mapping[int, Counts]
) -> None:
    """Give each branch its record."""
    losses = archive.array("losses.npy", "f8", (sum(each.losses for each in counts.values()),))
    if not np.isfinite(losses).all():
        raise ValueError("losses.npy must hold finite numbers.")
    noted, at = {name: _Tables(archive, name, tree, roots, counts) for name in NOTED}, 0
    for number, each in counts.items():
        rows = {name: tables.of(number) for name, tables in noted.items()}
        tree.tails[number] = Record.of(each.fork, losses[at : at + each.losses], rows)
        at += each.losses


class _Tables:
    """What was noted on all branches, one after another; of units as wide as the network of each makes it."""

    def __init__(
        self, archive: Archive, name: str, tree: Tree, roots: Mapping[int, Root], counts: Mapping[int, Counts]
    ) -> None:
        self._name, self._tree, self._counts = name, tree, counts
        shapes = {
            number: (getattr(each, name), noted_columns(name, roots[tree.branches[number].root].config))
            for number, each in counts.items()
        }
        sizes = [rows * columns for rows, columns in shapes.values()]
        shape = (sum(sizes),) if name == "units" else (sum(rows for rows, _ in shapes.values()), WIDTH)
        whole = archive.array(f"{name}.npy", "f8", shape) if sum(sizes) else np.empty(0)
        parts = np.split(whole.ravel(), np.cumsum(sizes)[:-1])
        self._tables = {n: part.reshape(shapes[n]) for n, part in zip(shapes, parts, strict=True)}

    def of(self, number: int) -> Array:
        """The rows of a branch, at steps that are its own."""
        table, counts = self._tables[number], self._counts[number]
        first = counts.fork + (not self._tree.branches[number].is_root)
        steps = table[:, 0]
        inside = bool(np.all((steps >= first) & (steps <= counts.end) & (steps == np.floor(steps))))
        if not inside or (np.diff(steps) <= 0).any():
            raise ValueError(
                f"the {self._name} of branch {number} must be at rising steps in [{first}, {counts.end}]."
            )
        return table


# Checkpoints ----------------------------------------------------------------------------------------


def take_checkpoints(
    archive: Archive, tree: Tree, roots: Mapping[int, Root], courses: Mapping[int, Course],
    counts: Mapping[int, Counts], stacks: object, orders: object,
) -> None:  # fmt: skip
    """Give each branch its checkpoints, and each root its first."""
    found: dict[int, list[Checkpoint]] = {number: [] for number in tree.branches}
    known, rows = _orders(archive, orders), 0
    for i, value in enumerate(checked.items(stacks, "stacks", _MOST_STACKS)):
        root, optimizer, count = checked.fields(value, "a stack", "root", "optimizer", "rows")
        if checked.whole(root, "the root of a stack") not in roots:
            raise ValueError(f"the root of stack {i} must be there, got {root}.")
        rows += checked.whole(count, "the rows of a stack", 1, MOST_CHECKPOINTS + len(roots))
        if rows > MOST_CHECKPOINTS + len(roots):
            raise ValueError(f"there must be at most {MOST_CHECKPOINTS:,} checkpoints, got more.")
        kind = checked.one_of(optimizer, "the optimiser of a stack", tuple(OPTIMIZERS))
        stack = _Stack(archive, i, roots[root], courses[root], kind, count)
        for row in range(count):
            number, is_origin = stack.whose(row, tree, root)
            checkpoint = stack.checkpoint(row, courses[number], known)
            if is_origin:
                _begin(tree, number, checkpoint, roots[root])
            else:
                found[number].append(checkpoint)
    if set(tree.origins) != set(roots):
        raise ValueError("each root must have its first checkpoint.")
    for number, checkpoints in found.items():
        tree.pasts[number] = _past(number, checkpoints, counts[number])


def _begin(tree: Tree, number: int, origin: Checkpoint, root: Root) -> None:
    if number in tree.origins or origin.step or origin.edits or not tree.branches[number].is_root:
        raise ValueError(f"branch {number} must be a root with one first checkpoint, at step 0.")
    changes: dict[str, Any] = {**origin.__dict__, "dataset": root.dataset, "base": root.base}
    tree.origins[number] = Checkpoint(**changes)


def _past(number: int, checkpoints: list[Checkpoint], counts: Counts) -> Past:
    checkpoints.sort(key=lambda c: c.step)
    steps = [checkpoint.step for checkpoint in checkpoints]
    if steps and (len(set(steps)) < len(steps) or steps[0] < counts.fork or steps[-1] > counts.end):
        raise ValueError(
            f"the checkpoints of branch {number} must be at different steps in [{counts.fork}, {counts.end}]."
        )
    past = Past()
    past.fill(checkpoints, counts.coarse)
    return past


def _orders(archive: Archive, lengths: object) -> list[Array]:
    sizes = [
        checked.whole(n, "the length of an order", 1, 2_000_000)
        for n in checked.items(lengths, "orders", _MOST_ORDERS)
    ]
    whole, orders, start = archive.array("orders.npy", "i8", (sum(sizes),)), [], 0
    for size in sizes:
        order = whole[start : start + size].copy()
        if order.min() < 0 or order.max() >= size or not (np.bincount(order, minlength=size) == 1).all():
            raise ValueError(f"an order of {size} examples must hold each of them once.")
        orders.append(order)
        start += size
    return orders


class _Stack:
    """Checkpoints of one root and kind of optimiser, a row each."""

    def __init__(
        self, archive: Archive, i: int, root: Root, course: Course, optimizer: str, rows: int
    ) -> None:
        self.optimizer = optimizer
        self._states = archive.array(f"stacks/{i}/states.npy", "u8", (rows, STATES)).tolist()
        self._arrays = {
            name: archive.array(f"stacks/{i}/{name}.npy", dtype, (rows, columns))
            for name, dtype, columns in _shapes(root.config, course, optimizer)
        }
        if not np.isfinite(self._arrays["theta"]).all():
            raise ValueError(f"stacks/{i}/theta.npy must hold finite numbers.")
        for name, array in self._arrays.items():
            if name.endswith(".missing") and not ((array >= 0.0) & (array <= 1.0)).all():
                raise ValueError(f"stacks/{i}/{name}.npy must hold numbers in [0, 1].")

    def whose(self, row: int, tree: Tree, root: int) -> tuple[int, bool]:
        """The branch of a checkpoint, and whether it is its origin."""
        number, is_origin = self._states[row][:2]
        if number not in tree.branches or tree.branches[number].root != root or is_origin > 1:
            raise ValueError(f"a checkpoint of root {root} must be of a branch of it, got {number}.")
        return number, bool(is_origin)

    def checkpoint(self, row: int, course: Course, orders: list[Array]) -> Checkpoint:
        """The checkpoint of a row, without its data."""
        _, _, step, made, epoch, cursor, order, *generators = self._states[row]
        edits = course.edits[: checked.whole(made, "the changes before a checkpoint", 0, len(course.edits))]
        after = course.edits[made].step if made < len(course.edits) else step
        checked.whole(step, "the step of a checkpoint", edits[-1].step if edits else 0, after)
        standing = course.standing(made)
        sequence = orders[checked.whole(order, "the order of a checkpoint", 0, len(orders) - 1)]
        if standing.config.optimizer != self.optimizer or len(sequence) != standing.m:
            raise ValueError(
                f"the checkpoint at step {step} must be of {self.optimizer} and {standing.m} examples."
            )
        checked.whole(cursor, "the place in an epoch", 0, standing.m)
        checked.whole(epoch, "the epoch of a checkpoint", 0, 2**53)
        return Checkpoint(
            step=step, config=standing.config, held=standing.held, edits=tuple(edits),
            dataset=None, base=None,
            arrays={name: array[row : row + 1].copy() for name, array in self._arrays.items()},
            batches=(epoch, cursor, sequence, _generator(generators[:6])), dropout=_generator(generators[6:]),
        )  # fmt: skip


def _shapes(config: Config, course: Course, optimizer: str) -> Iterator[tuple[str, str, int]]:
    """(name, type, columns) of each array of a checkpoint."""
    dtype = np.dtype(config.dtype)
    columns = Columns(1, dtype, dict.fromkeys((*SETTINGS, "alpha"), 0.0))
    one = np.zeros((1, 1), dtype)
    normalised = 2 * sum(course.sizes[1:-1]) if config.batch_norm else 0
    yield "theta", dtype.name, course.layout.size
    yield "averages.value", dtype.name, normalised
    yield "averages.missing", "float64", 1
    for name in OPTIMIZERS[optimizer](one, one, columns).arrays():
        yield (name, "float64", 1) if name.endswith(".missing") else (name, dtype.name, course.layout.size)


def _generator(numbers: list[int]) -> Mapping[str, Any]:
    high, low, inc_high, inc_low, has, rest = numbers
    if not inc_low % 2 or has > 1 or rest >= 2**32:
        raise ValueError("the state of a random generator must be one of PCG64.")
    inner = {"state": high * _HALF + low, "inc": inc_high * _HALF + inc_low}
    return {"bit_generator": "PCG64", "state": inner, "has_uint32": has, "uinteger": rest}
