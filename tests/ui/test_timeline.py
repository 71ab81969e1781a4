"""How a hand goes about in the past: it drags and presses keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from simulator.commands import Rewind, Step
from tests.ui.timelines import LEFT, Wishes, at, branched, long, made, move
from ui.timeline.timeline import Timeline


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    timeline = made(qtbot)
    yield timeline
    timeline.film.stop()


# Scrubbing ----------------------------------------------------------------------------------------


def test_a_drag_asks_for_the_steps_under_the_mouse_and_at_the_end_for_one_exactly(
    qtbot: QtBot, timeline: Timeline
) -> None:
    wishes, track = Wishes(timeline, branched()), timeline.track
    qtbot.mousePress(track, LEFT, pos=at(timeline, 40))
    for step in (60, 120, 150):
        wishes.answer()
        move(qtbot, timeline, step)
    wishes.answer()
    qtbot.mouseRelease(track, LEFT, pos=at(timeline, 150))
    assert [wish.step for wish in wishes] == [40, 60, 120, 150, 150]
    assert [wish.rough for wish in wishes] == [0] * 5  # a step is wider than a pixel
    assert wishes.answer().step == 150
    assert track.step == 150


def test_a_drag_through_a_long_run_lets_the_engine_be_a_pixel_off_until_the_release(
    qtbot: QtBot, timeline: Timeline
) -> None:
    timeline.show_snapshot(long())
    sent: list[Rewind] = []
    timeline.command.connect(sent.append)
    qtbot.mousePress(timeline.track, LEFT, pos=QPoint(501, 24))
    qtbot.mouseRelease(timeline.track, LEFT, pos=QPoint(501, 24))
    per_pixel = timeline.track.axis.per_pixel
    assert [wish.rough for wish in sent] == [int(per_pixel), 0]
    assert 500 < per_pixel < 2000
    assert sent[0].step == pytest.approx(timeline.track.axis.step(501), abs=4 * per_pixel)


def test_a_fast_hand_in_a_long_run_may_be_shown_what_it_passed_and_its_own_place_at_rest(
    qtbot: QtBot, timeline: Timeline
) -> None:
    timeline.show_snapshot(long())
    sent: list[Rewind] = []
    timeline.command.connect(sent.append)
    qtbot.mousePress(timeline.track, LEFT, pos=QPoint(501, 24))
    timeline.show_snapshot(long())
    qtbot.mouseMove(timeline.track, QPoint(561, 24))
    pixel = int(timeline.track.axis.per_pixel)
    assert sent[1].rough == abs(sent[1].step - sent[0].step) > 50 * pixel
    timeline.show_snapshot(long())
    qtbot.waitUntil(lambda: len(sent) == 3)
    assert sent[2] == Rewind(sent[1].step, pixel)
    qtbot.mouseRelease(timeline.track, LEFT, pos=QPoint(561, 24))


def test_no_second_wish_goes_out_before_the_first_is_answered_and_then_the_latest_does(
    qtbot: QtBot, timeline: Timeline
) -> None:
    wishes, track = Wishes(timeline, branched()), timeline.track
    qtbot.mousePress(track, LEFT, pos=at(timeline, 20))
    for step in (30, 40, 50, 60):
        move(qtbot, timeline, step)
        assert track.step == step  # the playhead does not wait
    assert [wish.step for wish in wishes] == [20]
    wishes.answer()
    assert [wish.step for wish in wishes] == [20, 60]
    wishes.answer()
    wishes.answer()
    assert len(wishes) == 2
    qtbot.mouseRelease(track, LEFT, pos=at(timeline, 60))
    assert wishes[-1] == Rewind(60, 0)


def test_what_was_on_its_way_from_a_run_that_played_answers_nothing(qtbot: QtBot, timeline: Timeline) -> None:
    run = branched()
    wishes = Wishes(timeline, run)
    late = replace(run.snapshot(), state="playing")
    qtbot.mousePress(timeline.track, LEFT, pos=at(timeline, 20))
    move(qtbot, timeline, 30)
    timeline.show_snapshot(late)
    assert [wish.step for wish in wishes] == [20]
    assert timeline.track.step == 30
    wishes.answer()
    assert [wish.step for wish in wishes] == [20, 30]
    qtbot.mouseRelease(timeline.track, LEFT, pos=at(timeline, 30))


def test_after_the_release_the_playhead_stays_until_the_run_is_there(
    qtbot: QtBot, timeline: Timeline
) -> None:
    wishes, track = Wishes(timeline, branched()), timeline.track
    qtbot.mousePress(track, LEFT, pos=at(timeline, 20))
    rough = wishes.run
    qtbot.mouseRelease(track, LEFT, pos=at(timeline, 70))
    rough.rewind(20)
    timeline.show_snapshot(rough.snapshot())  # the press's answer
    assert track.step == 70
    wishes.answer()
    assert track.step == 70 == track.way.step
    rough.rewind(90)
    timeline.show_snapshot(rough.snapshot())  # somebody else's wish
    assert track.step == 90


def test_a_step_right_after_the_release_is_not_missed(qtbot: QtBot, timeline: Timeline) -> None:
    wishes, track = Wishes(timeline, branched()), timeline.track
    qtbot.mousePress(track, LEFT, pos=at(timeline, 20))
    qtbot.mouseRelease(track, LEFT, pos=at(timeline, 70))
    timeline.heed(Step())
    wishes.run.rewind(71)
    timeline.show_snapshot(wishes.run.snapshot())  # the engine did all three before it answered
    assert track.step == 71


@pytest.mark.parametrize(("beside", "meant"), [(0, 100), (3, 100), (-3, 100), (6, None)])
def test_a_hand_near_a_marker_means_the_marker(
    qtbot: QtBot, timeline: Timeline, beside: int, meant: int | None
) -> None:
    wishes = Wishes(timeline, branched())
    place = at(timeline, 100) + QPoint(beside, 0)
    qtbot.mouseClick(timeline.track, LEFT, pos=place)
    assert wishes[-1].step == (meant or round(timeline.track.axis.step(place.x())))
    assert (wishes[-1].step == 100) == (meant == 100)


def test_a_hand_beyond_the_ends_means_the_ends(qtbot: QtBot, timeline: Timeline) -> None:
    wishes, track = Wishes(timeline, branched()), timeline.track
    qtbot.mousePress(track, LEFT, pos=at(timeline, 50))
    qtbot.mouseRelease(track, LEFT, pos=QPoint(-300, 24))
    assert wishes[-1].step == 0
    qtbot.mousePress(track, LEFT, pos=QPoint(track.width() - 1, 24))
    qtbot.mouseRelease(track, LEFT, pos=QPoint(5000, 24))
    assert wishes[-1].step == 260  # its own end, not that of the way not taken


# Keys ---------------------------------------------------------------------------------------------


def test_keys_move_a_step_a_tenth_or_to_the_ends(qtbot: QtBot, timeline: Timeline) -> None:
    wishes, track = Wishes(timeline, branched()), timeline.track
    tenth = round((track.axis.high - track.axis.low) / 10)
    for key, step in (
        (Qt.Key.Key_Left, 259), (Qt.Key.Key_Left, 258), (Qt.Key.Key_Right, 259), (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_PageDown, tenth), (Qt.Key.Key_PageUp, 0), (Qt.Key.Key_Left, 0), (Qt.Key.Key_End, 260),
    ):  # fmt: skip
        qtbot.keyClick(track, key)
        assert wishes[-1] == Rewind(step, 0)
        wishes.answer()
        assert track.accessibleDescription() == f"At step {step:,} of 260"
    count = len(wishes)
    qtbot.keyClick(track, Qt.Key.Key_Right)  # nothing is known beyond: it is the window's, to train
    assert len(wishes) == count


def test_quick_presses_of_a_key_add_up_before_the_run_answers(qtbot: QtBot, timeline: Timeline) -> None:
    wishes = Wishes(timeline, branched())
    for _ in range(3):
        qtbot.keyClick(timeline.track, Qt.Key.Key_Left)
    assert [wish.step for wish in wishes] == [259, 258, 257]
