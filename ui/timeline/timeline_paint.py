"""The timeline's picture: what stands still, painted once and kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from ui import theme
from ui.drawing.lettering import capitals, width_of
from ui.timeline.axis import Axis
from ui.timeline.curves import Heights, Line, heights, own_line, polygon, thinned
from ui.timeline.markers import Marker, Markers
from ui.timeline.way import Way

TOP, BASE = 6.0, 38.0
"""Where the highest J and the foot of the lines are."""
_ROOM = 2.0  # between the lowest J and the foot
_FUTURE = 0.38  # of what lies beyond the playhead
PAD = 6.0
_OWN, _OTHERS = 2, 4
"""Pixels a column of one's own line and of others has."""
_SAMPLES = 256
"""Of a line out of sight."""
_ROLES = {"best": "good", "kept": "text", "diverged": "bad", "fork": "muted"}


class Picture:
    """A way along an axis, in two layers: the ground, with ticks and other ways, and in front one's own.

    A layer is painted anew when something on it would look different.
    """

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self._ground, self._front = QPixmap(), QPixmap()
        self._known = {"lows": (), "ground": (), "front": ()}
        self._others: list[Line] = []
        self._edits: tuple[Marker, ...] = ()
        self.heights = Heights(-1.0, 0.0)

    _known: dict[str, tuple[object, ...]]

    def paint(self, painter: QPainter, size: QSizeF, way: Way, markers: Markers, now: float) -> None:
        """All but what the mouse reads; `now` is the step of the playhead."""
        ratio = painter.device().devicePixelRatioF()
        self._prepare(size, ratio, way, markers)
        x = min(max(self._axis.x(now), 0.0), size.width())
        painter.drawPixmap(0, 0, self._ground)
        for left, right, opacity in ((0.0, x, 1.0), (x, size.width(), _FUTURE)):
            part = QRectF(left, 0, right - left, size.height())
            painter.setOpacity(opacity)
            painter.drawPixmap(part, self._front, QRectF(part.topLeft() * ratio, part.size() * ratio))
        painter.setOpacity(1.0)

    def y(self, cost: float) -> float:
        """How high a cost is; at the foot where it is none."""
        if not np.isfinite(cost):
            return BASE
        return float(_up(self.heights.unit(np.array([max(cost, 1e-8)])))[0])

    def _prepare(self, size: QSizeF, ratio: float, way: Way, markers: Markers) -> None:
        axis, around = self._axis, way.surroundings()
        mine = own_line(way, axis.columns(_OWN))
        self._find_heights(way, around, mine)
        paper = size, ratio, theme.current(), axis.low, axis.high, self.heights
        if self._is_new("ground", (*paper, around)):
            self._ground = _blank(size, ratio)
            with self._painting(self._ground, size) as painter:
                self._paint_ticks(painter)
                self._paint_others(painter, way)
        tip = round(2 * min(axis.x(way.end), size.width()))
        seen = tuple((m.kind, round(2 * axis.x(m.step))) for m in markers.others)
        begins = mine[1][: _SAMPLES // 8].tobytes()  # another run may be as long
        if self._is_new("front", (*paper, around, begins, tip, id(markers.edits), seen)):
            self._edits = markers.edits  # while they are kept, no others have their id
            self._front = _blank(size, ratio)
            with self._painting(self._front, size) as painter:
                self._paint_own(painter, mine, way)
                self._paint_edits(painter, [axis.x(m.step) for m in markers.edits if axis.shows(m.step)])
                self._paint_markers(painter, markers, way)

    def _find_heights(self, way: Way, around: tuple[object, ...], mine: Line) -> None:
        """Whatever part is in sight, the whole has room."""
        axis = self._axis
        edges = np.linspace(axis.first, axis.last, _SAMPLES)
        if self._is_new("lows", (around, axis.last)):
            self._others = [thinned(other, edges) for other in way.others]
        lines = [mine] if axis.is_whole else [thinned(stretch, edges) for stretch in way.stretches]
        self.heights = heights(lines, self._others)

    def _is_new(self, layer: str, likeness: tuple[object, ...]) -> bool:
        if likeness == self._known[layer]:
            return False
        self._known[layer] = likeness
        return True

    @contextmanager
    def _painting(self, on: QPixmap, size: QSizeF) -> Iterator[QPainter]:
        painter = QPainter(on)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(self._axis.left - PAD, 0, self._axis.width + 2 * PAD, size.height()))
        yield painter
        painter.end()

    def _paint_ticks(self, painter: QPainter) -> None:
        axis, font = self._axis, theme.font(theme.SMALL)
        left, right = axis.left - PAD, axis.left + axis.width + PAD
        painter.setFont(font)
        painter.setPen(theme.current().pen("border"))
        ticks = [(round(axis.x(step)) + 0.5, f"{step:,}") for step in axis.ticks()]
        painter.drawLines([QLineF(x, BASE + 1, x, BASE + 4) for x, _ in ticks])
        painter.setPen(theme.current().colour("muted"))
        for x, text in ticks:
            wide = width_of(text, font)
            start = min(max(x - wide / 2, left), right - wide)
            painter.drawText(QPointF(start, BASE + 6 + capitals(font)), text)

    def _paint_others(self, painter: QPainter, way: Way) -> None:
        painter.setPen(theme.current().pen("other way"))
        edges = self._axis.columns(max(_OTHERS, len(way.others)))
        for other in way.others:
            x, y = thinned(other, edges)
            painter.drawPolyline(polygon(self._axis.x(x), _up(self.heights.unit(y))))

    def _paint_own(self, painter: QPainter, line: Line, way: Way) -> None:
        axis, worn = self._axis, theme.current()
        painter.setPen(worn.pen("border"))
        ends = polygon(axis.x(np.array([way.start, way.end], float)), np.full(2, BASE + 0.5))
        painter.drawPolyline(ends)
        if not line[0].size:
            return
        x, y = axis.x(line[0]), _up(self.heights.unit(line[1]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # the line hides the edge
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.colour("dev", 0.14))
        painter.drawPolygon(polygon(np.r_[x, x[-1], x[0]], np.r_[y, BASE, BASE]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(worn.pen("way"))
        for shift in (-0.3, 0.3):  # a line wider than 1 takes twenty times as long as two
            painter.drawPolyline(polygon(x, y + shift))

    def _paint_edits(self, painter: QPainter, places: list[float]) -> None:
        """A dot each at the foot, and a hairline: there may be hundreds."""
        colour, ratio = theme.current().colour("accent"), painter.device().devicePixelRatioF()
        dot = _blank(QSizeF(8, 8), ratio)
        with QPainter(dot) as brush:
            brush.setRenderHint(QPainter.RenderHint.Antialiasing)
            brush.setPen(Qt.PenStyle.NoPen)
            brush.setBrush(colour)
            brush.drawEllipse(QPointF(4, 4), 3, 3)
        painter.setPen(theme.current().pen("change"))
        columns = sorted({round(x) + 0.5 for x in places})
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # on whole pixels, in half the time
        painter.drawLines([QLineF(x, TOP, x, BASE) for x in columns])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x in columns:
            painter.drawPixmap(QPointF(x - 4, BASE - 4), dot)

    def _paint_markers(self, painter: QPainter, markers: Markers, way: Way) -> None:
        for marker in markers.others:
            if self._axis.shows(marker.step):
                height = self.y(way.cost_at(marker.step))
                paint_marker(painter, marker.kind, self._axis.x(marker.step), height)


def paint_marker(painter: QPainter, kind: str, x: float, height: float) -> None:
    """A notch, flag, diamond or cross; `height` is that of the line there."""
    colour = theme.current().colour(_ROLES[kind])
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(colour)
    if kind == "best":
        painter.setPen(QPen(theme.current().colour("surface"), 1))
        painter.drawPolygon(_polygon((x, height - 5), (x + 4, height), (x, height + 5), (x - 4, height)))
    elif kind == "kept":
        painter.drawLine(QLineF(x, TOP, x, BASE))
        painter.drawPolygon(_polygon((x, TOP), (x + 7, TOP + 3), (x, TOP + 6)))
    elif kind == "fork":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(_polygon((x - 4, 0.5), (x + 4, 0.5), (x, TOP - 0.5)))
    else:
        painter.drawLine(QLineF(x, TOP, x, BASE))
        painter.drawLine(QLineF(x - 3, BASE - 3, x + 3, BASE + 3))
        painter.drawLine(QLineF(x - 3, BASE + 3, x + 3, BASE - 3))


def _blank(size: QSizeF, ratio: float) -> QPixmap:
    made = QPixmap((size * ratio).toSize())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


def _polygon(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(*corner) for corner in corners])


def _up(unit: np.ndarray) -> np.ndarray:
    """Pixels from the top of what is 0 at the bottom and 1 at the top."""
    return BASE - _ROOM - unit * (BASE - _ROOM - TOP)
