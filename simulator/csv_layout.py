"""How a CSV text is laid out: its delimiter, its header and its columns' names, found from the first rows."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, TextIO

MOST_COLUMNS: Final = 1_000
MOST_CHARACTERS: Final = 2**20
"""In one line of the file."""

_DELIMITERS = "\t;|,"  # the comma last: beside another delimiter it is the decimal mark
_SAMPLE = 20

Record = tuple[int, list[str]]
"""The row on which a record starts, as an editor counts from 1, and its cells."""


_LABEL_NAMES = ("label", "class", "target", "y", "species", "category", "outcome")


class DataError(ValueError):
    """What is wrong with a file of examples, in one sentence for the person who chose it."""


@dataclass(frozen=True)
class Layout:
    """`names` has an entry a column: the header's, or "column 1" and so on."""

    delimiter: str
    has_header: bool
    names: tuple[str, ...]


def records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Every record of `lines` but the blank ones.

    Raises DataError: names the row where the text is no CSV.
    """
    row = 1
    reader = csv.reader(_checked(lines), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if len(cells) > 1 or (cells and cells[0].strip()):
                yield row, cells
            row = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"row {row} is not CSV: {error}.") from None


def _checked(lines: Iterable[str]) -> Iterator[str]:
    for row, line in enumerate(lines, start=1):
        if "\0" in line:
            raise DataError(f"row {row} holds a NUL byte: save the file as UTF-8 text.")
        if len(line) > MOST_CHARACTERS:
            raise DataError(f"row {row} must have at most {MOST_CHARACTERS:,} characters, got {len(line):,}.")
        yield line


def layout(file: TextIO) -> Layout:
    """How the records of `file` are laid out.

    Raises DataError: there is no record, or the first has too few or too many columns.
    """
    delimiter = max(_DELIMITERS, key=lambda candidate: _agreement(file, candidate))
    if _agreement(file, delimiter) == 0.0:
        delimiter = ","
    file.seek(0)
    sample = list(islice(records(file, delimiter), _SAMPLE))
    if not sample:
        raise DataError("is empty: it must hold one example a row.")
    (row, first), *rest = sample
    if not 2 <= len(first) <= MOST_COLUMNS:
        wanted = f"2 to {MOST_COLUMNS:,} columns set apart by commas, semicolons, tabs or |"
        raise DataError(f"row {row} must have {wanted}, got {len(first):,}.")
    has_header = _is_header(first, [cells for _, cells in rest])
    return Layout(delimiter, has_header, _names(first if has_header else [""] * len(first)))


def _agreement(file: TextIO, delimiter: str) -> float:
    """Share of the first records that `delimiter` splits into equally many cells; 0 where it splits none."""
    file.seek(0)
    try:
        widths = [len(cells) for _, cells in islice(records(file, delimiter), _SAMPLE)]
    except DataError:
        return 0.0
    width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
    return count / len(widths) if width > 1 else 0.0


def _is_header(first: list[str], rest: list[list[str]]) -> bool:
    """Whether the first row differs in kind from those below: words over numbers, or a number over words.

    A word over one number among several is more likely a bad cell, and is left to be reported as such.
    """
    heads_of_numbers, heads_of_words = [], []
    for head, *below in zip(first, *rest, strict=False):
        kinds = {is_number(cell) for cell in below}
        if kinds == {True}:
            heads_of_numbers.append(is_number(head))
        elif kinds == {False}:
            heads_of_words.append(is_number(head))
    if not heads_of_numbers:
        return not any(map(is_number, first))
    return 2 * heads_of_numbers.count(False) > len(heads_of_numbers) or any(heads_of_words)


def _names(cells: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {position}"
        names.append(f"{name} (column {position})" if name in names else name)
    return tuple(names)


def likely_label(names: tuple[str, ...]) -> str:
    """The column that is named like a label, else the last: where a person has not said which."""
    likely = (name for name in names if name.strip().lower() in _LABEL_NAMES)
    return next(likely, names[-1])


def position(names: tuple[str, ...], label: str) -> int:
    """Where the label column stands: `label` is its name, or else its index from 0, or from -1 backwards.

    Empty, it is the first column named like a label ("class", "species", "y", ...), or else the last.

    Raises DataError: names the columns there are.
    """
    label = label.strip() or likely_label(names)
    if label in names:
        return names.index(label)
    try:
        index = int(label.replace("−", "-"))
    except ValueError:
        shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        raise DataError(f"there is no column {quote(label)}; there are {shown}.") from None
    if not -len(names) <= index < len(names):
        bounds = f"[{-len(names)}, {len(names) - 1}]"
        raise DataError(f"the label column's index must be in {bounds}, got {index}.")
    return index % len(names)


def to_float(text: str) -> float:
    """The number, or NaN where the text is none."""
    try:
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, its decimal mark a point or a comma."""
    return not math.isnan(to_float(cell.replace(",", ".")))


def quote(text: str) -> str:
    """The text as a sentence can hold it: one line, not too long."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
