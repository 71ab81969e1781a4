"""A real window and its engine, as a test waits for them."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from simulator.commands import Step
from simulator.snapshot import Snapshot
from ui.main_window import MainWindow


def until(qtbot: QtBot, window: MainWindow, wanted: Callable[[Snapshot], bool]) -> Snapshot:
    """The first snapshot in the window for which `wanted` holds."""
    qtbot.waitUntil(lambda: window.snapshot is not None and wanted(window.snapshot), timeout=20_000)
    return window.snapshot


def train(qtbot: QtBot, window: MainWindow, steps: int) -> Snapshot:
    """The snapshot after so many steps more."""
    end = until(qtbot, window, lambda s: s.state != "playing").step + steps
    window.send(Step(steps))
    return until(qtbot, window, lambda s: s.step == end and s.state == "paused")
