"""Lanes one under the other on shared axes: the whole life of each cub as a learning curve."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.search.objectives import OBJECTIVES, Objective
from ui import theme
from ui.drawing.lettering import whole, width_of, write
from ui.drawing.numerals import on_axis
from ui.drawing.search_words import objective_name, say_value
from ui.panels.cubs.lane_painter import paint_life, plot_of
from ui.panels.cubs.lane_stamps import LaneStamps
from ui.panels.cubs.lives import Life
from ui.panels.cubs.ranges import Ranges, ranges_of

LANE, _TALLEST, _AXIS = 144, 240, 40
"""Pixels of a lane at least and at most, and of the axis under the last."""
_TURNS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class LaneCanvas(QWidget):
    """Paints lives; speaks of trials by number."""

    pointed = Signal(object)
    read = Signal(str)
    """What is under the cursor; empty for nothing."""
    chosen = Signal(object)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lives: tuple[Life, ...] = ()
        self.message = ""
        self.objective: Objective = OBJECTIVES["dev_accuracy"]
        self.ranges, self._stamps, self._axis = Ranges(), LaneStamps(), LaneStamps()
        self._attended: tuple[int | None, int | None] = (None, None)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Lanes of the cubs")
        self.setAccessibleDescription("Up and down choose a lane.")

    def show_lives(self, lives: tuple[Life, ...], objective: Objective, message: str) -> None:
        """Draw these instead, or say what is missing."""
        before = [life.looks for life in self.lives], self.objective, self.message
        if before == ([life.looks for life in lives], objective, message):
            return
        if len(lives) != len(self.lives):
            self.setMinimumHeight(len(lives) * LANE + _AXIS if lives else 0)
        self.lives, self.objective, self.message = lives, objective, message
        self.ranges = ranges_of(lives, objective)
        self._stamps.keep(len(lives))
        self.update()

    def attend(self, chosen: int | None, pointed: int | None) -> None:
        """These two stand out."""
        if (chosen, pointed) != self._attended:
            self._attended = chosen, pointed
            self.update()

    @property
    def lane_height(self) -> int:
        """Lanes take the room there is, up to a limit."""
        return min(max((self.height() - _AXIS) // max(len(self.lives), 1), LANE), _TALLEST)

    def lane(self, at: int) -> QRectF:
        """Where a lane is."""
        return QRectF(0, at * self.lane_height, self.width(), self.lane_height)

    def lane_at(self, y: float) -> Life | None:
        """The lane at a height."""
        at = int(y // self.lane_height)
        return self.lives[at] if 0 <= at < len(self.lives) else None

    def sizeHint(self) -> QSize:
        return QSize(400, 300)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.message:
            painter.setFont(theme.font(1.1))
            painter.setPen(theme.current().colour("muted"))
            room = self.rect().adjusted(2 * theme.SPACE, theme.SPACE, -2 * theme.SPACE, -theme.SPACE)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)
            return
        high, seen = self.lane_height, event.rect()
        for at, life in enumerate(self.lives):
            if at * high <= seen.bottom() and (at + 1) * high >= seen.top():
                self._paint_lane(painter, at, QRectF(0, at * high, self.width(), high), life)
        below = QRectF(0, len(self.lives) * high - 1, self.width(), _AXIS + 1)
        if self.lives and below.top() <= seen.bottom():
            looks = self.ranges, self.objective
            self._axis.paint(painter, 0, below, looks, self._paint_steps)

    def _paint_lane(self, painter: QPainter, at: int, lane: QRectF, life: Life) -> None:
        colours, chosen = theme.current(), life.trial.number == self._attended[0]
        if life.trial.number in self._attended:
            ground = colours.colour("accent", 0.10) if chosen else colours.colour("grid", 0.5)
            painter.fillRect(lane.adjusted(0, 1, 0, -2), ground)
        if chosen:
            painter.fillRect(QRectF(0, lane.top() + 1, 3, lane.height() - 3), colours.colour("accent"))
        looks = life.looks, self.ranges, self.objective
        self._stamps.paint(
            painter, at, lane, looks, lambda p: paint_life(p, life, lane, self.ranges, self.objective)
        )

    def _paint_steps(self, painter: QPainter) -> None:
        """The axis of all lanes, under the last."""
        colours, font, last = theme.current(), theme.font(0.9), self.lane(len(self.lives) - 1)
        plot = plot_of(last)
        painter.setFont(font)
        painter.setPen(colours.colour("muted"))
        for step in self.ranges.step_ticks:
            x, text = float(self.ranges.x(np.float64(step), plot)), on_axis(step)
            painter.drawLine(QPointF(x, last.bottom()), QPointF(x, last.bottom() + 4))
            room = QRectF(x - 40, last.bottom() + 5, 80, 15)
            write(painter, x - width_of(text, font) / 2, room, text, font)
        name = f"step t · upwards {objective_name(self.objective).lower()}"
        name = whole(name, font, self.width() - 2 * theme.SPACE)
        room = QRectF(0, last.bottom() + 20, self.width(), 16)
        write(painter, plot.center().x() - width_of(name, font) / 2, room, name, font)

    # The hand ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        life = self.lane_at(event.position().y())
        self.pointed.emit(None if life is None else life.trial.number)
        self.read.emit("" if life is None else self._reading(life, event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        life = self.lane_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and life is not None:
            self.chosen.emit(life.trial.number)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)
        self.read.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _TURNS or not self.lives:
            super().keyPressEvent(event)
            return
        numbers = [life.trial.number for life in self.lives]
        at = (
            numbers.index(self._attended[0]) + _TURNS[Qt.Key(event.key())]
            if self._attended[0] in numbers
            else 0
        )
        self.chosen.emit(numbers[min(max(at, 0), len(numbers) - 1)])

    def _reading(self, life: Life, x: float) -> str:
        """The nearest row of the curve."""
        plot = plot_of(self.lane(self.lives.index(life)))
        if not len(life.curve) or plot.width() <= 0 or math.isnan(x):
            return ""
        at = int(np.abs(self.ranges.x(life.curve[:, 0], plot) - x).argmin())
        step, value = life.curve[at].tolist()
        words = f"{self.objective.title.lower()} {say_value(self.objective, value)}"
        return f"trial {life.trial.number} at step {step:,.0f}: {words} · dashed: its parent, if any"
