"""For two classes softmax is the sigmoid of z₁ − z₀: the chosen example computed both ways."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.probes.example import Example, ExampleView, as_sigmoid
from simulator.snapshot import Probe, Snapshot
from ui import theme
from ui.drawing.footnote import Footnote
from ui.drawing.names import names_for
from ui.drawing.softmax_words import share_word, z_word
from ui.panels.panel import Panel
from ui.panels.sigmoid.equality import Equality
from ui.panels.sigmoid.plot import SigmoidPlot
from ui.tables import Table, empty_table

_HEADERS = (
    "example i",
    "class i",
    "class j",
    "z_j − z_i",
    "softmax a_j/(a_i + a_j)",
    "sigmoid",
    "difference",
)
_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class SigmoidPanel(Panel):
    """σ with the example on it, and both numbers with their difference."""

    key = "sigmoid"
    title = "Two classes are the sigmoid"
    about = "For C = 2, ŷ₁ = σ(z₁ − z₀); any two of more share so."
    claims = ("X4",)

    def __init__(self) -> None:
        super().__init__()
        self._view: ExampleView | None = None
        self._names: tuple[str, ...] = ()
        self._pair = (0, 1)
        self._both: tuple[float, float, float] | None = None
        self._boxes = (QComboBox(accessibleName="Class i"), QComboBox(accessibleName="Class j"))
        self._equality, self._plot, self._note = Equality(), SigmoidPlot(), Footnote()
        self._tools, self._figure = QWidget(), QWidget()
        self.widget = self._assemble()
        for place, box in enumerate(self._boxes):
            box.activated.connect(lambda label, place=place: self._choose(place, label))
        self.apply_theme()
        self.clear()

    def _assemble(self) -> QWidget:
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        row.setSpacing(theme.SPACE)
        for text, box in zip(("Class i", "Class j"), self._boxes, strict=True):
            label = QLabel(text)
            label.setProperty("role", "muted")
            box.setToolTip(f"{text} of the two that are compared")
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch()
        inside = QVBoxLayout(self._figure)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for part in (self._equality, self._plot, self._note):
            inside.addWidget(part, 1 if part is self._plot else 0)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools)
        column.addWidget(self._figure, 1)
        return whole

    # Showing ----------------------------------------------------------------------------------------

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe})

    @property
    def _probe(self) -> Example:
        """The example under the cursor in some panel, else the chosen one, else the first."""
        pointed = self.focus.pointed
        return Example((self.focus.example or 0) if pointed is None else pointed)

    def show(self, snapshot: Snapshot) -> None:
        view = snapshot.views.get(self._probe)
        if view is not None:
            self._view = view
            names = names_for(snapshot.data.class_names, len(view.softmax.z))
            self._offer(tuple(f"class {name}" if name.isdigit() else name for name in names))
            self._draw()

    def clear(self) -> None:
        self._view = self._both = None
        self._plot.clear()
        self._equality.say(math.nan, math.nan, math.nan)
        self._note.say("No example yet: train a step.")

    def numbers(self) -> Table:
        if self._view is None or self._both is None:
            return empty_table(*_HEADERS)
        i, j = self._pair
        z = self._view.softmax.z
        row = (self._view.example, self._names[i], self._names[j], float(z[j] - z[i]), *self._both)
        return Table(_HEADERS, tuple(np.array([value]) for value in row))

    def apply_theme(self) -> None:
        self._equality.apply_theme()
        self._plot.apply_theme()
        self._note.update()

    def _offer(self, names: tuple[str, ...]) -> None:
        """The classes there are; those chosen before as far as they are among them."""
        if names == self._names:
            return
        self._names = names
        if max(self._pair) >= len(names) or len(names) == 2:
            self._pair = (0, min(1, len(names) - 1))
        for label, box in zip(self._pair, self._boxes, strict=True):
            with QSignalBlocker(box):
                box.clear()
                box.addItems(names)
                box.setCurrentIndex(label)
        self._tools.setVisible(len(names) > 2)
        self._equality.set_two(len(names) <= 2)

    def _choose(self, place: int, label: int) -> None:
        """Another class of the pair; the same twice would say nothing, so they change places."""
        other = self._pair[1 - place]
        if label == other:
            other = self._pair[place]
        self._pair = (label, other) if place == 0 else (other, label)
        for chosen, box in zip(self._pair, self._boxes, strict=True):
            box.setCurrentIndex(chosen)
        self._draw()

    def _draw(self) -> None:
        if self._view is None:
            return
        softmax, (i, j) = self._view.softmax, self._pair
        if i == j or not np.isfinite(softmax.z[[i, j]]).all():
            self._both = None
            self._plot.clear()
            self._equality.say(math.nan, math.nan, math.nan)
            self._note.say("z is no finite number: the run diverged. Lower α and reset (R).")
            return
        self._both = as_sigmoid(softmax.z, i, j)
        d = float(softmax.z[j] - softmax.z[i])
        subscripts = str(j).translate(_DIGITS), str(i).translate(_DIGITS)
        name = "z{} − z{}".format(*subscripts)
        share = f"probability ŷ{subscripts[0]}" if len(self._names) == 2 else f"share of {self._names[j]}"
        self._plot.plot.name_axes(name, share)
        self._plot.show_point(d, self._both[0], j)
        self._equality.say(*self._both)
        self._note.say(self._sentence(name, d))

    def _sentence(self, name: str, d: float) -> str:
        (i, j), example = self._pair, self._view.example
        if len(self._names) == 2:
            return f"Example {example}: {name} = {z_word(d)}. With two classes only this difference counts."
        one, other = self._names[i], self._names[j]
        both = share_word(float(self._view.softmax.a[[i, j]].sum()))
        return f"Example {example}: {name} = {z_word(d)}. {one} and {other} together have {both} of ŷ."
