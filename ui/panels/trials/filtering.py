"""What a person types to see fewer trials: words like "diverged", comparisons like "learning_rate<0.01"."""

from __future__ import annotations

import difflib
import math
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

from ui.panels.trials.columns import STATES, Column

Row = Sequence[Any]
Test = Callable[[Row], bool]
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "!=": operator.ne,
    "≤": operator.le, "≥": operator.ge, "≠": operator.ne,
    "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_SIGN = "|".join(_SIGNS)
_COMPARISON = re.compile(rf"(.*?)({_SIGN})(.*)")


def conditions(text: str, columns: Sequence[Column]) -> list[Test]:
    """What a row, its values by column, must pass. Raises ValueError with a sentence for the person."""
    text = re.sub(rf"\s*({_SIGN})\s*", r"\1", text.strip().replace("==", "="))
    return [_test(term, columns) for term in text.split()]


def _test(term: str, columns: Sequence[Column]) -> Test:
    found = _COMPARISON.fullmatch(term)
    if found is None:
        return _word(term, columns)
    name, sign, wanted = found.groups()
    places = [i for i, column in enumerate(columns) if name.lower() in column.names]
    if not places:
        raise ValueError(f"There is no column {name!r}: {_instead(name, columns)}")
    if not wanted:
        raise ValueError(f"What is {name} to be compared with? Write a value after {sign}.")
    column = columns[places[0]]
    return (
        _said(places[0], column, sign, wanted)
        if column.is_text
        else _compared(places[0], column, sign, wanted)
    )


def _word(term: str, columns: Sequence[Column]) -> Test:
    """A state, or what one of the choices is called."""
    word, texts = term.lower(), [i for i, column in enumerate(columns) if column.is_text]
    if not any(option.startswith(word) for i in texts for option in columns[i].options):
        states = _listed(list(STATES.values()))
        raise ValueError(f"No trial is called {term!r}: write {states}, or compare, as in steps>100.")
    return lambda row: any(columns[i].write(row[i]).lower().startswith(word) for i in texts)


def _said(i: int, column: Column, sign: str, wanted: str) -> Test:
    if sign not in ("=", "!=", "≠"):
        raise ValueError(f"{column.names[0]} has no order: compare it with = or !=, not {sign}.")
    word = wanted.lower()
    return lambda row: column.write(row[i]).lower().startswith(word) == (sign == "=")


def _compared(i: int, column: Column, sign: str, wanted: str) -> Test:
    try:
        number = float(wanted.removesuffix("%").replace("−", "-"))
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise ValueError(f"{column.names[0]} is compared with a number, got {wanted!r}.")
    compare = _SIGNS[sign]

    def passes(row: Row) -> bool:
        value = row[i]
        if math.isnan(value):
            return False
        if sign in ("=", "!=", "≠"):
            return _is_equal(value, number, column) == (sign == "=")
        return compare(value, number)

    return passes


def _is_equal(value: float, number: float, column: Column) -> bool:
    """Or written so: people see three digits."""
    try:
        written = float(column.write(value).replace(",", ""))
    except ValueError:
        written = value
    return number in (value, written)


def _instead(name: str, columns: Sequence[Column]) -> str:
    """What may have been meant."""
    near = difflib.get_close_matches(name.lower(), [each for column in columns for each in column.names], 1)
    if near:
        return f"did you mean {near[0]}?"
    return f"try {_listed([column.names[0] for column in columns[1:4]])}."


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
