"""The plane as a picture to look at: the network's answer under the examples, and what the cursor is on."""

from __future__ import annotations

from PySide6.QtCore import Signal

from simulator.snapshot import PointsView
from ui.drawing.answer_image import AnswerImage
from ui.drawing.moved_examples import MovedExamples
from ui.drawing.names import class_name
from ui.drawing.painting import PaintablePlot

_REACH = 7
_SPLITS = ("train", "dev", "test")


class PlanePicture(PaintablePlot):
    """Surface and examples on one plot of the plane's proportions."""

    read = Signal(str)
    """What is under the cursor, in words; empty when it leaves."""

    def __init__(self) -> None:
        super().__init__()
        self._class_names: tuple[str, ...] = ()
        self._cursor: tuple[float, float] | None = None
        self.surface = AnswerImage()
        self.addItem(self.surface, ignoreBounds=True)
        self.examples = MovedExamples(self)
        self.pointed.connect(self._point)
        self.left.connect(self._leave)

    @property
    def cursor_place(self) -> tuple[float, float] | None:
        """Where the cursor is on the plane."""
        return self._cursor

    def name_classes(self, names: tuple[str, ...]) -> None:
        """These classes are on the plane."""
        self._class_names = names
        self.surface.name_classes(names)

    def show_points(self, points: PointsView) -> None:
        """Draw these examples, and all of their extent."""
        self.name_axes(*map(short_axis, points.axes))
        self.show_extent(points.extent)
        self.examples.show(points)

    def forget(self) -> None:
        """Show nothing."""
        self.surface.show_view(None)
        self.examples.clear()

    def apply_theme(self) -> None:
        super().apply_theme()
        if hasattr(self, "examples"):
            self.surface.apply_theme()
            self.examples.apply_theme()

    def words_at(self, u: float, v: float) -> list[str]:
        """The place, the prediction there, and the example that is near."""
        words = [f"({u:.3g}, {v:.3g})", *self.surface.answer_at(u, v)]
        view, index = self.examples.view, self.example_at(u, v)
        if view is not None and index is not None:
            name = class_name(self._class_names, int(view.y[index]))
            words.append(f"example {index}: {name}, {_SPLITS[view.split[index]]}")
        return words

    def example_at(self, u: float, v: float) -> int | None:
        """The example under the cursor there."""
        return self.examples.nearest(u, v, self.reach(_REACH))

    def say(self) -> None:
        """Read again what is under a resting cursor: the picture has changed."""
        self.read.emit(" · ".join(self.words_at(*self._cursor)) if self._cursor else "")

    def _point(self, u: float, v: float) -> None:
        self._cursor = u, v
        self.say()

    def _leave(self) -> None:
        self._cursor = None
        self.say()


def short_axis(name: str) -> str:
    """ "2nd principal component (10 %)" """
    return name.replace("first ", "1st ").replace("second ", "2nd ").replace(" of variance", "")
