"""A short slice of `python -m tests.endurance engine killed-window`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.killed_engine import kill_engines
from tests.ui.killed_window import kill_window


def test_a_killed_engine_loses_nothing_that_was_seen_or_wished_for(qapp: QApplication) -> None:
    figures = kill_engines(qapp, 3, seed=2)
    assert not figures.wrong
    assert len(figures.again) == 3


def test_a_killed_window_leaves_a_whole_run_and_no_process(tmp_path: Path) -> None:
    killed = kill_window(tmp_path, seed=4, lives=2.5)
    assert not killed.wrong
    assert killed.seconds <= 10
    assert killed.ended < 15
