"""Covariate shift: move the inputs, keep the labels, and watch a trained network fail (claim W1)."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from simulator.commands import MoveInputs, Play
from simulator.probes.covariate import Covariate, CovariateView, Move
from simulator.snapshot import PointsView, Probe, Snapshot, SurfaceView
from ui.drawing.class_row import HOLLOW, STRUCK, ClassRow
from ui.drawing.footnote import Footnote
from ui.drawing.plane_picture import PlanePicture
from ui.panels.covariate.before_and_after import BeforeAndAfter
from ui.panels.covariate.move_tools import MoveTools, in_words
from ui.panels.covariate.struck import Struck
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_SPLITS = ("train", "dev", "test")
_FALLEN = 0.02
"""A loss of accuracy worth colouring."""
_KEYS = ((HOLLOW, "dev"), (STRUCK, "wrong"))
_HEADERS = ("class y", "split", "classified correctly")


class CovariatePanel(Panel):
    """The moved examples over the network's answer, and what became of its accuracy."""

    key = "covariate"
    title = "Covariate shift"
    about = "The inputs move, the labels stay: the trained network fails."
    claims = ("W1",)
    reads_series = True  # while a slider is dragged the views of a moment ago are shown too

    def __init__(self) -> None:
        super().__init__()
        self._view: CovariateView | None = None
        self._learned: list[MoveInputs] = []
        self._lay, self._doubted = np.zeros((2, 0)), False
        self._fell: tuple[float, float] = (math.nan, math.nan)
        self._plot, self._verdict, self._tools = PlanePicture(), BeforeAndAfter(), MoveTools()
        self._struck = Struck(self._plot)
        self._classes, self._note = ClassRow(_KEYS), Footnote()
        self._figure = QWidget()
        self.widget = self._assemble()
        self._tools.changed.connect(self.probes_changed)
        self._tools.learn_asked.connect(self._learn)
        self._tools.back_asked.connect(self._move_back)
        self._plot.read.connect(self._read)
        self.apply_theme()
        self._say()

    def _assemble(self) -> QWidget:
        grid = QGridLayout(self._figure)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._plot, 0, 0)
        grid.addWidget(self._verdict, 0, 1)
        grid.addWidget(self._classes, 1, 0, 1, 2)
        grid.addWidget(self._note, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1000)
        grid.setColumnStretch(1, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._figure, 1)
        column.addWidget(self._tools)
        return whole

    @property
    def figure(self) -> QWidget:
        return self._figure

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe})

    @property
    def _probe(self) -> Covariate:
        return Covariate(self._tools.move, self._tools.plane)

    def show(self, snapshot: Snapshot) -> None:
        names = snapshot.data.class_names
        self._plot.name_classes(names)
        self._classes.name_classes(names)
        self._tools.name_features(snapshot.data.features)
        late = (probe for probe in snapshot.views if isinstance(probe, Covariate))
        probe = self._probe if self._probe in snapshot.views else next(late, None)
        if probe is not None and snapshot.views[probe] is not self._view:
            self._view = snapshot.views[probe]
            if probe.move == Move():
                self._check(self._view)
            self._draw(self._view)

    def clear(self) -> None:
        self._view, self._doubted = None, True
        self._plot.forget()
        self._struck.forget()
        self._say()

    def numbers(self) -> Table:
        view = self._view
        if view is None:
            return empty_table("example i", "u", "v", *_HEADERS)
        split, right = np.array(_SPLITS)[view.split], np.where(view.right, "yes", "no")
        columns = (np.arange(len(view.y)), *view.uv, view.y, split, right)
        return Table(("example i", *view.axes, *_HEADERS), columns)

    def apply_theme(self) -> None:
        self._plot.apply_theme()
        self._struck.apply_theme()
        for part in (self._verdict, self._classes, self._note):
            part.update()

    def _draw(self, view: CovariateView) -> None:
        self._plot.show_points(PointsView(view.uv, view.y, view.split, view.axes, "", view.extent))
        self._plot.surface.show_view(SurfaceView(view.winner, view.confidence, view.extent))
        self._struck.show(view.uv, ~view.right & (view.split < _SPLITS.index("test")))
        self._plot.say()
        self._say()

    def _check(self, view: CovariateView) -> None:
        """After a reset the data are still moved, after loading others there is nothing to move back."""
        if self._doubted and not np.array_equal(view.uv, self._lay):
            self._learned = []
        self._lay, self._doubted = view.uv, False

    # What is said -----------------------------------------------------------------------------------

    def _say(self) -> None:
        move, view = self._tools.move, self._view
        self._tools.enable_learning(view is not None and move != Move(), bool(self._learned))
        if view is None:
            self._verdict.say("", "", "No examples to move yet.")
            self._note.say("")
            return
        name, (before, after) = _watched(view)
        self._note.say(in_words(move))
        if move != Move():
            self._say_moved(name, before, after)
        elif self._learned:
            before_it, after_it = (_percent(each) for each in self._fell)
            self._verdict.say(
                f"{name} accuracy now; {before_it} before the move, {after_it} after it",
                _percent(after),
                "It learns the moved inputs and forgets where they were: while it plays this climbs back.",
                "bad" if after < self._fell[0] - 10 * _FALLEN else "good",
            )
        else:
            self._verdict.say(
                f"{name} accuracy", _percent(after), "Drag a slider: the inputs move, every label stays."
            )

    def _say_moved(self, name: str, before: float, after: float) -> None:
        fell = after < before - _FALLEN
        sentence = "The mapping is still true: the same examples have the same labels. " + (
            "But they lie where the network has learned something else."
            if fell
            else "The network still holds here: move them further."
        )
        caption = f"{name} accuracy; {_percent(before)} before the move"
        self._verdict.say(caption, _percent(after), sentence, "bad" if fell else "text")

    def _read(self, words: str) -> None:
        place = self._plot.cursor_place
        index = self._plot.example_at(*place) if place else None
        if self._view is not None and index is not None:
            words += " – right" if self._view.right[index] else " – taken for another class"
        self._note.whisper(words)

    # What is asked ----------------------------------------------------------------------------------

    def _learn(self) -> None:
        """The move becomes the data's; the sliders go back to where nothing is moved further."""
        if self._view is None or self._tools.move == Move():
            return
        before, after = _watched(self._view)[1]
        self._fell = (self._fell[0] if self._learned else before), after
        wish = MoveInputs(self._tools.move, self._tools.plane)
        self._learned.append(wish)
        self.command.emit(wish)
        self.command.emit(Play())
        self._tools.reset()
        self._say()

    def _move_back(self) -> None:
        """Undo what was learned, the last move first."""
        while self._learned:
            wish = self._learned.pop()
            self.command.emit(MoveInputs(wish.move.inverse(), wish.plane))
        self._tools.reset()
        self._say()


def _watched(view: CovariateView) -> tuple[str, tuple[float, float]]:
    """The dev set's accuracy before and after, the train set's where there is no dev set."""
    train, dev = zip(view.accuracy_before, view.accuracy_after, strict=True)
    return ("train", train) if math.isnan(dev[0]) else ("dev", dev)


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.0f} %"
