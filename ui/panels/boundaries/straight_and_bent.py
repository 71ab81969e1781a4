"""One network's side of a comparison: its accuracy, what it is, and its answer over the plane."""

from __future__ import annotations

from simulator.probes.lines import LinesView
from simulator.snapshot import PointsView, SurfaceView
from ui.drawing.finding import Finding
from ui.drawing.plane_picture import PlanePicture
from ui.drawing.snug import Snug
from ui.panels.boundaries.pairwise_lines import PairwiseLines

_REACH = 5
"""Pixels from a line within which the cursor is on it."""


class Side(Snug):
    """A finding over a picture of the plane, with lines where the network has them."""

    def __init__(self) -> None:
        self.finding, self.plot = Finding(), PlanePicture()
        super().__init__(self.finding, self.plot)
        self.lines = PairwiseLines()
        self.plot.addItem(self.lines, ignoreBounds=True)
        self.lines_view: LinesView | None = None
        self._surface: SurfaceView | None = None

    def draw(self, points: PointsView | None, surface: SurfaceView | None, lines: LinesView | None) -> None:
        """Draw what there is; what is not there yet stays as it was."""
        if points is not None:
            self.plot.show_points(points)
            self.fit(points.extent)
        if surface is None or surface is self._surface:
            return
        self._surface, self.lines_view = surface, lines if lines is not None and len(lines.pairs) else None
        self.plot.surface.show_view(surface)
        self.lines.show_lines(self.lines_view, surface.extent)
        self.plot.say()

    def say(self, headline: str, sentence: str) -> None:
        """Its accuracy, and what it is."""
        self.finding.say(headline, sentence)

    def pair_at(self, place: tuple[float, float] | None) -> tuple[int, int] | None:
        """The two classes whose line is under the cursor."""
        return self.lines.nearest(*place, self.plot.reach(_REACH)) if place else None

    def forget(self) -> None:
        """Show nothing."""
        self._surface = self.lines_view = None
        self.plot.forget()
        self.lines.show_lines(None, (0.0, 1.0, 0.0, 1.0))
        self.finding.say("", "")

    def apply_theme(self) -> None:
        """Take colours and pens from the theme."""
        self.plot.apply_theme()
        self.lines.update()
        self.finding.update()
