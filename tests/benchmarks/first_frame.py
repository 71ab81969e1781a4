"""The command `batchscope` up to a moment that it prints; then the process ends. The moment is either

`interactive`: the window is painted, and a press of Space, sent through the platform's queue the moment
the window is exposed, has been answered: the command went to the engine, and the first frame of the
training it started is painted. Panels may still be missing; they come between events. Or

`complete`: the first snapshot is painted in every panel of the workspace, and the event loop has nothing
left to do.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from ui.__main__ import main

if TYPE_CHECKING:
    from simulator.hyperparameters import Config
    from tests.benchmarks.screen import Scope
    from ui.engine_process import EngineProcess


def _watch(moment: str) -> None:
    """Give the command a window that says when it has painted, and bring Qt in no sooner than it does."""
    from ui import app

    launch = app.launch

    def launch_first(config: Config) -> EngineProcess:
        engine = launch(config)
        _replace_window({"interactive": _end_when_interactive, "complete": _end_when_complete}[moment])
        return engine

    app.launch = launch_first


def _replace_window(watch: Any) -> None:
    from tests.benchmarks.screen import Scope
    from ui import main_window

    def watched(*arguments: Any) -> Scope:
        window = Scope(*arguments)
        watch(window)
        return window

    main_window.MainWindow = watched


def _end_when_interactive(window: Scope) -> None:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest

    def press() -> None:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)

    def answered(snapshot: Any) -> None:
        if snapshot.state == "playing" and snapshot.step:
            window.painted.connect(_end)

    window.exposed.connect(partial(QTimer.singleShot, 0, press))
    window.shown.connect(answered)


def _end_when_complete(window: Scope) -> None:
    from PySide6.QtCore import QAbstractEventDispatcher

    def idle() -> None:
        if window.snapshot is not None and window.workbench.is_complete and window.form.is_complete:
            _end()

    window.painted.connect(partial(QAbstractEventDispatcher.instance().aboutToBlock.connect, idle))


def _end() -> None:
    print(time.time(), flush=True)
    os._exit(0)  # the engine's process ends by itself, and no layout is saved


if __name__ == "__main__":
    _watch(sys.argv[1])
    main([])
