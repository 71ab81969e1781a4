"""What of the timeline is in sight: the whole, or a part that a hand looks closely at."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from simulator.commands import Rewind
from simulator.run import Run
from tests.ui.timelines import CONFIG, LEFT, MIDDLE, Wishes, branched, made, wheel
from ui.timeline.axis import Axis, even, roomy
from ui.timeline.timeline import Timeline


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    timeline = made(qtbot)
    yield timeline
    timeline.film.stop()


# Zoom and pan -------------------------------------------------------------------------------------


def test_the_wheel_keeps_the_step_under_the_mouse(timeline: Timeline) -> None:
    Wishes(timeline, branched())
    axis = timeline.track.axis
    before = axis.step(400)
    for _ in range(5):
        wheel(timeline, 400, 120)
        assert axis.step(400) == pytest.approx(before)
    assert not axis.is_whole
    assert axis.high - axis.low == pytest.approx((axis.last - axis.first) / 2**2.5)
    for _ in range(9):
        wheel(timeline, 400, -120)
    assert axis.is_whole


def test_shift_and_the_wheel_or_the_middle_button_pan(qtbot: QtBot, timeline: Timeline) -> None:
    Wishes(timeline, branched())
    axis, track = timeline.track.axis, timeline.track
    for _ in range(4):
        wheel(timeline, 400, 120)
    low, span = axis.low, axis.high - axis.low
    wheel(timeline, 400, -120, shift=True)
    assert axis.low > low
    under = axis.step(400)
    qtbot.mousePress(track, MIDDLE, pos=QPoint(400, 24))
    qtbot.mouseMove(track, QPoint(430, 24))
    qtbot.mouseRelease(track, MIDDLE, pos=QPoint(430, 24))
    assert axis.step(430) == pytest.approx(under)
    assert axis.high - axis.low == pytest.approx(span)


def test_a_double_click_shows_the_whole_and_leaves_the_run_where_it_was(
    qtbot: QtBot, timeline: Timeline
) -> None:
    wishes, track = Wishes(timeline, branched()), timeline.track
    for _ in range(4):
        wheel(timeline, 400, 120)
    qtbot.mouseClick(track, LEFT, pos=QPoint(600, 24))
    qtbot.mouseDClick(track, LEFT, pos=QPoint(600, 24))
    assert track.axis.is_whole
    assert wishes[-1] == Rewind(260, 0)


def test_zoomed_in_the_view_goes_along_with_a_run_that_plays(timeline: Timeline) -> None:
    run = Run(CONFIG)
    run.advance(200)
    timeline.show_snapshot(run.snapshot())
    axis = timeline.track.axis
    for _ in range(6):
        wheel(timeline, axis.x(200), 120)
    span = axis.high - axis.low
    for _ in range(40):
        run.advance(3)
        timeline.show_snapshot(replace(run.snapshot(), state="playing"))
        assert axis.shows(run.t)
    assert axis.high - axis.low == pytest.approx(span)
    wheel(timeline, 400, 1200, shift=True)  # away from the tip: what one looks at stays
    low = axis.low
    run.advance(30)
    timeline.show_snapshot(replace(run.snapshot(), state="playing"))
    assert axis.low == low


def test_another_network_is_shown_whole(timeline: Timeline) -> None:
    run = branched()
    Wishes(timeline, run)
    wheel(timeline, 400, 480)
    run.reset()
    timeline.show_snapshot(run.snapshot())
    assert timeline.track.axis.is_whole
    assert timeline.track.is_empty


@pytest.mark.parametrize("steps", [1, 2, 9, 100, 1000, 123_456, 1_000_000])
def test_the_whole_is_shown_with_little_room_to_grow_and_ticks_apart(steps: int) -> None:
    axis = Axis()
    axis.place(8, 900)
    axis.span(0, steps)
    assert steps <= roomy(steps) <= 1.1 * steps + 1
    assert axis.x(0) == 8
    ticks = axis.ticks()
    assert ticks[0] == 0
    assert all(axis.x(b) - axis.x(a) >= 104 for a, b in itertools.pairwise(ticks)) or steps < 9
    assert even(1) == 1
    assert [even(x) for x in (3, 6, 11, 99.5, 100, 101)] == [5, 10, 20, 100, 100, 200]
