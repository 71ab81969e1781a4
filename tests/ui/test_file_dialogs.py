"""Every dialog about files begins where the one before ended, in this session and in the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from simulator.commands import Step
from simulator.hyperparameters import TABLE, Config
from tests.ui.labs import mirror
from ui import file_dialogs
from ui.controls.kinds import control_for
from ui.engine_process import launch
from ui.export_dialog import ExportDialog
from ui.export_order import Order
from ui.main_window import MainWindow
from ui.panels.progress.files import ask_where
from ui.panels.trials.files import ask
from ui.recording.source import PanelSource
from ui.recording.take import Take
from ui.window_memory import WindowMemory

TIMEOUT = 20_000


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    yield
    file_dialogs.remember_in(None)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings) -> Iterator[MainWindow]:
    window = MainWindow(launch(Config(examples=60, hidden_units=(4,))), "frameworks", settings)
    window.show()
    window.send(Step(3))
    qtbot.waitUntil(lambda: window.snapshot is not None and window.snapshot.step == 3, timeout=TIMEOUT)
    window.view.complete()
    assert window.workbench.desk
    yield window
    window.close()
    shiboken6.delete(window)


def began_at(path: Path | None, act: Callable[[], object]) -> Path:
    """Where the dialog began that `act` opens; a file is chosen there, or nothing."""
    seen: list[Path] = []

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(5, choose)
            return
        seen.append(Path(dialog.directory().absolutePath()))
        if path is None:
            dialog.reject()
            return
        dialog.setDirectory(str(path.parent))
        dialog.selectFile(path.name)
        dialog.accept()

    QTimer.singleShot(0, choose)
    act()
    return seen[0]


def test_each_begins_where_the_one_before_ended(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    dock, lab = window.view.docks["code"], mirror("usual")
    control = control_for(TABLE["csv_file"])
    control.show_config(Config(dataset="csv"))
    qtbot.addWidget(control)
    plan = Take(of_past=True, first=0, last=2, stride=1)
    source = PanelSource(window.view.panels["code"])
    asking: list[tuple[str, Callable[[], object]]] = [
        ("a.batchscope", window.files.runs.ask_to_save),
        ("code.csv", lambda: dock._ask(".csv", 1, "screen")),
        ("net.py", lambda: window.code_export._ask(".py", "numpy", lambda *_: lambda: None)),
        ("trials.csv", lambda: ask(window, lab.study, ".csv")),
        ("trials.json", lambda: ask_where(window, lab.study)),
        ("film.png", lambda: window.recording._choose_file(plan, source)),
        ("own.csv", control._browse),
        ("own.csv", window.files.csv.ask),
        ("own.csv", window.files.ask),
        ("b.batchscope", window.files.runs.ask_to_open),
    ]
    last = tmp_path / "home"
    for i, (name, act) in enumerate(asking):
        folder = tmp_path / str(i)
        folder.mkdir()
        (folder / "own.csv").write_text("a,class\n" + "1,x\n2,y\n" * 20)
        if name.startswith("b"):
            (folder / name).write_bytes((tmp_path / "0" / "a.batchscope").read_bytes())
        assert began_at(folder / name, act) == last, name
        last = folder
    qtbot.waitUntil(lambda: not window.recording.recorder.is_on, timeout=TIMEOUT)


def test_the_folder_is_known_in_the_next_session(settings: QSettings, tmp_path: Path, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def begins(path: Path | None = None) -> Path:
        WindowMemory(QSettings(settings.fileName(), QSettings.Format.IniFormat))
        return began_at(path, lambda: file_dialogs.ask_for_name(parent, "Save", "x.py", "Programs", ".py"))

    assert begins(tmp_path / "net.py") == tmp_path / "home"
    assert begins() == tmp_path
    (tmp_path / "gone").mkdir()
    assert begins(tmp_path / "gone" / "net.py") == tmp_path
    assert begins() == tmp_path / "gone"
    (tmp_path / "gone").rmdir()
    assert begins() == tmp_path / "home"
    WindowMemory(None)
    assert file_dialogs.last_folder() == tmp_path / "home"


def test_an_export_of_all_panels_is_offered_there(window: MainWindow, tmp_path: Path) -> None:
    file_dialogs.used(tmp_path / "net.py")
    dialog = ExportDialog(window, window.view.workspace)
    assert dialog.order().folder == tmp_path / "batchscope"
    dialog.folder.setText(str(tmp_path / "0" / "plots"))
    (tmp_path / "0").mkdir()
    dialog.accept()
    assert file_dialogs.last_folder() == tmp_path / "0"
    again = ExportDialog(window, window.view.workspace, Order(tmp_path / "plots"))
    assert again.order().folder == tmp_path / "plots"


def test_what_is_replaced_is_asked_about_and_no_is_what_return_says(
    window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "net.npz").write_bytes(b"mine")
    asked: list[tuple[str, str]] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(5, answer)
            return
        default = box.defaultButton()
        asked.append((box.text(), default.text().replace("&", "") if default else "none"))
        box.reject()

    QTimer.singleShot(0, answer)
    assert not window.code_export._may_replace(tmp_path / "net.py")
    ((question, default),) = asked
    assert question.startswith("There is net.npz already")
    assert default == "No"
