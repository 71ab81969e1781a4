"""A random user at a window of a process of its own, which keeps its hands off the person's own files."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from faulthandler import dump_traceback, enable
from pathlib import Path

HANG = 60.0
"""Seconds in which an action must be over."""


def main(seed: int, count: int) -> None:
    """So many actions; leaves with 1 where something went wrong."""
    enable()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = folder
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        sys.exit(0 if _is_well(seed, count, Path(folder)) else 1)


def _is_well(seed: int, count: int, folder: Path) -> bool:
    from PySide6.QtCore import QCoreApplication, QSettings, QStandardPaths, Qt
    from PySide6.QtWidgets import QApplication

    from simulator.hyperparameters import Config
    from tests.ui.random_user import RandomUser
    from ui import theme
    from ui.engine_process import launch
    from ui.main_window import MainWindow

    QStandardPaths.setTestModeEnabled(True)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = QApplication([])
    theme.apply_theme(app, "light")
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(launch(Config()), "train", settings)
    window.show()
    window.keep_safe(folder / "recovery")
    (folder / "files").mkdir()
    user = RandomUser(window, folder / "files", seed)
    threading.Thread(target=_watch, args=(user,), daemon=True).start()
    began, story = time.perf_counter(), ""
    try:
        user.act(count)
    except AssertionError as error:
        story = str(error)
    window.close()
    _report(user, time.perf_counter() - began, story)
    return not story


def _report(user, seconds: float, story: str) -> None:  # type: ignore[no-untyped-def]  # Qt is imported late
    kinds = ", ".join(f"{kind} {count}" for kind, count in user.hand.done.most_common())
    print(
        f"seed {user.seed}: {user.turns} actions, {seconds:.0f} s, the slowest "
        f"{user.slowest[0]:.1f} s ({user.slowest[1]}): {kinds}",
        flush=True,
    )
    for reason, count in user.watchman.refusals.items():
        print(f"  refused {count}: {reason[:160]}")
    if story:
        print(story, flush=True)


def _watch(user) -> None:  # type: ignore[no-untyped-def]  # Qt is imported late
    """End a window that hangs, with all that is known of it."""
    while True:
        before = user.turns
        time.sleep(HANG)
        if user.turns == before:
            print(f"It hangs. {user.story()}", flush=True)
            dump_traceback(all_threads=True)
            os._exit(1)
