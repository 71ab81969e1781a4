"""Where frameworks mean another thing by the same word: what a careful person must know (claim F2)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from simulator.frameworks.differences import DIFFERENCES, Difference
from ui.drawing.sheet import Sheet
from ui.panels.standalone import StandalonePanel
from ui.tables import Table

_COLUMNS = "what, and why it matters", "in the course", "in a framework"
_SHARES = 42, 24, 34
_FRAMEWORKS = "PyTorch", "Keras", "TensorFlow"


class DifferencesPanel(StandalonePanel):
    """A table that no run changes."""

    key = "differences"
    title = "What differs"
    about = "The same words mean other things elsewhere."
    claims = ("F2",)

    def __init__(self) -> None:
        super().__init__()
        self.widget = self._sheet = Sheet(self.title)
        self._sheet.show_rows(_COLUMNS, [_row(each) for each in DIFFERENCES], _SHARES)
        self.apply_theme()

    def numbers(self) -> Table:
        names = [field.name for field in dataclasses.fields(Difference)]
        columns = [np.array([getattr(each, name) for each in DIFFERENCES], dtype=object) for name in names]
        return Table(tuple(name.replace("_", " ") for name in names), tuple(columns))

    def apply_theme(self) -> None:
        self._sheet.apply_theme()


def _row(of: Difference) -> Sequence[str]:
    """A difference in three cells; what NumPy does is written out, so it is the course's."""
    numpy = "" if of.NumPy == "as written" else f"\n*NumPy\n{of.NumPy}"
    said = {name: getattr(of, name) for name in _FRAMEWORKS}
    elsewhere = "\n".join(f"*{name}\n{what}" for name, what in said.items() if what != "as written")
    why = f"*{of.topic}\n{of.why_it_matters}\nThe programs here {of.the_programs}"
    return why, of.course + numpy, elsewhere or "as in the course"
