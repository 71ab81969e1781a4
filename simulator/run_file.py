"""A run on disk, `.batchscope`: a zip of JSON and arrays with the whole tree of branches and all checkpoints.

Opened again on the same machine it goes on bit for bit. Written whole or not at all, and read as if it came
from anyone.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from simulator import atomic, checked
from simulator.archive import MOST_BYTES, MOST_JSON, Archive, broken, opened
from simulator.history import Place
from simulator.packing import Member, pack
from simulator.run_reading import tree_of
from simulator.run_writing import members
from simulator.tree import Tree

SUFFIX: Final = ".batchscope"
Value = str | int | float | bool | None | list[Any]
_STUDY = r"(?!(?i:con|prn|aux|nul|com\d|lpt\d)\.)\w[\w .()-]{0,98}\.study"
_PATTERNS: Final = MappingProxyType(
    {
        r"manifest\.json": 2**16,
        r"tree\.json": MOST_JSON,
        r"view\.json": 2**20,
        r"(losses|marks|units|warm_up|orders)\.npy": MOST_BYTES,
        r"data/\d{1,3}/(X|y|split)\.npy": MOST_BYTES,
        r"stacks/\d{1,4}/[A-Za-z]{1,40}(\.[a-z]{1,20})?\.npy": MOST_BYTES,
        rf"studies/{_STUDY}": MOST_BYTES,
    }
)
"""Names of the parts of a file, and how many bytes each may have."""


def _without_notes(json: dict[str, Any], _archive: Archive) -> dict[str, Any]:
    """Version 1 knew marks alone of what is noted along the run, and no former names."""
    for branch in checked.items(json.get("branches"), "branches", 5_000):
        if isinstance(branch, dict):
            branch.update(units=0, warm_up=0, renamed=0, was="")
    return json


MIGRATIONS: Final[tuple[Callable[[dict[str, Any], Archive], dict[str, Any]], ...]] = (_without_notes,)
"""Each makes `tree.json` of version n, n from 1, that of n + 1."""
VERSION: Final = 1 + len(MIGRATIONS)


@dataclass(frozen=True, eq=False)
class Saved:
    """What a run file holds: the tree, where one stands in it, the window's values, and study files by name.

    `note` is what reading found out, a sentence for a person or empty.
    """

    tree: Tree
    place: Place
    view: Mapping[str, Value] = field(default_factory=dict)
    studies: Mapping[str, bytes] = field(default_factory=dict)
    note: str = ""


def write(path: Path | str, saved: Saved) -> None:
    """Write a file, whole or not at all; the one that was there becomes its backup (`atomic.backup_of`).

    Raises OSError where the disk cannot, ValueError where there is more than a file may hold.
    """
    parts: dict[str, Member] = {
        "manifest.json": {"batchscope run": VERSION, "app": _app(), "machine": _machine()},
        "view.json": _checked_view(dict(saved.view)),
        **members(saved.tree, saved.place),
        **{f"studies/{name}": text for name, text in saved.studies.items()},
    }
    _check_names(parts)
    atomic.write(path, lambda file: pack(file, parts), _check)


def _check(path: Path) -> None:
    """What could not be read again must not take the place of what can."""
    try:
        with opened(path, _PATTERNS) as archive:
            _saved(archive)
    except ValueError as error:
        raise ValueError(f"This run is more than a file can hold: {error}") from None


def read(path: Path | str) -> Saved:
    """What is in a file.

    Raises OSError, or ValueError: one sentence that names the file and what is wrong in it.
    """
    path = Path(path)
    try:
        with opened(path, _PATTERNS) as archive:
            return _saved(archive)
    except OSError:
        raise
    except MemoryError:
        raise ValueError(f"{path.name}: there is not enough memory to read it.") from None
    except Exception as error:  # whatever a damaged zip makes of Python's readers
        raise ValueError(f"{path.name}: {broken(error)}") from None


def _saved(archive: Archive) -> Saved:
    version, app, machine = checked.fields(
        archive.json("manifest.json"), "manifest.json", "batchscope run", "app", "machine"
    )
    version = checked.whole(version, "the version of a run file", 1)
    if version > VERSION:
        raise ValueError(
            f"it is of version {version}, written by Batchscope {checked.text(app, 'app', 40)}; "
            f"this Batchscope reads up to version {VERSION}: it needs a newer one."
        )
    json = archive.json("tree.json")
    for migrate in MIGRATIONS[version - 1 :]:
        json = migrate(json, archive)
    tree, place = tree_of(archive, json)
    view = _checked_view(archive.json("view.json"))
    studies = {
        name.removeprefix("studies/"): archive.bytes(name)
        for name in archive.members
        if name.startswith("studies/")
    }
    return Saved(tree, place, view, studies, _note(app, machine))


# What made it ---------------------------------------------------------------------------------------


def _app() -> str:
    try:
        return metadata.version("batchscope")
    except metadata.PackageNotFoundError:
        return "of unknown version"


def _machine() -> dict[str, str]:
    """What the last digits of a step depend on, as far as can be told."""
    built: Any = np.show_config(mode="dicts")
    kernels = built.get("SIMD Extensions", {}).get("found", [])
    return {
        "system": platform.system(), "processor": platform.machine(), "kernels": " ".join(kernels),
        "numpy": np.__version__,
    }  # fmt: skip


def _note(app: object, machine: object) -> str:
    mine = _machine()
    theirs = dict(zip(mine, checked.fields(machine, "machine", *mine), strict=True))
    for name, value in theirs.items():
        checked.text(value, name, 400)
    other_app = checked.text(app, "app", 40) != _app()
    if not other_app and theirs == mine:
        return ""
    maker = f"Batchscope {app}" if other_app else "another machine or NumPy"
    return f"Saved by {maker}: steps that are made again may differ in the last digits."


# What a window adds ---------------------------------------------------------------------------------


def _checked_view(view: dict[str, Any]) -> dict[str, Value]:
    """The window's values: few, short and plain."""
    if len(view) > 200:
        raise ValueError(f"view.json must have at most 200 values, got {len(view):,}.")
    for name, value in view.items():
        checked.text(name, "the name of a value of the view", 100)
        for each in checked.items(value, name, 1000) if isinstance(value, list) else [value]:
            _check_plain(name, each)
    return view


def _check_plain(name: str, value: object) -> None:
    if isinstance(value, str):
        checked.text(value, name, 10_000)
    elif value is not None and not isinstance(value, bool):
        checked.number(value, name, 1e300)


def _check_names(parts: Mapping[str, Member]) -> None:
    for name in parts:
        if not any(re.fullmatch(pattern, name, re.ASCII) for pattern in _PATTERNS):
            raise ValueError(
                f"A study in a run file must have a plain name that ends in .study, got {name!r}."
            )
