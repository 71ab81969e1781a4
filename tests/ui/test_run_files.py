"""Runs as files and lines of text, in one real window with its engine that all tests share."""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from simulator import atomic, picture_recipe, run_file
from simulator.commands import AddExample, Rewind, Set, Speed
from simulator.hyperparameters import Config
from simulator.recipe import recipe_of
from simulator.run import Run
from simulator.run_file import SUFFIX, Saved
from simulator.search.study_file import StudyFile
from tests.simulator.programs import begun, lived, stands
from tests.ui.labs import mirror
from tests.ui.windows import train, until
from ui import carried
from ui.engine_process import launch
from ui.main_window import MainWindow
from ui.panels.export_button import ExportButton
from ui.recording.source import WindowSource
from ui.recording.take import Take


@pytest.fixture(scope="module")
def window(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:  # noqa: ARG001
    settings = QSettings(str(tmp_path_factory.mktemp("s") / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(launch(Config(examples=60, hidden_units=(4,))), "softmax", settings)
    window.show()
    yield window
    window.close()
    shiboken6.delete(window)


@pytest.fixture
def path(tmp_path: Path, window: MainWindow) -> Path:
    """Where to save to; nothing was opened or saved before."""
    window.files.runs.path = None
    return tmp_path / f"a{SUFFIX}"


def a_file(path: Path, seed: int = 3) -> Run:
    """A run that much was done with, and its file."""
    run = lived(random.Random(seed), 30)
    run_file.write(path, Saved(run.tree, run.place))
    return run


def gone_on(window: MainWindow) -> Run:
    """What an engine makes of all that the window knows."""
    run = Run(Config())
    run.open(window.client.tree.as_now(), window.client.place)
    return run


def drop(window: MainWindow, path: Path) -> bool:
    """Drag a file over the window and let it go, where that is taken."""
    data, copy, no = QMimeData(), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    data.setUrls([QUrl.fromLocalFile(str(path))])
    enters = QDragEnterEvent(QPoint(9, 9), copy, data, Qt.MouseButton.LeftButton, no)
    window.dragEnterEvent(enters)
    if enters.isAccepted():
        window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, Qt.MouseButton.LeftButton, no))
    return enters.isAccepted()


@contextmanager
def _as_somebody_else(folder: Path) -> Iterator[None]:
    """Where this person may not write; root may, unless it is somebody else."""
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        for each in (folder, *folder.parents[:2]):
            each.chmod(0o555 if each == folder else 0o755)
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


def test_what_was_saved_is_opened_to_the_same_bits_and_looked_at_in_the_same_way(
    qtbot: QtBot, window: MainWindow, path: Path
) -> None:
    a_file(path)
    window.open(path)
    until(qtbot, window, lambda s: len(s.roads) > 1)
    train(qtbot, window, 5)
    window.send(Speed(333.0))
    assert window.files.runs.is_modified
    assert window.files.runs.save()
    assert not window.files.runs.is_modified
    before, steps = stands(gone_on(window)), window.snapshot.step
    train(qtbot, window, 5)
    window.send(Speed(7.0))
    window.workbench.open("train")
    window.open(path)
    shown = until(qtbot, window, lambda s: s.step == steps)
    assert stands(gone_on(window)) == before
    assert (window.workbench.key, window.client.pace) == ("softmax", 333.0)
    assert shown.place == window.client.place
    alone = gone_on(window)
    alone.advance(20)
    train(qtbot, window, 20)
    assert window.snapshot.series.loss.tobytes() == alone.record.series().loss.tobytes()


def test_a_study_on_screen_is_saved_with_the_run_and_shown_again(
    qtbot: QtBot, window: MainWindow, path: Path, tmp_path: Path
) -> None:
    StudyFile(tmp_path / "mine.study", mirror("one trial").study).close()
    text = (tmp_path / "mine.study").read_bytes()
    run = begun()
    run.advance(3)
    run_file.write(path, Saved(run.tree, run.place, {"workspace": "search"}, {"mine.study": text}))
    window.open(path)
    qtbot.waitUntil(
        lambda: window.searching is not None and window.searching.lab.mirror is not None, timeout=20_000
    )
    assert list(window.studies().values()) == [text]
    assert window.files.runs.save()
    assert list(run_file.read(path).studies.values()) == [text]
    window.workbench.open("softmax")


def test_a_file_that_is_there_becomes_the_backup_and_both_are_remembered(
    qtbot: QtBot, window: MainWindow, path: Path
) -> None:
    train(qtbot, window, 1)
    assert window.files.runs.save_as(path)
    train(qtbot, window, 1)
    assert window.files.runs.save_as(path.with_suffix(""))  # the suffix is put to it
    steps = [run_file.read(each).place.step for each in (atomic.backup_of(path), path)]
    assert steps[1] == steps[0] + 1
    window.files.runs.save_as(path.with_name(f"b{SUFFIX}"))
    recent = window.recent_menu.actions()
    assert [action.text() for action in recent[:2]] == [f"b{SUFFIX}", f"a{SUFFIX}"]
    train(qtbot, window, 1)
    recent[1].trigger()
    until(qtbot, window, lambda s: s.step == steps[1])
    assert window.files.runs.path.name == path.name


WRONG = ("a folder", "no such folder", "no right", "damaged", "not there", "a dropped folder")


@pytest.mark.parametrize("how", WRONG)
def test_what_cannot_be_is_one_sentence_and_the_run_goes_on(
    qtbot: QtBot, window: MainWindow, path: Path, how: str
) -> None:
    step, files = train(qtbot, window, 1).step, window.files.runs
    window.notices.tell("")
    if how in ("a folder", "a dropped folder"):
        path.mkdir()
    if how == "a folder":
        assert not files.save_as(path)
    elif how == "no such folder":
        assert not files.save_as(path.parent / "nowhere" / path.name)
    elif how == "no right":
        with _as_somebody_else(path.parent):
            assert not files.save_as(path)
    elif how == "a dropped folder":
        assert drop(window, path)
    else:
        if how == "damaged":
            a_file(path)
            path.write_bytes(path.read_bytes()[:-50])
        window.open(path)
    said = window.notices.text
    assert path.name in said
    assert ".part" not in said
    assert said.endswith(".")
    assert files.path is None
    assert train(qtbot, window, 1).step == step + 1


def test_runs_and_tables_are_dropped_on_the_window(
    qtbot: QtBot, window: MainWindow, path: Path, tmp_path: Path
) -> None:
    run = a_file(path)
    assert drop(window, path)
    until(qtbot, window, lambda s: s.place == run.place)
    table = tmp_path / "own.csv"
    table.write_text("a,b,class\n" + "".join(f"{i},{i * i % 7},{'xy'[i % 2]}\n" for i in range(40)))
    assert drop(window, table)
    until(qtbot, window, lambda s: s.data.name == "own.csv")
    assert len(window.client.tree.origins) > 1  # the run that was there is a road of the same tree


def test_a_recipe_copied_and_pasted_makes_the_same_run(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    fresh = begun()
    run_file.write(path, Saved(fresh.tree, fresh.place))
    window.open(path)
    until(qtbot, window, lambda s: s.step == 0 and s.data.m[0] < 40)
    train(qtbot, window, 9)
    window.send(Set("learning_rate", 0.2))
    window.send(AddExample(0.1, 0.2, 1))
    until(qtbot, window, lambda s: len(s.edits) == 2)
    made = train(qtbot, window, 9)
    window.actions_by_key["copy_recipe"].trigger()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("batchscope:")
    assert "\n" not in text
    window.send(Rewind(2))
    until(qtbot, window, lambda s: s.step == 2)
    window.actions_by_key["paste_recipe"].trigger()
    again = until(qtbot, window, lambda s: s.step == made.step and s.run_id != made.run_id)
    np.testing.assert_array_equal(again.series.loss, made.series.loss)
    assert [edit.call for edit in again.edits] == [edit.call for edit in made.edits]
    assert window.files.runs.path is None
    QGuiApplication.clipboard().setText(text[:-9])
    window.actions_by_key["paste_recipe"].trigger()
    assert window.notices.text.startswith("This recipe is not good")


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_dropped_on_the_window_opens_the_run_that_made_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, suffix: str
) -> None:
    window.send(Rewind(0))
    until(qtbot, window, lambda s: s.step == 0)
    train(qtbot, window, 6)
    window.send(Set("learning_rate", 0.07))
    made = train(qtbot, window, 5)
    qtbot.waitUntil(lambda: "softmax" in window.view.panels, timeout=20_000)
    picture = tmp_path / f"a{suffix}"
    window.view.docks["softmax"].export_to(picture, look="print")
    window.send(Set("learning_rate", 0.5))
    train(qtbot, window, 3)
    assert drop(window, picture)
    assert window.notices.text == f"The run that made {picture.name}: 11 steps are trained again."
    again = until(qtbot, window, lambda s: s.step == 11 and s.run_id != made.run_id)
    np.testing.assert_array_equal(again.series.loss, made.series.loss)
    assert again.config.learning_rate == 0.07
    assert window.files.runs.path is None


@pytest.mark.parametrize("suffix", [".png", ".gif", ".webp"])
def test_a_film_dropped_on_the_window_opens_the_run_that_it_ends_with(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, suffix: str
) -> None:
    window.send(Rewind(0))
    until(qtbot, window, lambda s: s.step == 0)
    made = train(qtbot, window, 6)
    film, recording = tmp_path / f"a{suffix}", window.recording
    plan = Take(suffix=suffix, of_past=True, last=6, stride=3)
    recording.begin(plan, WindowSource(window), film)
    qtbot.waitUntil(lambda: not recording.recorder.is_on, timeout=20_000)
    train(qtbot, window, 3)
    assert drop(window, film)
    assert window.notices.text == f"The run that made {film.name}: 6 steps are trained again."
    again = until(qtbot, window, lambda s: s.step == 6 and s.run_id != made.run_id)
    np.testing.assert_array_equal(again.series.loss, made.series.loss)


def test_what_was_changed_at_the_last_step_is_there_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """Pause, change, export: so a teacher works."""
    window.send(Rewind(0))
    until(qtbot, window, lambda s: s.step == 0)
    train(qtbot, window, 6)
    window.send(Set("beta_1", 0.77))
    made = until(qtbot, window, lambda s: s.config.beta_1 == 0.77)
    qtbot.waitUntil(lambda: "softmax" in window.view.panels, timeout=20_000)
    picture = tmp_path / "a.png"
    window.view.docks["softmax"].export_to(picture)
    window.actions_by_key["copy_recipe"].trigger()
    for bring in (lambda: drop(window, picture), window.actions_by_key["paste_recipe"].trigger):
        window.send(Set("beta_1", 0.5))
        before = train(qtbot, window, 3)
        bring()
        again = until(
            qtbot, window, lambda s, before=before: s.run_id != before.run_id and s.step == made.step
        )
        until(qtbot, window, lambda s: s.config.beta_1 == 0.77)
        assert [edit.call for edit in window.snapshot.edits] == [edit.call for edit in made.edits]
        assert len(window.client.tree.branches) == 1
        assert not window.files.runs.is_modified
        assert again.series.loss.tolist() == made.series.loss.tolist()


def test_a_picture_that_names_no_run_says_so_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    picture, before = tmp_path / "a.png", train(qtbot, window, 1)
    Image.new("RGB", (9, 9)).save(picture)
    drop(window, picture)
    assert window.notices.text == "a.png has no recipe in it: pictures that Batchscope exported have one."
    picture.write_bytes(picture_recipe.with_texts(picture.read_bytes(), {picture_recipe.RECIPE: "batch"}))
    drop(window, picture)
    assert window.notices.text.startswith("a.png: This recipe is not good: it must begin with batchscope:1:")
    drop(window, tmp_path / "a.mp4")
    assert window.notices.text == "a.mp4 has no recipe in it: films in APNG, WebP and GIF have one."
    drop(window, tmp_path / "nowhere.pdf")
    assert window.notices.text == "There is no file nowhere.pdf."
    assert train(qtbot, window, 1).run_id == before.run_id


def test_a_panel_is_dragged_out_as_picture_drawing_and_numbers(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    train(qtbot, window, 1)
    qtbot.waitUntil(lambda: "softmax" in window.view.panels, timeout=20_000)
    dock = window.view.docks["softmax"]
    asked: list[bool] = []
    button = dock.findChild(ExportButton)
    button.dragged.disconnect()  # what waits for the drop stands still in a test
    button.dragged.connect(lambda: asked.append(True))
    qtbot.mousePress(button, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert not button.menu().isVisible()
    qtbot.mouseMove(button, QPoint(9, 60))
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(9, 60))
    assert asked == [True]
    data = dock.picked_up().mimeData()
    copied = Path(data.urls()[0].toLocalFile())
    assert copied.read_bytes() == data.data("image/png").data()
    assert recipe_of(picture_recipe.text_in(copied)).steps == window.snapshot.step
    assert ElementTree.fromstring(data.data("image/svg+xml").data()).tag.endswith("svg")
    rows = list(csv.reader(data.data("text/csv").data().decode().splitlines()))
    assert tuple(rows[0]) == dock.panel.numbers().headers
    with Image.open(copied) as picture:
        assert data.imageData().size().toTuple() == picture.size
    carried.copy_picture(dock.panel, dock.origin())
    (tmp_path / "a.png").write_bytes(QGuiApplication.clipboard().mimeData().data("image/png").data())
    assert picture_recipe.text_in(tmp_path / "a.png") == picture_recipe.text_in(copied)


def test_a_view_that_makes_no_sense_is_passed_over(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    run = begun()
    run.advance(4)
    run_file.write(path, Saved(run.tree, run.place, {"workspace": ["train"], "speed": [1, 2]}))
    window.open(path)
    until(qtbot, window, lambda s: s.step == 4)
    assert window.workbench.key == "softmax"
