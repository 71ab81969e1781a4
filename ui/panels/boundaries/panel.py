"""The same data twice: without hidden layers every boundary is straight, hidden layers bend it (claim X5)."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.hyperparameters import Config
from simulator.probes.lines import Lines
from simulator.probes.twin import Twin, TwinView
from simulator.snapshot import Points, Probe, Snapshot, Surface
from ui import theme
from ui.drawing.class_row import HOLLOW, ClassRow
from ui.drawing.footnote import Footnote
from ui.drawing.names import class_name
from ui.drawing.plane_chooser import PlaneChooser
from ui.panels.boundaries.straight_and_bent import Side
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_CELLS = 64  # along each side of the surfaces, which are small here
_TWIN = "linear"
_KEYS = (
    ("decides", "zᵢ = zⱼ: the winner changes"),
    ("no say", "zᵢ = zⱼ: another class wins"),
    (HOLLOW, "dev"),
)
_HEADERS = ("class i", "class j", "a", "b", "c of a u + b v + c = 0")


class BoundariesPanel(Panel):
    """The run and its twin, the straight one at the left."""

    key = "boundaries"
    title = "Straight and bent boundaries"
    about = "One data set, without and with hidden layers, in lockstep."
    claims = ("X5",)
    reads_series = True  # the accuracies under the titles

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self.straight, self.bent = Side(), Side()
        self._classes, self._note, self._chooser = ClassRow(_KEYS), Footnote(), PlaneChooser()
        self._figure = QWidget()
        self.widget = self._assemble()
        for side in self._sides:
            side.plot.read.connect(lambda words, side=side: self._read(side, words))
        self._chooser.chosen.connect(self.probes_changed)
        self.apply_theme()

    def _assemble(self) -> QWidget:
        column = QVBoxLayout(self._figure)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        for side in self._sides:
            row.addWidget(side, 1)
        column.addLayout(row, 1000)
        column.addWidget(self._classes)
        column.addWidget(self._note)
        column.addStretch(1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        tools = QHBoxLayout()
        tools.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        tools.addStretch()
        tools.addWidget(self._chooser, 1)
        outer.addLayout(tools)
        outer.addWidget(self._figure, 1)
        return whole

    @property
    def _sides(self) -> tuple[Side, Side]:
        return self.straight, self.bent

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        plane = self._chooser.plane
        both = (
            probe
            for twin in ("", _TWIN)
            for probe in (Surface(_CELLS, plane, twin=twin), Lines(plane, twin=twin))
        )
        return frozenset({Points(plane), Twin(twin=_TWIN), *both})

    def show(self, snapshot: Snapshot) -> None:
        self._names = snapshot.data.class_names
        self._classes.name_classes(self._names)
        self._chooser.name_features(snapshot.data.features)
        own, other = self._sides if not snapshot.config.hidden_units else (self.bent, self.straight)
        plane = self._chooser.plane
        for side, twin in ((own, ""), (other, _TWIN)):
            side.plot.name_classes(self._names)
            side.draw(
                snapshot.views.get(Points(plane)),
                snapshot.views.get(Surface(_CELLS, plane, twin=twin)),
                snapshot.views.get(Lines(plane, twin=twin)) if side is self.straight else None,
            )
        accuracy = snapshot.accuracy_dev, snapshot.accuracy_train
        own.say(*_title(snapshot.config, accuracy, "diverged" if snapshot.state == "diverged" else ""))
        twin_view = snapshot.views.get(Twin(twin=_TWIN))
        if twin_view is not None:
            other.say(*_title_of_twin(twin_view, snapshot.step))
        self._say()

    def clear(self) -> None:
        for side in self._sides:
            side.forget()
        self._note.say("")

    def numbers(self) -> Table:
        view = self.straight.lines_view
        if view is None:
            return empty_table(*_HEADERS)
        names = [np.array([class_name(self._names, int(i)) for i in column]) for column in view.pairs.T]
        return Table(_HEADERS, (*names, *view.coefficients.T))

    def apply_theme(self) -> None:
        for side in self._sides:
            side.apply_theme()
        self._classes.update()
        self._note.update()

    def _say(self) -> None:
        view = self.straight.lines_view
        count = 0 if view is None else len(view.pairs)
        plural = "s, one for each pair of classes" if count > 1 else ""
        self._note.say(f"At left {count} straight line{plural}; hidden layers bend them." if count else "")

    def _read(self, side: Side, words: str) -> None:
        pair = side.pair_at(side.plot.cursor_place)
        if words and pair is not None:
            i, j = pair
            named = f"{class_name(self._names, i)} against {class_name(self._names, j)}"
            words = f"z{_lowered(i)} = z{_lowered(j)}: {named} · {words}"
        self._note.whisper(words)


def _title(config: Config, accuracies: tuple[float, float], trouble: str) -> tuple[str, str]:
    """The accuracy (dev, or train where there is no dev set), and what the network is."""
    (dev, train), units = accuracies, config.hidden_units
    shown, of = (train, "train") if math.isnan(dev) else (dev, "dev")
    plural = "s" if len(units) > 1 else ""
    name = (
        f"bent: hidden layer{plural} of {', '.join(map(str, units))}"
        if units
        else "straight: no hidden layer"
    )
    return ("–" if math.isnan(shown) else f"{100 * shown:.0f} %"), trouble or f"{name}, {of} accuracy"


def _title_of_twin(view: TwinView, step: int) -> tuple[str, str]:
    if not len(view.at):
        return "–", view.message or "No twin to compare with yet."
    trouble = view.message if view.diverged else ""
    number, words = _title(
        view.config, (float(view.accuracy_dev[-1]), float(view.accuracy_train[-1])), trouble
    )
    behind = step - view.step
    return number, f"{words}, {behind:,} steps behind" if behind > 0 else words


def _lowered(i: int) -> str:
    return str(i).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
