"""Opening a person's own CSV: which file, and which column is the label."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from simulator import csv_file
from simulator.csv_layout import likely_label
from simulator.hyperparameters import Config
from ui import file_dialogs


class CsvOpening(QObject):
    """Says which config to load; nothing has changed where it was refused."""

    loaded = Signal(object, object)
    """The config of a run on the file, and the names of its columns."""
    told = Signal(str)
    refused = Signal(str)
    named = Signal(str)
    """The path of a file that was opened."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.config = Config()
        """The run's now: what the file's run takes over."""

    def open(self, path: Path | str) -> None:
        """Learn a CSV file; its label column is the last, or the one named like one."""
        try:
            columns = csv_file.columns(path)
            config = self.config.changed("csv_file", str(Path(path).resolve()))
            label = likely_label(columns)
            config = config.changed("label", label).changed("dataset", "csv")
        except (ValueError, OSError) as error:
            self.refused.emit(str(error))
            return
        self.named.emit(config.csv_file)
        self.loaded.emit(config, columns)
        self.told.emit(f"Opened {Path(path).name}; the label is {label!r}. Another one: Data › Label column.")

    def ask(self) -> bool:
        """Let the person choose a file; False where none was chosen."""
        kinds = "CSV files (*.csv *.tsv *.txt);;All files (*)"
        name = file_dialogs.ask_for_file(self._window, "Open a CSV file", kinds)
        if name:
            self.open(name)
        return bool(name)
