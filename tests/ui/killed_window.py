"""A real window with its engine that trains and changes things at random, to be killed from outside.

`python -m tests.ui.killed_window FOLDER SEED` says on its standard output, a JSON list a line, what a person
has seen of it: [seconds of the machine's monotonic clock, gestures made, steps made on all branches].
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simulator import run_file
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.tree import Tree

_CONFIG = Config(examples=120, hidden_units=(6, 4), mini_batch_size=16, keep_prob=0.9)
_PACE = 1500.0  # steps a second: a fresh replay must not take longer than the run
_SUFFIX = run_file.SUFFIX


def done(tree: Tree) -> tuple[int, int]:
    """How many gestures were made in a tree, and how many steps on all its branches."""
    return tree.gesture, sum(tree.end(number) - branch.fork for number, branch in tree.branches.items())


# The window -----------------------------------------------------------------------------------------


def live(folder: Path, seed: int) -> None:
    """Open a window that writes its run down in a folder, and act until killed."""
    from PySide6.QtCore import QStandardPaths, QTimer
    from PySide6.QtWidgets import QApplication

    from ui.engine_process import launch
    from ui.main_window import MainWindow

    QStandardPaths.setTestModeEnabled(True)
    app, rng = QApplication([]), random.Random(seed)
    window = MainWindow(launch(_CONFIG), "softmax")
    window.show()
    window.keep_safe(folder)
    window.shown.connect(lambda _: _say(window.client.tree))
    window.transport.speed_changed.emit(_PACE)
    acting = QTimer(app, interval=300)
    acting.timeout.connect(lambda: _act(window, rng))
    acting.start()
    if seed % 2:
        QTimer.singleShot(300, lambda: _search(window))
    app.exec()


def _say(tree: Tree) -> None:
    print(json.dumps([time.monotonic(), *done(tree)]), flush=True)


def _act(window, rng: random.Random) -> None:  # type: ignore[no-untyped-def]  # Qt types are imported late
    """One thing that a person may do, and train on."""
    from simulator.commands import AddExample, GoTo, Keep, Play, Revert, Rewind, Set, SetParameter, Undo

    if window.snapshot is None:
        return
    snapshot, value = window.snapshot, rng.uniform(0.001, 0.05)
    road = rng.choice(snapshot.roads)
    deeds = (
        Set("learning_rate", value), Set("optimizer", rng.choice(("adam", "momentum"))),
        Set("hidden_units", rng.choice(((6, 4), (5,)))), AddExample(value, -value, 1),
        SetParameter("W1", (0, 1), value), Rewind(rng.randrange(snapshot.step + 1)), Undo(), Keep(), Revert(),
        GoTo(road.number, rng.randrange(road.end + 1)), *[Play()] * 6,
    )  # fmt: skip
    window.send(rng.choice(deeds))
    window.send(Play())


def _search(window) -> None:  # type: ignore[no-untyped-def]  # Qt types are imported late
    """Have a search run, too: its processes must not outlive the window."""
    import dataclasses

    from simulator.search.commands import Begin

    window.workbench.open("search")
    lab = window.workbench.lab
    plan = dataclasses.replace(lab.plan, trials=2000, steps=5000, space=lab.plan.space.with_base(_CONFIG))
    lab.wish.emit(Begin(plan))


# Who kills it ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Killed:
    """What became of a window that lived so many seconds.

    `seconds` of what was seen and `gestures` are lost; `ended` is how long its processes outlived it.
    """

    lived: float
    seconds: float
    gestures: int
    steps: int
    processes: int
    ended: float
    wrong: str


def kill_window(folder: Path, seed: int, lives: float) -> Killed:
    """Let a window live that long after its first snapshot, kill it, and look at what it left."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.ui.killed_window", str(folder), str(seed)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(folder / "data")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        os.set_blocking(child.stdout.fileno(), False)
        said = _heard(child, lives)
        family = _children(child.pid)
        killed_at = time.monotonic()
        os.kill(child.pid, signal.SIGKILL)
        ended = _ends(family)
        said += child.stdout.read() or b""
    seen = [json.loads(line) for line in said.decode().splitlines() if line.endswith("]")]
    return _judged(folder, seen, killed_at, lives, len(family), ended)


def _heard(child: subprocess.Popen[bytes], lives: float) -> bytes:
    """What it says in `lives` seconds after its first word."""
    assert child.stdout is not None
    said, begun = b"", 0.0
    while not begun or time.monotonic() - begun < lives:
        said += child.stdout.read() or b""
        begun = begun or (time.monotonic() if said else 0.0)
        assert child.poll() is None, "the window ended by itself"
        time.sleep(0.005)
    return said


def _judged(
    folder: Path, seen: list[list[float]], killed_at: float, lived: float, processes: int, ended: float
) -> Killed:
    files = list(folder.glob(f"*-*{_SUFFIX}"))
    gestures = steps = 0
    wrong = "" if len(files) <= 1 else f"{len(files)} files"
    if files:
        try:
            saved = run_file.read(files[0])
        except (OSError, ValueError) as error:
            return Killed(lived, killed_at - seen[0][0], 0, 0, processes, ended, f"torn: {error}")
        gestures, steps = done(saved.tree)
        wrong = wrong or _replayed(saved)
    lost = [
        at for at, made, stepped in seen if (made > gestures or stepped > steps) and (made > 1 or stepped)
    ]
    return Killed(
        lived, killed_at - lost[0] if lost else 0.0, max(0, int(seen[-1][1]) - max(gestures, 1)),
        int(seen[-1][2]) - steps, processes, ended, wrong,
    )  # fmt: skip


def _replayed(saved: run_file.Saved) -> str:
    """What is wrong where the run in a file is not, where it stands and at two ends, its own fresh replay."""
    from tests.simulator.travelling import replayed, state

    run = Run(Config())
    run.open(saved.tree, saved.place)
    ends = sorted(run.tree.branches, key=run.tree.end)[:2]
    for number in (None, *ends):
        if number is not None:
            run.visit(number)
        if not run.divergence and state(run) != state(replayed(run)):
            return f"not what a replay gives at {run.place}"
    return ""


def _children(process: int) -> list[tuple[int, str]]:
    """All processes below one, each with when it was started: numbers are used again."""
    below, found = [process], []
    for each in below:
        for status in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parent, started = _read(status)
                if parent == each:
                    below.append(int(status.parent.name))
                    found.append((int(status.parent.name), started))
    return found


def _read(status: Path) -> tuple[int, str]:
    """A process's parent and when it was started; OSError where it is gone or only waits to be counted."""
    fields = status.read_text().rpartition(")")[2].split()
    if fields[0] in "ZX":
        raise ProcessLookupError
    return int(fields[1]), fields[19]


def _ends(family: list[tuple[int, str]], patience: float = 30.0) -> float:
    """Seconds until all of them have ended; for ever is infinite, and then they are killed."""
    started = time.monotonic()
    while left := [number for number, since in family if _lives(number, since)]:
        if time.monotonic() - started > patience:
            for number in left:
                os.kill(number, signal.SIGKILL)
            return float("inf")
        time.sleep(0.01)
    return time.monotonic() - started


def _lives(number: int, since: str) -> bool:
    with suppress(OSError):
        return _read(Path(f"/proc/{number}/stat"))[1] == since
    return False


if __name__ == "__main__":
    live(Path(sys.argv[1]), int(sys.argv[2]))
