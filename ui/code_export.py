"""The window's network as a program: copied, saved, checked and timed, as panels about frameworks wish."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from simulator.frameworks import writing
from simulator.frameworks.check import Agreement
from simulator.frameworks.installed import missing_onnx
from simulator.frameworks.program import program
from simulator.frameworks.task import FRAMEWORKS, arrays, is_drawn, task_of
from ui import file_dialogs
from ui.code_process import CodeProcess, Job, Outcome
from ui.panels.desk import Copy, Desk, Measure, Save, SaveOnnx, Stop, Verified, Verify, Wish

if TYPE_CHECKING:
    from simulator.run import Run
    from ui.main_window import MainWindow

_KINDS = {".py": "Python programs", ".ipynb": "Notebooks", ".onnx": "ONNX networks"}
_MOST_KEPT = 20
"""Files of arrays of copied programs: older ones go."""


class CodeExport(QObject):
    """Stands between the desk and the window's run. Files are made beside the window, in a thread."""

    _made = Signal(object)

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self.folder = _folder()
        self._known_root: object = None
        self._before: tuple[str, Verified | None] = ("", None)
        self.process = CodeProcess(self)
        desk.wished.connect(self._wish)
        window.shown.connect(self._follow)
        self.process.came.connect(self._take)
        self.process.ended.connect(self._end)
        self._made.connect(lambda done: done(), Qt.ConnectionType.QueuedConnection)
        self._follow()

    def close(self) -> None:
        """The window closes: nothing of it is left running."""
        self.process.stop()

    # Wishes ---------------------------------------------------------------------------------------

    @Slot(object)
    def _wish(self, wish: Wish) -> None:
        match wish:
            case Copy(framework, trained, usual):
                self._beside(lambda run: self._copied(run, framework, trained, usual))
            case Save(framework, trained, suffix, usual):
                self._ask(suffix, framework, partial(self._saved, framework, trained, usual))
            case SaveOnnx(_) if missing_onnx():
                self._window.notices.warn(missing_onnx())  # before a name is thought of
            case SaveOnnx(folded):
                self._ask(".onnx", "network", lambda run, path: self._saved_onnx(run, path, folded))
            case Verify(framework, trained, usual):
                self._before = framework, self._desk.forget(framework, trained, usual)
                what = f"Running the program in {FRAMEWORKS[framework]}, then the same steps here"
                self._begin((framework,), True, what, trained, usual)
            case Measure():
                here = tuple(name for name in FRAMEWORKS if not self._desk.missing(name))
                self._begin(here, False, "Measuring " + " and ".join(FRAMEWORKS[name] for name in here))
            case Stop():
                self.process.stop()
                if self._before[1] is not None:
                    self._desk.take_verified(*self._before)
                self._desk.work_on("")
                self._window.notices.tell("Stopped.")

    def save_to(self, path: Path, framework: str, trained: bool) -> None:
        """Save the program without asking where."""
        self._beside(lambda run: self._saved(framework, trained, False, run, path))

    # Files ----------------------------------------------------------------------------------------

    def _ask(self, suffix: str, framework: str, act: Callable[[Run, Path], Callable[[], object]]) -> None:
        """Let the person choose a name, and say yes to what it would replace."""
        snapshot = self._window.snapshot
        if snapshot is None:
            return
        offered = writing.stem(snapshot.config, framework) + suffix
        title = "Save the network" if suffix == ".onnx" else "Save the program"
        path = file_dialogs.ask_for_name(self._window, title, offered, _KINDS[suffix], suffix)
        if path is not None:
            path = path if path.suffix == suffix else path.with_name(path.name + suffix)
            if self._may_replace(path):
                self._beside(lambda run: act(run, path))

    def _may_replace(self, path: Path) -> bool:
        """The dialog has asked about the program itself; of the arrays beside it nobody has."""
        there = [each for each in writing.files(path)[1:] if each.exists() and not path.exists()]
        if not there:
            return True
        question = f"There is {there[0].name} already, where the arrays of {path.name} go. Replace it?"
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        return QMessageBox.question(self._window, "Save the program", question, yes | no, no) == yes

    def _beside(self, make: Callable[[Run], Callable[[], object]]) -> None:
        """Have a thread make something of the run; what it answers is called when the window has time."""
        client = self._window.client
        if client.place is None:
            return
        tree, place = client.tree.as_now(), client.place

        def work() -> None:
            try:
                done = make(writing.run_at(tree, place))
            except (ValueError, OSError) as error:
                done = partial(self._window.notices.warn, str(error))
            with contextlib.suppress(RuntimeError):  # the window was deleted meanwhile
                self._made.emit(done)

        threading.Thread(target=work, name="code", daemon=True).start()

    def _copied(self, run: Run, framework: str, trained: bool, usual: bool) -> Callable[[], object]:
        task = task_of(run, trained, usual=usual)
        data = arrays(run, task)
        mark = sha256(b"".join(array.tobytes() for array in data.values())).hexdigest()[:8]
        path = self.folder / f"{writing.stem(run.config, framework)}_{mark}.npz"
        text = program(framework, task, str(path), beside=False).text
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            writing.save_arrays(path, data)
            _tidy(self.folder)

        def done() -> None:
            QGuiApplication.clipboard().setText(text)
            self._window.notices.tell(
                f"Copied {len(text.splitlines()):,} lines: paste them in a terminal's Python. "
                f"Their arrays are in {path}."
            )

        return done

    def _saved(
        self, framework: str, trained: bool, usual: bool, run: Run, path: Path
    ) -> Callable[[], object]:
        writing.save(run, framework, path, trained, usual=usual)
        names = " and ".join(str(each) if i == 0 else each.name for i, each in enumerate(writing.files(path)))
        return lambda: self._window.notices.tell(f"Saved {names}.")

    def _saved_onnx(self, run: Run, path: Path, folded: bool) -> Callable[[], object]:
        writing.save_onnx(run, path, folded)
        return lambda: self._window.notices.tell(f"Saved {path}, the network at step {run.t:,}.")

    # Checks ---------------------------------------------------------------------------------------

    def _begin(
        self,
        frameworks: tuple[str, ...],
        is_check: bool,
        what: str,
        trained: bool = False,
        usual: bool = False,
    ) -> None:
        client = self._window.client
        if client.place is None or not frameworks:
            return
        try:
            self.process.begin(Job(client.tree.as_now(), client.place, frameworks, is_check, trained, usual))
        except OSError as error:
            self._window.notices.warn(f"The program could not be started: {error.strerror}.")
            return
        self._desk.work_on(what)

    @Slot(object)
    def _take(self, outcome: Outcome) -> None:
        found, refused = outcome.found, isinstance(outcome.found, str)
        self._before = "", None
        if isinstance(found, Agreement):
            self._desk.take_verified(outcome.framework, Verified(outcome.task, found))
        elif refused and outcome.is_check:
            self._desk.take_verified(outcome.framework, Verified(outcome.task, None, found))
        else:
            self._desk.take_timed(outcome.framework, found, outcome.task)

    @Slot(str)
    def _end(self, sentence: str) -> None:
        self._desk.work_on("")
        if sentence:
            self._window.notices.warn(sentence)

    @Slot()
    def _follow(self) -> None:
        """Whether the seed draws the first weights of the run on screen: asked once of each root."""
        client = self._window.client
        if client.place is None or client.place.branch not in client.tree.branches:
            return
        origin = client.tree.origins[client.tree.branches[client.place.branch].root]
        if origin is not self._known_root:
            self._known_root = origin
            self._desk.take_seeded(is_drawn(origin))


def _tidy(folder: Path) -> None:
    """Leave the files of the programs that were copied last."""
    files = sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[_MOST_KEPT:]:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    """Where the arrays of copied programs are on this machine."""
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(data) / "code"
