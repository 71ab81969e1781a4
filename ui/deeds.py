"""What a person did, in words: for Undo and Redo."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.history import Deed, Edit
from simulator.snapshot import Road
from ui.drawing.edit_words import label
from ui.drawing.road_words import made_by, title

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
    known = {road.number: road for road in roads}
    if deed.kind == "delete":
        return f"delete {title(road)}"
    if deed.kind == "rename":
        return f"name {title(road)}"
    if deed.kind == "keep":
        return f"keep a place of {title(road)}"
    return road.name or made_by(road, known).replace("begun again", "reset")


def words_of_edit(edit: Edit) -> str:
    """A change by hand: "α 0.01 → 0.1", "move example 7"."""
    method = edit.call[0] if edit.call else ""
    if method in _EXAMPLES:
        return _EXAMPLES[method].format(edit.call[1])
    return "move the inputs" if method == "move_inputs" else label(edit)
