"""The race's picture: the trials of both sides at the left, what they found at the right."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing.inscription import Inscription
from ui.drawing.lettering import width_of
from ui.drawing.space_plot import HEADROOM, SpacePlot
from ui.panels.race.lines import RaceLines

_LEFT, _LEFT_IF_NARROW, _NARROW = 0.42, 0.46, 480
_TICKS, _BESIDE = 6, 30
_NAMED = 220
"""Pixels of height from which on the scatters name their axis."""


class SideScatter(SpacePlot):
    """The trials of one side, under its name and what it tried."""

    def __init__(self, title: str, role: str) -> None:
        super().__init__(HEADROOM)
        self.words = Inscription(title, role)
        self.addItem(self.words, ignoreBounds=True)
        self._readings: tuple[str, ...] = ()
        self.setToolTip("Each point is a trial; the stronger its colour, the better")

    def read(self, *readings: str) -> None:
        """What stands after the title: the first of these that has room."""
        self._readings = readings
        room = self.getViewBox().width() - width_of(self.words.title, theme.font(bold=True)) - _BESIDE
        fitting = (text for text in readings if width_of(text, theme.font()) <= room)
        self.words.read(next(fitting, ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_readings"):  # pyqtgraph resizes the view before its __init__ returns
            self.read(*self._readings)

    def apply_theme(self) -> None:
        super().apply_theme()
        self.words.update()


class RacePicture(QWidget):
    """Two scatters over one axis, equally high, and the lines beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.grid, self.random = SideScatter("Grid", "plain"), SideScatter("Random", "normed")
        self.lines = RaceLines()
        for part in (self.grid, self.random, self.lines):
            part.setParent(self)
        self.grid.leave(name=True, numbers=True)

    @property
    def scatters(self) -> dict[str, SideScatter]:
        """By the strategy."""
        return {"grid": self.grid, "random": self.random}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.width() - theme.SPACE, self.height()
        share = _LEFT if width >= _NARROW else _LEFT_IF_NARROW
        left, is_tall = int(share * width), height >= _NAMED
        self.random.leave(name=not is_tall, numbers=False)
        below = int(self.random.getAxis("bottom").height())
        high = max((height - below + _TICKS) // 2, 1)
        self.grid.setGeometry(0, 0, left, high)
        self.random.setGeometry(0, high, left, max(height - high, 1))
        self.lines.setGeometry(left, 0, max(width - left, 1), height)
