"""The timeline: what it shows of a past that was really trained, and how a hand goes about in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from simulator.commands import Pause, Play, Rewind, Speed
from simulator.history import Edit, Place
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Road, Series, Snapshot
from tests.ui.real import RUNS, trained
from tests.ui.snapshots import broken, snapshot, untrained
from ui import theme
from ui.timeline.axis import Axis, even, roomy
from ui.timeline.timeline import Timeline
from ui.timeline.way import Way

_CONFIG = Config(examples=200, mini_batch_size=32)
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    host = QWidget()
    qtbot.addWidget(host)
    made = Timeline({key: QAction(key, host) for key in ("back", "film")}, host)
    host.resize(1000, 56)
    made.resize(1000, 56)
    host.show()
    qtbot.waitExposed(host)
    yield made
    made.film.stop()


class Wishes(list[Rewind]):
    """What the timeline asks for, and a run that does it when it is told to."""

    def __init__(self, timeline: Timeline, run: Run) -> None:
        super().__init__()
        self.timeline, self.run = timeline, run
        timeline.command.connect(self.append)
        self.answer()

    def answer(self) -> Snapshot:
        """Go where the last wish wants, and show it."""
        if self:
            self.run.rewind(self[-1].step, self[-1].rough)
        shown = self.run.snapshot()
        self.timeline.show_snapshot(shown)
        return shown


def branched() -> Run:
    """300 steps, α changed at 100; from 200 on another way, to 260, with λ changed and a place kept."""
    run = Run(_CONFIG)
    run.advance(100)
    run.set("learning_rate", 0.1)
    run.advance(200)
    run.rewind(200)
    run.keep()
    run.set("weight_decay", 0.01)
    run.advance(60)
    return run


@lru_cache
def long(steps: int = 1_000_000, changes: int = 200, branches: int = 20) -> Snapshot:
    """More than one would train in a test."""
    random = np.random.default_rng(0)
    names = ("learning_rate", "momentum", "weight_decay", "beta_1")
    edits = tuple(
        Edit(steps * i // changes, names[i % 4], 0.1 * i, 0.1 * (i + 1), ("set",), i) for i in range(changes)
    )
    at = np.unique(np.append(np.arange(0, steps, 128), steps))
    cost = np.exp(-at / (steps / 5)) + 0.05 * random.random(at.size) + 0.01
    config = Config()
    roads = [Road(0, None, 0, 0, steps, "", config, edits, 0, at, cost, cost, "", 1, False)]
    for number in range(1, branches + 1):
        fork = steps * number // (branches + 2)
        own = at > fork
        place = Place(0, fork, 0)
        roads.append(
            Road(
                number,
                place,
                0,
                fork,
                steps,
                "",
                config,
                (),
                0,
                at[own],
                cost[own],
                2 * cost[own],
                "",
                1,
                False,
            )
        )
    series = Series(0, np.ones(steps), at, cost, cost, cost, cost)
    return replace(
        snapshot(), step=steps, place=Place(0, steps, changes), roads=tuple(roads), edits=edits, series=series
    )


def at(timeline: Timeline, step: float) -> QPoint:
    return QPoint(round(timeline.track.axis.x(step)), 24)


def move(qtbot: QtBot, timeline: Timeline, step: float) -> None:
    qtbot.mouseMove(timeline.track, at(timeline, step))


def wheel(timeline: Timeline, x: float, turn: int, shift: bool = False) -> None:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place, track = QPointF(x, 24), timeline.track
    event = QWheelEvent(
        place, track.mapToGlobal(place), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(track, event)


def picture(timeline: Timeline) -> QImage:
    return timeline.track.grab().toImage()


# Scrubbing ------------------------------------------------------------------------------------------


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


# Zoom and pan ---------------------------------------------------------------------------------------


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
    run = Run(_CONFIG)
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
    assert all(axis.x(b) - axis.x(a) >= 104 for a, b in zip(ticks, ticks[1:], strict=False)) or steps < 9
    assert even(1) == 1
    assert [even(x) for x in (3, 6, 11, 99.5, 100, 101)] == [5, 10, 20, 100, 100, 200]


# Keys -----------------------------------------------------------------------------------------------


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


# Markers --------------------------------------------------------------------------------------------


def tip(timeline: Timeline, step: float) -> str:
    return timeline.track.tip_at(at(timeline, step))


def test_markers_say_what_happened(timeline: Timeline) -> None:
    run = branched()
    wishes = Wishes(timeline, run)
    assert tip(timeline, 100) == "step 100: α 0.01 → 0.1"
    said = tip(timeline, 200).splitlines()
    assert "step 200: λ 0 → 0.01" in said
    assert "step 200: branch 1 leaves here" in said
    assert any(line.startswith("step 200: kept, J dev 0.") for line in said)
    cost, step = wishes.answer().roads[1].cost_dev, wishes.answer().roads[1].at
    first = run.snapshot().roads[0]
    marks = {**dict(zip(first.at, first.cost_dev, strict=True))}
    marks = {s: c for s, c in marks.items() if s <= 200} | dict(zip(step, cost, strict=True))
    best = min(marks, key=marks.get)
    assert f"step {best}: lowest J dev {marks[best]:.3g}" in tip(timeline, best)
    assert not tip(timeline, 30)


def test_the_tooltip_shows_what_the_markers_say(qtbot: QtBot, timeline: Timeline) -> None:
    Wishes(timeline, branched())
    place = at(timeline, 100)
    event = QHelpEvent(QEvent.Type.ToolTip, place, timeline.track.mapToGlobal(place))
    QApplication.sendEvent(timeline.track, event)
    qtbot.waitUntil(lambda: QToolTip.text() == "step 100: α 0.01 → 0.1")
    QToolTip.hideText()


def test_the_mouse_reads_what_is_under_it_without_moving_the_layout(qtbot: QtBot, timeline: Timeline) -> None:
    wishes = Wishes(timeline, branched())
    size, before = timeline.track.size(), picture(timeline)
    move(qtbot, timeline, 50)
    assert picture(timeline) != before
    assert timeline.track.size() == size
    here = wishes.run.snapshot().roads[0]
    cost = here.cost_dev[list(here.at).index(50)]
    assert timeline.track.reading(at(timeline, 50).x()) == f"step 50 · J dev {cost:.4f}"
    assert timeline.track.reading(at(timeline, 100).x()).endswith(" · α 0.01 → 0.1")
    QApplication.sendEvent(timeline.track, QEvent(QEvent.Type.Leave))
    assert picture(timeline) == before


def test_changes_of_a_drag_are_one_marker_until_one_looks_closely(timeline: Timeline) -> None:
    edits = tuple(Edit(500 + i, "learning_rate", 0.01 + i, 0.01 + i + 1, ("set",), 1) for i in range(5))
    timeline.show_snapshot(snapshot(steps=10_000, edits=edits))
    assert tip(timeline, 500) == "step 500: α 0.01 → 5.01"
    for _ in range(18):
        wheel(timeline, timeline.track.axis.x(502), 120)
    assert len(timeline.track.markers.edits) == 5


def test_a_divergence_is_marked_with_its_sentence(timeline: Timeline) -> None:
    run = trained("broken").run
    shown = run.snapshot()
    assert shown.state == "diverged"
    timeline.show_snapshot(shown)
    assert tip(timeline, shown.step).splitlines()[-1].startswith("Diverged at step")
    bad = theme.current().colour("bad").rgb()
    image = picture(timeline)
    # Beside the playhead, whose line hides the middle of the cross.
    run.rewind(0)
    timeline.show_snapshot(run.snapshot())
    image = picture(timeline)
    near = round(timeline.track.axis.x(shown.step))
    reds = [
        image.pixelColor(min(x, image.width() - 1), y).red()
        for x in range(near - 3, near + 4)
        for y in (10, 30)
    ]
    plain = image.pixelColor(near // 2, 4).red()
    assert bad
    assert any(red != plain for red in reds)


# The way and the ways not taken ---------------------------------------------------------------------


def test_the_whole_branch_is_read_along_its_lineage(timeline: Timeline) -> None:
    run = branched()
    run.rewind(50)
    shown = run.snapshot()
    way = Way(shown)
    assert (way.start, way.end, way.step, way.reach) == (0, 260, 50, 300)
    first, second = way.stretches
    assert first.at[0] == 0
    assert first.at[-1] <= 200 < second.at[0]
    whole = run.tree.whole(1).series()
    assert np.array_equal(np.concatenate([first.at, second.at]), whole.at)
    assert np.array_equal(np.concatenate([first.cost, second.cost]), whole.cost_dev)
    (other,) = way.others
    assert (other.start, other.end) == (200, 300)
    assert other.at[0] == 200


def test_a_deleted_branch_is_gone(timeline: Timeline) -> None:
    run = branched()
    run.visit(0)
    assert [step for step, _ in Way(run.snapshot()).forks()] == [200]
    run.delete(1)
    way = Way(run.snapshot())
    assert not way.others
    assert not list(way.forks())


def test_the_future_is_softer_than_the_past(timeline: Timeline) -> None:
    run = trained("long").run
    run.rewind(1500)
    timeline.show_snapshot(run.snapshot())
    x = round(timeline.track.axis.x(1000))
    past = picture(timeline).pixelColor(x, 36)
    run.rewind(500)
    timeline.show_snapshot(run.snapshot())
    future = picture(timeline).pixelColor(x, 36)
    ground = theme.current().colour("surface")
    assert _apart(past, ground) > 1.5 * _apart(future, ground) > 0


def _apart(a: object, b: object) -> int:
    return sum(abs(x - y) for x, y in zip(a.getRgb(), b.getRgb(), strict=True))


# What it survives -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [untrained, broken, lambda: snapshot(steps=1), lambda: snapshot(steps=2), long],
    ids=["empty", "NaN", "one step", "two steps", "a million steps"],
)
def test_it_paints_whatever_comes(qtbot: QtBot, timeline: Timeline, make: Callable[[], Snapshot]) -> None:
    shown = make()
    timeline.show_snapshot(shown)
    track = timeline.track
    for x in (0, 8, 300, 950):
        qtbot.mouseMove(track, QPoint(x, 20))
        picture(timeline)
    for turn in (1200, 1200, 1200, 1200, -4800):
        wheel(timeline, 700, turn)
        picture(timeline)
    qtbot.mouseClick(track, LEFT, pos=QPoint(200, 20))
    assert track.tip_at(QPoint(8, 20)) is not None


@pytest.mark.parametrize("case", RUNS)
def test_it_paints_every_real_run(timeline: Timeline, case: str) -> None:
    run = trained(case).run
    timeline.show_snapshot(run.snapshot())
    assert picture(timeline) != picture_of_nothing(timeline)
    assert timeline.track.is_empty == (case == "untrained")


def picture_of_nothing(timeline: Timeline) -> QImage:
    image = picture(timeline)
    image.fill(theme.current().colour("surface"))
    return image


def test_another_run_of_the_same_length_is_painted_anew(timeline: Timeline) -> None:
    pictures = []
    for seed in (1, 2):
        run = Run(replace(_CONFIG, seed=seed))
        run.advance(50)
        timeline.show_snapshot(replace(run.snapshot(), cost_dev=1.0))
        pictures.append(picture(timeline))
    assert pictures[0] != pictures[1]


def test_it_wears_every_theme(qapp: QApplication, timeline: Timeline) -> None:
    timeline.show_snapshot(long())
    light = picture(timeline)
    theme.apply_theme(qapp, "dark")
    dark = picture(timeline)
    theme.apply_theme(qapp, "light")
    assert light != dark
    assert picture(timeline) == light


def test_a_frame_of_a_long_run_costs_little(timeline: Timeline) -> None:
    whole = long()
    spent = []
    for i in range(20):
        shown = replace(whole, step=40_000 * i, place=Place(0, 40_000 * i, 0))
        began = time.thread_time()
        timeline.show_snapshot(shown)
        timeline.track.grab()
        spent.append(time.thread_time() - began)
    assert sorted(spent)[10] < 0.008  # 1 ms where nothing else is measured


# The film -------------------------------------------------------------------------------------------


def test_a_film_goes_to_the_end_a_frame_after_the_other_and_rests(qtbot: QtBot, timeline: Timeline) -> None:
    run = branched()
    wishes = Wishes(timeline, run)
    timeline.film.seconds = 0.5
    timeline._actions["film"].trigger()
    assert wishes == [Rewind(0, 0)]  # at the end it begins at the start
    frames = []
    while timeline.film.is_running:
        count = len(wishes)
        frames.append(wishes.answer().step)
        if timeline.film.is_running:
            qtbot.waitUntil(lambda count=count: len(wishes) > count)
            assert len(wishes) == count + 1
    assert frames[-1] == 260 == run.t
    assert frames == sorted(set(frames))
    assert wishes[-1] == Rewind(260, 0)
    assert 10 < len(frames) < 60


def test_a_short_film_shows_every_step(qtbot: QtBot, timeline: Timeline) -> None:
    run = Run(_CONFIG)
    run.advance(12)
    run.rewind(5)
    wishes = Wishes(timeline, run)
    timeline.toggle_film()
    while timeline.film.is_running:
        count = len(wishes)
        wishes.answer()
        qtbot.waitUntil(lambda count=count: len(wishes) > count or not timeline.film.is_running)
    assert [wish.step for wish in wishes] == [6, 7, 8, 9, 10, 11, 12]


def test_a_press_a_command_or_another_press_of_its_key_ends_the_film(
    qtbot: QtBot, timeline: Timeline
) -> None:
    wishes = Wishes(timeline, branched())
    for end in (
        lambda: timeline.heed(Play()),
        lambda: timeline.heed(Pause()),
        timeline.toggle_film,
        lambda: qtbot.mouseClick(timeline.track, LEFT, pos=at(timeline, 40)),
        lambda: qtbot.keyClick(timeline.track, Qt.Key.Key_Left),
    ):
        timeline.toggle_film()
        wishes.answer()
        timeline.heed(Speed(3.0))
        assert timeline.film.is_running
        end()
        assert not timeline.film.is_running
        count = len(wishes)
        wishes.answer()
        qtbot.wait(40)
        assert len(wishes) == count


def test_there_is_no_film_of_nothing(timeline: Timeline) -> None:
    wishes = Wishes(timeline, Run(_CONFIG))
    timeline.toggle_film()
    assert not timeline.film.is_running
    assert not wishes
    assert not timeline._actions["film"].isEnabled()
