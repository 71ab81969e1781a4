"""The window while a search trains behind it: frames in which the wall of curves is painted anew."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

import ui.searching
from simulator.hyperparameters import Config
from simulator.search.commands import Begin, CancelSearch
from simulator.search.space import Axis, Space
from simulator.search.study import Plan
from tests.benchmarks.report import Row, Target, measured
from tests.benchmarks.screen import SIZE, Scope, application, run_for, run_until, shown_window

_SECONDS, _ROUNDS = 3.0, 4


def measure() -> list[Row]:
    """With 64 live curves, and with 1,024."""
    app = application()
    with TemporaryDirectory() as folder:
        ui.searching._folder = lambda: Path(folder)
        return [row for trials, bound in ((64, 55.0), (1024, 30.0)) for row in _rates(app, trials, bound)]


def _rates(app: QApplication, trials: int, bound: float) -> list[Row]:
    window = shown_window(Config(), "search")
    run_until(lambda: window.snapshot is not None and window.client.data is not None)
    run_for(0.5)
    lab = window.workbench.lab
    space = Space(Config(), (Axis.of("learning_rate"), Axis.of("beta_1")))
    lab.wish.emit(Begin(Plan(space=space, trials=trials, steps=20_000)))
    run_until(lambda: lab.mirror is not None and len(lab.mirror.made) == trials)
    frames, updates = [], []
    for _ in range(_ROUNDS):
        painted, changed = _watch(app, window, _SECONDS)
        frames.append(painted / _SECONDS)
        updates.append(changed / _SECONDS)
    lab.wish.emit(CancelSearch())
    window.close()
    what = f"Search, {SIZE[0]} × {SIZE[1]}, {trials:,} trials training"
    return [
        measured("searching", f"{what}: frames with all curves painted", "/s", frames, Target("≥", bound)),
        measured("searching", "… updates of the search shown", "/s", updates),
    ]


def _watch(app: QApplication, window: Scope, seconds: float) -> tuple[int, int]:
    """Frames, in each of which the whole wall is painted, and how often the search had something new."""
    lab, wall = window.workbench.lab, window.view.panels["wall"].widget
    counts = {"painted": 0, "changed": 0}

    def count(what: str) -> None:
        counts[what] += 1

    connections = [
        window.painted.connect(lambda: count("painted")),
        lab.changed.connect(lambda: count("changed")),
    ]
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for part in (wall, *wall.findChildren(QWidget)):
            part.update()
        app.processEvents()
    for connection in connections:
        QObject.disconnect(connection)
    return counts["painted"], counts["changed"]
