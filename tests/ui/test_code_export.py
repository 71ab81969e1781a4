"""Programs in the real window: copied, saved and checked, and nothing of it is left when it closes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from simulator.commands import Set, Step
from simulator.frameworks.check import steps_of
from simulator.frameworks.task import task_seen
from simulator.hyperparameters import Config
from ui.code_process import CodeProcess, Job, Outcome
from ui.engine_process import launch
from ui.main_window import MainWindow
from ui.panels.desk import Copy, Desk, Measure, SaveOnnx, Stop, Verify

_CONFIG = Config(examples=120, mini_batch_size=32, hidden_units=(5,))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr("ui.code_export._folder", lambda: tmp_path / "code")
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(launch(_CONFIG), "frameworks", settings)
    window.resize(1440, 900)
    window.show()
    qtbot.waitUntil(lambda: window.snapshot is not None and window.workbench.is_complete, timeout=20_000)
    window.send(Step(12))
    qtbot.waitUntil(lambda: window.snapshot.step == 12 and window.snapshot.state == "paused", timeout=20_000)
    yield window
    window.close()
    shiboken6.delete(window)


def desk_of(window: MainWindow) -> Desk:
    return window.workbench.desk


def wish(qtbot: QtBot, window: MainWindow, wished: object, heard: str) -> str:
    """What the window says of a wish, once that holds `heard`."""
    desk_of(window).wished.emit(wished)
    qtbot.waitUntil(lambda: heard in window.notices.text, timeout=20_000)
    return window.notices.text


def losses(program: str, folder: Path) -> list[float]:
    """What a program prints when it is given to Python as a terminal gives it."""
    ended = subprocess.run(
        [sys.executable, "-"], input=program, capture_output=True, text=True, check=True, cwd=folder
    )
    return [float(line.split()[-1]) for line in ended.stdout.splitlines() if line.startswith("step")]


# Having it ------------------------------------------------------------------------------------------


def test_a_copied_program_runs_at_once_and_prints_the_losses_on_screen(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """F1."""
    said = wish(qtbot, window, Copy("numpy", False), "Copied")
    text = QGuiApplication.clipboard().text()
    file = next((tmp_path / "code").iterdir())
    assert str(file) in text
    assert str(file) in said
    (tmp_path / "elsewhere").mkdir()
    shown = window.snapshot.series.loss.tolist()
    assert losses(text, tmp_path / "elsewhere") == pytest.approx(shown, rel=1e-9)


@pytest.mark.thorough
def test_the_arrays_of_an_earlier_copy_stay_as_they_were(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    wish(qtbot, window, Copy("numpy", True), "Copied")
    first = next((tmp_path / "code").iterdir())
    before = first.read_bytes()
    window.send(Step(1))
    qtbot.waitUntil(lambda: window.snapshot.step == 13)
    desk_of(window).wished.emit(Copy("numpy", True))
    qtbot.waitUntil(lambda: len(list((tmp_path / "code").iterdir())) == 2)
    assert first.read_bytes() == before


def test_what_is_saved_is_what_is_on_screen(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.code_export.save_to(tmp_path / "spirals_numpy.py", "numpy", False)
    qtbot.waitUntil(lambda: "Saved" in window.notices.text)
    text = (tmp_path / "spirals_numpy.py").read_text(encoding="utf-8")
    assert text == window.view.panels["code"].text
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "spirals_numpy.py")], capture_output=True, text=True, check=True
    )
    assert "accuracy" in ended.stdout


def test_a_folder_that_is_gone_is_one_sentence(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.code_export.save_to(tmp_path / "gone" / "net.py", "numpy", False)
    qtbot.waitUntil(lambda: "Cannot write" in window.notices.text)
    assert "No such file" in window.notices.text


def test_a_folder_for_copies_that_cannot_be_is_one_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "code").write_text("a file in its place")
    QGuiApplication.clipboard().setText("mine")
    wish(qtbot, window, Copy("numpy", False), "exists")
    assert QGuiApplication.clipboard().text() == "mine"


@pytest.mark.thorough
def test_arrays_that_are_there_are_asked_about(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    no = QMessageBox.StandardButton.No
    monkeypatch.setattr(QMessageBox, "question", lambda _parent, _title, text, *_: asked.append(text) or no)
    may = window.code_export._may_replace
    assert may(tmp_path / "net.py")
    (tmp_path / "net.npz").write_bytes(b"")
    assert not may(tmp_path / "net.py")
    assert "net.npz already" in asked[0]
    assert may(tmp_path / "net.onnx")


def test_weights_that_were_kept_are_in_the_file(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    assert desk_of(window).seeded
    window.send(Set("initialization", "xavier", True))
    qtbot.waitUntil(lambda: not desk_of(window).seeded, timeout=20_000)
    window.send(Step(5))
    qtbot.waitUntil(lambda: window.snapshot.step == 5 and window.snapshot.state == "paused")
    QGuiApplication.clipboard().clear()
    wish(qtbot, window, Copy("numpy", False), "Copied")
    text = QGuiApplication.clipboard().text()
    assert losses(text, tmp_path) == pytest.approx(window.snapshot.series.loss.tolist(), rel=1e-9)


def test_a_line_that_leads_away_leads_back(window: MainWindow) -> None:
    bench, code = window.workbench, window.view.panels["code"]
    code.linked.emit("agreement")  # beside it
    assert bench.key == "frameworks"
    code.linked.emit("histograms")
    assert bench.key == "batch_norm"
    assert window.notices._act.text() == "Back to Frameworks"
    window.notices._act.click()
    assert bench.key == "frameworks"


# Checking it ----------------------------------------------------------------------------------------


def test_verify_lays_both_losses_over_each_other(qtbot: QtBot, window: MainWindow) -> None:
    """F1."""
    window.view.panels["code"].tools.verify.click()
    desk = desk_of(window)
    assert desk.at_work
    assert window.view.panels["code"].tools.verify.text() == "Stop"
    qtbot.waitUntil(lambda: ("numpy", False, False) in desk.verified, timeout=60_000)
    qtbot.waitUntil(lambda: not desk.at_work)
    panel = window.view.panels["agreement"]
    table = panel.numbers()
    assert len(table.columns[0]) == steps_of(panel.task)
    assert table.columns[3].max() < 1e-9
    assert panel._finding.headline.startswith("The same")
    window.send(Set("learning_rate", 0.5))
    qtbot.waitUntil(lambda: "other settings" in panel._finding.sentence)


@pytest.mark.thorough
def test_measure_times_what_is_installed(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    for name in ("pytorch", "keras", "tensorflow"):
        desk._missing[name] = "not in this test"
    desk.wished.emit(Measure())
    qtbot.waitUntil(lambda: "numpy" in desk.timed, timeout=60_000)
    assert 0 < desk.timed["numpy"][0].training < 60
    window.view.reveal("choosing")
    panel = window.view.panels["choosing"]
    qtbot.waitUntil(lambda: panel.task is not None)
    rows = {row[0]: row for row in panel.numbers().rows()}
    assert rows["NumPy"][3] == desk.timed["numpy"][0].training
    assert rows["PyTorch"][3] is None


def test_onnx_that_is_missing_is_one_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)  # as where it is not installed
    export = window.code_export
    for ask in (
        lambda: desk_of(window).wished.emit(SaveOnnx(True)),  # no dialog opens
        lambda: export._beside(lambda run: export._saved_onnx(run, tmp_path / "net.onnx", False)),
    ):
        window.notices.tell("")
        ask()
        qtbot.waitUntil(lambda: "pip install onnx" in window.notices.text)
    assert not (tmp_path / "net.onnx").exists()


# Programs that fail ---------------------------------------------------------------------------------


@pytest.fixture
def broken_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have another `torch` in this test's processes."""

    def put(code: str) -> None:
        (tmp_path / "torch").mkdir()
        (tmp_path / "torch" / "__init__.py").write_text(code)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))

    return put


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.kill(os.getpid(), 11)", "exit code -11"),
        ("raise ImportError('this torch was built for another machine')", "another machine"),
        ("__version__ = '0.4'", "cannot import name 'nn'"),
    ],
)
def test_a_framework_that_crashes_is_one_sentence(
    qtbot: QtBot, window: MainWindow, broken_torch: Callable[[str], None], code: str, said: str
) -> None:
    broken_torch(code)
    desk = desk_of(window)
    desk.choose("pytorch", False, False)
    desk.wished.emit(Verify("pytorch"))
    qtbot.waitUntil(lambda: ("pytorch", False, False) in desk.verified and not desk.at_work, timeout=60_000)
    refusal = desk.verified["pytorch", False, False].refusal
    assert said in refusal
    assert "\n" not in refusal
    assert window.view.panels["agreement"].missing == refusal


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["stop", "close"])
def test_a_program_that_never_ends_is_ended(
    qtbot: QtBot, window: MainWindow, broken_torch: Callable[[str], None], tmp_path: Path, how: str
) -> None:
    note = tmp_path / "pid"
    broken_torch(f"import os, time; open({str(note)!r}, 'w').write(f'{{os.getpid()}}.'); time.sleep(100)")
    desk, process = desk_of(window), window.code_export.process
    desk.wished.emit(Verify("pytorch"))
    qtbot.waitUntil(lambda: note.exists() and note.read_text().endswith("."), timeout=20_000)
    pids = [process.process_id, int(note.read_text()[:-1])]
    assert all(map(is_there, pids))
    if how == "stop":
        desk.wished.emit(Stop())
        assert desk.at_work == ""
    else:
        window.close()
    assert process.process_id is None
    qtbot.waitUntil(lambda: not any(map(is_there, pids)))
    assert ("pytorch", False, False) not in desk.verified


def is_there(pid: int) -> bool:
    """Whether a process lives; one that nobody has buried yet does not."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_process_that_dies_is_one_sentence(qtbot: QtBot, window: MainWindow) -> None:
    desk = desk_of(window)
    desk.wished.emit(Verify("numpy"))
    os.kill(window.code_export.process.process_id, 9)
    qtbot.waitUntil(lambda: "exit code -9" in window.notices.text, timeout=20_000)
    assert desk.at_work == ""


@pytest.mark.thorough
def test_a_job_after_another_takes_its_place(qtbot: QtBot, window: MainWindow) -> None:
    client, process = window.client, CodeProcess(window)
    came: list[Outcome] = []
    process.came.connect(came.append)
    for _ in range(2):
        process.begin(Job(client.tree.as_now(), client.place, ("numpy",), True))
    with qtbot.waitSignal(process.ended, timeout=60_000) as ended:
        pass
    assert ended.args == [""]
    assert len(came) == 1
    assert came[0].task == replace(task_seen(window.snapshot), steps=steps_of(task_seen(window.snapshot)))


@pytest.mark.thorough
def test_nothing_is_left_on_disk(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    process, client = window.code_export.process, window.client
    process.begin(Job(client.tree.as_now(), client.place, ("numpy",), True))
    qtbot.waitUntil(lambda: any(tmp_path.glob("batchscope-*/batchscope-*/program.py")), timeout=20_000)
    process.stop()
    assert not list(tmp_path.glob("batchscope-*"))
