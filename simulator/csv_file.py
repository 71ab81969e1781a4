"""A CSV file of examples, one a row: numbers and one label column, or one sentence saying what is wrong.

Delimiter and header are found from the first rows. Row numbers are those an editor shows, from 1.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.csv_layout import (
    DataError,
    Layout,
    Record,
    is_number,
    layout,
    position,
    quote,
    records,
    to_float,
)

MOST_BYTES: Final = 64 * 2**20
MOST_ROWS: Final = 100_000
MOST_CLASSES: Final = 20
LARGEST: Final = 1e100
"""The largest magnitude of a number: its square, summed over all examples, is still finite."""

_ENCODINGS = ("utf-8-sig", "cp1252")
_BLOCK = 5_000

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Table:
    """X (n_x, m) float64; y (m,) int64, indices of `class_names`; `feature_names` of the rows of X."""

    X: NDArray[np.float64]
    y: NDArray[np.int64]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


def read(path: str | Path, label: str = "") -> Table:
    """The examples in a file, with the classes of column `label`: its name, its index from 0 (-1 is the
    last), or empty for the last. Classes stand in the order of their numbers, or else of their names.

    Raises DataError: names the file and, where there are such, the row, the column, the bounds and the value.
    """
    return _parse(Path(path), lambda file: _table(file, label))


def columns(path: str | Path) -> tuple[str, ...]:
    """The names of a file's columns, "column 1" and so on where it has no header.

    Raises DataError: as `read` does, for what can be seen in the first rows.
    """
    return _parse(Path(path), lambda file: layout(file).names)


# The file as text -----------------------------------------------------------------------------------


def _parse(path: Path, parse: Callable[[TextIO], _T]) -> _T:
    for encoding in _ENCODINGS:
        try:
            _check_file(path)
            with path.open(encoding=encoding, newline="") as file:
                return parse(file)
        except UnicodeDecodeError:
            continue
        except DataError as error:
            raise DataError(f"{path.name or path}: {error}") from None
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror or error}.") from None
    raise DataError(f"{path.name} is not text: neither UTF-8 nor Windows-1252.")


def _check_file(path: Path) -> None:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device could be read for ever
        raise DataError("is not a file but a directory, a pipe or a device.")
    if status.st_size > MOST_BYTES:
        size, most = status.st_size / 2**20, MOST_BYTES / 2**20
        raise DataError(f"the file must be at most {most:g} MiB, got {size:,.1f} MiB.")


# Numbers and classes --------------------------------------------------------------------------------


def _table(file: TextIO, label: str) -> Table:
    found = layout(file)
    target = position(found.names, label)
    features = found.names[:target] + found.names[target + 1 :]
    file.seek(0)
    examples = _examples(records(file, found.delimiter), found)
    blocks, labels = [], []
    while block := list(islice(examples, _BLOCK)):
        labels += [_label(row, cells.pop(target), found.names[target]) for row, cells in block]
        blocks.append(_numbers(block, features, decimal_comma=found.delimiter != ","))
    if not blocks:
        raise DataError("holds a header but no examples.")
    y, class_names = _classes(labels, found.names[target])
    return Table(np.ascontiguousarray(np.concatenate(blocks).T), y, features, class_names)


def _examples(rows: Iterator[Record], found: Layout) -> Iterator[Record]:
    """The records below the header, each as wide as the first and none too many."""
    width = len(found.names)
    for count, (row, cells) in enumerate(rows, start=0 if found.has_header else 1):
        if len(cells) != width:
            raise DataError(f"row {row} must have {width} columns like the first, got {len(cells)}.")
        if count > MOST_ROWS:
            raise DataError(f"row {row} is one too many: at most {MOST_ROWS:,} examples can be read.")
        if count > 0:
            yield row, cells


def _label(row: int, cell: str, name: str) -> str:
    text = cell.strip()
    if not text or text.lower() == "nan":
        raise DataError(f"row {row}, column {quote(name)} must hold a label, got {quote(text)}.")
    return text


def _numbers(block: list[Record], names: tuple[str, ...], *, decimal_comma: bool) -> NDArray[np.float64]:
    """(rows, n_x); all at once where that works, else cell by cell to find the one that is wrong."""
    rows = [cells for _, cells in block]
    try:
        numbers = np.array(rows, dtype=np.float64)
        # Python reads 2024_01 as a number; nobody who writes it means one.
        if np.all(np.abs(numbers) <= LARGEST) and "_" not in "".join(chain.from_iterable(rows)):
            return numbers
    except ValueError:
        pass
    one_by_one = [
        [_number(row, cell, name, decimal_comma) for cell, name in zip(cells, names, strict=True)]
        for row, cells in block
    ]
    return np.array(one_by_one, dtype=np.float64)


def _number(row: int, cell: str, name: str, decimal_comma: bool) -> float:
    number = to_float(cell.replace(",", ".") if decimal_comma else cell)
    if not abs(number) <= LARGEST:
        wanted = f"a finite number in [{-LARGEST:g}, {LARGEST:g}]"
        raise DataError(f"row {row}, column {quote(name)} must hold {wanted}, got {quote(cell)}.")
    return number


def _classes(labels: list[str], name: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """y (m,) and the classes' names. "1" and "1.0" are one class where all labels are numbers."""
    texts = set(labels)
    numeric = all(map(is_number, texts))
    keys: dict[str, Any] = {text: to_float(text.replace(",", ".")) if numeric else text for text in texts}
    order = sorted(set(keys.values()))
    if not 2 <= len(order) <= MOST_CLASSES:
        hint = "; it looks like a measurement: choose another label column" if numeric and order[1:] else ""
        got = f"{len(order):,}" if order[1:] else f"only {quote(labels[0])}"
        raise DataError(f"column {quote(name)} must hold 2 to {MOST_CLASSES} classes, got {got}{hint}.")
    places = {key: place for place, key in enumerate(order)}
    y = np.array([places[keys[text]] for text in labels], dtype=np.int64)
    return y, tuple(repr(key).removesuffix(".0") if numeric else key for key in order)
