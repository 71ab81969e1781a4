"""A writer of run files that is killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

from simulator import atomic, run_file
from tests.simulator import programs


def two_files() -> tuple[run_file.Saved, run_file.Saved]:
    """Two files to write over one another, one much larger than the other."""
    run = programs.begun()
    small, large = (
        run_file.Saved(run.tree, run.place, {"which": i}, {"a.study": os.urandom(i << 18)}) for i in range(2)
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
    context.set_forkserver_preload(["tests.simulator.killed"])
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
        count += not all(_is_whole(each) for each in (path, atomic.backup_of(path)))
    return count


def _is_whole(path: Path) -> bool:
    try:
        return run_file.read(path).view["which"] in (0, 1)
    except (OSError, ValueError):
        return False
