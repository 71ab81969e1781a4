"""The clock asks as early as answers take, and no earlier than a frame before."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import frame_clock
from ui.frame_clock import FrameClock


@pytest.fixture
def clock(qapp: QApplication) -> Iterator[FrameClock]:
    parent = QObject(qapp)
    made = FrameClock(parent)
    yield made
    made.stop()
    parent.deleteLater()


@pytest.mark.parametrize(("takes", "expected"), [(0.002, 0.002), (0.012, 0.012), (3.0, frame_clock._FRAME)])
def test_it_asks_as_early_as_answers_take(clock: FrameClock, takes: float, expected: float) -> None:
    started = time.perf_counter()
    for _ in range(100):
        clock._asked = started - takes
        clock.shown(started, playing=True)
    assert clock._takes == pytest.approx(expected, rel=0.01)


def test_a_rest_is_no_long_answer(clock: FrameClock) -> None:
    """What is asked while paused is answered when something happens."""
    before, started = clock._takes, time.perf_counter()
    for _ in range(3):
        clock.shown(started, playing=False)
        started += 30.0
    assert clock._takes == before


def test_a_frame_that_is_due_is_asked_for_at_once(clock: FrameClock, qtbot: QtBot) -> None:
    with qtbot.waitSignal(clock.wanted, timeout=1000):
        clock.shown(time.perf_counter() - 1.0, playing=True)
