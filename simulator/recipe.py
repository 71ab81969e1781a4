"""A run as one line of text that makes it again: config, changes by hand, steps; data where they are small.

The text may come from anyone, and is checked like a run file.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator import checked, datasets, kept_data, kept_edits
from simulator.datasets import Dataset
from simulator.history import Checkpoint, Edit, Place
from simulator.hyperparameters import Config
from simulator.kept_edits import MOST_STEPS, Course
from simulator.run import Run
from simulator.tree import Tree

Array = NDArray[Any]
VERSION: Final = 1
MOST_TEXT: Final = 2**20
_MOST_JSON = 8 * 2**20
_MOST_CHANGES = 50_000
_DTYPES = ("<f8", "<f4", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4")


@dataclass(frozen=True, eq=False)
class Recipe:
    """What makes a run again. `theta` (1, P) are its first weights, None where the seed draws them."""

    config: Config
    dataset: Dataset
    base: Dataset
    theta: Array | None
    edits: tuple[Edit, ...]
    steps: int

    def start(self, traced: bool = False) -> Run:
        """The run at step 0. Its changes lie ahead: it makes each when it comes to its step.

        `run.advance(steps)` leads to the place, and `run.rewind(steps)` then makes the changes made there.
        """
        run = Run(self.config, self.dataset, self.base, traced)
        if self.theta is not None:
            _begin_with(run, self.theta)
        run.tree.change(run.tree.current, edits=self.edits)
        run.tree.gesture = max([run.tree.gesture, *(edit.gesture for edit in self.edits)])
        return run


def _begin_with(run: Run, theta: Array) -> None:
    """Be at step 0 with these weights, as if no others had ever been drawn."""
    tree = Tree()
    tree.begin(dataclasses.replace(run.origin, arrays={**run.origin.arrays, "theta": theta}), None)
    run.open(tree, Place(tree.current, 0, 0))
    run.record.mark(0, run.marks())


# Writing --------------------------------------------------------------------------------------------


def text_of(tree: Tree, place: Place) -> str:
    """One line of text that `recipe_of` reads.

    Raises ValueError: there is too much to say in a line.
    """
    branch = tree.branches[place.branch]
    origin = tree.origins[branch.root]
    assert origin.dataset is not None
    assert origin.base is not None
    if origin.step or origin.edits:
        raise ValueError("A recipe begins at step 0; save this run as a file (.batchscope) instead.")
    known = kept_data.is_of(origin.base, origin.config)
    painted = not kept_data.are_same(origin.dataset, origin.base)
    _check_size(0 if known else origin.base.X.size)
    values = {
        "config": dataclasses.asdict(origin.config) | {"csv_file": _bare(origin.config.csv_file)},
        "base": None if known else _dataset(origin.base),
        "data": _dataset(origin.dataset) if painted else None,
        "theta": _first_weights(origin),
        "edits": [kept_edits.to_json(edit) for edit in branch.edits[: place.edits]],
        "step": place.step,
    }
    packed = zlib.compress(json.dumps(values, allow_nan=False, separators=(",", ":")).encode(), 9)
    text = f"batchscope:{VERSION}:{base64.urlsafe_b64encode(packed).decode()}"
    _check_size(len(text))
    return text


def _check_size(characters: int) -> None:
    if characters > MOST_TEXT:
        raise ValueError(
            f"A recipe has at most {MOST_TEXT:,} characters, this one would have {characters:,} or more: "
            "save the run as a file (.batchscope) instead."
        )


def _bare(path: str) -> str:
    """The last part of a path: where a file lies is nobody else's business."""
    return PureWindowsPath(path).name


def _first_weights(origin: Checkpoint) -> list[Any] | None:
    """None where they are what the seed draws."""
    drawn = Run(origin.config, origin.dataset, origin.base).origin.arrays["theta"]
    theta = origin.arrays["theta"]
    return None if drawn.tobytes() == theta.tobytes() else _array(theta)


def _dataset(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": _bare(dataset.name), "source": _bare(dataset.source), "features": list(dataset.feature_names),
        "classes": list(dataset.class_names), "m": dataset.m,
        **{part: _array(getattr(dataset, part)) for part in kept_data.PARTS},
    }  # fmt: skip


def _array(array: Array) -> list[Any]:
    """Its type and its bytes."""
    small = kept_data.smallest(array)
    return [small.dtype.str, base64.b64encode(small.tobytes()).decode()]


# Reading --------------------------------------------------------------------------------------------


def recipe_of(text: str) -> Recipe:
    """The recipe in a line of text; white space in it does not matter.

    Raises ValueError: one sentence that says what is wrong.
    """
    if len(text) > MOST_TEXT:
        raise ValueError(f"A recipe must have at most {MOST_TEXT:,} characters, got {len(text):,}.")
    try:
        return _recipe(checked.parsed(_unpacked("".join(text.split())), "it"))
    except checked.WRONG as error:
        raise ValueError(f"This recipe is not good: {checked.reason(error)}") from None


def _unpacked(text: str) -> bytes:
    found = re.fullmatch(r"batchscope:([0-9]{1,6}):([A-Za-z0-9_=-]*)", text)
    if found is None:
        raise ValueError(f"it must begin with batchscope:{VERSION}: and go on in letters, digits, - and _.")
    if int(found[1]) != VERSION:
        raise ValueError(f"it is of version {int(found[1])}, this Batchscope reads version {VERSION}.")
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(base64.urlsafe_b64decode(found[2]), _MOST_JSON + 1)
    except (zlib.error, binascii.Error):
        raise ValueError("some of its letters are wrong or missing.") from None
    if len(data) > _MOST_JSON:
        raise ValueError(f"it must unpack to at most {_MOST_JSON // 2**20} MiB.")
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("its end is missing, or something else was added.")
    return data


def _recipe(values: dict[str, Any]) -> Recipe:
    config, base, data, theta, edits, step = checked.fields(
        values, "it", "config", "base", "data", "theta", "edits", "step"
    )
    config = checked.config(config, "its config")
    if base is None and config.dataset == "csv":  # a path out of a text is never read
        raise ValueError("the examples of a CSV file must be in it, got none.")
    loaded = datasets.load(config) if base is None else _to_dataset(base)
    dataset = loaded if data is None else _to_dataset(data)
    kept_data.check_pair(dataset, loaded)
    course = Course(config, dataset, loaded)
    for edit in checked.items(edits, "its changes", _MOST_CHANGES):
        course.take(edit)
    last = course.edits[-1].step if course.edits else 0
    weights = None if theta is None else _weights(theta, config, course)
    steps = checked.whole(step, "its step", last, MOST_STEPS)
    return Recipe(config, dataset, loaded, weights, tuple(course.edits), steps)


def _to_dataset(value: object) -> Dataset:
    name, source, features, classes, m, *arrays = checked.fields(
        value, "a data set", "name", "source", "features", "classes", "m", *kept_data.PARTS
    )
    m = checked.whole(m, "the examples of a data set", 1, kept_data.MOST_EXAMPLES)
    words = kept_data.names(features), kept_data.names(classes)
    shapes, kinds = ((len(words[0]), m), (m,), (m,)), ("f8", "i8", "u1")
    X, y, split = map(_to_array, arrays, kinds, shapes)
    name, source = checked.text(name, "the name of a data set"), checked.text(source, "its source")
    return kept_data.checked_set(name, source, *words, X, y, split)


def _weights(value: object, config: Config, course: Course) -> Array:
    theta = _to_array(value, config.dtype, (1, course.layout.size))
    if not np.isfinite(theta).all():
        raise ValueError("its first weights must be finite numbers.")
    return theta


def _to_array(value: object, kind: str, shape: tuple[int, ...]) -> Array:
    dtype, text = checked.items(value, "an array", 2, 2)
    stored = np.dtype(checked.one_of(dtype, "the type of an array", _DTYPES))
    try:
        data = base64.b64decode(checked.text(text, "an array", _MOST_JSON), validate=True)
    except binascii.Error:
        raise ValueError("an array must be in base64.") from None
    count = int(np.prod(shape, dtype=object))
    if len(data) != count * stored.itemsize:
        raise ValueError(f"an array of {stored.str} must have shape {shape}, got {len(data):,} bytes.")
    if np.dtype(kind).kind != "f" and stored.kind == "f":
        raise ValueError(f"an array must hold whole numbers, got {stored.str}.")
    return kept_data.cast(np.frombuffer(data, stored), np.dtype(kind), "an array").reshape(shape)
