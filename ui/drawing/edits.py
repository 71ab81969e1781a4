"""A run's live changes as marks on a plot over steps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from simulator.snapshot import Snapshot
from ui.drawing.edit_words import DATA, label, merged
from ui.drawing.marks import Mark


def marks(snapshot: Snapshot) -> tuple[Mark, ...]:
    """Every change, drags merged into one, and the divergence if there was one."""
    found = [Mark(edit.step, label(edit)) for edit in merged(snapshot.edits, snapshot.step, by_gesture=True)]
    for i, (mark, after) in enumerate(pairwise(found)):
        if mark.label == after.label == DATA:
            found[i] = replace(mark, label="")
    if snapshot.state == "diverged":  # the run stands before the step that could not be taken
        found.append(Mark(snapshot.step, f"diverged at step {snapshot.step + 1:,}", "bad"))
    return tuple(found)
