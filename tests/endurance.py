"""Checks that take longer than the test command may: `python -m tests.endurance [NAME [N] ...]`, all for no
name; N is how many kills where they are to be more or fewer.

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
ACTIONS, SESSION = 10_000, 500
"""Of a random user: in all, and with one window."""


def main() -> None:
    """Run the checks asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(CHECKS)}; all for none")
    chosen = parser.parse_args().names or list(CHECKS)
    unknown = [name for name in chosen if name not in CHECKS and not name.isdecimal()]
    if unknown:
        parser.error(f"there is no check {unknown[0]!r}; there are {', '.join(CHECKS)}.")
    asked = [
        CHECKS[name](int(count)) if count.isdecimal() else CHECKS[name]()
        for name, count in zip(chosen, [*chosen[1:], ""], strict=True)
        if name in CHECKS
    ]
    sys.exit(0 if all(asked) else 1)


# Files ----------------------------------------------------------------------------------------------


def files(kills: int = KILLS) -> bool:
    """Writers killed, and files and texts that are damaged; whether nothing was torn and all was said."""
    return _kills(kills) + sum(map(_apart, DAMAGED)) == 1 + len(DAMAGED)


def _kills(kills: int) -> bool:
    from tests.simulator.killed import torn

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        count = torn(Path(folder), kills)
    print(f"kills          {kills} writers killed, {count} files torn, {time.perf_counter() - started:.0f} s")
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


def person(programs: int = 2_000) -> bool:
    """Random programs of the run alone: wherever one stands it is what a fresh replay gives."""
    import hypothesis
    from hypothesis.stateful import run_state_machine_as_test

    from tests.simulator.travelling import Person

    started = time.perf_counter()
    settings = hypothesis.settings(
        max_examples=programs, stateful_step_count=25, deadline=None, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Person, settings=settings)
    print(f"person         {programs:,} random programs, {time.perf_counter() - started:.0f} s")
    return True


# Processes ------------------------------------------------------------------------------------------


def engine(kills: int = 100) -> bool:
    """Engines killed in the middle of anything; whether nothing was lost and the future is the same."""
    from PySide6.QtCore import QCoreApplication

    from tests.ui.killed_engine import kill_engines

    started = time.perf_counter()
    app = QCoreApplication.instance() or QCoreApplication([])
    figures = kill_engines(app, kills, rest=2.0)  # as in life: the spare engine has loaded
    print(f"engine         {figures}, {time.perf_counter() - started:.0f} s", *figures.wrong, sep="\n  ")
    return not figures.wrong


def killed_window(kills: int = 50) -> bool:
    """Windows killed in the middle of anything; whether what they left is whole, late by 10 s at most."""
    from tests.ui.killed_window import kill_window

    rng, killed, started = random.Random(1), [], time.perf_counter()
    for seed in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            killed.append(kill_window(Path(folder), seed, rng.uniform(0.5, 15.0)))
    wrong = [k.wrong for k in killed if k.wrong]
    print(
        f"killed-window  {kills} killed after {sum(k.lived for k in killed):.0f} s in all: at most "
        f"{max(k.seconds for k in killed):.1f} s, {max(k.gestures for k in killed)} changes and "
        f"{max(k.steps for k in killed):,} steps lost; {max(k.processes for k in killed)} processes ended "
        f"{max(k.ended for k in killed):.1f} s later at most; {len(wrong)} wrong, "
        f"{time.perf_counter() - started:.0f} s",
        *wrong,
        sep="\n  ",
    )
    return not wrong and all(k.seconds <= 10 and k.ended < 30 for k in killed)


# A window -------------------------------------------------------------------------------------------


def window(actions: int = 10_000) -> bool:
    """A random user at real windows, one after another: whether nothing went wrong."""
    codes = [
        f"from tests.ui import random_session; random_session.main({seed}, {min(SESSION, actions - begun)})"
        for seed, begun in enumerate(range(0, actions, SESSION), 1)
    ]
    started = time.perf_counter()
    failed = sum(
        subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode != 0
        for code in codes
    )
    print(
        f"window         {actions:,} random actions in {len(codes)} windows, {failed} went wrong, "
        f"{time.perf_counter() - started:.0f} s"
    )
    return not failed


CHECKS: Mapping[str, Callable[..., bool]] = {
    "files": files,
    "person": person,
    "engine": engine,
    "killed-window": killed_window,
    "window": window,
}
"""Name -> what to do; it says whether all was well."""

if __name__ == "__main__":
    main()
