"""Searching in the real window: its processes, its files, and a trial that becomes the live model."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from simulator.commands import AddExample, Play
from simulator.hyperparameters import Config
from simulator.search.board import Mirror
from simulator.search.commands import Begin, Clone, OpenStudy, Race
from simulator.search.space import Axis, Space
from simulator.search.study import Plan
from simulator.search.study_reading import read
from ui.engine_process import launch
from ui.main_window import MainWindow
from ui.panels.lab import Lab
from ui.searching import _put

BASE = Config(examples=200, hidden_units=(6,), classes=3)
PLAN = Plan(space=Space(BASE, (Axis.of("learning_rate"), Axis.of("mini_batch_size"))), trials=12, steps=40)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr("ui.searching._folder", lambda: tmp_path / "studies")
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(launch(BASE), "search", settings)
    window.resize(1440, 900)
    window.show()
    qtbot.waitUntil(lambda: window.snapshot is not None and window.workbench.is_complete, timeout=20_000)
    qtbot.waitUntil(lambda: window.client.data is not None)
    yield window
    window.close()
    shiboken6.delete(window)


def lab_of(window: MainWindow) -> Lab:
    return window.workbench.lab


def search(qtbot: QtBot, window: MainWindow, plan: Plan = PLAN) -> Mirror:
    """Begin a search and wait for its end."""
    lab = lab_of(window)
    before = lab.mirror
    lab.wish.emit(Begin(plan))
    qtbot.waitUntil(lambda: lab.mirror is not before, timeout=20_000)
    qtbot.waitUntil(lambda: lab.mirror.status == "ended" and lab.mirror.study.complete, timeout=60_000)
    return lab.mirror


def test_a_search_begins_in_the_form_and_ends_in_every_panel(qtbot: QtBot, window: MainWindow) -> None:
    lab = lab_of(window)
    lab.compose(PLAN)
    search(qtbot, window, lab.plan)
    qtbot.wait(200)
    for key, panel in window.view.panels.items():
        if key in ("trials", "scatter", "wall"):
            assert len(list(panel.numbers().rows())) >= 12, key
    assert "spirals.study" in next(iter((Path(lab.mirror.path).parent).iterdir())).name


def test_an_adopted_trial_is_the_live_model_to_the_last_bit(qtbot: QtBot, window: MainWindow) -> None:
    window.send(AddExample(0.5, 0.5, 1))  # data painted by hand are searched, too
    qtbot.waitUntil(lambda: window.client.data[0].m == 201, timeout=10_000)
    mirror = search(qtbot, window)
    assert mirror.study.dataset.m == 201
    best = mirror.study.best
    lab_of(window).adopted.emit(best.number)
    qtbot.waitUntil(lambda: window.snapshot.step == 40 and window.snapshot.state == "paused", timeout=20_000)
    series = window.snapshot.series
    assert window.snapshot.config == best.config
    assert series.cost_dev[-1] == pytest.approx(best.cost_dev, rel=1e-12)
    assert series.loss.size == 40  # all of its past came with it
    curve = best.curve[1:]
    spans = np.split(series.loss, curve[:-1, 0].astype(int))
    assert [span.mean() for span in spans] == pytest.approx(curve[:, 1].tolist(), rel=1e-9)
    window.send(Play())
    qtbot.waitUntil(lambda: window.snapshot.step > 45, timeout=10_000)


def test_a_cub_is_adopted_with_the_changes_of_its_life(qtbot: QtBot, window: MainWindow) -> None:
    mirror = search(qtbot, window)
    lab_of(window).wish.emit(Clone(3, "learning_rate", 0.2, 30))
    qtbot.waitUntil(lambda: len(mirror.study.trials) == 13 and mirror.study.trials[-1].ended, timeout=20_000)
    cub = mirror.study.trials[-1]
    lab_of(window).adopted.emit(cub.number)
    qtbot.waitUntil(lambda: window.snapshot.step == 70 and window.snapshot.state == "paused", timeout=20_000)
    assert window.snapshot.series.cost_dev[-1] == pytest.approx(cub.cost_dev, rel=1e-12)
    assert [(e.step, e.name, e.new) for e in window.snapshot.edits] == [(40, "learning_rate", 0.2)]


def test_killed_the_search_goes_on_with_what_had_ended(qtbot: QtBot, window: MainWindow) -> None:
    lab = lab_of(window)
    lab.wish.emit(Begin(replace(PLAN, trials=80, steps=1500)))
    qtbot.waitUntil(lambda: lab.mirror is not None and any(t.ended for t in lab.mirror.study), timeout=30_000)
    first = lab.mirror
    ended = {t.number: t.cost_dev for t in first.study if t.ended}
    os.kill(window.searching.client.process_id, signal.SIGKILL)
    qtbot.waitUntil(lambda: lab.mirror is not first, timeout=20_000)
    assert "finished trials are kept, the others begin anew" in window.notices.text
    qtbot.waitUntil(lambda: lab.mirror.study.complete and lab.mirror.status == "ended", timeout=60_000)
    assert len(lab.mirror.study.trials) == 80
    assert all(lab.mirror.study.trial(n).cost_dev == cost for n, cost in ended.items())
    assert lab.mirrors == [lab.mirror]


def test_a_study_is_opened_again(qtbot: QtBot, window: MainWindow) -> None:
    first = search(qtbot, window)
    second = search(qtbot, window, replace(PLAN, seed=1))
    lab = lab_of(window)
    lab.wish.emit(OpenStudy(first.path))
    qtbot.waitUntil(lambda: lab.mirror not in (first, second) and lab.mirror.study.complete, timeout=20_000)
    assert [t.cost_dev for t in lab.mirror.study] == [t.cost_dev for t in first.study]
    assert len(lab.mirrors) == 2  # it took the place of what it is


def test_refusals_are_said_in_the_window(qtbot: QtBot, window: MainWindow) -> None:
    lab_of(window).wish.emit(OpenStudy("/nowhere/a.study"))
    qtbot.waitUntil(lambda: "No such file" in window.notices.text, timeout=20_000)
    lab_of(window).wish.emit(Race(PLAN, seeds=0))
    qtbot.waitUntil(lambda: "1 to 100 seeds, got 0" in window.notices.text, timeout=20_000)


@pytest.mark.thorough
def test_closing_in_the_middle_leaves_the_finished_trials_on_disk(qtbot: QtBot, window: MainWindow) -> None:
    lab = lab_of(window)
    lab.wish.emit(Begin(replace(PLAN, trials=60, steps=1500)))
    qtbot.waitUntil(lambda: lab.mirror is not None and any(t.ended for t in lab.mirror.study), timeout=30_000)
    process = window.searching.client._process
    window.close()
    assert not process.is_alive()
    kept = {t.number for t in read(lab.mirror.path) if t.ended}
    assert {t.number for t in lab.mirror.study if t.ended} <= kept


def test_a_study_that_came_with_a_run_takes_no_other_s_name(tmp_path: Path) -> None:
    path = tmp_path / "studies" / "a.study"
    assert _put(path, b"1") == _put(path, b"1") == path
    other = _put(path, b"2")
    assert (other.name, other.read_bytes(), path.read_bytes()) == ("a 2.study", b"2", b"1")
