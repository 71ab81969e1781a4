"""The timeline's picture: what stands still, painted once, and over it the playhead and what is read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from ui import theme
from ui.drawing.lettering import capitals, whole, width_of
from ui.timeline.axis import Axis
from ui.timeline.curves import Heights, heights, own_line, polygon
from ui.timeline.curves import thinned as thinned_line
from ui.timeline.markers import Marker
from ui.timeline.way import Way

TOP, BASE = 6.0, 38.0
"""Where the highest J and the foot of the lines are."""
_ROOM = 2.0  # between the lowest J and the foot
_FUTURE = 0.38  # of what lies beyond the playhead
_PAD = 6.0
_EMPTY = "Train, then drag here to go back: every step can be stood on again."
_ROLES = {"edit": "accent", "best": "good", "kept": "text", "diverged": "bad", "fork": "muted"}


class Picture:
    """A way along an axis; it is painted anew when one of them, the theme or the size is another."""

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self._still, self._likeness = QPixmap(), tuple[object, ...]()
        self.heights = Heights(-1.0, 0.0)

    def paint(self, painter: QPainter, size: QSizeF, way: Way, markers: Sequence[Marker], now: float) -> None:
        """All but what the mouse reads; `now` is the step of the playhead."""
        ratio = painter.device().devicePixelRatioF()
        self._prepare(size, ratio, way, markers)
        x = min(max(self._axis.x(now), 0.0), size.width())
        past, future = QRectF(0, 0, x, BASE + 1), QRectF(x, 0, size.width() - x, BASE + 1)
        foot = QRectF(0, BASE + 1, size.width(), size.height() - BASE - 1)
        for part, opacity in ((past, 1.0), (future, _FUTURE), (foot, 1.0)):
            painter.setOpacity(opacity)
            source = QRectF(part.topLeft() * ratio, part.size() * ratio)
            painter.drawPixmap(part, self._still, source)
        painter.setOpacity(1.0)

    def y(self, cost: float) -> float:
        """How high a cost is; at the foot where it is none."""
        if not np.isfinite(cost):
            return BASE
        return float(_up(self.heights.unit(np.array([max(cost, 1e-8)])))[0])

    def _prepare(self, size: QSizeF, ratio: float, way: Way, markers: Sequence[Marker]) -> None:
        axis = self._axis
        likeness = (size, ratio, theme.current(), axis.low, axis.high, *way.likeness(), len(markers))
        if likeness == self._likeness:
            return
        self._likeness = likeness
        self._still = QPixmap((size * ratio).toSize())
        self._still.setDevicePixelRatio(ratio)
        self._still.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._still)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ticks(painter, way)
        painter.setClipRect(QRectF(axis.left - _PAD, 0, axis.width + 2 * _PAD, size.height()))
        self._paint_lines(painter, way)
        self._paint_markers(painter, markers, way)
        painter.end()

    def _paint_ticks(self, painter: QPainter, way: Way) -> None:
        axis, font = self._axis, theme.font(theme.SMALL)
        left, right = axis.left, axis.left + axis.width
        painter.setFont(font)
        painter.setPen(theme.current().pen("border"))
        painter.drawLine(QLineF(left, BASE + 0.5, min(max(axis.x(way.end), left), right), BASE + 0.5))
        ticks = [(round(axis.x(step)) + 0.5, f"{step:,}") for step in axis.ticks()]
        painter.drawLines([QLineF(x, BASE + 1, x, BASE + 4) for x, _ in ticks])
        painter.setPen(theme.current().colour("muted"))
        for x, text in ticks:
            wide = width_of(text, font)
            start = min(max(x - wide / 2, left - _PAD), right + _PAD - wide)
            painter.drawText(QPointF(start, BASE + 6 + capitals(font)), text)

    def _paint_lines(self, painter: QPainter, way: Way) -> None:
        axis, worn = self._axis, theme.current()
        self.heights = heights(way, axis)
        edges = np.linspace(axis.low, axis.high, max(int(axis.width / 2), 2))
        painter.setPen(worn.pen("other way"))
        for other in way.others:
            x, y = thinned_line(other, edges[::2])
            painter.drawPolyline(polygon(axis.x(x), _up(self.heights.unit(y))))
        x, y = own_line(way, edges)
        if not x.size:
            return
        x, y = axis.x(x), _up(self.heights.unit(y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.colour("dev", 0.14))
        painter.drawPolygon(polygon(x, y, (QPointF(x[-1], BASE), QPointF(x[0], BASE))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(worn.pen("way"))
        painter.drawPolyline(polygon(x, y))

    def _paint_markers(self, painter: QPainter, markers: Sequence[Marker], way: Way) -> None:
        worn, axis = theme.current(), self._axis
        edits = [axis.x(m.step) for m in markers if m.kind == "edit" and axis.shows(m.step)]
        painter.setPen(QPen(worn.colour("accent", 0.3), 1))
        painter.drawLines([QLineF(x, TOP, x, BASE) for x in edits])
        painter.setPen(QPen(worn.colour("accent"), 6, c=Qt.PenCapStyle.RoundCap))
        painter.drawPoints([QPointF(x, BASE) for x in edits])
        for marker in markers:
            if marker.kind != "edit" and axis.shows(marker.step):
                height = self.y(way.cost_at(marker.step))
                paint_marker(painter, marker.kind, axis.x(marker.step), height)


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
        painter.drawPolygon(_polygon((x - 3.5, BASE + 6), (x + 3.5, BASE + 6), (x, BASE + 1)))
    else:
        painter.drawLine(QLineF(x, TOP, x, BASE))
        painter.drawLine(QLineF(x - 3, BASE - 3, x + 3, BASE + 3))
        painter.drawLine(QLineF(x - 3, BASE + 3, x + 3, BASE - 3))


def paint_playhead(painter: QPainter, axis: Axis, step: int, height: float, is_focused: bool) -> None:
    """Where one stands: a line, a dot on the curve, and the step's number on the axis."""
    worn, x, font = theme.current(), axis.x(step), theme.font(theme.SMALL, bold=True)
    if not axis.shows(step):
        return
    painter.setPen(QPen(worn.colour("accent"), 1.5))
    painter.drawLine(QLineF(x, 2, x, BASE + 3))
    painter.setPen(QPen(worn.colour("surface"), 1.5))
    painter.setBrush(worn.colour("accent"))
    if height < BASE:
        painter.drawEllipse(QPointF(x, height), 4, 4)
    text = f"{step:,}"
    pill = _pill(axis, x, width_of(text, font), BASE + 3, 15)
    painter.setPen(QPen(worn.colour("accent", 0.35), 4) if is_focused else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(pill, 4, 4)
    painter.setPen(worn.colour("on_accent"))
    painter.setFont(font)
    _write(painter, pill, text, capitals(font))


def paint_reading(painter: QPainter, axis: Axis, step: int, text: str) -> None:
    """A hairline at a step, and what is there."""
    worn, x, font = theme.current(), axis.x(step), theme.font(theme.SMALL)
    painter.setPen(QPen(worn.colour("muted", 0.7), 1))
    painter.drawLine(QLineF(x, 2, x, BASE))
    text = whole(text, font, axis.width - 2 * _PAD)
    pill = _pill(axis, x, width_of(text, font), 1, 17)
    painter.setPen(worn.pen("border"))
    painter.setBrush(worn.colour("raised"))
    painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(worn.colour("text"))
    painter.setFont(font)
    _write(painter, pill, text, capitals(font))


def paint_empty(painter: QPainter, axis: Axis) -> None:
    """What one will be able to do here."""
    font = theme.font()
    painter.setFont(font)
    painter.setPen(theme.current().colour("muted"))
    text = whole(_EMPTY, font, axis.width)
    painter.drawText(QPointF(axis.left, (TOP + BASE) / 2 + 8 + capitals(font) / 2), text)


def _pill(axis: Axis, x: float, wide: float, top: float, high: float) -> QRectF:
    """A box around a text in the middle of x, not beyond the ends."""
    wide = wide + 2 * _PAD
    left = min(max(x - wide / 2, axis.left - _PAD), axis.left + axis.width + _PAD - wide)
    return QRectF(left, top, wide, high)


def _write(painter: QPainter, pill: QRectF, text: str, high: float) -> None:
    painter.drawText(QPointF(pill.left() + _PAD, pill.center().y() + high / 2), text)


def _polygon(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(*corner) for corner in corners])


def _up(unit: np.ndarray) -> np.ndarray:
    """Pixels from the top of what is 0 at the bottom and 1 at the top."""
    return BASE - _ROOM - unit * (BASE - _ROOM - TOP)
