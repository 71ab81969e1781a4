"""A run's live changes in words; nothing here draws."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from simulator.history import Edit
from simulator.hyperparameters import TABLE
from simulator.specs import Choice, Spec
from ui.drawing.numerals import apart

_GREEK = {r"\alpha": "α", r"\beta": "β", r"\varepsilon": "ε", r"\lambda": "λ"}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
DATA = "data edited"
"""What every change of examples is called."""
_NUMBERS = (bool, int, float, np.number)
_LIKENESS = 0.03
"""Changes of one name nearer than this share of the run are as one."""


def merged(edits: Sequence[Edit], steps: int, by_gesture: bool = False) -> Iterator[Edit]:
    """Runs of changes of one name as one change from the first old value to the last new one.

    `by_gesture` those of a drag are a run however long it took.
    """
    held: Edit | None = None
    for edit in edits:
        near = held is not None and edit.step - held.step <= max(1, _LIKENESS * steps)
        if held and edit.name == held.name and (near or (by_gesture and _is_one_gesture(edit, held))):
            held = dataclasses.replace(held, new=edit.new, gesture=edit.gesture)
            continue
        if held:
            yield held
        held = edit
    if held:
        yield held


def _is_one_gesture(edit: Edit, held: Edit) -> bool:
    return edit.gesture != 0 and edit.gesture == held.gesture


def label(edit: Edit) -> str:
    """ "α 0.01 → 0.03" """
    if edit.name == "example":
        return DATA
    spec = TABLE.get(edit.name)
    name = symbol(edit.name) if spec else edit.name
    if edit.old is None and isinstance(edit.new, str):
        return f"{name} → {edit.new}"
    if not _has_values(edit):
        return name
    numbers = all(isinstance(value, _NUMBERS) and not isinstance(value, bool) for value in _both(edit))
    old, new = apart(*_both(edit)) if numbers else (_say(spec, value) for value in _both(edit))
    return f"{name} {old} → {new}"


def symbol(name: str) -> str:
    """A hyperparameter's symbol where plain text can hold it, else its title."""
    spec = TABLE[name]
    text = "" if isinstance(spec, Choice) else spec.symbol
    for latex, letter in _GREEK.items():
        text = text.replace(latex, letter)
    text = re.sub(r"_(\d)", lambda digit: digit[1].translate(_SUBSCRIPTS), text)
    return text if text and not re.search(r"[\\{}_^]", text) else spec.title


def _has_values(edit: Edit) -> bool:
    return all(isinstance(value, (str, tuple, *_NUMBERS)) for value in _both(edit))


def _both(edit: Edit) -> tuple[Any, Any]:
    return edit.old, edit.new


def _say(spec: Spec | None, value: Any) -> str:
    """A value as its control says it."""
    if isinstance(spec, Choice):
        return spec.labels.get(value, str(value))
    return spec.say(value) if spec else str(value)
