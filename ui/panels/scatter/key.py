"""What colours and shapes of the scatter mean, in a line above it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.search.study import Study
from ui import theme
from ui.drawing import trial_colours
from ui.drawing.lettering import width_of, write
from ui.drawing.search_words import say_value
from ui.drawing.space_marks import BROKEN, LEVELS, UNKNOWN, paint_mark
from ui.drawing.space_points import View

_HEIGHT, _BAR, _GAP = 24, 72, 6
_STEPS = 24


@dataclass(frozen=True)
class Sign:
    """A marker and what it stands for."""

    level: int
    generation: int
    newest: bool
    name: str


@dataclass(frozen=True)
class Legend:
    """The worst and the best result, and the markers."""

    name: str = ""
    worst: str = ""
    best: str = ""
    signs: tuple[Sign, ...] = ()


def signs(generations: list[int], broken: bool, waiting: bool) -> tuple[Sign, ...]:
    """Of the generations by number, where there are some; of trials that diverged or have no result yet."""
    made = []
    if len(generations) > 1:
        made = [
            Sign(LEVELS * 3 // 4, g, g == generations[-1], f"generation {i}")
            for i, g in enumerate(generations, 1)
        ]
    if broken:
        made.append(Sign(BROKEN, 0, True, "diverged"))
    if waiting:
        made.append(Sign(UNKNOWN, 0, True, "no result yet"))
    return tuple(made)


def legend_of(study: Study, view: View) -> Legend:
    """What the colours and shapes of a study's points mean."""
    objective, known = study.objective, view.values[np.isfinite(view.values)]
    ends = trial_colours.legend_ends(view.values, objective.more_is_better)
    broken = any(trial.state == "diverged" for trial in view.trials)
    waiting = any(not trial.ended for trial in view.trials) and len(known) < len(view.trials)
    marked = signs([generation.number for generation in study.generations], broken, waiting)
    return Legend(objective.title, *(say_value(objective, end) for end in ends), marked)


class SpaceKey(QWidget):
    """A colour bar between its ends, then markers as far as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.legend = Legend()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_legend(self, legend: Legend) -> None:
        """Another legend."""
        if legend != self.legend:
            self.legend = legend
            self.setAccessibleName(f"{legend.name}: {legend.worst} to {legend.best}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.legend.best:
            return
        painter, font = QPainter(self), theme.font(0.92)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        x = self._word(painter, font, theme.SPACE, self.legend.name, "muted")
        x = self._word(painter, font, x, self.legend.worst, "text")
        x = self._word(painter, font, self._bar(painter, x), self.legend.best, "text") + _GAP
        for sign in self.legend.signs:
            if x + 16 + width_of(sign.name, font) > self.width():
                break
            paint_mark(painter, QPointF(x + 7, _HEIGHT / 2), sign.level, sign.generation, sign.newest)
            x = self._word(painter, font, x + 16, sign.name, "muted") + _GAP

    def _word(self, painter: QPainter, font: QFont, x: float, text: str, role: str) -> float:
        """A word at x; the answer is where the next may stand."""
        painter.setPen(theme.current().colour(role))
        wide = width_of(text, font)
        write(painter, x, QRectF(x, 0, wide, _HEIGHT), text, font)
        return x + wide + _GAP

    def _bar(self, painter: QPainter, x: float) -> float:
        wide = _BAR / _STEPS
        for i, row in enumerate(trial_colours.at(np.linspace(0, 1, _STEPS))):
            painter.fillRect(QRectF(x + i * wide, 7, wide + 0.5, _HEIGHT - 14), trial_colours.qt_colour(row))
        return x + _BAR + _GAP
