"""Files as a bad disk or a bad person would hand them over, and a writer that is killed at any moment."""

from __future__ import annotations

import base64
import io
import json
import random
import resource
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from simulator import csv_file, csv_layout, recipe, run_file
from simulator.run import Run
from tests.simulator import programs

_VALUES = (
    -1, 0, 1, 2, 7, 10**6, 2**31, 2**63, 2**64, 10**400, 0.5, -0.0, 1e300, True, False, None, "", "x", "NaN",
    "csv", "momentum", "W1", "step", "__class__", "../x", [], [[]], {}, [1, 2], "y" * 5000,
)  # fmt: skip

_CELLS = (
    "", " ", "nan", "inf", "-1e400", "1e200", "1_0", "1,5", "1.234,5", "x", "\"", "\"a", "a\"b", "\0",
    "é", "☃", "9" * 400, "y" * 2000, "1\n2", "0x10", "١", "--1",
)  # fmt: skip


# Bytes ----------------------------------------------------------------------------------------------


def mutated(rng: random.Random, whole: bytes) -> bytes:
    """The bytes of a zip, damaged in one way or another."""
    return rng.choice((_flipped, _cut, _swapped, _changed, _changed, _changed, _reshaped, _lost))(rng, whole)


def flipped(rng: random.Random, whole: bytes, most: int = 8) -> bytes:
    """A few bytes are others."""
    found = bytearray(whole)
    for _ in range(rng.randint(1, most)):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def _flipped(rng: random.Random, whole: bytes) -> bytes:
    if rng.random() < 0.5:
        return flipped(rng, whole)
    end = whole.index(b"PK\1\2")  # the list of members, which a whole file hardly ever is hit in
    return whole[:end] + flipped(rng, whole[end:], 3)


def _cut(rng: random.Random, whole: bytes) -> bytes:
    return whole[: rng.randrange(len(whole))] + rng.choice((b"", whole[-22:], b"\0" * 40))


def parts(whole: bytes) -> dict[str, bytes]:
    """The members of a zip."""
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return buffer.getvalue()


def _swapped(rng: random.Random, whole: bytes) -> bytes:
    found = parts(whole)
    one, other = rng.sample(sorted(found), 2)
    found[one], found[other] = found[other], found[one]
    return zipped(found)


def _lost(rng: random.Random, whole: bytes) -> bytes:
    found = parts(whole)
    data = found.pop(rng.choice(sorted(found)))
    if rng.random() < 0.5:
        found[rng.choice(("../evil", "/etc/x", "data/0/Z.npy", "stacks/0/eval.npy", "studies/a/b.study"))] = (
            data
        )
    return zipped(found)


def _reshaped(rng: random.Random, whole: bytes) -> bytes:
    found = parts(whole)
    name = rng.choice([n for n in sorted(found) if n.endswith(".npy")])
    head, body = found[name][:128], found[name][128:]
    words = (
        b"'<f8'",
        b"'<f4'",
        b"'|O'",
        b"'<i8'",
        b"(",
        b"(9",
        b", )",
        b"False",
        b"True",
        b"NUMPY\1",
        b"NUMPY\3",
    )
    head = head.replace(rng.choice(words), rng.choice(words), 1)
    found[name] = head + (body if rng.random() < 0.7 else flipped(rng, body) if body else b"x")
    return zipped(found)


def _changed(rng: random.Random, whole: bytes) -> bytes:
    found = parts(whole)
    name = "tree.json" if rng.random() < 0.9 else rng.choice(("manifest.json", "view.json"))
    found[name] = json.dumps(changed(rng, json.loads(found[name]))).encode()
    return zipped(found)


def changed(rng: random.Random, value: Any) -> Any:
    """A JSON value with one of its values changed."""
    if isinstance(value, (dict, list)) and value and rng.random() < 0.93:
        key = rng.choice(list(value)) if isinstance(value, dict) else rng.randrange(len(value))
        if rng.random() < 0.03:
            del value[key]
        else:
            value[key] = changed(rng, value[key])
        return value
    if isinstance(value, int) and rng.random() < 0.5:
        return value + rng.choice((-1, 1, 5))
    return rng.choice(_VALUES)


# Reading them ---------------------------------------------------------------------------------------


def survives(path: Path, data: bytes) -> bool:
    """Whether a run file of these bytes opens and goes on; where not, it must be said why, soon."""
    path.write_bytes(data)
    try:
        saved = run_file.read(path)
    except ValueError as error:
        assert str(error).startswith(f"{path.name}: "), error  # noqa: PT017
        assert len(str(error)) < 600, error  # noqa: PT017
        return False
    run = programs.begun()
    try:
        run.open(saved.tree, saved.place)
        run.advance(3)
        for number in saved.tree.branches:
            run.visit(number)
    except (ValueError, RuntimeError) as error:  # another α in the past makes another future
        assert "past cannot be made again" in str(error), error  # noqa: PT017
        return False
    return True


def whole_run_file() -> bytes:
    """The bytes of a file of a run in which everything was done."""
    run = programs.begun()
    programs.live_once(run, random.Random(1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "whole.batchscope"
        run_file.write(path, run_file.Saved(run.tree, run.place, {"speed": 3.5}))
        return path.read_bytes()


# Recipes and tables ---------------------------------------------------------------------------------


def whole_recipe() -> str:
    """Of a run in which much was done."""
    run = programs.lived(random.Random(3), 25)
    run.set("seed", 5, keep_weights=True)
    run.set("learning_rate", 0.3)
    run.add_example((0.1, 0.2), 1, (0, 1))
    run.advance(3)
    run.set_parameter("W1", (0, 1), 0.5)
    run.hold(1, None, True)
    return recipe.text_of(run.tree, run.place)


def values_of(text: str) -> dict[str, Any]:
    """What a recipe says."""
    return dict(json.loads(zlib.decompress(base64.urlsafe_b64decode(text.split(":")[2]))))


def packed(values: Any) -> str:
    """A recipe that says this."""
    text = values if isinstance(values, bytes) else json.dumps(values).encode()
    return f"batchscope:1:{base64.urlsafe_b64encode(zlib.compress(text, 1)).decode()}"


def mutated_recipe(rng: random.Random, text: str) -> bytes:
    """A recipe with another value in it, or another letter."""
    if rng.random() < 0.75:
        return packed(changed(rng, values_of(text))).encode()
    at = rng.randrange(len(text))
    return (text[:at] + rng.choice(("", "A", "_", "é", text[at:][::-1])) + text[at + 1 :]).encode()


def recipe_survives(data: bytes) -> bool:
    """Whether a recipe is one and begins; where not, it must be said why."""
    try:
        found = recipe.recipe_of(data.decode())
    except ValueError as error:
        assert str(error).startswith("This recipe is not good: "), error  # noqa: PT017
        assert len(str(error)) < 600, error  # noqa: PT017
        return False
    found.start().advance(min(found.steps, 20))
    return True


def mutated_table(rng: random.Random) -> bytes:
    """A CSV file with bytes, cells or lines that do not belong there."""
    mark = rng.choice(",;\t|")
    rows = [["a", "b", "kind"]] + [[f"{rng.gauss(0, 1):.3g}", str(i), rng.choice("xyz")] for i in range(30)]
    for _ in range(rng.randint(0, 3)):
        row = rng.choice([row for row in rows if row])
        row[rng.randrange(len(row))] = rng.choice(_CELLS)
        if rng.random() < 0.1:
            rows.insert(rng.randrange(len(rows)), rng.choice(([], [""], row * 3, row[:1])))
    whole = rng.choice(("\n", "\r\n", "\r")).join(mark.join(row) for row in rows)
    data = rng.choice((b"", b"", b"\xef\xbb\xbf")) + whole.encode(
        rng.choice(("utf-8", "utf-8", "utf-16", "cp1252")), "replace"
    )
    return flipped(rng, data) if rng.random() < 0.4 else data


def table_survives(path: Path, data: bytes) -> bool:
    """Whether a CSV file holds examples; where not, it must be said why."""
    path.write_bytes(data)
    try:
        table = csv_file.read(path)
    except csv_layout.DataError as error:
        assert str(error).startswith(path.name), error  # noqa: PT017
        assert len(str(error)) < 600, error  # noqa: PT017
        return False
    assert np.isfinite(table.X).all()
    assert table.y.max() < len(table.class_names)
    return True


def peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def opened(path: Path) -> Run:
    """A run that goes on where a file was saved."""
    saved, run = run_file.read(path), programs.begun()
    run.open(saved.tree, saved.place)
    return run
