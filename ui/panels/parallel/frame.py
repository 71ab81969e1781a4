"""What stands around the lines: axes, their ticks and their names, and where all of that is in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QPainter

from simulator.search.objectives import Objective
from simulator.search.space import SCALES, Axis
from ui import theme
from ui.drawing.lettering import height_of, shortened, width_of, write, write_right
from ui.drawing.pens import pen
from ui.drawing.search_words import axis_headings, axis_name, objective_name
from ui.panels.parallel.lines import Lines

Array = NDArray[Any]
_TICK, _GAP, _FOOT = 4, 6, 26
_SHORTEST, _LEAST_LETTERS = 15, 3
"""Pixels from one tick's text to the next; letters of a word that is cut."""


@dataclass(frozen=True)
class Frame:
    """Axes of lines in a widget of a size; the last one is the objective's."""

    axes: tuple[Axis, ...]
    size: QSizeF
    scale: float = 1.0

    @cached_property
    def font(self) -> QFont:
        """Of ticks."""
        return theme.font(0.92 * self.scale)

    @cached_property
    def bold(self) -> QFont:
        """Of names."""
        return theme.font(self.scale, bold=True)

    @cached_property
    def room(self) -> QRectF:
        """From the first axis to the last one, and their length."""
        top = self.rows * height_of(self.bold) + 10
        width, height = self.size.width() - 2 * self._beside, self.size.height() - top - _FOOT
        return QRectF(self._beside, top, max(width, 1.0), max(height, 1.0))

    @cached_property
    def rows(self) -> int:
        """Of names: two where they are too close for one."""
        step = (self.size.width() - 2 * self._beside) / len(self.axes) if self.axes else 0.0
        return 1 + any(width_of(axis_name(axis), self.bold) > step - 10 for axis in self.axes)

    @property
    def _beside(self) -> float:
        """Pixels at the left and at the right of the axes."""
        return min(56.0 * self.scale, self.size.width() / 6)

    @property
    def count(self) -> int:
        """Axes, with the objective's."""
        return len(self.axes) + 1

    @cached_property
    def x(self) -> Array:
        """Of each axis."""
        return np.linspace(self.room.left(), self.room.right(), self.count).round() + 0.5

    @property
    def step(self) -> float:
        """From one axis to the next."""
        return self.room.width() / max(self.count - 1, 1)

    @property
    def foot(self) -> float:
        """Where lines end that came to no number."""
        return self.room.bottom() + 14

    def y(self, places: Array) -> Array:
        """Of places in [0, 1]."""
        return self.room.bottom() - places * self.room.height()

    def place(self, y: float) -> float:
        """The place at y."""
        return (self.room.bottom() - y) / self.room.height()

    def axis_at(self, x: float, reach: float) -> int | None:
        """The axis within `reach` pixels of x."""
        near = int(np.abs(self.x - x).argmin())
        return near if abs(self.x[near] - x) <= min(reach, 0.4 * self.step) else None


def frame_of(axes: tuple[Axis, ...], size: QSizeF) -> Frame:
    """Legible from afar where there is much room."""
    return Frame(axes, size, min(max(min(size.width() / 800, size.height() / 420), 1.0), 1.5))


def paint_frame(painter: QPainter, frame: Frame, lines: Lines, objective: Objective) -> None:
    """Axes, ticks and names, over the lines."""
    for i, x in enumerate(frame.x.tolist()):
        painter.setPen(pen("axis"))
        painter.drawLine(QPointF(x, frame.room.top()), QPointF(x, frame.room.bottom()))
        is_goal = i == frame.count - 1
        ticks = lines.goal.ticks if is_goal else axis_ticks(frame.axes[i])
        _paint_ticks(painter, frame, i, ticks)
        _paint_name(painter, frame, i, objective)
    if lines.diverged.any():
        painter.setFont(frame.font)
        painter.setPen(theme.current().colour("warning"))
        room = QRectF(0, frame.foot - 10, frame.size.width() - 4, 20)
        write_right(painter, room, "no value" if frame.room.left() < 50 else "diverged", frame.font)


def axis_ticks(axis: Axis) -> list[tuple[float, str]]:
    """Places on an axis and what stands there."""
    if axis.values:
        return [(axis.to_unit(value), axis.spec.say(value)) for value in axis.values]
    values = SCALES[axis.scale].ticks(axis.low, axis.high)
    return [(axis.to_unit(value), f"{value:.6g}") for value in values]


def _paint_ticks(painter: QPainter, frame: Frame, i: int, ticks: list[tuple[float, str]]) -> None:
    x, is_goal, line = float(frame.x[i]), i == frame.count - 1, height_of(frame.font)
    is_words = not is_goal and not frame.axes[i].is_number
    wide = (frame.room.left() if is_goal or i == 0 else 0.6 * frame.step) - _GAP - 2
    every = max(1, -(-len(ticks) // max(int(frame.room.height() / max(_SHORTEST, line)), 1)))
    painter.setFont(frame.font)
    for at, (u, text) in enumerate(ticks):
        y = float(frame.y(np.float64(u)))
        painter.setPen(pen("axis"))
        painter.drawLine(QPointF(x, y), QPointF(x + (_TICK if is_goal else -_TICK), y))
        text = _fitting(text, frame.font, wide, is_words) if at % every == 0 else ""
        if text:
            left = x + _GAP if is_goal else x - _GAP - width_of(text, frame.font)
            _paint_tick_text(
                painter, frame, QRectF(left, y - line / 2, width_of(text, frame.font), line), text
            )


def _paint_tick_text(painter: QPainter, frame: Frame, room: QRectF, text: str) -> None:
    """On a ground, for lines pass under it."""
    painter.fillRect(room.adjusted(-1, 0, 1, 0), theme.current().colour("raised", 0.75))
    painter.setPen(theme.current().colour("muted"))
    write(painter, room.left(), room, text, frame.font)


def _fitting(text: str, font: QFont, wide: float, is_word: bool) -> str:
    """A word may be cut; half a number would be another number."""
    if width_of(text, font) <= wide:
        return text
    cut = shortened(text, font, wide) if is_word else ""
    return cut if len(cut) > _LEAST_LETTERS else ""


def _paint_name(painter: QPainter, frame: Frame, i: int, objective: Objective) -> None:
    """Over its axis, in every other row where they are close, a letter where there is no room for a title."""
    is_goal, line = i == frame.count - 1, height_of(frame.bold)
    wide = frame.rows * frame.step - 10
    if is_goal or i == 0:  # half of it may stand beside the axes
        wide = min(wide / 2 + frame.room.left() - 8, wide)
    names = (objective_name(objective),) if is_goal else axis_headings(frame.axes[i])
    fitting = next((name for name in names if width_of(name, frame.bold) <= wide), names[-1])
    text = shortened(fitting, frame.bold, wide)
    taken = width_of(text, frame.bold)
    left = min(max(frame.x[i] - taken / 2, 4.0), frame.size.width() - taken - 4)
    top = 2 + line * ((frame.count - 1 - i) % frame.rows)
    painter.setFont(frame.bold)
    painter.setPen(theme.current().colour("text"))
    write(painter, float(left), QRectF(left, top, taken, line), text, frame.bold)
