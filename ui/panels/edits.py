"""A run's live changes as marks on a plot over steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from simulator.history import Edit
from simulator.hyperparameters import TABLE
from simulator.snapshot import Snapshot
from ui.panels.marks import Mark

_GREEK = {r"\alpha": "α", r"\beta": "β", r"\varepsilon": "ε", r"\lambda": "λ"}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LIKENESS = 0.03
"""Changes of one name nearer than this share of the run are one drag of a slider."""


def marks(snapshot: Snapshot) -> tuple[Mark, ...]:
    """Every change, drags merged into one, and the divergence if there was one."""
    found = [Mark(edit.step, label(edit)) for edit in merged(snapshot.edits, snapshot.step)]
    if snapshot.state == "diverged":
        step = _diverged_at(snapshot)
        found.append(Mark(step, f"diverged at step {step:,}", "bad"))
    return tuple(found)


def merged(edits: Sequence[Edit], steps: int) -> Iterator[Edit]:
    """Runs of changes of one name as one change from the first old value to the last new one."""
    held: Edit | None = None
    for edit in edits:
        same = held is not None and edit.name == held.name
        if held and same and edit.step - held.step <= max(1, _LIKENESS * steps):
            held = Edit(held.step, held.name, held.old, edit.new)
            continue
        if held:
            yield held
        held = edit
    if held:
        yield held


def label(edit: Edit) -> str:
    """ "α 0.01 → 0.03" """
    if edit.name == "example":
        return "data edited"
    spec = TABLE.get(edit.name)
    name, say = (symbol(edit.name), spec.format) if spec else (edit.name, _say)
    return f"{name} {say(edit.old)} → {say(edit.new)}" if _has_values(edit) else name


def symbol(name: str) -> str:
    """A hyperparameter's symbol where plain text can hold it, else its title."""
    spec = TABLE[name]
    text = spec.symbol
    for latex, letter in _GREEK.items():
        text = text.replace(latex, letter)
    text = re.sub(r"_(\d)", lambda digit: digit[1].translate(_SUBSCRIPTS), text)
    return text if text and not re.search(r"[\\{}_^]", text) else spec.title


def _has_values(edit: Edit) -> bool:
    return all(isinstance(value, (bool, int, float, str, tuple, np.number)) for value in (edit.old, edit.new))


def _say(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, (float, np.floating)) else str(value)


def _diverged_at(snapshot: Snapshot) -> int:
    """The first step whose loss is no number any more; the present one where all are."""
    bad = np.flatnonzero(~np.isfinite(snapshot.series.loss))
    return snapshot.series.start + 1 + int(bad[0]) if len(bad) else snapshot.step
