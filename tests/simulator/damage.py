"""Files as a bad disk or a bad person would hand them over, and a writer that is killed at any moment."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import random
import resource
import signal
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator import run_file
from simulator.run import Run
from tests.simulator import programs

_VALUES = (
    -1, 0, 1, 2, 7, 10**6, 2**31, 2**63, 2**64, 10**400, 0.5, -0.0, 1e300, True, False, None, "", "x", "NaN",
    "csv", "momentum", "W1", "step", "__class__", "../x", [], [[]], {}, [1, 2], "y" * 5000,
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
        assert "past could not be made again" in str(error), error  # noqa: PT017
        return False
    return True


# Killing a writer -----------------------------------------------------------------------------------


def two_files() -> tuple[run_file.Saved, run_file.Saved]:
    """Two files to write over one another, one much larger than the other."""
    run = programs.begun()
    small, large = (
        run_file.Saved(run.tree, run.place, {"which": i}, {"a.study": os.urandom(i << 20)}) for i in range(2)
    )
    return small, large


def _write_for_ever(path: Path, begun: Any) -> None:
    pair = two_files()
    run_file.write(path, pair[0])
    begun.set()
    while True:
        for saved in pair:
            run_file.write(path, saved)


def torn(folder: Path, kills: int, seed: int = 0) -> int:
    """How many of so many killed writers left no whole file, or no whole backup."""
    context, rng, count = multiprocessing.get_context("forkserver"), random.Random(seed), 0
    context.set_forkserver_preload(["tests.simulator.damage"])
    path = folder / "killed.batchscope"
    for _ in range(kills):
        begun = context.Event()
        child = context.Process(target=_write_for_ever, args=(path, begun), daemon=True)
        child.start()
        assert begun.wait(60)
        time.sleep(rng.uniform(0.0, 0.08))
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        count += not all(_is_whole(each) for each in (path, run_file.atomic.backup_of(path)))
    return count


def _is_whole(path: Path) -> bool:
    try:
        return run_file.read(path).view["which"] in (0, 1)
    except (OSError, ValueError):
        return False


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and the most memory this process ever had, in MB."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def opened(path: Path) -> Run:
    """A run that goes on where a file was saved."""
    saved, run = run_file.read(path), programs.begun()
    run.open(saved.tree, saved.place)
    return run
