"""Dialogs that ask for a file: each begins in the folder that was used last, in any of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

_KEY = "folder"


class _Folder:
    """Kept in the window's settings, or without any while the process lives."""

    def __init__(self) -> None:
        self.settings: QSettings | None = None
        self.last = ""


_folder = _Folder()


def remember_in(settings: QSettings | None) -> None:
    """Know the folder of the session before, and keep the next ones."""
    _folder.settings = settings
    _folder.last = str(settings.value(_KEY, "")) if settings is not None else ""


def used(path: Path | str) -> None:
    """A file was chosen or opened: the next is looked for beside it."""
    _folder.last = str(Path(path).absolute().parent)
    if _folder.settings is not None:
        _folder.settings.setValue(_KEY, _folder.last)


def last_folder() -> Path:
    """Where the next dialog begins; at home the first time, and where the folder is gone."""
    return Path(_folder.last) if _folder.last and Path(_folder.last).is_dir() else Path.home()


def ask_for_file(parent: QWidget, title: str, kinds: str, now: str = "") -> str:
    """The path of a file to open, `now` at first; empty where none was chosen."""
    name, _ = QFileDialog.getOpenFileName(parent, title, now or str(last_folder()), kinds)
    if name:
        used(name)
    return name


def ask_for_name(parent: QWidget, title: str, offered: str, kind: str, suffix: str) -> Path | None:
    """The path of a file to write, which ends in the suffix; the dialog asks before one is replaced."""
    dialog = QFileDialog(parent, title, str(last_folder()), f"{kind} (*{suffix})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.removeprefix("."))  # it asks of the very name that is written
    dialog.selectFile(offered)
    chosen = dialog.exec()
    names = dialog.selectedFiles()
    dialog.deleteLater()
    if not chosen:
        return None
    used(names[0])
    return Path(names[0])
