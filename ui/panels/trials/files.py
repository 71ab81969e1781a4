"""A study as a file that other programs read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile
from PySide6.QtWidgets import QWidget

from simulator.search.study import Study
from ui import file_dialogs

_KINDS = {".csv": "Comma-separated values", ".json": "JSON"}


def ask(parent: QWidget, study: Study, suffix: str) -> str:
    """Ask where to, and write; the sentence that says where it went, or "" where the person gave up.

    Raises OSError with a sentence.
    """
    offered = f"{study.dataset.name} trials{suffix}"
    path = file_dialogs.ask_for_name(parent, "Export all trials", offered, _KINDS[suffix], suffix)
    if path is None:
        return ""
    save(study, path)
    return f"Saved {len(study.trials):,} trials as {path}."


def save(study: Study, path: Path) -> None:
    """Write all trials as CSV or JSON, by the suffix: whole or not at all. Raises OSError with a sentence."""
    from simulator.search import report  # not before someone asks for a file

    text = report.to_json(study) if path.suffix.lower() == ".json" else report.to_csv(study)
    file = QSaveFile(str(path))
    opened = file.open(QIODevice.OpenModeFlag.WriteOnly)
    if not opened or file.write(text.encode()) < 0 or not file.commit():
        raise OSError(f"Cannot write {path}: {file.errorString()}.")
