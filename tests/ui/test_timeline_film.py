"""The past as a film, and the timeline in the real window with its real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from simulator.commands import AddExample, Pause, Play, Rewind, Set, Speed, Step
from simulator.hyperparameters import Config
from simulator.run import Run
from tests.ui.test_main_window import dismiss, press, until
from tests.ui.timelines import CONFIG, LEFT, Wishes, at, branched, made
from ui.engine_process import launch
from ui.main_window import MainWindow
from ui.timeline.timeline import Timeline


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    timeline = made(qtbot)
    yield timeline
    timeline.film.stop()


# The film -----------------------------------------------------------------------------------------


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
    assert 2 < len(frames) < 60  # as many as the time had room for


def test_a_short_film_shows_every_step(qtbot: QtBot, timeline: Timeline) -> None:
    run = Run(CONFIG)
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
    wishes = Wishes(timeline, Run(CONFIG))
    timeline.toggle_film()
    assert not timeline.film.is_running
    assert not wishes
    assert not timeline._actions["film"].isEnabled()


# The window -----------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(launch(Config()), "train", settings)
    window.resize(1440, 900)
    window.show()
    until(qtbot, window, lambda s: s.step == 0)
    qtbot.waitUntil(lambda: window.workbench.is_complete)
    yield window
    dismiss(window)


def trained_to(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    window.send(Step(steps))
    until(qtbot, window, lambda s: s.step == steps and s.state == "paused")


def test_a_drag_takes_the_window_to_the_past_and_a_step_goes_on_from_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    trained_to(qtbot, window, 300)
    track = window.timeline.track
    qtbot.mousePress(track, LEFT, pos=at(window.timeline, 290))
    for step in (250, 200, 150):
        qtbot.mouseMove(track, at(window.timeline, step))
    middle = track.step_at(at(window.timeline, 150).x())
    until(qtbot, window, lambda s: s.step == middle)
    qtbot.mouseRelease(track, LEFT, pos=at(window.timeline, 150))
    shown = until(qtbot, window, lambda s: s.step == middle)
    assert abs(middle - 150) <= 4
    assert window.view.panels["cost"].numbers().columns[0][-1] == middle
    assert shown.roads[0].end == track.way.end == 300
    press(qtbot, window, Qt.Key.Key_Right)
    until(qtbot, window, lambda s: s.step == middle + 1)
    assert len(window.snapshot.roads) == 1


def test_left_goes_a_step_back_but_not_from_a_slider_or_a_field(qtbot: QtBot, window: MainWindow) -> None:
    trained_to(qtbot, window, 20)
    press(qtbot, window, Qt.Key.Key_Left)
    until(qtbot, window, lambda s: s.step == 19)
    control, rate = window.form.controls["learning_rate"], window.snapshot.config.learning_rate
    control.slider.setFocus()
    qtbot.keyClick(control.slider, Qt.Key.Key_Left)
    assert until(qtbot, window, lambda s: s.config.learning_rate < rate).step == 19
    control.entry.setFocus()
    qtbot.keyClick(control.entry, Qt.Key.Key_End)
    qtbot.keyClick(control.entry, Qt.Key.Key_Left)
    assert control.entry.cursorPosition() == len(control.entry.text()) - 1
    window.send(AddExample(0.1, 0.2, 2))
    assert until(qtbot, window, lambda s: len(s.edits) == 2).step == 19
    window.timeline.setFocus()
    back = next(
        b for b in window.timeline.findChildren(QToolButton) if b.accessibleName().startswith("Step back")
    )
    qtbot.mouseClick(back, LEFT)
    until(qtbot, window, lambda s: s.step == 18)


def test_the_film_runs_through_the_window_and_playing_ends_it(qtbot: QtBot, window: MainWindow) -> None:
    trained_to(qtbot, window, 60)
    window.send(Set("learning_rate", 0.1))
    until(qtbot, window, lambda s: len(s.edits) == 1)
    seen: list[int] = []
    window.shown.connect(lambda s: seen.append(s.step))
    qtbot.keyClick(window, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert window.timeline.film.is_running
    qtbot.waitUntil(lambda: not window.timeline.film.is_running, timeout=20_000)
    assert window.snapshot.step == 60
    assert len(window.snapshot.edits) == 1
    assert len(set(seen)) > 30
    qtbot.keyClick(window, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert window.timeline.film.is_running
    press(qtbot, window, Qt.Key.Key_Space)
    assert not window.timeline.film.is_running
    until(qtbot, window, lambda s: s.state == "playing")
