"""All learning curves over each other, the leader thick, the ones attended to over all."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from ui import theme
from ui.drawing.lettering import width_of, write
from ui.drawing.numerals import on_axis
from ui.drawing.pixel_item import PixelItem
from ui.drawing.plot import Plot
from ui.drawing.search_words import say_value
from ui.drawing.stamps import is_on_screen
from ui.panels.wall.crowd import Crowd
from ui.panels.wall.strokes import Scene, Strokes, Window
from ui.panels.wall.tile import colour_of

_REACH = 12.0
"""Pixels from the cursor to the curve it is on, at most."""
_ENDS = "100.0 %", "J 0.00000"
"""The widest that is written at the ends of curves: shares, and costs."""
_DOT, _RIM = 10, 6
"""Pixels from the end of a curve to its words, and from there to the plot's."""
_LINE, _TICK = 20, 24
_AXES = {
    "accuracy_dev": "dev accuracy (%)",
    "cost_dev": "cost J dev (nats)",
    "loss": "mini-batch loss (nats)",
}


class CurvesPicture(PixelItem):
    """What `CurvesView` shows."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__()
        self.crowd, self.strokes = crowd, Strokes()
        self.brushed: frozenset[int] | None = None
        self.pointed: int | None = None
        self.chosen: int | None = None
        self.scene_: Scene | None = None
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.update)

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        scene = self.scene_ = self._scene(size)
        if not self.crowd.trials:
            return
        if self._exportOpts is False and is_on_screen(painter):
            matrix = painter.transform()
            painter.resetTransform()
            painter.translate(round(matrix.dx()), round(matrix.dy()))  # between pixels it would blur
            painter.setClipping(False)  # to a shape that is all there is: pixel by pixel it takes 3 ms
            self._paint_sheet(painter, scene)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for i in scene.order().tolist():
                scene.draw(painter, i)
        self._paint_attended(painter, scene)

    def nearest(self, at: QPointF) -> int | None:
        """The row of the curve within reach of a place in pixels."""
        scene, crowd = self.scene_, self.crowd
        if scene is None or not len(crowd.trials) or not crowd.lengths.any():
            return None
        distance = _distance(scene.x - at.x(), scene.y - at.y(), crowd.lengths)
        distance[scene.faded] = math.inf
        best = int(distance.argmin())
        return best if distance[best] <= _REACH else None

    def _scene(self, size: QSizeF) -> Scene:
        view = self._view
        window = Window(view.left(), view.top(), self._per_x, self._per_y, size)
        return Scene(self.crowd, window, self.brushed)

    def _paint_sheet(self, painter: QPainter, scene: Scene) -> None:
        wait = self.strokes.paint(painter, scene, painter.device().devicePixelRatio())
        if wait is not None and not self._again.isActive():
            self._again.start(math.ceil(1000 * wait))

    def _paint_attended(self, painter: QPainter, scene: Scene) -> None:
        """Thick lines, and what they came to at their ends."""
        worn, rows, taken = theme.current(), self.crowd.rows, list[QRectF]()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        leader, text = self.crowd.leader, worn.colour("text")
        told = [] if leader is None else [(leader, colour_of(self.crowd, leader), 3.0)]
        for number, width in ((self.chosen, 2.0), (self.pointed, 2.0)):
            if number is not None and number in rows:
                told.append((rows[number], text, width))
        for i, colour, width in told:
            if self.crowd.lengths[i]:
                self._paint_line(painter, scene, i, QPen(colour, width))
        for i, colour, _ in reversed(told):  # what is under the cursor is written first: there is least room
            if self.crowd.lengths[i]:
                self._paint_end(painter, scene, i, colour, taken)

    def _paint_line(self, painter: QPainter, scene: Scene, i: int, pen: QPen) -> None:
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        line = scene.line(i)
        painter.setPen(QPen(theme.current().colour("raised"), pen.widthF() + 2))
        painter.drawPolyline(line)
        painter.setPen(pen)
        painter.drawPolyline(line)

    def _paint_end(
        self, painter: QPainter, scene: Scene, i: int, colour: QColor, taken: list[QRectF]
    ) -> None:
        """A dot and beside it the value, unless something is written there."""
        end, objective = scene.end(i), self.crowd.objective
        painter.setPen(QPen(theme.current().colour("raised"), 1.5))
        painter.setBrush(colour)
        painter.drawEllipse(end, 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if objective is None:
            return
        is_leader = i == self.crowd.leader
        font = theme.font(1.15 if is_leader else 1.0, bold=is_leader)
        said = say_value(objective, float(self.crowd.values[i])).removesuffix(" nats")
        if objective.column == "loss" and self.crowd.trials[i].ended:
            said = f"J {said}"  # of all examples, where the curve is the loss of mini-batches
        wide = width_of(said, font)
        left = min(end.x() + _DOT, scene.window.size.width() - wide - 2)
        top = min(max(end.y() - _LINE / 2, 0), max(scene.window.size.height() - _LINE, 0))
        room = QRectF(left, top, wide + 2, _LINE)
        if not any(room.intersects(other) for other in taken):
            taken.append(room)
            painter.fillRect(room, theme.current().colour("raised", 0.8))
            painter.setPen(theme.current().colour("text"))
            painter.setFont(font)
            write(painter, left, room, said, font)


class CurvesView(Plot):
    """The plot; it says which trial is under the cursor, chosen or to be adopted."""

    hovered = Signal(object)
    """A trial's number, or None."""
    picked = Signal(object)
    adopted = Signal(int)
    moved = Signal(int)
    """The next better (-1) or worse (1) trial is asked for."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__("step t", "")
        self._crowd = crowd
        self.picture = CurvesPicture(crowd)
        self._ranges: tuple[object, ...] = ()
        self.addItem(self.picture, ignoreBounds=True)
        self.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Learning curves of all trials")
        self.left.connect(lambda: self.hovered.emit(None))
        self.getViewBox().sigResized.connect(self.fit)
        self.fit()

    def show_crowd(self, is_other: bool) -> None:
        """Draw the crowd as it is now, of `other` trials than before perhaps."""
        if is_other:
            self.picture.strokes.forget()
        self.fit()
        self.picture.update()

    def attend(self, pointed: int | None, chosen: int | None, brushed: frozenset[int] | None) -> None:
        """Lift these trials out."""
        picture = self.picture
        if (pointed, chosen, brushed) != (picture.pointed, picture.chosen, picture.brushed):
            picture.pointed, picture.chosen, picture.brushed = pointed, chosen, brushed
            picture.update()

    def fit(self) -> None:
        """Ranges that hold what there is to see, where they are others than before."""
        objective, width = self._crowd.objective, self.getViewBox().width()
        room = _DOT + width_of(_ENDS[self._crowd.is_log], theme.font(1.15, bold=True)) + _RIM
        last = self._crowd.last_step * max(width, 1) / max(width - room, 1)
        last = last if width > 2 * room else self._crowd.last_step
        ranges = last, self._crowd.span, objective, self.getViewBox().height()
        if ranges == self._ranges:
            return
        self._ranges = ranges
        self.name_axes("step t", _AXES[objective.column] if objective else "objective")
        low, high = self._crowd.span
        self.getAxis("left").setTicks(
            [_ticks(low, high, self.getViewBox().height())] if self._crowd.is_log else None
        )
        rim = 0.03 * (high - low)
        self.setRange(xRange=(0.0, float(last)), yRange=(low - rim, high + rim), padding=0)

    def apply_theme(self) -> None:
        super().apply_theme()
        self.picture.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.hovered.emit(self._at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self._at(event))
        else:
            pg.PlotWidget.mousePressEvent(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self._at(event)
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.adopted.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in turns:
            self.moved.emit(turns[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.picture.chosen is not None:
            self.adopted.emit(self.picture.chosen)
        else:
            super().keyPressEvent(event)

    def _at(self, event: QMouseEvent) -> int | None:
        corner = self.getViewBox().sceneBoundingRect().topLeft()
        row = self.picture.nearest(self.mapToScene(event.position().toPoint()) - corner)
        return None if row is None else self._crowd.trials[row].number


def _ticks(low: float, high: float, height: float) -> list[tuple[float, str]]:
    """Places of decades between two logarithms, where there is room of 2 and 5 times them too."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    found: list[tuple[float, str]] = []
    for parts, nearest in (((1,), 1.0), ((1, 3), math.log10(3)), ((1, 2, 5), math.log10(2))):
        values = [part * 10.0**decade for decade in decades for part in parts]
        if nearest / max(high - low, 1e-9) * height >= _TICK:
            found = [(math.log10(v), on_axis(v)) for v in values if low <= math.log10(v) <= high]
    return found or [(low, on_axis(10**low)), (high, on_axis(10**high))]


def _distance(x: np.ndarray, y: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """(n,): from the origin to each of n polylines; infinite for those of no points."""
    dx, dy = np.diff(x, axis=1), np.diff(y, axis=1)
    along = np.clip(-(x[:, :-1] * dx + y[:, :-1] * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0, 1)
    to_lines = np.hypot(x[:, :-1] + along * dx, y[:, :-1] + along * dy)
    column = np.arange(to_lines.shape[1])
    to_lines = np.where(column < lengths[:, None] - 1, to_lines, math.inf)
    to_start = np.where(lengths > 0, np.hypot(x[:, 0], y[:, 0]), math.inf)
    return np.minimum(to_lines.min(axis=1), to_start)
