"""Roads in words: what each is called and which change made it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from simulator.history import Edit, Place
from simulator.snapshot import Road
from ui.drawing.edit_words import label

HOW = "Go back (←, or drag the timeline) and change something: the old future stays."


def title(road: Road) -> str:
    """The name a person gave it, or its number."""
    return road.name or f"{'Network' if road.is_root else 'Branch'} {road.number + 1}"


def made_by(road: Road, known: Mapping[int, Road]) -> str:
    """The change that made it: "α 0.01 → 0.1 at step 1,204", "Hidden units 16 → 32"."""
    if road.is_root:
        return _made_network(road, known)
    if len(road.edits) == road.inherited:
        return f"from step {road.fork:,}, nothing changed yet"
    mine = road.edits[road.inherited :]
    first = takewhile(lambda edit: edit.gesture == mine[0].gesture, mine)
    change, *others = net(tuple(first)) or mine[:1]
    more = f", {_count(len(others), 'more change')}" if others else ""
    return f"{label(change)}{more} at step {mine[0].step:,}"


def net(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Each thing that was changed once, from its first old value to its last new one, if that is another."""
    found: dict[str, Edit] = {}
    for edit in edits:
        if edit.name in found:
            edit = dataclasses.replace(found[edit.name], new=edit.new)
        found[edit.name] = edit
    return tuple(edit for edit in found.values() if _is_other(edit))


def said(edits: Sequence[Edit], most: int = 2) -> str:
    """Changes as a list: "α 0.01 → 0.1, β 0.9 → 0.5, 3 more changes"."""
    changes = net(edits)
    words = [label(edit) for edit in changes[:most]]
    if len(changes) > most:
        words.append(_count(len(changes) - most, "more change"))
    return ", ".join(words)


def _made_network(road: Road, known: Mapping[int, Road]) -> str:
    if road.parent is None:
        return f"where it all began, at step {road.fork:,}"
    if road.parent.branch not in known:
        return "another network"
    before, now = _settings(known[road.parent.branch], road.parent), vars(road.config)
    changes = tuple(
        _change(name, before[name], value) for name, value in now.items() if before[name] != value
    )
    return said(changes) or "begun again"


def _settings(road: Road, place: Place) -> dict[str, object]:
    """Of the network at a place of a road: those it began with, and what was set since."""
    changed = [edit.call for edit in road.edits[: place.edits] if edit.call[:1] == ("set",)]
    return {**vars(road.config), **{name: value for _, name, value, *_ in changed}}


def _change(name: str, old: object, new: object) -> Edit:
    if name == "csv_file":  # a path would be longer than a row
        return Edit(0, name, None, Path(str(new)).name or "none")
    return Edit(0, name, None if old == "" else old, new)


def _is_other(edit: Edit) -> bool:
    return edit.name == "example" or edit.old is None or edit.old != edit.new


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def state(road: Road) -> str:
    """What its marks cannot say; empty where they say all."""
    return "diverged" if road.diverged else "open" if road.is_bare else ""
