"""Small multiples: a tile a trial, the best first or by number, scrolled where there are many."""

from __future__ import annotations

import math
import time

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing.stamps import is_on_screen
from ui.panels.wall.crowd import Crowd
from ui.panels.wall.grid import Grid, grid_for
from ui.panels.wall.tile import paint_tile, picture_of
from ui.panels.wall.tile_sheet import TileSheet

_NEXT = 16
"""Milliseconds to the next frame, where tiles are left for it."""
_SETTLE = 1.0
"""Seconds for which tiles stay in their places while results come in."""


class TilesView(QWidget):
    """`first` is the topmost row of tiles in sight."""

    hovered = Signal(object)
    picked = Signal(object)
    adopted = Signal(int)
    scrolled = Signal()
    """The part in sight is another, or there is more or less of it all."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__()
        self._crowd = crowd
        self.by_result, self.first = True, 0
        self.pointed: int | None = None
        self.chosen: int | None = None
        self.brushed: frozenset[int] | None = None
        self._order = np.empty(0, dtype=np.intp)
        self._ordered = 0.0
        self._pictures: dict[int, tuple[object, QImage | None]] = {}
        self._sheet = TileSheet(self, self._look, self._paint_tile)
        self._soon = QTimer(self, singleShot=True, interval=_NEXT)
        self._soon.timeout.connect(self.update)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._settle)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("A tile for each trial")

    # What is shown ----------------------------------------------------------------------------------

    def show_crowd(self, is_other: bool) -> None:
        """Draw the crowd as it is now, of `other` trials than before perhaps."""
        if is_other:
            self._pictures.clear()
            self._sheet.forget()
            self.first, self._ordered = 0, 0.0
        self._settle()
        self.update()

    def sort(self, by_result: bool) -> None:
        """The best first, or by number."""
        self.by_result, self._ordered = by_result, 0.0
        self._settle()

    def attend(self, pointed: int | None, chosen: int | None, brushed: frozenset[int] | None) -> None:
        """Lift these trials out."""
        if (pointed, chosen, brushed) != (self.pointed, self.chosen, self.brushed):
            if chosen != self.chosen and chosen is not None:
                self._scroll_to(chosen)
            self.pointed, self.chosen, self.brushed = pointed, chosen, brushed
            self.update()

    def apply_theme(self) -> None:
        """Draw all anew."""
        self._pictures.clear()
        self._sheet.forget()
        self.update()

    @property
    def numbers(self) -> list[int]:
        """The trials in the order of their tiles."""
        return [self._crowd.trials[i].number for i in self._order.tolist()]

    @property
    def grid(self) -> Grid:
        """Where the tiles lie."""
        return grid_for(len(self._order), self.width(), self.height())

    def scroll(self, first: int) -> None:
        """Show the tiles from this row on."""
        first = min(max(first, 0), self.grid.hidden)
        if first != self.first:
            self.first = first
            self.update()
            self.scrolled.emit()

    def room_of(self, place: int) -> QRectF:
        """Where the tile at a place of the order lies."""
        return self.grid.room(place, self.first)

    def number_at(self, at: QPoint) -> int | None:
        """The trial whose tile is there."""
        place = self.grid.place(at, self.first)
        return None if place is None else self._crowd.trials[int(self._order[place])].number

    def _settle(self) -> None:
        """Put the tiles in order, though not more often than an eye can follow."""
        crowd = self._crowd
        wait = self._ordered + _SETTLE - time.monotonic()
        if len(self._order) == len(crowd.trials) and self.by_result and wait > 0:
            if not self._later.isActive():
                self._later.start(math.ceil(1000 * wait))
            return
        places = np.nan_to_num(crowd.places, nan=-1.0)
        order = np.argsort(-places, kind="stable") if self.by_result else np.arange(len(crowd.trials))
        self._ordered = time.monotonic()
        if not np.array_equal(order, self._order):
            self._order = order
            self.update()
        self.first = min(self.first, self.grid.hidden)
        self.scrolled.emit()

    def _scroll_to(self, number: int) -> None:
        numbers = self.numbers
        if number in numbers:
            grid = self.grid
            row = numbers.index(number) // grid.columns
            if not self.first <= row < self.first + grid.in_sight:
                self.scroll(row - grid.in_sight // 2)

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_on_screen(painter):
            if self._sheet.show(painter, self.grid.places(self.first), (self.grid, self.first)):
                self._soon.start()
        else:
            for place in self.grid.places(self.first):
                self._paint_tile(painter, place)
        self._paint_frames(painter)

    def _look(self, place: int) -> tuple[object, ...]:
        """What decides how a tile looks."""
        crowd, i = self._crowd, int(self._order[place])
        number = crowd.trials[i].number
        result = f"{crowd.places[i]:.2f} {crowd.values[i]}"  # in words, as NaN is not NaN
        curve = int(crowd.lengths[i]), int(crowd.ends[i]), crowd.span, crowd.last_step
        return number, result, curve, id(self._thumbnail(i)), i == crowd.leader, self._is_faded(number)

    def _paint_tile(self, painter: QPainter, place: int) -> None:
        i = int(self._order[place])
        number = self._crowd.trials[i].number
        paint_tile(painter, self.room_of(place), self._crowd, i, self._picture(i), self._is_faded(number))

    def _paint_frames(self, painter: QPainter) -> None:
        """Round the tile under the cursor and the chosen one."""
        numbers = {number: place for place, number in enumerate(self.numbers)} if len(self._order) else {}
        for number, width in ((self.pointed, 1.0), (self.chosen, 2.0)):
            if number in numbers:
                painter.setPen(QPen(theme.current().colour("text"), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.room_of(numbers[number]).adjusted(1, 1, -1, -1))

    def _is_faded(self, number: int) -> bool:
        return self.brushed is not None and number not in self.brushed

    def _thumbnail(self, i: int) -> np.ndarray | None:
        mirror = self._crowd.mirror
        return None if mirror is None else mirror.thumbnails.get(self._crowd.trials[i].number)

    def _picture(self, i: int) -> QImage | None:
        number, thumbnail = self._crowd.trials[i].number, self._thumbnail(i)
        known = self._pictures.get(number)
        if known is None or known[0] is not thumbnail:
            known = self._pictures[number] = thumbnail, picture_of(thumbnail)
        return known[1]

    # The person -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.number_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.number_at(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self.number_at(event.position().toPoint())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.adopted.emit(number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.grid.hidden:
            self.scroll(self.first - round(event.angleDelta().y() / 60))
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns, key = self.grid.columns, Qt.Key
        steps = {key.Key_Left: -1, key.Key_Right: 1, key.Key_Up: -columns, key.Key_Down: columns}
        if event.key() in steps:
            self._step(steps[key(event.key())])
        elif event.key() in (key.Key_Return, key.Key_Enter) and self.chosen is not None:
            self.adopted.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        numbers = self.numbers
        if numbers:
            at = numbers.index(self.chosen) + by if self.chosen in numbers else 0
            self.picked.emit(numbers[min(max(at, 0), len(numbers) - 1)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.first = min(self.first, self.grid.hidden)
        self.scrolled.emit()
