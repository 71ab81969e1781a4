"""Studies come from files and go to them."""

from __future__ import annotations

from PySide6.QtCore import QSaveFile
from PySide6.QtWidgets import QFileDialog, QWidget

from simulator.search.study import Study
from ui import file_dialogs


def ask_for_study(parent: QWidget, folder: str) -> str:
    """The path of a study to open, of those in a folder at first; empty for none."""
    from simulator.search.study_file import SUFFIX  # not before it is wanted

    kinds = f"Studies (*{SUFFIX});;All files (*)"
    path, _ = QFileDialog.getOpenFileName(parent, "Open a study", folder, kinds)
    return path


def ask_where(parent: QWidget, study: Study) -> str:
    """Where to write a study as JSON; empty for nowhere."""
    offered = f"{study.dataset.name}.json"
    path = file_dialogs.ask_for_name(parent, "Export as JSON", offered, "JSON", ".json")
    return str(path or "")


def save_json(study: Study, path: str) -> str:
    """Write plan, trials and curves, whole or not at all; what went wrong, in a sentence."""
    from simulator.search import report  # not before it is wanted

    file = QSaveFile(path)
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return f"{path} could not be written: {file.errorString()}."
    file.write(report.to_json(study).encode())
    return "" if file.commit() else f"{path} could not be written: {file.errorString()}."
