"""The process that searches, as a window talks to it."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np
import pytest

from simulator.commands import Refused
from simulator.hyperparameters import Config
from simulator.search.board import Mirror, Opened, Update
from simulator.search.commands import (
    AskBoard,
    Begin,
    CancelSearch,
    Clone,
    Extend,
    Kill,
    OpenStudy,
    PauseSearch,
    QuitSearch,
    Race,
    ResumeSearch,
    SearchCommand,
    UndoGeneration,
    Zoom,
)
from simulator.search.samplers import Box
from simulator.search.server import launch
from simulator.search.space import Axis, Space
from simulator.search.study import Plan
from simulator.search.study_reading import read

SPACE = Space(
    Config(examples=200, hidden_units=(6,), classes=3), (Axis.of("learning_rate"), Axis.of("beta_1"))
)
PLAN = Plan(space=SPACE, trials=12, steps=60)


class Window:
    """The other end of a search: asks, and keeps mirrors."""

    def __init__(self, folder: Path) -> None:
        self.process: SpawnProcess
        self.connection: Connection
        self.process, self.connection = launch(folder)
        self.mirrors: dict[int, Mirror] = {}
        self.refused: list[str] = []
        self.connection.send(AskBoard())

    def wish(self, *commands: SearchCommand) -> None:
        for command in commands:
            self.connection.send(command)

    @property
    def mirror(self) -> Mirror:
        return self.mirrors[max(self.mirrors)]

    def until(self, done: Callable[[], bool], seconds: float = 30.0) -> None:
        """Take replies in until it is so."""
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, "it took too long"
            if not self.connection.poll(0.05):
                continue
            match self.connection.recv():
                case Opened() as opened:
                    self.mirrors[opened.key] = Mirror(opened)
                case Update() as update:
                    self.mirrors[update.key].take(update)
                    self.connection.send(AskBoard())
                case Refused(reason):
                    self.refused.append(reason)

    def search(self, plan: Plan = PLAN) -> Mirror:
        """Begin a search and wait for its end."""
        known = max(self.mirrors, default=0)
        self.wish(Begin(plan))
        self.until(lambda: max(self.mirrors, default=0) > known and self.mirror.study.complete)
        self.until(lambda: self.mirror.status == "ended")
        return self.mirror

    def end(self) -> None:
        """Tell it to quit, and see that it does."""
        self.wish(QuitSearch())
        self.process.join(10)
        assert self.process.exitcode == 0
        self.connection.close()


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path)
    yield made
    made.end()


def test_a_search_is_mirrored_and_kept_on_disk(window: Window) -> None:
    mirror = window.search()
    assert mirror.progress == 1.0
    assert {trial.state for trial in mirror.study.trials} == {"done"}
    assert set(mirror.thumbnails) == set(range(12))
    assert mirror.thumbnails[0].shape == (24, 24)
    kept = read(mirror.path)
    assert [t.cost_dev for t in kept.trials] == [t.cost_dev for t in mirror.study.trials]
    for trial in mirror.study.trials:
        assert np.array_equal(mirror.curves[trial.number], trial.curve, equal_nan=True)
        assert mirror.value(trial) == trial.accuracy_dev


def test_zoom_undo_clone_extend_kill(window: Window) -> None:
    mirror = window.search()
    window.wish(Zoom(Box((0.1, 0.1), (0.5, 0.5)), 5))
    window.until(lambda: len(mirror.study.trials) == 17 and not mirror.study.waiting)
    window.wish(UndoGeneration(), Clone(2, "learning_rate", 0.5, 30), Extend(3, 40))
    window.until(
        lambda: len(mirror.study.trials) == 13 and not mirror.study.waiting and mirror.made[3] == 100
    )
    assert mirror.study.trials[-1].made == 90
    window.wish(Extend(4, 500_000))
    window.until(lambda: mirror.made[4] > 60)
    window.wish(Kill(4))
    window.until(lambda: mirror.study.trial(4).state == "killed")
    window.until(lambda: mirror.status == "ended")


def test_pause_resume_cancel(window: Window) -> None:
    window.wish(Begin(replace(PLAN, steps=20_000)))
    window.until(lambda: bool(window.mirrors) and bool(window.mirror.made))
    mirror = window.mirror
    window.wish(PauseSearch())
    window.until(lambda: mirror.status == "paused")
    made = dict(mirror.made)
    window.wish(ResumeSearch())
    window.until(lambda: mirror.made != made)
    window.wish(CancelSearch())
    window.until(lambda: mirror.status == "ended")
    assert mirror.study.waiting
    other = window.search()
    assert other.study.complete
    assert len(window.mirrors) == 2


def test_a_race_is_a_pair_of_studies_for_each_seed(window: Window) -> None:
    window.wish(Race(replace(PLAN, trials=11, steps=20), seeds=3))
    window.until(lambda: len(window.mirrors) == 6 and all(m.study.complete for m in window.mirrors.values()))
    mirrors = list(window.mirrors.values())
    assert [m.study.plan.strategy for m in mirrors] == ["grid", "random"] * 3
    assert [m.study.plan.seed for m in mirrors] == [0, 0, 1, 1, 2, 2]
    assert [m.study.plan.space.base.seed for m in mirrors] == [0, 0, 1, 1, 2, 2]
    assert {len(m.study.trials) for m in mirrors} == {9}
    assert len({m.race for m in mirrors}) == 1
    assert mirrors[0].race is not None
    assert np.array_equal(mirrors[0].study.dataset.X, mirrors[5].study.dataset.X)


def test_wishes_that_cannot_be_are_refused_in_a_sentence(window: Window, tmp_path: Path) -> None:
    window.wish(
        ResumeSearch(), Clone(0), Kill(0), UndoGeneration(), OpenStudy(str(tmp_path / "none.study")),
        Begin(replace(PLAN, space=SPACE.with_base(Config(dev_fraction=0.0)))), Race(PLAN, 0),
    )  # fmt: skip
    window.until(lambda: len(window.refused) == 7)
    assert window.refused[0] == "There is no search to go on with."
    assert "No such file" in window.refused[4]
    assert "needs a dev set" in window.refused[5]
    assert window.refused[6] == "A race is run over 1 to 100 seeds, got 0."
    assert window.search().study.complete


def test_without_a_place_on_disk_the_search_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    window = Window(tmp_path / "file" / "studies")
    mirror = window.search()
    assert "goes on, but is no longer kept on disk" in window.refused[0]
    assert mirror.path == ""
    assert mirror.study.complete
    window.end()


def test_a_disk_that_fills_up_is_said_and_the_search_goes_on(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, before[1]))  # the process inherits it
    try:
        window = Window(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    mirror = window.search()
    assert mirror.study.complete
    assert len(window.refused) == 1
    assert "File too large" in window.refused[0]
    kept = read(mirror.path)  # what was whole then is still there
    assert len(kept.trials) == 12
    window.end()


def test_a_crash_loses_nothing_that_ended(tmp_path: Path) -> None:
    first = Window(tmp_path)
    first.wish(Begin(replace(PLAN, trials=60, steps=2000)))
    first.until(lambda: bool(first.mirrors) and sum(t.ended for t in first.mirror.study.trials) > 3, 60)
    path, ended = first.mirror.path, [t for t in first.mirror.study.trials if t.ended]
    os.kill(first.process.pid or 0, signal.SIGKILL)
    first.process.join()
    first.connection.close()
    second = Window(tmp_path)
    second.wish(OpenStudy(path, resume=True))
    second.until(lambda: bool(second.mirrors) and second.mirror.study.complete, 60)
    trials = second.mirror.study.trials
    assert len(trials) == 60
    for trial in ended:
        assert trials[trial.number].cost_dev == trial.cost_dev
    numbers = [r.number for r in read(path).records if getattr(r, "state", "") == "done"]
    assert sorted(numbers) == list(range(60))
    second.end()


def test_it_ends_when_the_window_is_gone(tmp_path: Path) -> None:
    window = Window(tmp_path)
    window.wish(Begin(replace(PLAN, steps=100_000)))
    window.until(lambda: bool(window.mirrors) and bool(window.mirror.made))
    window.connection.close()
    window.process.join(10)
    assert window.process.exitcode == 0
