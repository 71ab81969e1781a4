"""The numbers behind a plot: named columns with units, written as CSV or TSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """Columns of one length under headers that carry their units: "cost J (nats)"."""

    headers: tuple[str, ...]
    columns: tuple[NDArray[Any], ...]

    def __post_init__(self) -> None:
        if len(self.headers) != len(self.columns):
            raise ValueError(f"A table of {len(self.columns)} columns has {len(self.headers)} headers.")
        lengths = {len(column) for column in self.columns}
        if len(lengths) > 1:
            raise ValueError(f"The columns of a table must be of one length, got {sorted(lengths)}.")

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The cells row by row as plain Python values; None is an empty cell."""
        return zip(*(column.tolist() for column in self.columns), strict=True)

    def to_csv(self) -> str:
        """Comma-separated, every float in full so that it reads back equal."""
        return _write(self.headers, self.rows(), ",")

    def to_tsv(self) -> str:
        """Tab-separated, as spreadsheets take it from the clipboard."""
        return _write(self.headers, self.rows(), "\t")


def empty_table(*headers: str) -> Table:
    """A table of headers over nothing."""
    return Table(headers, tuple(np.empty(0) for _ in headers))


def aligned(steps: NDArray[Any], at: NDArray[Any], values: NDArray[Any]) -> NDArray[Any]:
    """`values` taken at steps `at`, as a column over `steps`: None where there is none."""
    column = np.full(len(steps), None, dtype=object)
    column[np.searchsorted(steps, at)] = values.tolist()
    return column


def _write(headers: Sequence[str], rows: Iterable[tuple[Any, ...]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue()
