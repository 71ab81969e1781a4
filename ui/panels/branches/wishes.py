"""What a person may do with a road, and the command that says so."""

from __future__ import annotations

from simulator.commands import Command, Compare, Delete, GoTo
from simulator.snapshot import Road, Snapshot

ACTS = ("go", "compare", "rename", "delete")


def may(act: str, road: Road, snapshot: Snapshot) -> bool:
    """Whether it makes sense: one cannot go where one is, nor delete the first of all."""
    stands = snapshot.place.branch == road.number
    if act == "go":
        at_end = snapshot.step == road.end and snapshot.place.edits == len(road.edits)
        return not (stands and at_end)
    if act == "delete":
        return road.parent is not None
    return act == "rename" or not stands


def wish(act: str, number: int, compared: int | None) -> Command:
    """Of "go", "delete", and "compare", which a second time ends it."""
    if act == "go":
        return GoTo(number)
    return Delete(number) if act == "delete" else Compare(None if compared == number else number)
