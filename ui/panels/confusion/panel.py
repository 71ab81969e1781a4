"""The confusion matrix: which classes are taken for which."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.snapshot import Confusion, Probe, Snapshot
from ui.drawing.footnote import Footnote
from ui.drawing.names import names_for
from ui.panels.confusion.grid import ConfusionGrid
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

Array = NDArray[Any]


class ConfusionPanel(Panel):
    """Counts of the dev set by true and predicted class; recall and precision of what is hovered."""

    key = "confusion"
    title = "Confusion matrix"
    about = "Dev examples by true and predicted class."
    claims = ("X1",)

    def __init__(self) -> None:
        super().__init__()
        self._probe = Confusion("dev")
        self._matrix: Array = np.zeros((0, 0), dtype=np.int64)
        self._names: tuple[str, ...] = ()
        self._grid, self._note = ConfusionGrid(), Footnote()
        self.widget = QWidget()
        column = QVBoxLayout(self.widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._grid, 1)
        column.addWidget(self._note)
        self._grid.pointed.connect(self._read)
        self.apply_theme()

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe})

    def show(self, snapshot: Snapshot) -> None:
        view = snapshot.views.get(self._probe)
        if view is not None:
            self._matrix = view.matrix
            self._names = names_for(snapshot.data.class_names, len(view.matrix))
            self._grid.show_matrix(self._matrix, self._names)
            right, total = int(np.trace(self._matrix)), int(self._matrix.sum())
            self._note.say(f"{right:,} of {total:,} {view.split} examples lie on the diagonal.")

    def clear(self) -> None:
        self._matrix, self._names = np.zeros((0, 0), dtype=np.int64), ()
        self._grid.show_matrix(self._matrix, self._names)
        self._note.say("")

    def numbers(self) -> Table:
        if not self._names:
            return empty_table("true class")
        headers = ("true class", *(f"predicted {name} (examples)" for name in self._names))
        return Table(headers, (np.array(self._names), *self._matrix.T))

    def apply_theme(self) -> None:
        self._grid.update()
        self._note.update()

    def _read(self, cell: tuple[int, int] | None) -> None:
        if cell is None or max(cell) >= len(self._names):
            self._note.whisper("")
            return
        true, predicted = cell
        self._note.whisper(
            f"{self._matrix[cell]:,} × {self._names[true]} taken for {self._names[predicted]}"
            f" · recall of {self._names[true]} {_share(self._matrix[true, true], self._matrix[true].sum())}"
            f" · precision of {self._names[predicted]} "
            f"{_share(self._matrix[predicted, predicted], self._matrix[:, predicted].sum())}"
        )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"
