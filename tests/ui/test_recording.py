"""Panels and the window are recorded by hand, and what is in the files is what was on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from simulator import picture_recipe
from simulator.commands import Pause, Play, Rewind, Set, Speed, Step
from simulator.hyperparameters import Config
from simulator.recipe import recipe_of
from simulator.run import Run
from simulator.snapshot import Snapshot
from ui import export
from ui.engine_process import launch
from ui.main_window import MainWindow
from ui.panels.panel import Panel
from ui.recording.encoder import pillow
from ui.recording.source import PanelSource, WindowSource
from ui.recording.take import Take
from ui.workspaces import Row, Workspace

TIMEOUT = 10_000
CONFIG = Config(examples=200, mini_batch_size=32)
WORKSPACES = (
    Workspace("train", "Train", (Row(1, (("boundary",), ("cost",)), (1, 1)),)),
    Workspace("other", "Other", (Row(1, (("confusion",),), (1,)),)),
)


@pytest.fixture(scope="module")
def shared(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window for all, since an engine takes long to start."""
    qapp.processEvents()
    window = made(tmp_path_factory.mktemp("settings"))
    yield window
    window.close()
    shiboken6.delete(window)


@pytest.fixture
def window(qtbot: QtBot, shared: MainWindow) -> Iterator[MainWindow]:
    """The window at step 40."""
    stand(qtbot, shared)
    yield shared
    shared.recording.recorder.cancel()
    over(qtbot, shared)
    shared.send(Pause())
    shared.workbench.open("train")
    shared.actions_by_key["reset"].trigger()
    until(qtbot, shared, lambda s: s.step == 0 and s.series.loss.size == 0)


def made(folder: Path) -> MainWindow:
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(launch(CONFIG), "train", settings, WORKSPACES)
    window.resize(900, 600)
    window.show()
    return window


def stand(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.snapshot is not None and window.workbench.is_complete, timeout=TIMEOUT)
    window.send(Step(40))
    until(qtbot, window, lambda s: s.step == 40 and s.state == "paused")


def until(qtbot: QtBot, window: MainWindow, wanted: Callable[[Snapshot], bool]) -> None:
    qtbot.waitUntil(lambda: window.snapshot is not None and wanted(window.snapshot), timeout=TIMEOUT)


def over(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.recording.recorder.is_on, timeout=TIMEOUT)


def panel_of(window: MainWindow, key: str = "boundary") -> Panel:
    return window.view.panels[key]


def frames_of(path: Path) -> list[np.ndarray]:
    with Image.open(path) as film:
        frames = []
        for i in range(film.n_frames):
            film.seek(i)
            frames.append(np.asarray(film.convert("RGB")))
    return frames


def as_array(image: QImage) -> np.ndarray:
    return np.asarray(pillow(image.convertToFormat(QImage.Format.Format_RGB888)))


def own_pictures(panel: Panel, steps: range) -> list[np.ndarray]:
    """The panel's own pictures after these steps, trained anew beside the window."""
    run, probes, pictures = Run(CONFIG, traced=True), panel.probes(), []
    for step in steps:
        run.advance(step - run.t)
        panel.update(run.snapshot(probes))
        pictures.append(as_array(export.picture(panel)))
    return pictures


@pytest.mark.parametrize("suffix", [".png", ".webp"])
@pytest.mark.parametrize("key", ["boundary", "cost"])
def test_the_past_is_recorded_step_by_step_without_loss(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, suffix: str, key: str
) -> None:
    path, panel, steps = tmp_path / f"film{suffix}", panel_of(window, key), range(3, 41, 7)
    plan = Take(suffix=suffix, rate=25, stride=7, of_past=True, first=3, last=40)
    window.recording.begin(plan, PanelSource(panel), path)
    over(qtbot, window)
    recorded, pictures = frames_of(path), own_pictures(panel, steps)
    assert [frame.shape for frame in recorded] == [picture.shape for picture in pictures]
    assert all((frame == picture).all() for frame, picture in zip(recorded, pictures, strict=True))
    assert all((a != b).any() for a, b in pairwise(recorded))
    until(qtbot, window, lambda s: s.step == 40)  # back where it stood
    assert "Recorded 6 frames" in window.notices.text
    with Image.open(path) as film:
        film.load()
        assert film.info["duration"] == 40
        assert film.info["loop"] == 0
    made = recipe_of(picture_recipe.text_in(path))
    assert (made.steps, made.config) == (38, CONFIG)  # of the last frame, not of where one went back to


def test_the_window_is_recorded_with_all_that_is_in_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "film.png"
    window.recording.begin(Take(of_past=True, first=10, last=30, stride=20), WindowSource(window), path)
    over(qtbot, window)
    first, last = frames_of(path)
    assert last.shape == (window.height(), window.width(), 3)
    window.send(Rewind(30))
    until(qtbot, window, lambda s: s.step == 30)
    place = window.workbench.geometry().translated(window.centralWidget().pos())
    part = (slice(place.top(), place.bottom() + 1), slice(place.left(), place.right() + 1))

    def now() -> np.ndarray:
        window.workbench.settle()
        return as_array(window.workbench.grab().toImage())

    # What panels put off is in the frame, too; on screen a dear view comes a little later.
    qtbot.waitUntil(lambda: bool((last[part] == now()).all()), timeout=TIMEOUT)
    assert (first[part] != now()).any()


def test_twice_as_large_is_no_blown_up_picture(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.workbench.open("train")
    panel = panel_of(window)
    for size, wide in (("2×", 2 * as_array(export.picture(panel)).shape[1]), ("1280 px wide", 1280)):
        path = tmp_path / f"{wide}.png"
        plan = Take(of_past=True, first=40, last=40, size=size)
        window.recording.begin(plan, PanelSource(panel), path)
        over(qtbot, window)
        (frame,) = frames_of(path)
        assert abs(frame.shape[1] - wide) <= 1
        panel.update(window.snapshot)
        assert (frame == as_array(export.picture(panel, plan.scale(PanelSource(panel).width)))).all()


def test_what_comes_is_recorded_every_so_many_steps_and_ends_by_itself(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    noted: list[int] = []

    class Noting(PanelSource):
        def picture(self, snapshot: Snapshot, scale: float) -> QImage:
            noted.append(snapshot.step)
            assert self.probes() <= snapshot.views.keys()
            return super().picture(snapshot, scale)

    path = tmp_path / "film.gif"
    window.send(Speed(60.0))
    window.recording.begin(Take(suffix=".gif", stride=6, most=5), Noting(panel_of(window)), path)
    window.send(Play())
    qtbot.waitUntil(lambda: bool(noted[1:]), timeout=TIMEOUT)
    window.workbench.open("other")  # out of sight it is recorded all the same
    over(qtbot, window)
    assert noted[0] == 40
    assert len(noted) == 5  # none of them without its views
    passed = [(step - 40) // 6 for step in noted]
    assert passed == sorted(set(passed))
    recorded = frames_of(path)
    assert len(recorded) == 5
    assert all((a != b).any() for a, b in pairwise(recorded))
    assert recipe_of(picture_recipe.text_in(path)).steps == noted[-1]


def test_a_bar_tells_how_far_it_is_and_the_shortcut_stops_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    recording, path = window.recording, tmp_path / "film.png"
    recording.begin(Take(stride=2, rate=10, most=50), PanelSource(panel_of(window)), path)
    qtbot.waitUntil(lambda: recording.recorder.frames == 1, timeout=TIMEOUT)
    assert recording.bar is not None
    assert recording.bar.isVisible()
    assert recording.bar.text.startswith("1 of 50 frames · 0.1 s · ")
    assert recording.bar.text.endswith(" in all")
    assert window.actions_by_key["record"].text() == "Stop recording"
    window.actions_by_key["record"].trigger()
    over(qtbot, window)
    assert len(frames_of(path)) == 1
    assert not recording.bar.isVisible()
    assert window.actions_by_key["record"].text() == "Record the window…"


def test_cancelled_there_is_no_file_and_the_run_is_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    recorder = window.recording.recorder
    plan = Take(suffix=".webp", of_past=True, last=40, stride=1)
    window.recording.begin(plan, WindowSource(window), tmp_path / "film.webp")
    qtbot.waitUntil(lambda: recorder.frames > 2, timeout=TIMEOUT)
    recorder.cancel()
    over(qtbot, window)
    assert not list(tmp_path.iterdir())
    assert window.notices.text == "The recording was dropped."
    until(qtbot, window, lambda s: s.step == 40)


def test_stopped_before_there_is_a_frame_there_is_no_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.recording.begin(Take(of_past=True, last=40), PanelSource(panel_of(window)), tmp_path / "film.png")
    window.recording.recorder.stop()
    over(qtbot, window)
    assert window.notices.text == "The recording was dropped."
    assert not list(tmp_path.iterdir())


@pytest.mark.thorough
def test_who_goes_elsewhere_ends_a_recording_of_the_past(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path, recorder = tmp_path / "film.webp", window.recording.recorder
    plan = Take(suffix=".webp", of_past=True, last=40, stride=1)
    window.recording.begin(plan, WindowSource(window), path)
    qtbot.waitUntil(lambda: recorder.frames > 1, timeout=TIMEOUT)
    window.send(Play())
    over(qtbot, window)
    assert "shorter than asked for: the run was sent elsewhere." in window.notices.text
    assert 1 < len(frames_of(path)) < 41
    until(qtbot, window, lambda s: s.state == "playing")


def test_a_recording_of_the_past_is_nothing_to_save(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    runs, seen = window.files.runs, list[tuple[int, bool]]()
    window.send(Set("learning_rate", 0.02))
    until(qtbot, window, lambda s: s.config.learning_rate == 0.02)
    assert runs.save_as(tmp_path / "a.batchscope")
    place = window.client.place

    def look(snapshot: Snapshot) -> None:
        seen.append((snapshot.step, window.isWindowModified()))
        if snapshot.step == 3:
            assert runs.saved().place == place

    window.shown.connect(look)
    try:
        window.recording.begin(
            Take(of_past=True, last=20, stride=1), PanelSource(panel_of(window)), tmp_path / "a.png"
        )
        over(qtbot, window)
        until(qtbot, window, lambda s: s.step == 40 and window.client.is_answered)
        recorded = len(seen)
        window.recording.ask(panel_of(window))  # its dialog looks at the past for the size, too
        qtbot.waitUntil(lambda: any(step != 40 for step, _ in seen[recorded:]), timeout=TIMEOUT)
        window.recording.dialog.reject()
        until(qtbot, window, lambda s: s.step == 40 and window.client.is_answered)
        assert {0, 3, 20, 40} <= {step for step, _ in seen}
        assert not any(modified for _, modified in seen)
        assert window.recording.stood is None
        window.send(Rewind(10))
        until(qtbot, window, lambda s: s.step == 10)
        assert window.isWindowModified()
    finally:
        window.shown.disconnect(look)
        runs.path = None


def test_who_goes_elsewhere_while_it_is_recorded_has_something_to_save(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    runs = window.files.runs
    assert runs.save_as(tmp_path / "a.batchscope")
    window.recording.begin(
        Take(of_past=True, last=39, stride=1), PanelSource(panel_of(window)), tmp_path / "a.png"
    )
    until(qtbot, window, lambda s: s.step == 3)
    window.send(Rewind(7))
    over(qtbot, window)
    until(qtbot, window, lambda s: s.step == 7 and window.client.is_answered)
    assert window.isWindowModified()
    assert runs.saved().place.step == 7
    runs.path = None


def test_what_cannot_be_recorded_is_said(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for name, plan, said in (
        ("file/film.png", Take(), "Not a directory."),
        ("film.avi", Take(), "got 'film.avi'."),
        ("film.png", Take(of_past=True, first=9, last=3), "must be 9 or later, got 3."),
    ):
        window.recording.begin(plan, PanelSource(panel_of(window)), tmp_path / name)
        assert window.notices.text.endswith(said)
        assert not window.recording.recorder.is_on
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.thorough
@pytest.mark.parametrize("suffix", [".png", ".webp", ".gif"])
def test_the_size_is_said_before_and_so_it_is(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, suffix: str
) -> None:
    recording, path = window.recording, tmp_path / f"film{suffix}"
    known: list[int] = []
    recording.estimate.known.connect(lambda _size, count: known.append(count))
    entry_of(window, "Record…").trigger()
    dialog = recording.dialog
    assert dialog is not None
    dialog.format.setCurrentIndex(dialog.format.findData(suffix))
    dialog.stride.setValue(2)
    dialog.last.setValue(40)
    qtbot.waitUntil(lambda: dialog.text.startswith("About "), timeout=TIMEOUT)
    assert "21 frames of" in dialog.text
    until(qtbot, window, lambda s: s.step == 40)
    QTimer.singleShot(0, lambda: name_it(path))
    dialog.accept()
    over(qtbot, window)
    assert len(frames_of(path)) == 21
    assert known[-1] / 2 < path.stat().st_size < 2 * known[-1]
    assert recording.dialog is None


def entry_of(window: MainWindow, text: str) -> object:
    menus = window.view.docks["boundary"].findChildren(QMenu)
    return next(entry for menu in menus for entry in menu.actions() if entry.text() == text)


def name_it(path: Path) -> None:
    """Choose a file, as soon as one is asked for."""
    asked = QApplication.activeModalWidget()
    if not isinstance(asked, QFileDialog):
        QTimer.singleShot(10, lambda: name_it(path))
        return
    asked.setDirectory(str(path.parent))
    asked.selectFile(path.name)
    asked.accept()


@pytest.mark.thorough
def test_a_window_that_closes_keeps_what_is_recorded(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    window = made(tmp_path)
    stand(qtbot, window)
    plan = Take(of_past=True, last=40, stride=1)
    window.recording.begin(plan, WindowSource(window), folder / "film.png")
    qtbot.waitUntil(lambda: window.recording.recorder.frames > 1, timeout=TIMEOUT)
    window.close()
    assert 1 < len(frames_of(folder / "film.png")) < 41
    assert [each.name for each in folder.iterdir()] == ["film.png"]
    QApplication.processEvents()
    shiboken6.delete(window)
