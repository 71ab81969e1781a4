"""What a person did, in words: for Undo, for branches, for marks on the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from simulator.history import Deed, Edit
from simulator.hyperparameters import TABLE, Config
from simulator.snapshot import Road
from ui.drawing.edits import label

_EXAMPLES = {
    "add_example": "add an example",
    "move_example": "move example {}",
    "remove_example": "remove example {}",
}


def words_of(deed: Deed, roads: Sequence[Road]) -> str:
    """A deed as the menu says it after Undo or Redo."""
    if deed.kind == "edit" and deed.edit is not None:
        return words_of_edit(deed.edit)
    road = next((road for road in roads if road.number == deed.branch), None)
    if road is None:
        return "another network"
    return f"delete {name_of(road)}" if deed.kind == "delete" else why_begun(road, roads)


def words_of_edit(edit: Edit) -> str:
    """A change by hand: "α 0.01 → 0.1", "move example 7"."""
    method = edit.call[0] if edit.call else ""
    if method in _EXAMPLES:
        return _EXAMPLES[method].format(edit.call[1])
    return "move the inputs" if method == "move_inputs" else label(edit)


def name_of(road: Road) -> str:
    """What a branch is called."""
    return road.name or (f"branch {road.number}" if road.number else "the first branch")


def why_begun(road: Road, roads: Sequence[Road]) -> str:
    """Why a network was built: its name, or what was changed."""
    before = next((r for r in roads if road.parent and r.number == road.parent.branch), None)
    if road.name or before is None:
        return name_of(road)
    made = before.edits[: road.parent.edits] if road.parent else ()
    stood = before.config
    for edit in made:
        if edit.name in TABLE:
            stood = stood.changed(edit.name, edit.new)
    return difference(stood, road.config) or "reset"


def difference(old: Config, new: Config) -> str:
    """What two settings differ in: "hidden units 16 → 32"."""
    changed = [f.name for f in fields(Config) if getattr(old, f.name) != getattr(new, f.name)]
    said = [label(Edit(0, name, getattr(old, name), getattr(new, name))) for name in changed[:2]]
    return ", ".join(said) + (" …" if len(changed) > 2 else "")
