"""The picture of parallel axes, and the hand on it: brushes on axes, lines under the cursor."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from simulator.search.objectives import OBJECTIVES, Objective
from ui import theme
from ui.drawing.pens import pen
from ui.drawing.still_layer import StillLayer
from ui.panels.parallel.brushes import Brushes
from ui.panels.parallel.frame import Frame, frame_of, paint_frame
from ui.panels.parallel.lines import Lines
from ui.panels.parallel.strokes import Strokes

_GRIP, _NEAR, _END, _WIDE = 12, 8, 5, 14
"""Pixels: beside an axis, beside a line, about a brush's end; a brush's width."""
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NUDGES = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_WIDTHS = {"+": 1, "-": -1, "−": -1}


class ParallelCanvas(QWidget):
    """Speaks of trials by number; which are kept it works out from its brushes or is told."""

    brushed = Signal()
    """Brushes have changed by hand."""
    pointed = Signal(object)
    chosen = Signal(object)
    stepped = Signal(int)
    """The next better trial (-1) or the next worse (1) is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.brushes, self.lines = Brushes(), Lines()
        self._objective: Objective = OBJECTIVES["dev_accuracy"]
        self._kept = np.ones(0, dtype=bool)
        self._attended: tuple[int | None, int | None] = (None, None)
        self._axis = 0
        self._version = 0
        self._strokes: Strokes | None = None
        self._still, self._around = StillLayer(self), StillLayer(self)
        self._down: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName("Parallel coordinates of the trials")
        self.setAccessibleDescription(
            "Left and right choose an axis, up and down brush it, plus and minus change the brush's length, "
            "Delete takes it away, Escape all of them; [ and ] choose the next better or worse trial."
        )

    # Showing ----------------------------------------------------------------------------------------

    def show_lines(self, lines: Lines, objective: Objective) -> None:
        """Draw these instead."""
        self.lines, self._objective, self._strokes = lines, objective, None
        self._axis = min(self._axis, len(lines.axes))
        self._kept = np.ones(len(lines.numbers), dtype=bool)
        self._version += 1
        self.update()

    def keep(self, numbers: frozenset[int] | None) -> None:
        """Leave only these trials bright, or all."""
        everyone = self.lines.numbers
        kept = np.ones(len(everyone), bool) if numbers is None else np.isin(everyone, list(numbers))
        if not np.array_equal(kept, self._kept):
            self._kept = kept
            self._version += 1
            self.update()

    def attend(self, chosen: int | None, pointed: int | None) -> None:
        """These two stand out."""
        if (chosen, pointed) != self._attended:
            self._attended = chosen, pointed
            self.update()

    @property
    def frame(self) -> Frame:
        """Where things are now."""
        return frame_of(self.lines.axes, QSizeF(self.size()))

    def sizeHint(self) -> QSize:
        return QSize(480, 300)

    def apply_theme(self) -> None:
        """Paint all anew."""
        self._still.forget()
        self._around.forget()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._strokes = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.lines.axes:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self.frame
        self._still.paint(painter, self._version, lambda p: self._path_of(frame).paint(p, self._kept))
        colours = theme.current()
        chosen, pointed = (self.lines.row(number) for number in self._attended)
        if chosen is not None:  # under the ticks: it may pass where their numbers are
            self._path_of(frame).paint_one(painter, chosen, colours.colour("accent"), 3.0)
        looks = self.lines.axes, self.lines.goal, bool(self.lines.diverged.any()), self._objective
        self._around.paint(painter, looks, lambda p: paint_frame(p, frame, self.lines, self._objective))
        self._paint_brushes(painter, frame)
        if pointed is not None and pointed != chosen:
            self._path_of(frame).paint_one(painter, pointed, colours.colour("text"), 2.0)

    def _path_of(self, frame: Frame) -> Strokes:
        if self._strokes is None:
            self._strokes = Strokes(self.lines, frame)
        return self._strokes

    def _paint_brushes(self, painter: QPainter, frame: Frame) -> None:
        colours = theme.current()
        for axis, ends in self.brushes.ranges.items():
            low, high = frame.y(np.array(ends)).tolist()
            painter.setPen(pen("accent"))
            painter.setBrush(colours.colour("accent", 0.25))
            painter.drawRoundedRect(QRectF(frame.x[axis] - _WIDE / 2, high, _WIDE, low - high), 3, 3)
        if self.hasFocus():
            x = float(frame.x[self._axis])
            painter.setPen(pen("focus"))
            painter.drawLine(QPointF(x, frame.room.top()), QPointF(x, frame.room.bottom()))

    # The hand ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.lines.axes:
            return
        frame, at = self.frame, event.position()
        self._down, axis = at, frame.axis_at(at.x(), _GRIP)
        if axis is not None:
            self._axis = axis
            self.brushes.press(axis, frame.place(at.y()), _END / frame.room.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.lines.axes:
            return
        frame, at = self.frame, event.position()
        if self.brushes.held is None:
            self._shape_cursor(frame, at)
            self.pointed.emit(self._number_at(frame, at))
        elif self._down is None or self._is_far(at):
            self._down = None  # a drag that comes back is no click
            self.brushes.drag(frame.place(at.y()))
            self.update()
            self.brushed.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.lines.axes:
            return
        before, on_axis = dict(self.brushes.ranges), self.brushes.held is not None
        self.brushes.release()
        is_click, self._down = self._down is not None, None
        if on_axis and (self.brushes.ranges != before or not is_click):
            self.update()
            self.brushed.emit()
        elif is_click:
            self.chosen.emit(self._number_at(self.frame, event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.lines.axes or not self._obey(event):
            super().keyPressEvent(event)

    def _obey(self, event: QKeyEvent) -> bool:
        key, text, before = event.key(), event.text(), dict(self.brushes.ranges)
        if key in _KEYS:
            self._axis = min(max(self._axis + _KEYS[key], 0), len(self.lines.axes))
        elif key in _NUDGES:
            self.brushes.nudge(self._axis, _NUDGES[key])
        elif text in _WIDTHS:
            self.brushes.widen(self._axis, _WIDTHS[text])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.brushes.ranges.pop(self._axis, None)
        elif key == Qt.Key.Key_Escape and before:
            self.brushes.ranges.clear()
        elif text in ("[", "]"):
            self.stepped.emit(-1 if text == "[" else 1)
        else:
            return False
        self.update()
        if self.brushes.ranges != before:
            self.brushed.emit()
        return True

    def _number_at(self, frame: Frame, at: QPointF) -> int | None:
        row = self._path_of(frame).nearest(at.x(), at.y(), self._kept, _NEAR)
        return None if row is None else int(self.lines.numbers[row])

    def _shape_cursor(self, frame: Frame, at: QPointF) -> None:
        axis = frame.axis_at(at.x(), _GRIP)
        part = (
            "" if axis is None else self.brushes.part(axis, frame.place(at.y()), _END / frame.room.height())
        )
        shapes = {"inside": Qt.CursorShape.SizeAllCursor, "": Qt.CursorShape.CrossCursor}
        shape = Qt.CursorShape.ArrowCursor if axis is None else shapes.get(part, Qt.CursorShape.SizeVerCursor)
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _is_far(self, at: QPointF) -> bool:
        moved = at - (self._down or at)
        return moved.manhattanLength() >= QApplication.startDragDistance()
