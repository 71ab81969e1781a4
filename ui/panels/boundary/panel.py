"""The decision boundary: what the network answers everywhere on the plane, and the data it learns from."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from simulator.commands import AddExample, MoveExample, RemoveExample
from simulator.projection import PlaneChoice
from simulator.snapshot import MiniBatch, Points, Probe, Snapshot, Surface
from ui.drawing.answer_image import AnswerImage
from ui.drawing.footnote import Footnote
from ui.drawing.markers import Examples
from ui.drawing.names import class_name
from ui.drawing.painting import PaintablePlot, Tool, Tools
from ui.drawing.plane_chooser import PlaneChooser
from ui.panels.boundary.attention import AttentionRings
from ui.panels.boundary.legend import Legend, Roomy
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_GRASP = 14
"""Pixels from the cursor within which an example is taken."""
_SPRAY_EVERY, _SPRAY_SPREAD = 12, 6
_SPLITS = ("train", "dev", "test")


class BoundaryPanel(Panel):
    """Class regions under the examples, and tools to add, move and delete examples by hand."""

    key = "boundary"
    title = "Decision boundary"
    about = "The class predicted at each point of the plane."
    claims = ("X5", "N2", "O1", "W1")

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._grasped: int | None = None
        self._sprayed = (0.0, 0.0)
        self._cursor: tuple[float, float] | None = None
        self._random = np.random.default_rng()
        self._plot, self._tools, self._chooser = PaintablePlot(), Tools(), PlaneChooser()
        self._legend, self._note = Legend(), Footnote()
        self._surface = AnswerImage()
        self._plot.addItem(self._surface, ignoreBounds=True)
        self._examples, self._rings = Examples(self._plot), AttentionRings(self._plot)
        self._figure = Roomy(self._legend)
        self.widget = self._assemble()
        self._connect()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        self._tools.add_widget(self._chooser)
        grid = QGridLayout(self._figure)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._plot, 0, 0)
        grid.addWidget(self._legend, 0, 1)
        grid.addWidget(self._note, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1000)  # all the width the plane can use, before the space beside the legend
        grid.setColumnStretch(2, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools)
        column.addWidget(self._figure, 1)
        return whole

    def _connect(self) -> None:
        self._tools.taken.connect(self._take)
        self._tools.home.connect(self._plot.show_all)
        self._chooser.chosen.connect(self.probes_changed)
        self._plot.tool_asked.connect(self._take)
        self._plot.pointed.connect(self._point)
        self._plot.left.connect(self._leave)
        self._plot.pressed.connect(self._press)
        self._plot.dragged.connect(self._drag)
        self._plot.released.connect(self._release)
        self._plot.clicked.connect(self._choose)
        self._plot.turned.connect(self._turn)

    # Showing ----------------------------------------------------------------------------------------

    @property
    def figure(self) -> QWidget:
        return self._figure

    @property
    def plane(self) -> PlaneChoice:
        """The plane on show."""
        return self._chooser.plane

    def choose_plane(self, plane: PlaneChoice) -> None:
        """Show another plane through the data."""
        self._chooser.choose(plane)

    def probes(self) -> frozenset[Probe]:
        return frozenset({Points(self.plane), Surface(plane=self.plane), MiniBatch()})

    def show(self, snapshot: Snapshot) -> None:
        self._name(snapshot)
        points = snapshot.views.get(Points(self.plane))
        if points is not None:
            self._plot.name_axes(*map(_short_axis, points.axes))
            self._note.say(points.held)
            self._plot.show_extent(points.extent)
            self._examples.show(points)
        batch = snapshot.views.get(MiniBatch())
        if batch is not None:
            self._examples.ring(batch.indices)
        surface = snapshot.views.get(Surface(plane=self.plane))
        if surface is not None:
            self._surface.show_view(surface)
        self._read()  # the plane under a resting cursor has changed too
        self.focus_changed()

    def focus_changed(self) -> None:
        self._rings.show(self._examples.view, self.focus.example, self.focus.pointed)

    def clear(self) -> None:
        self._surface.show_view(None)
        self._examples.clear()
        self.focus_changed()

    def numbers(self) -> Table:
        view = self._examples.view
        if view is None:
            return empty_table("example i", "u", "v", "class y", "split")
        split = np.array(_SPLITS)[view.split]
        headers = ("example i", *view.axes, "class y", "split")
        return Table(headers, (np.arange(len(view.y)), *view.uv, view.y, split))

    def apply_theme(self) -> None:
        for part in (self._plot, self._tools, self._surface, self._examples, self._rings):
            part.apply_theme()
        self._legend.update()

    def _name(self, snapshot: Snapshot) -> None:
        names = snapshot.data.class_names
        if names != self._names:
            self._names = names
            self._surface.name_classes(names)
            self._legend.name_classes(names)
            self._tools.name_classes(names)
        self._chooser.name_features(snapshot.data.features)

    # Reading ----------------------------------------------------------------------------------------

    def _point(self, u: float, v: float) -> None:
        self._cursor = u, v
        self._read()

    def _leave(self) -> None:
        self._cursor = None
        self._note.whisper("")
        self.focus.point(None)

    def _read(self) -> None:
        if self._cursor is None:
            return
        u, v = self._cursor
        words = [f"({u:.3g}, {v:.3g})", *self._surface.answer_at(u, v)]
        index = self._examples.nearest(u, v, self._plot.reach(_GRASP / 2))
        self.focus.point(index)
        view = self._examples.view
        if view is not None and index is not None:
            kind = _SPLITS[view.split[index]]
            words.append(f"example {index}: {class_name(self._names, view.y[index])}, {kind}")
        self._note.whisper(" · ".join(words))

    # Choosing ---------------------------------------------------------------------------------------

    def _choose(self, u: float, v: float) -> None:
        index = self._examples.nearest(u, v, self._plot.reach(_GRASP))
        if index is not None:
            self.focus.choose(index)

    def _turn(self, by: int) -> None:
        index = self._examples.beside(self.focus.example, by)
        if index is not None:
            self.focus.choose(index)

    # Painting ---------------------------------------------------------------------------------------

    def _take(self, tool: Tool) -> None:
        self._plot.take(tool)
        self._tools.show_tool(tool)

    def _press(self, u: float, v: float) -> None:
        if self._plot.tool is Tool.ADD:
            self._add(u, v)
            return
        index = self._examples.nearest(u, v, self._plot.reach(_GRASP))
        if self._plot.tool is Tool.MOVE:
            self._grasped = index
        elif index is not None:
            self.command.emit(RemoveExample(index))

    def _drag(self, u: float, v: float) -> None:
        if self._plot.tool is Tool.MOVE and self._grasped is not None:
            self.command.emit(MoveExample(self._grasped, u, v, self.plane))
        elif self._plot.tool is Tool.ADD:
            moved = np.subtract((u, v), self._sprayed) / self._plot.reach(1)
            if np.hypot(*moved) >= _SPRAY_EVERY:
                jitter = self._random.normal(0, _SPRAY_SPREAD, 2) * self._plot.reach(1)
                self._add(u, v, *jitter)

    def _release(self) -> None:
        self._grasped = None

    def _add(self, u: float, v: float, du: float = 0.0, dv: float = 0.0) -> None:
        self._sprayed = (u, v)
        self.command.emit(AddExample(float(u + du), float(v + dv), self._tools.label, self.plane))


def _short_axis(name: str) -> str:
    """ "2nd principal component (10 %)" """
    return name.replace("first ", "1st ").replace("second ", "2nd ").replace(" of variance", "")
