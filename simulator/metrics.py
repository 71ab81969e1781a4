"""Marks of a network: accuracy, the confusion matrix, and the record of both along a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.snapshot import Series

Array = NDArray[Any]
_DENSE = 64  # evaluated after every step so far, then at ever wider steps


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
        self._array = np.empty((max(1024, 2 * self.count), columns))
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
    """The scalars of a run from step `start` on: the loss of every step, and marks where they were taken."""

    def __init__(self, start: int = 0) -> None:
        self.start = start
        self._losses, self._marks = Rows(1), Rows(1 + len(Marks._fields))

    @property
    def end(self) -> int:
        """The last step it has the loss of."""
        return self.start + self._losses.count

    @property
    def counts(self) -> tuple[int, int]:
        """How many losses and how many marks it holds."""
        return self._losses.count, self._marks.count

    def append(self, loss: float) -> None:
        """The loss of one more step."""
        self._losses.append(loss)

    def mark(self, step: int, marks: Marks) -> None:
        """The marks after `step` steps, once."""
        if not self._marks.count or self._marks.after(self._marks.count - 1)[0, 0] < step:
            self._marks.append([step, *marks])

    def extend(self, series: Series) -> None:
        """Take in what another record's `series` gave as new."""
        if series.loss.size:
            self._losses.extend(series.loss[:, None])
        columns = (series.at, series.cost_train, series.cost_dev, series.accuracy_train, series.accuracy_dev)
        if series.at.size:
            self._marks.extend(np.column_stack(columns))

    def truncated(self, step: int) -> Record:
        """The record up to `step`; an empty one that starts there where this holds nothing about it."""
        losses, marks = self._losses.after(0), self._marks.after(0)
        if not self.start <= step <= self.start + len(losses):
            return Record(step)
        record = Record(self.start)
        record._losses = Rows(1, losses[: step - self.start])
        record._marks = Rows(1 + len(Marks._fields), marks[marks[:, 0] <= step])
        return record

    def tail(self, step: int) -> Record:
        """What came after `step`."""
        losses, marks = self._losses.after(0), self._marks.after(0)
        record = Record(max(step, self.start))
        record._losses = Rows(1, losses[record.start - self.start :])
        record._marks = Rows(1 + len(Marks._fields), marks[marks[:, 0] > step])
        return record

    def as_now(self) -> Record:
        """What it holds now, without copying it: to be read while this one grows."""
        record = Record(self.start)
        record._losses, record._marks = self._losses.as_now(), self._marks.as_now()
        return record

    def series(self, losses: int = 0, marks: int = 0) -> Series:
        """What came after the first `losses` losses and the first `marks` marks."""
        return _series(self.start, self._losses.after(losses), self._marks.after(marks))

    def until(self, step: int) -> Series:
        """What was known after `step` steps."""
        marks = self._marks.after(0)
        known = int(np.searchsorted(marks[:, 0], step, side="right"))
        return _series(self.start, self._losses.after(0)[: max(step - self.start, 0)], marks[:known])


def _series(start: int, losses: Array, marks: Array) -> Series:
    columns = marks.T
    at = columns[0].astype(np.int64)
    at.setflags(write=False)
    return Series(start, losses[:, 0], at, *columns[1:])
