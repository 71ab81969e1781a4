"""The search in the window: the live model's data go into it, and its trials become the live model."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Slot

from simulator.commands import Adopt
from simulator.search.commands import Begin, OpenStudy, Race, SearchCommand
from simulator.search.study_file import SUFFIX
from simulator.search.study_reading import read
from ui.search_client import SearchClient

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.panels.lab import Lab


class Searching(QObject):
    """Stands between the lab, the process that searches and the window's own run."""

    def __init__(self, window: MainWindow, lab: Lab) -> None:
        super().__init__(window)
        self._window, self.lab = window, lab
        folder = _folder()
        lab.folder = str(folder)
        self.client = SearchClient(folder, self)
        lab.wish.connect(self._wish)
        lab.adopted.connect(self._adopt)
        lab.refused.connect(window.notices.warn)
        self.client.refused.connect(window.notices.warn)
        self.client.looked.connect(lab.look_at)
        self.client.changed.connect(lab.changed)
        window.shown.connect(self._follow)
        if window.snapshot is not None:
            self._follow(window.snapshot)
        unfinished = _unfinished(folder)
        if unfinished:
            window.notices.tell(
                f"The last search was left unfinished: Open study… {unfinished}, then Resume."
            )

    @Slot(object)
    def _follow(self, snapshot: object) -> None:
        config = snapshot.config  # type: ignore[attr-defined]  # a Snapshot; Qt's slot takes any object
        if config is not self.lab.config:
            self.lab.take_config(config)

    @Slot(object)
    def _wish(self, command: SearchCommand) -> None:
        """New searches learn the data as they are in the window, painted ones too."""
        data = self._window.client.data
        if isinstance(command, Begin | Race) and command.dataset is None and data is not None:
            command = dataclasses.replace(command, dataset=data[0], base=data[1])
        if isinstance(command, Race):
            self._window.workbench.show_panel("race")
        self.client.send(command)

    def kept(self) -> dict[str, bytes]:
        """The file of the study on screen, by its name."""
        path = Path(self.lab.mirror.path) if self.lab.mirror is not None and self.lab.mirror.path else None
        with contextlib.suppress(OSError):
            return {path.name: path.read_bytes()} if path is not None else {}
        return {}

    def take(self, studies: Mapping[str, bytes]) -> None:
        """Show a study that came with a run; it lies among this machine's own, under a name of its own."""
        for name, text in studies.items():
            try:
                path = _put(_folder() / name, text)
            except OSError as error:
                self._window.notices.warn(f"The run's study {name} could not be kept: {error.strerror}.")
            else:
                self.client.send(OpenStudy(str(path)))

    @Slot(int)
    def _adopt(self, number: int) -> None:
        mirror = self.lab.mirror
        if mirror is None:
            return
        study, steps = mirror.study, mirror.made.get(number, 0)
        trial = study.trial(number)
        changes = tuple(
            (change.step, change.name, change.value) for change in trial.changes if change.step < steps
        )
        name = f"Trial {number}"
        self._window.send(Adopt(trial.config, study.dataset, study.base, steps, changes, name))
        self._window.notices.tell(
            f"Trial {number} on {study.dataset.name} is the live model now, at step {steps:,}: train it on."
        )


def _unfinished(folder: Path) -> str:
    """The name of the study kept last, where it was left before it was through."""
    files = (
        sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
    )
    with contextlib.suppress(ValueError, OSError):
        if files and not read(files[-1]).complete:
            return files[-1].name
    return ""


def _put(path: Path, text: bytes) -> Path:
    """Have a study in a file of this name, or of one like it where that holds another; where it lies."""
    if path.is_file() and path.read_bytes() == text:
        return path
    path = _free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return path


def _free(path: Path) -> Path:
    """A name like `path` that no file has."""
    names = (path.with_stem(f"{path.stem} {number}") for number in range(2, 10_000))
    return path if not path.exists() else next(name for name in names if not name.exists())


def _folder() -> Path:
    """Where studies are kept on this machine."""
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(data) / "studies"
