"""Where a search has tried, what came of it, and where to look closer (claims T2, T4, T5, O1)."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.search.board import Mirror
from simulator.search.commands import UndoGeneration, Zoom
from simulator.search.space import Axis
from ui.drawing.absence import Presence
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.search_words import NO_SEARCH, objective_name, say_value
from ui.drawing.space_points import Places, View, looked_along
from ui.panels.scatter import words
from ui.panels.scatter.box_choice import BoxChoice, last_box, seen
from ui.panels.scatter.box_plot import BoxPlot
from ui.panels.scatter.earlier import Before, laid_over
from ui.panels.scatter.key import SpaceKey, legend_of
from ui.panels.scatter.layers import GenerationBoxes, Winners
from ui.panels.scatter.sides import Sides
from ui.panels.scatter.table import table
from ui.panels.scatter.tools import ScatterTools
from ui.panels.search_panel import SearchPanel
from ui.tables import Table, empty_table

_HINT = "Drag a box to look closer · click to choose a trial, double-click to train it on"


class ScatterPanel(SearchPanel):
    """Points over two hyperparameters, boxes of generations, and the box of the next."""

    key = "scatter"
    title = "Trials in the space"
    about = "Each point is a trial; the stronger, the better."
    claims = ("T2", "T4", "T5", "O1")

    def __init__(self) -> None:
        super().__init__()
        self._plot, self._key, self._finding, self._note = BoxPlot(), SpaceKey(), Finding(), Footnote()
        self._tools, self._figure = ScatterTools(), QWidget()
        self._generations, self._winners = GenerationBoxes(), Winners()
        self._generations.setZValue(5)
        self._winners.setZValue(27)  # over the box
        for item in (self._generations, self._winners):
            self._plot.addItem(item, ignoreBounds=True)
        self._presence = Presence(self._figure)
        self._places, self._old_places = Places(), Places()
        self._drawn: Mirror | None = None
        self._view: View | None = None
        self._looks: object = None
        self._choice, self._before = BoxChoice(), Before()
        self.widget = self._assemble()
        self._connect()
        self.show_lab()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        column = QVBoxLayout(self._figure)
        for part, stretch in ((self._finding, 0), (self._key, 0), (self._plot, 1), (self._note, 0)):
            column.addWidget(part, stretch)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.addWidget(self._tools)
        outer.addWidget(self._presence, 1)
        for layout in (column, outer):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        return whole

    def _connect(self) -> None:
        plot, tools = self._plot, self._tools
        plot.pointed.connect(lambda x, y: self.lab.point(plot.trial_at(x, y)))
        plot.left.connect(lambda: self.lab.point(None))
        plot.clicked.connect(lambda x, y: self.lab.choose(plot.trial_at(x, y)))
        plot.doubled.connect(self._adopt)
        plot.turned.connect(self._turn)
        plot.boxed.connect(self._take_sides)
        tools.looked.connect(lambda x, y: self.lab.look_along(x, y))
        tools.suggested.connect(self._suggest)
        tools.zoomed.connect(self._zoom)
        tools.undone.connect(lambda: self.lab.wish.emit(UndoGeneration()))
        tools.laid_over.connect(lambda _: self._draw())

    @property
    def figure(self) -> QWidget:
        return self._presence

    # Drawing ----------------------------------------------------------------------------------------

    def show_lab(self) -> None:
        mirror = self.mirror
        if mirror is not self._drawn:
            self._drawn, self._choice.box, self._view = mirror, None, None
        self._presence.miss("" if mirror else NO_SEARCH)
        self._tools.setEnabled(mirror is not None)
        if mirror is None:
            self._tools.offer_earlier("")
        else:
            self._draw()

    def attended(self) -> None:
        if self.mirror is not self._drawn:  # told of the trials of a study before the study
            self.show_lab()
        elif self._looked() != self._looks:
            self._draw()
        elif self.mirror is not None:
            self._attend_to()

    def apply_theme(self) -> None:
        for item in (self._generations, self._winners):
            item.update()
        self._plot.apply_theme()
        for part in (self._key, self._finding, self._note):
            part.update()

    @property
    def _axes(self) -> tuple[Axis, Axis | None]:
        assert self.mirror is not None
        return looked_along(self.mirror.study.space, self.lab.axes)

    def _looked(self) -> object:
        """What of the attention decides where points are and how they look."""
        return self.mirror, self.lab.axes, self.lab.brushed

    def _draw(self) -> None:
        mirror = self.mirror
        if mirror is None:
            return
        self._looks, axes = self._looked(), self._axes
        self._view = view = self._places.view(mirror, axes, self.lab.brushed)
        self._plot.flat = axes[1] is None
        self._plot.show_rulers(view.x, view.y)
        self._plot.show_points(view.points, y_rug=axes[1] is not None)
        self._offer(mirror, axes)
        self._draw_generations(mirror)
        self._draw_winners(mirror, axes, view)
        self._draw_box()
        self._attend_to()

    def _offer(self, mirror: Mirror, axes: tuple[Axis, Axis | None]) -> None:
        study, tools = mirror.study, self._tools
        names = [(axis.name, axis.spec.title) for axis in study.space.axes]
        x, y = axes[0].name, axes[1].name if axes[1] else axes[0].name
        tools.offer_axes(names, x, y, objective_name(study.objective))
        earlier = self._before.of(mirror, self.lab.mirrors)
        tools.offer_earlier(earlier.study.dataset.name if earlier else "")

    def _draw_generations(self, mirror: Mirror) -> None:
        boxes = [seen(g.box, mirror.study.space, self._axes) for g in mirror.study.generations]
        self._generations.show_boxes(tuple(boxes) if len(boxes) > 1 else ())

    def _draw_winners(self, mirror: Mirror, axes: tuple[Axis, Axis | None], view: View) -> None:
        study, best = mirror.study, view.best
        earlier = self._before.of(mirror, self.lab.mirrors) if self._tools.over.isChecked() else None
        over = laid_over(earlier, axes, self._old_places) if earlier else None
        place = view.points.place(best.number) if best else None
        says = say_value(study.objective, study.objective.value(best)) if best else ""
        self._winners.show_winners(place, says, over)
        self._key.show_legend(legend_of(mirror.study, view))
        shown = [axis for axis in axes if axis is not None]
        counts = self._plot.counts[: len(shown)]
        finding = words.moved(earlier.study, study, axes[0]) if earlier else None
        finding = finding or words.zoomed(study, view.trials)
        if not len(view.trials):
            finding = "", "No trial has begun yet.", "text"
        self._finding.say(*(finding or words.distinct_values(study, shown, counts, len(view.trials))))

    def _attend_to(self) -> None:
        self._plot.ring(self.lab.chosen, self.lab.pointed)
        mirror, view = self.mirror, self._view
        if mirror is None or view is None:
            return
        by_number = {trial.number: trial for trial in view.trials}
        pointed = by_number.get(self.lab.pointed) if self.lab.pointed is not None else None
        chosen = by_number.get(self.lab.chosen) if self.lab.chosen is not None else None
        self._note.whisper(words.of_trial(mirror, pointed) if pointed else "")
        resting = words.of_trial(mirror, chosen) if chosen else _HINT
        self._note.say(self._box_words(mirror, view) or resting)

    # The box ----------------------------------------------------------------------------------------

    def _draw_box(self) -> None:
        mirror, box = self.mirror, self._choice.box
        if mirror is None:
            return
        trials = bool(self._view and len(self._view.trials))
        several = len(mirror.study.generations) > 1
        self._tools.allow(suggest=trials, zoom=box is not None, undo=several)
        said = f"{words.percent(words.volume(box))} of the space" if box else ""
        self._plot.show_box(seen(box, mirror.study.space, self._axes) if box else None, said)

    def _box_words(self, mirror: Mirror, view: View) -> str:
        box = self._choice.box
        if box is None:
            return ""
        space, sides = mirror.study.space, seen(box, mirror.study.space, self._axes)
        inside = sides.hold(view.points.x, view.points.y)
        return words.of_box(space, box, int(inside.sum()), len(view.trials))

    def _take_sides(self, sides: Sides | None) -> None:
        mirror = self.mirror
        if mirror is not None:
            space = mirror.study.space
            last = last_box(space, [generation.box for generation in mirror.study.generations])
            self._choice.draw(space, self._axes, sides, last)
            self._box_changed()

    def _suggest(self) -> None:
        if self.mirror is not None:
            self._choice.box = self.mirror.study.suggested_box()
            self._box_changed()

    def _zoom(self, count: int) -> None:
        if self._choice.box is not None:
            wish, self._choice.box = Zoom(self._choice.box, count), None
            self.lab.wish.emit(wish)
            self._box_changed()

    def _box_changed(self) -> None:
        self._draw_box()
        self._attend_to()

    def _adopt(self, x: float, y: float) -> None:
        number = self._plot.trial_at(x, y)
        if number is not None:
            self.lab.choose(number)
            self.lab.adopted.emit(number)

    def _turn(self, by: int) -> None:
        """The neighbour of the chosen trial, round the ends."""
        numbers = self._plot.points.numbers
        if not len(numbers):
            return
        chosen = self.lab.chosen
        if chosen is None:
            self.lab.choose(int(numbers[0 if by > 0 else -1]))
            return
        at = int(np.searchsorted(numbers, chosen, "right" if by > 0 else "left")) + min(by, 0)
        self.lab.choose(int(numbers[at % len(numbers)]))

    # Numbers ----------------------------------------------------------------------------------------

    def numbers(self) -> Table:
        mirror, view = self.mirror, self._view
        if mirror is None or view is None:
            return empty_table("trial", "state")
        return table(mirror.study, view)
