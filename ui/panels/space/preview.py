"""What will be tried along each axis: by a grid in one lane, at random in the other (claim T2)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.search.space import SCALES
from ui import theme
from ui.drawing.lettering import shortened, width_of, write, write_right
from ui.drawing.scale_numerals import brief
from ui.panels.space.tried import Tried

_ROW, _HIGHEST, _LANE, _LABELS, _HEAD = 48, 176, 12, 16, 18
_NAME, _WIDEST_NAME, _COUNTS = 0.28, 176, 96
_TALL_LANE = 24
_LANES = (("grid", "plain"), ("random", "normed"))
_GAP = 8
_SCALES = {
    "linear": "linear",
    "log": "log scale",
    "one_minus_log": "1 − log scale",
    "power_of_two": "powers of 2",
}


class Preview(QWidget):
    """A strip an axis, as many as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Tried] = ()
        self._faded = False
        self._strategy = "random"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_tried(self, rows: Sequence[Tried], strategy: str, *, faded: bool) -> None:
        """Show these; `faded` where the plan they are of is no longer what stands in the form."""
        self._rows, self._strategy, self._faded = rows, strategy, faded
        self.updateGeometry()
        self.update()

    @property
    def tall(self) -> int:
        """Pixels for all axes, three at most."""
        return _HEAD + _ROW * min(len(self._rows), 3)

    def sizeHint(self) -> QSize:
        return QSize(200, self.tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        room = QRectF(self.rect()).adjusted(theme.SPACE, 0, -theme.SPACE, 0)
        if not self._rows or room.height() < _HEAD + _ROW or room.width() < 200:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.35 if self._faded else 1.0)
        fit = int((room.height() - _HEAD) // _ROW)
        shown = self._rows if len(self._rows) <= fit else self._rows[: max(fit, 1)]
        height = min((room.height() - _HEAD) / len(shown), _HIGHEST)
        self._head(painter, room, len(self._rows) - len(shown))
        for i, row in enumerate(shown):
            self._strip(painter, QRectF(room.left(), _HEAD + i * height, room.width(), height), row)

    def _head(self, painter: QPainter, room: QRectF, left_out: int) -> None:
        font = theme.font(theme.SMALL)
        painter.setFont(font)
        painter.setPen(theme.current().colour("muted"))
        head = QRectF(room.left(), 0, room.width(), _HEAD)
        note = (
            "values tried"
            if self._strategy != "coarse_to_fine"
            else "values tried, of random the first generation"
        )
        note += f" · {left_out} more axes" if left_out else ""
        write(painter, head.left(), head, shortened(note, font, head.width() - _COUNTS - _GAP), font)
        write_right(painter, head, "different", font)

    def _strip(self, painter: QPainter, room: QRectF, row: Tried) -> None:
        name = min(max(_NAME * room.width(), 72), _WIDEST_NAME)
        lanes = room.adjusted(name + _GAP, 0, -_COUNTS, 0)
        self._name(painter, QRectF(room.left(), room.top(), name, room.height()), row)
        tall = max((room.height() - _LABELS - 2 * _GAP) / 2, _LANE)
        for i, ((kind, role), places, count) in enumerate(
            zip(_LANES, (row.grid, row.random), (row.of_grid, row.at_random), strict=True)
        ):
            lane = QRectF(lanes.left(), room.top() + i * (tall + 1), lanes.width(), tall)
            self._lane(painter, lane, places, role)
            self._count(
                painter, QRectF(lane.right() + _GAP, lane.top(), _COUNTS - _GAP, tall), count, kind, role
            )
        self._labels(painter, QRectF(lanes.left(), room.top() + 2 * tall + 3, lanes.width(), _LABELS), row)

    def _name(self, painter: QPainter, room: QRectF, row: Tried) -> None:
        colours = theme.current()
        for y, text, font, role in (
            (0, row.axis.spec.title, theme.font(bold=True), "text"),
            (_LABELS, _SCALES.get(row.axis.scale, "choice"), theme.font(theme.SMALL), "muted"),
        ):
            painter.setFont(font)
            painter.setPen(colours.colour(role))
            line = QRectF(room.left(), room.top() + y, room.width(), _LABELS)
            write(painter, room.left(), line, shortened(text, font, room.width()), font)

    def _lane(self, painter: QPainter, lane: QRectF, places: np.ndarray, role: str) -> None:
        colours = theme.current()
        painter.fillRect(lane, colours.colour("grid", 0.7))
        pixels = np.unique(np.round(lane.left() + 1 + places * (lane.width() - 2)))
        painter.setPen(QPen(colours.colour(role), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines([QLineF(x, lane.top() + 1, x, lane.bottom() - 1) for x in pixels.tolist()])

    def _count(self, painter: QPainter, room: QRectF, count: int, kind: str, role: str) -> None:
        small = theme.font(theme.SMALL)
        large = theme.font(1.0 if room.height() < _TALL_LANE else 2.0, bold=True)
        colours = theme.current()
        painter.setFont(small)
        painter.setPen(colours.colour("muted"))
        write(painter, room.left(), room, kind, small)
        painter.setFont(large)
        painter.setPen(colours.colour(role if self._is_meant(kind) else "text"))
        write_right(painter, room, f"{count:,}", large)

    def _is_meant(self, kind: str) -> bool:
        return (kind == "grid") == (self._strategy == "grid")

    def _labels(self, painter: QPainter, room: QRectF, row: Tried) -> None:
        font = theme.font(theme.SMALL)
        painter.setFont(font)
        painter.setPen(theme.current().colour("muted"))
        free = room.left()
        for u, text in ends_first(row):
            wide = width_of(text, font)
            x = room.left() + u * room.width()
            left = min(max(x - wide / 2, room.left()), room.right() - wide)
            if left < free:
                continue
            tick = min(max(x, room.left() + 0.5), room.right() - 0.5)
            painter.drawLine(QPointF(tick, room.top()), QPointF(tick, room.top() + 2))
            write(painter, left, room, text, font)
            free = left + wide + _GAP


def ends_first(row: Tried) -> list[tuple[float, str]]:
    """Where to write what under a strip, from left to right."""
    axis = row.axis
    if axis.values:
        return [(axis.to_unit(value), axis.spec.say(value)) for value in axis.values]
    inner = [(axis.to_unit(tick), brief(tick)) for tick in SCALES[axis.scale].ticks(axis.low, axis.high)]
    return [
        (0.0, brief(axis.low)),
        *(each for each in inner if 0.02 < each[0] < 0.98),
        (1.0, brief(axis.high)),
    ]
