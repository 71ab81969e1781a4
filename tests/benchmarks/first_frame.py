"""The command `batchscope` up to the moment it is ready for a hand, which it prints; then the process ends.

Ready: the first snapshot is painted, and the event loop has nothing left to do.
"""

from __future__ import annotations

import os
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from ui.__main__ import main

if TYPE_CHECKING:
    from simulator.hyperparameters import Config
    from ui.engine_process import EngineProcess


def _watch() -> None:
    """Give the command a window that says when it has painted, and bring Qt in no sooner than it does."""
    from ui import app

    launch = app.launch

    def launch_first(config: Config) -> EngineProcess:
        engine = launch(config)
        _replace_window()
        return engine

    app.launch = launch_first


def _replace_window() -> None:
    from PySide6.QtCore import QAbstractEventDispatcher

    from tests.benchmarks.screen import Scope
    from ui import main_window

    def watched(*arguments: Any) -> Scope:
        window, dispatcher = Scope(*arguments), QAbstractEventDispatcher.instance()
        wait_for_idle = partial(dispatcher.aboutToBlock.connect, _end)
        window.shown.connect(lambda _: window.painted.connect(wait_for_idle))
        return window

    main_window.MainWindow = watched


def _end() -> None:
    print(time.time(), flush=True)
    os._exit(0)  # the engine's process ends by itself, and no layout is saved


if __name__ == "__main__":
    _watch()
    main([])
