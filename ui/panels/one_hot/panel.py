"""One-hot labels over what the network said and over dz: an example a column in all three."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from simulator.one_hot import one_hot
from simulator.snapshot import MiniBatch, MiniBatchView, Probe, Snapshot
from ui import theme
from ui.drawing.footnote import Footnote
from ui.drawing.names import class_name, names_for
from ui.drawing.numerals import four_digits
from ui.panels.one_hot.grid import OneHotGrid
from ui.panels.one_hot.paint import Matrix
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

MOST_COLUMNS = 200
NOTES = np.array([1, 2, 3, 0, 2, 1])
_SLIP = (
    "Exactly one 1 in each column, in the row of its class. The notes' figure has two ones in its last "
    "column: that is a slip. y = 1 is the column (0, 1, 0, 0)."
)
_EMPTY = "No step yet: take one (→), or look at the notes' example."


class OneHotPanel(Panel):
    """Y, ŷ and dz = ŷ − y of the mini-batch as matrices."""

    key = "one_hot"
    title = "One-hot, ŷ and dz"
    about = "Each column an example: one-hot y, ŷ, and dz = ŷ − y."
    claims = ("H1", "X6", "X7")

    def __init__(self) -> None:
        super().__init__()
        self._view: MiniBatchView | None = None
        self._names: tuple[str, ...] = ()
        self._Y = np.zeros((0, 0))
        self._grid, self._note, self._figure = OneHotGrid(), Footnote(), QWidget()
        self._notes = QPushButton("Worked example: y = [1 2 3 0 2 1]", checkable=True)
        self._notes.setToolTip("Show the notes' example of one-hot columns")
        self.widget = self._assemble()
        self._notes.toggled.connect(self._draw)
        self._grid.pointed.connect(self._point)
        self._grid.clicked.connect(self._choose)
        self.apply_theme()
        self.clear()

    def _assemble(self) -> QWidget:
        inside = QVBoxLayout(self._figure)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._grid, 1)
        inside.addWidget(self._note)
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        row.setSpacing(theme.SPACE)
        label = QLabel("The notes' example")
        label.setProperty("role", "muted")
        row.addWidget(label)
        row.addWidget(self._notes)
        row.addStretch()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._figure, 1)
        return whole

    # Showing ----------------------------------------------------------------------------------------

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({MiniBatch()})

    def show(self, snapshot: Snapshot) -> None:
        view = snapshot.views.get(MiniBatch())
        if view is not None:
            self._view = view
            classes = len(view.y_hat)
            self._names = names_for(snapshot.data.class_names, classes)
            y = np.clip(view.y[:MOST_COLUMNS], 0, max(classes - 1, 0))
            self._Y = one_hot(y, classes)
            if not self._notes.isChecked():
                self._draw()

    def clear(self) -> None:
        self._view, self._Y = None, np.zeros((0, 0))
        if not self._notes.isChecked():
            self._draw()

    def focus_changed(self) -> None:
        self._light()

    def numbers(self) -> Table:
        if self._notes.isChecked():
            Y = one_hot(NOTES, 4, np.int64)
            headers = ("example i", "class y", *(f"Y, class {c}" for c in range(4)))
            return Table(headers, (np.arange(len(NOTES)), NOTES, *Y))
        if self._view is None:
            return empty_table("example i", "class y", "loss −log ŷ (nats)")
        view = self._view
        Y = one_hot(np.clip(view.y, 0, max(len(view.y_hat) - 1, 0)), len(view.y_hat))
        headers = ["example i", "class y", "loss −log ŷ (nats)"]
        for name in ("Y", "ŷ", "dz = ŷ − y"):
            headers += [f"{name}, {label}" for label in self._names]
        return Table(tuple(headers), (view.indices, view.y, view.loss, *Y, *view.y_hat, *(view.y_hat - Y)))

    def apply_theme(self) -> None:
        self._grid.apply_theme()
        self._note.update()

    def _draw(self) -> None:
        if self._notes.isChecked():
            self._draw_notes()
        elif self._view is None or not len(self._view.y):
            self._grid.show_matrices((), (), np.empty(0, np.int64))
            self._note.say(_EMPTY)
        else:
            self._draw_batch(self._view)
        self._light()

    def _draw_notes(self) -> None:
        matrix = Matrix("Y", one_hot(NOTES, 4), "one-hot columns")
        self._grid.show_matrices((matrix,), names_for((), 4), NOTES, _SLIP)
        self._grid.light(None, None)
        self._note.whisper("")
        self._note.say("y = [1 2 3 0 2 1], C = 4: rows are classes 0 to 3, columns are examples.")

    def _draw_batch(self, view: MiniBatchView) -> None:
        y_hat = view.y_hat[:, :MOST_COLUMNS]
        matrices = (
            Matrix("Y", self._Y, "one 1 in each column"),
            Matrix("y_hat", y_hat, "0 to 1; each column sums to 1"),
            Matrix("dz", y_hat - self._Y, "−1 blue, +1 orange; each column sums to 0"),
        )
        self._grid.show_matrices(matrices, self._names, view.y[:MOST_COLUMNS])
        m = len(view.y)
        if not np.isfinite(view.y_hat).all():
            self._note.say("ŷ is no finite number: the run diverged. Lower α and reset (R).")
        elif m > MOST_COLUMNS:
            self._note.say(f"The first {MOST_COLUMNS} of the {m:,} examples of the mini-batch are shown.")
        else:
            self._note.say("Point at a column: its example is ringed in other panels. Click to choose it.")

    # Pointing ---------------------------------------------------------------------------------------

    def _light(self) -> None:
        """Frame the columns of the focus, and read the one pointed at."""
        if self._notes.isChecked():
            return
        pointed, chosen = (self._column_of(i) for i in (self.focus.pointed, self.focus.example))
        self._grid.light(pointed, chosen)
        self._note.whisper("" if pointed is None else self._read(pointed))

    def _column_of(self, example: int | None) -> int | None:
        if example is None or self._view is None:
            return None
        found = np.flatnonzero(self._view.indices[:MOST_COLUMNS] == example)
        return int(found[0]) if len(found) else None

    def _read(self, column: int) -> str:
        view, label = self._view, int(self._view.y[column])
        y_hat, Y = view.y_hat[:, column], self._Y[:, column]
        p = four_digits(float(y_hat @ Y))
        sums = f"sums: Y {Y.sum():.0f}, ŷ {y_hat.sum():.3f}, dz {abs((y_hat - Y).sum()):.3f}"
        return (
            f"example {view.indices[column]}: {class_name(self._names, label)}"
            f" · loss −log {p} = {four_digits(float(view.loss[column]))} · {sums}"
        )

    def _point(self, column: int | None) -> None:
        if self._notes.isChecked():
            self._grid.light(column, None)
            word = (
                "" if column is None else f"y = {NOTES[column]}: a 1 in row {NOTES[column]}, zeros elsewhere"
            )
            self._note.whisper(word)
        elif self._view is not None:
            self.focus.point(None if column is None else int(self._view.indices[column]))

    def _choose(self, column: int) -> None:
        if not self._notes.isChecked() and self._view is not None:
            self.focus.choose(int(self._view.indices[column]))
