"""What is left when a window dies, and what the next one makes of it: real windows, engines and files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from simulator import atomic, run_file
from simulator.commands import Set
from simulator.hyperparameters import Config
from simulator.run_file import SUFFIX, Saved
from tests.simulator.programs import begun
from tests.ui.windows import train, until
from ui.engine_process import launch
from ui.main_window import MainWindow
from ui.recovery import LAST, Recovery

Opens = Callable[[], MainWindow]


@pytest.fixture
def opens(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens windows that write their runs down in one folder, and look ten times a second whether to."""
    monkeypatch.setattr("ui.recovery._TICK", 100)
    windows: list[MainWindow] = []

    def opened() -> MainWindow:
        window = MainWindow(launch(Config(examples=60, hidden_units=(4,))), "softmax")
        windows.append(window)
        window.show()
        window.keep_safe(tmp_path)
        until(qtbot, window, lambda s: s.step == 0)
        return window

    yield opened
    for window in windows:
        if shiboken6.isValid(window):
            window.close()
            shiboken6.delete(window)


def written(qtbot: QtBot, window: MainWindow, step: int) -> Path:
    """This window's file, once it stands at `step`."""
    path = window.recovery.path
    qtbot.waitUntil(lambda: path.is_file() and run_file.read(path).place.step == step, timeout=20_000)
    qtbot.waitUntil(lambda: not window.recovery._writing or not window.recovery._writing.is_alive())
    return path


def dead(folder: Path, saved: Saved, age: float = 0.0) -> Path:
    """The file of a window that is no more."""
    path = folder / f"99999999-{len(list(folder.iterdir())):08x}{SUFFIX}"
    run_file.write(path, saved)
    os.utime(path, (time.time() - age,) * 2)
    return path


def a_run(steps: int) -> Saved:
    run = begun()
    run.advance(steps)
    return Saved(run.tree, run.place)


def press_offer(window: MainWindow) -> None:
    window.notices._act.click()


def test_a_dead_windows_run_is_offered_and_no_crash_nor_close_loses_it(
    qtbot: QtBot, opens: Opens, tmp_path: Path
) -> None:
    old, left = dead(tmp_path, a_run(7), age=3600), dead(tmp_path, a_run(30))
    window = opens()
    assert window.recovery.left() == [left, old]
    assert "written down just now" in window.notices.text
    qtbot.wait(250)  # two looks of its own
    assert not window.recovery.path.exists()  # a run that was not begun would stand before what was left
    press_offer(window)
    until(qtbot, window, lambda s: s.step == 30)
    assert left.exists() or window.recovery.path.exists()  # a crash at this moment
    mine = written(qtbot, window, 30)
    qtbot.waitUntil(lambda: not left.exists())
    assert old.exists()
    assert run_file.read(mine).place.step == 30  # a crash now
    window.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([old.name, LAST])
    assert run_file.read(tmp_path / LAST).place.step == 30  # looked at, changed in nothing, and still there


def test_a_clean_close_leaves_the_last_run_and_no_offer(qtbot: QtBot, opens: Opens, tmp_path: Path) -> None:
    window = opens()
    assert not window.actions_by_key["open_last"].isEnabled()
    train(qtbot, window, 12)
    written(qtbot, window, 12)
    window.close()
    assert [path.name for path in tmp_path.iterdir()] == [LAST]
    again = opens()
    assert "unexpectedly" not in again.notices.text
    again.actions_by_key["open_last"].trigger()
    until(qtbot, again, lambda s: s.step == 12)
    again.close()  # before it is written down
    assert sorted(path.name for path in tmp_path.iterdir()) == [LAST, f"{LAST}{atomic.BACKUP}"]
    assert run_file.read(tmp_path / LAST).place.step == 12


@pytest.mark.thorough
def test_two_windows_leave_each_others_runs_alone(qtbot: QtBot, opens: Opens, tmp_path: Path) -> None:
    one, two = opens(), opens()
    train(qtbot, one, 5)
    train(qtbot, two, 9)
    written(qtbot, one, 5)
    written(qtbot, two, 9)
    assert one.recovery.left() == two.recovery.left() == []
    assert {run_file.read(path).place.step for path in tmp_path.glob(f"*{SUFFIX}")} == {5, 9}


def test_what_another_file_takes_the_place_of_can_be_had_again(
    qtbot: QtBot, opens: Opens, tmp_path: Path
) -> None:
    window, other = opens(), tmp_path / f"other{SUFFIX}"
    run_file.write(other, a_run(30))
    train(qtbot, window, 12)
    window.open(other)
    until(qtbot, window, lambda s: s.step == 30)
    window.actions_by_key["open_last"].trigger()
    until(qtbot, window, lambda s: s.step == 12)
    assert window.files.runs.path is None  # or Save would write it over the other


def test_a_change_by_hand_is_written_down_at_once_and_steps_in_a_while(qtbot: QtBot, opens: Opens) -> None:
    window = opens()
    started = time.monotonic()
    window.send(Set("learning_rate", 0.1))
    until(qtbot, window, lambda s: bool(s.edits))
    path = window.recovery.path
    qtbot.waitUntil(lambda: path.is_file() and run_file.read(path).place.edits == 1)
    assert time.monotonic() - started < 4
    train(qtbot, window, 5)
    window.recovery._written_at -= 6
    written(qtbot, window, 5)


def test_a_full_disk_is_said_once_and_what_was_kept_stays(
    qtbot: QtBot, opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = dead(tmp_path, a_run(30))
    window = opens()
    monkeypatch.setattr(window.recovery, "path", tmp_path / "nowhere" / f"1-1{SUFFIX}")
    press_offer(window)
    qtbot.waitUntil(lambda: "cannot be written down for recovery: No such file" in window.notices.text)
    (tmp_path / LAST).mkdir()  # nor can the last run
    window.close()
    assert run_file.read(left).place.step == 30


def test_a_folder_that_cannot_be_is_no_reason_not_to_train(
    qtbot: QtBot, opens: Opens, tmp_path: Path
) -> None:
    window = opens()
    (tmp_path / "file").write_bytes(b"")
    nowhere = Recovery(window.files.runs, tmp_path / "file" / "recovery")
    assert nowhere.left() == []
    assert nowhere.last is None
    train(qtbot, window, 3)
    nowhere.write()
    nowhere.finish()
    assert train(qtbot, window, 3).step == 6


def test_a_damaged_file_is_said_and_the_one_before_it_taken(
    qtbot: QtBot, opens: Opens, tmp_path: Path
) -> None:
    window = opens()
    left = dead(tmp_path, a_run(20))
    run_file.write(left, a_run(30))
    left.write_bytes(left.read_bytes()[:-100])
    assert atomic.backup_of(left).exists()
    assert window.recovery.recover(left)
    until(qtbot, window, lambda s: s.step == 20)
    written(qtbot, window, 20)
    qtbot.waitUntil(lambda: not left.exists())
    left.write_bytes(b"torn")
    assert not window.recovery.recover(left)
    assert window.notices.text.startswith(left.name)
    assert train(qtbot, window, 2).step == 22


def test_the_scraps_of_the_dead_go_and_those_of_the_living_stay(opens: Opens, tmp_path: Path) -> None:
    old, new = (tmp_path / f".1-{i}{SUFFIX}.aa.part" for i in range(2))
    for part in (old, new):
        part.write_bytes(b"x")
    os.utime(old, (0, 0))
    orphan = tmp_path / "99999999-0.lock"
    orphan.write_text("99999999\nbatchscope\nhere\n")
    window = opens()
    assert not old.exists()
    assert new.exists()
    assert window.recovery.path.with_suffix(".lock").exists()


@pytest.mark.parametrize(
    "how", ["picture", *(pytest.param(how, marks=pytest.mark.thorough) for how in ("file", "recipe"))]
)
def test_a_run_that_another_took_the_place_of_can_be_gone_back_to(
    qtbot: QtBot, opens: Opens, tmp_path: Path, how: str
) -> None:
    """A drop is easily made by mistake."""
    window, other = opens(), tmp_path / "other"
    other.mkdir()
    train(qtbot, window, 9)
    qtbot.waitUntil(lambda: "softmax" in window.view.panels, timeout=20_000)
    picture, file = other / "a.png", other / f"a{SUFFIX}"
    window.view.docks["softmax"].export_to(picture)
    run_file.write(file, a_run(9))
    window.actions_by_key["copy_recipe"].trigger()
    mine = train(qtbot, window, 4)
    if how == "recipe":
        window.actions_by_key["paste_recipe"].trigger()
    else:
        window.open(picture if how == "picture" else file)
    until(qtbot, window, lambda s: s.step == 9 and s.run_id != mine.run_id)
    assert window.notices._act.text() == "Back to the run before"
    press_offer(window)
    again = until(qtbot, window, lambda s: s.step == 13)
    assert again.series.loss.tolist() == mine.series.loss.tolist()


@pytest.mark.thorough
def test_pictures_one_after_another_do_not_push_ones_own_run_out(
    qtbot: QtBot, opens: Opens, tmp_path: Path
) -> None:
    """The run of a picture with which nothing was done can be made again by it."""
    window, picture = opens(), tmp_path / "a.png"
    train(qtbot, window, 9)
    qtbot.waitUntil(lambda: "softmax" in window.view.panels, timeout=20_000)
    window.view.docks["softmax"].export_to(picture)
    train(qtbot, window, 4)
    for _ in range(3):
        before = window.snapshot.run_id
        window.open(picture)
        until(qtbot, window, lambda s, before=before: s.step == 9 and s.run_id != before)
    assert not window.files.runs.is_modified
    window.open_last()
    until(qtbot, window, lambda s: s.step == 13)
    window.open(picture)
    until(qtbot, window, lambda s: s.step == 9)
    train(qtbot, window, 1)
    assert window.files.runs.is_modified


def test_where_nothing_would_be_missed_nothing_is_offered(qtbot: QtBot, opens: Opens, tmp_path: Path) -> None:
    window, file = opens(), tmp_path / f"a{SUFFIX}"
    run_file.write(file, a_run(9))
    for _ in range(2):
        assert window.files.runs.open(file)
        until(qtbot, window, lambda s: s.step == 9)
        assert not window.notices._act.isVisible()
