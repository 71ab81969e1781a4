"""Marks of a network: accuracy, the confusion matrix, and the record of both along a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.snapshot import Series

Array = NDArray[Any]
_DENSE = 64  # evaluated after every step so far, then at ever wider steps
_ROOM = 8192  # numbers that a table begins with room for
NOTED = ("marks", "units", "warm_up")


class Marks(NamedTuple):
    """Cost J (nats) and accuracy of the training and the dev set; NaN for an empty set."""

    cost_train: float
    cost_dev: float
    accuracy_train: float
    accuracy_dev: float


def accuracy(y_hat: Array, y: Array) -> float:
    """Share of the columns of y_hat (C, m) whose largest entry is the label's; NaN for m = 0."""
    return float(np.mean(y_hat.argmax(axis=0) == y)) if y.size else float("nan")


def confusion(y: Array, predicted: Array, classes: int) -> NDArray[np.int64]:
    """Counts (C, C): rows are true classes, columns predicted ones."""
    return np.bincount(y * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def spacing(step: int, widest: int) -> int:
    """Steps between two evaluations: 1 up to step 64, doubling with the step number, `widest` at most."""
    return int(min(1 << max(0, (step // _DENSE).bit_length() - 1), widest))


class Rows:
    """A growing array (n, columns): what was read from it never changes, rows are added or left behind."""

    def __init__(self, columns: int, rows: Array | None = None) -> None:
        self.count = 0 if rows is None else len(rows)
        self._array = np.empty((max(_ROOM // max(columns, 8), 2 * self.count), columns))
        if rows is not None:
            self._array[: self.count] = rows

    def as_now(self) -> Rows:
        """The rows there are now, of the same array."""
        rows = Rows(0)
        rows.count, rows._array = self.count, self._array
        return rows

    def append(self, row: float | Sequence[float]) -> None:
        """Add one row, or one number where there is one column."""
        if self.count == len(self._array):
            self._grow(self.count)
        self._array[self.count] = row
        self.count += 1

    def extend(self, rows: Array) -> None:
        """Add rows (n, columns)."""
        end = self.count + len(rows)
        if end > len(self._array):
            self._grow(end)
        self._array[self.count : end] = rows
        self.count = end

    def _grow(self, rows: int) -> None:
        self._array = np.concatenate([self._array, np.empty((rows, self._array.shape[1]))])

    def after(self, start: int) -> Array:
        """Rows start, start + 1, ... as a read-only view."""
        rows = self._array[start : self.count]
        rows.setflags(write=False)
        return rows


class Record:
    """What is known of a run from step `start` on: the loss of every step, and what was noted at some steps.

    Noted are the marks, and of a traced run what `Trace` sees of its hidden `units` and its `warm_up`; each
    is a table whose rows begin with their step.
    """

    def __init__(self, start: int = 0) -> None:
        self.start = start
        self._losses = Rows(1)
        self._noted: dict[str, Rows] = {}

    @classmethod
    def of(cls, start: int, losses: Array, noted: Mapping[str, Array]) -> Record:
        """Losses (t,) and tables (n, columns) of `NOTED`, copied."""
        record = cls(start)
        record._losses = Rows(1, losses[:, None])
        for name, rows in noted.items():
            record._add(name, rows)
        return record

    @property
    def end(self) -> int:
        """The last step it has the loss of."""
        return self.start + self._losses.count

    @property
    def counts(self) -> tuple[int, ...]:
        """How many losses it holds, and how many rows of each of `NOTED`."""
        return self._losses.count, *(len(self._table(name)) for name in NOTED)

    def append(self, loss: float) -> None:
        """The loss of one more step."""
        self._losses.append(loss)

    def mark(self, step: int, marks: Marks) -> None:
        """The marks after `step` steps, once."""
        self.note("marks", step, marks)

    def note(self, name: str, step: int, values: Sequence[float] | Array) -> None:
        """A row of one of `NOTED`, once."""
        known = self._table(name)
        if not len(known) or known[-1, 0] < step:
            self._add(name, np.array([[step, *values]], np.float64))

    def noted(self, name: str, step: int) -> Array:
        """The rows of one of `NOTED` up to `step`."""
        known = self._table(name)
        return known[: int(np.searchsorted(known[:, 0], step, side="right"))]

    def extend(self, series: Series) -> None:
        """Take in what another record's `series` gave as new."""
        if series.loss.size:
            self._losses.extend(series.loss[:, None])
        costs = series.cost_train, series.cost_dev, series.accuracy_train, series.accuracy_dev
        self._add("marks", np.column_stack((series.at, *costs)))
        self._add("units", series.units)
        self._add("warm_up", series.warm_up)

    def truncated(self, step: int) -> Record:
        """The record up to `step`; an empty one that starts there where this holds nothing about it."""
        losses = self._losses.after(0)
        if not self.start <= step <= self.start + len(losses):
            return Record(step)
        return self._part(self.start, losses[: step - self.start], lambda steps: steps <= step)

    def tail(self, step: int) -> Record:
        """What came after `step`."""
        start = max(step, self.start)
        return self._part(start, self._losses.after(start - self.start), lambda steps: steps > step)

    def as_now(self) -> Record:
        """What it holds now, without copying it: to be read while this one grows."""
        record = Record(self.start)
        record._losses = self._losses.as_now()
        record._noted = {name: rows.as_now() for name, rows in self._noted.items()}
        return record

    def series(self, *known: int) -> Series:
        """What came after the first so many of its `counts`."""
        losses, *noted = known or (0, 0, 0, 0)
        tables = [self._table(name)[count:] for name, count in zip(NOTED, noted, strict=True)]
        return _series(self.start, self._losses.after(losses), *tables)

    def until(self, step: int) -> Series:
        """The losses and marks that were known after `step` steps."""
        return _series(
            self.start, self._losses.after(0)[: max(step - self.start, 0)], self.noted("marks", step)
        )

    def _table(self, name: str) -> Array:
        return self._noted[name].after(0) if name in self._noted else np.empty((0, len(Marks._fields) + 1))

    def _add(self, name: str, rows: Array) -> None:
        if len(rows):
            self._noted.setdefault(name, Rows(rows.shape[1])).extend(rows)

    def _part(self, start: int, losses: Array, wanted: Callable[[Array], Array]) -> Record:
        tables = {name: self._table(name) for name in self._noted}
        return Record.of(start, losses[:, 0], {n: rows[wanted(rows[:, 0])] for n, rows in tables.items()})


def _series(start: int, losses: Array, marks: Array, *tables: Array) -> Series:
    columns = marks.T
    at = columns[0].astype(np.int64)
    at.setflags(write=False)
    return Series(start, losses[:, 0], at, *columns[1:], *tables)
