"""What a person opens, by a menu, a drop or the command line: a run, its picture, or data of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu

from simulator import picture_recipe
from simulator.commands import Load, Speed
from simulator.run_file import SUFFIX, Saved
from ui import file_dialogs
from ui.csv_opening import CsvOpening
from ui.menus import fill_recent
from ui.run_files import RunFiles
from ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from simulator.hyperparameters import Config
    from ui.main_window import MainWindow

_PICTURES = " ".join(f"*{suffix}" for suffix in picture_recipe.SUFFIXES)
_FILTER = (
    f"Runs, pictures of runs and data (*{SUFFIX} {_PICTURES} *.csv *.tsv *.txt);;"
    f"Runs (*{SUFFIX});;Pictures of runs ({_PICTURES});;All files (*)"
)


class Opening(QObject):
    """The window's files: `csv` are data to learn, `runs` are runs; both are remembered in one menu."""

    def __init__(self, window: MainWindow, memory: WindowMemory, recent: QMenu) -> None:
        super().__init__(window)
        self._window, self._memory, self._recent = window, memory, recent
        self.csv, self.runs = CsvOpening(window), RunFiles(window)
        for part in (self.csv, self.runs):
            part.told.connect(window.notices.tell)
            part.refused.connect(window.refuse)
            part.named.connect(self._remember)
        self.csv.loaded.connect(self._load_csv)
        self.runs.opened.connect(self._show)
        self.runs.exchanged.connect(self._offer_the_run_before)
        self._offer_recent()

    def open(self, path: Path | str) -> None:
        """Open a run or the run of a picture, or learn a CSV file, as the name says."""
        if Path(path).suffix == SUFFIX:
            self.runs.open(path)
        elif Path(path).suffix.lower() in (*picture_recipe.SUFFIXES, *picture_recipe.WITHOUT):
            self.runs.open_picture(path)
        else:
            self.csv.open(path)

    def ask(self) -> None:
        """Let the person choose a file."""
        name = file_dialogs.ask_for_file(self._window, "Open a run or a CSV file", _FILTER)
        if name:
            self.open(name)

    def consider(self, event: QDragEnterEvent) -> None:
        """Whether what is dragged over the window can be dropped there; a panel of its own cannot."""
        if event.source() is None and event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def take(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.open(event.mimeData().urls()[0].toLocalFile())

    def _load_csv(self, config: Config, columns: list[str]) -> None:
        self._window.form.offer_labels(columns)
        self._window.send(Load(config))

    def _show(self, saved: Saved) -> None:
        """The view as it was when the run was saved; what this window does not know is passed over."""
        workspace, speed = saved.view.get("workspace"), saved.view.get("speed")
        if isinstance(workspace, str) and workspace in self._window.workbench.workspaces:
            self._window.workbench.open(workspace)
        if speed is None or (isinstance(speed, int | float) and 1 <= speed <= 1e6):
            self._window.transport.show_speed(speed)
            self._window.send(Speed(speed))
        self._window.take_studies(saved.studies)

    def _offer_the_run_before(self, sentence: str) -> None:
        window = self._window
        if window.recovery is None:
            window.notices.tell(sentence)
        else:
            window.notices.offer(sentence, "Back to the run before", window.open_last)

    def _remember(self, path: str) -> None:
        self._memory.opened(path)
        file_dialogs.used(path)
        self._offer_recent()

    def _offer_recent(self) -> None:
        fill_recent(self._recent, self._memory.recent, self.open)
