"""Checks that take longer than the test command may: `python -m tests.endurance [NAME ...]`, all for no name.

Each prints its figures and ends the command with 1 where something that must never happen did.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

KILLS = 200
MUTANTS = 10_000
PROGRAMS = 2_000


def main() -> None:
    """Run the checks asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(CHECKS)}; all for none")
    chosen = parser.parse_args().names or list(CHECKS)
    unknown = [name for name in chosen if name not in CHECKS]
    if unknown:
        parser.error(f"there is no check {unknown[0]!r}; there are {', '.join(CHECKS)}.")
    sys.exit(0 if sum(CHECKS[name]() for name in chosen) == len(chosen) else 1)


# Files ----------------------------------------------------------------------------------------------


def files() -> bool:
    """Writers killed, and files and texts that are damaged; whether nothing was torn and all was said."""
    return _kills() + sum(map(_apart, DAMAGED)) == 1 + len(DAMAGED)


def _kills() -> bool:
    from tests.simulator.killed import torn

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        count = torn(Path(folder), KILLS)
    print(f"kills          {KILLS} writers killed, {count} files torn, {time.perf_counter() - started:.0f} s")
    return count == 0


def _apart(name: str) -> bool:
    """In a process of its own, whose memory is then that of the reading."""
    code = f"from tests import endurance; endurance.damaged({name!r})"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def damaged(name: str) -> None:
    """Read so many damaged files of one kind; AssertionError where one is not answered as it must be."""
    from tests.simulator.damage import peak

    make, survives = DAMAGED[name]()
    rng, opened, slowest, started = random.Random(1), 0, 0.0, time.perf_counter()
    for _ in range(MUTANTS):
        data, begun = make(rng), time.perf_counter()
        opened += survives(data)
        slowest = max(slowest, time.perf_counter() - begun)
    print(
        f"{name:14} {MUTANTS} damaged, {opened} could be read all the same, the slowest {slowest:.2f} s, "
        f"{peak():.0f} MB at most, {time.perf_counter() - started:.0f} s"
    )


def _run_files() -> tuple[Callable[[random.Random], bytes], Callable[[bytes], bool]]:
    from tests.simulator import damage

    whole, path = damage.whole_run_file(), Path(tempfile.mkdtemp()) / "m.batchscope"
    return lambda rng: damage.mutated(rng, whole), lambda data: damage.survives(path, data)


def _recipes() -> tuple[Callable[[random.Random], bytes], Callable[[bytes], bool]]:
    from tests.simulator import damage

    text = damage.whole_recipe()
    return lambda rng: damage.mutated_recipe(rng, text), damage.recipe_survives


def _tables() -> tuple[Callable[[random.Random], bytes], Callable[[bytes], bool]]:
    from tests.simulator import damage

    path = Path(tempfile.mkdtemp()) / "m.csv"
    return damage.mutated_table, lambda data: damage.table_survives(path, data)


DAMAGED: Mapping[str, Callable[[], tuple[Callable[[random.Random], bytes], Callable[[bytes], bool]]]] = {
    "run files": _run_files,
    "recipes": _recipes,
    "tables": _tables,
}


# A person at random ---------------------------------------------------------------------------------


def person() -> bool:
    """Random programs of the run alone: wherever one stands it is what a fresh replay gives."""
    import hypothesis
    from hypothesis.stateful import run_state_machine_as_test

    from tests.simulator.travelling import Person

    started = time.perf_counter()
    settings = hypothesis.settings(
        max_examples=PROGRAMS, stateful_step_count=25, deadline=None, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Person, settings=settings)
    print(f"person         {PROGRAMS:,} random programs, {time.perf_counter() - started:.0f} s")
    return True


CHECKS: Mapping[str, Callable[[], bool]] = {"files": files, "person": person}
"""Name -> what to do; it says whether all was well."""

if __name__ == "__main__":
    main()
