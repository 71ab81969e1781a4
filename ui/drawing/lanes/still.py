"""What of a column changes seldom: axes, names, the curve of g. On screen it is painted from a pixmap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui import theme
from ui.drawing.lanes import axes
from ui.drawing.lanes.lanes import Blank, Curve, Lane
from ui.drawing.lanes.linear_part import curve
from ui.drawing.lanes.painter import Frame, paint_curve
from ui.drawing.lanes.steady_range import ticks

_WRAPPED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
_SHARES, _OUTPUTS = ("share of examples", "share"), ("activation a", "a")


@dataclass(frozen=True, eq=False)
class Still:
    """The lanes with their frames and names, in the room of all."""

    lanes: tuple[Lane | Curve | Blank, ...]
    frames: tuple[Frame, ...]
    names: tuple[str, ...]
    inner: QRectF
    sizes: axes.Measures
    x_name: str
    head: axes.HeadLine

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Still) and self._looks() == other._looks()

    __hash__ = None  # type: ignore[assignment]

    def _looks(self) -> tuple[object, ...]:
        """All that decides what it looks like."""
        kinds = [
            shown.words if isinstance(shown, Blank) else getattr(shown, "activation", "")
            for shown in self.lanes
        ]
        return kinds, self.frames, self.names, self.inner, self.sizes, self.head

    def paint(self, painter: QPainter) -> None:
        """Head, axes, names and curves."""
        axes.paint_head(painter, self.head, self.sizes.font)
        painter.setFont(self.sizes.font)
        for shown, frame, name in zip(self.lanes, self.frames, self.names, strict=True):
            self._paint_lane(painter, shown, frame, name)
        self._paint_left_names(painter)
        axes.paint_bottom(
            painter, Frame(self.inner, self.frames[0].x_span, (0.0, 1.0)), self.sizes, self.x_name
        )

    def _paint_lane(self, painter: QPainter, shown: Lane | Curve | Blank, frame: Frame, name: str) -> None:
        if isinstance(shown, Blank):
            painter.setPen(theme.current().colour("muted"))
            painter.drawText(frame.room, _WRAPPED, shown.words)
            return
        axes.paint_floor(painter, frame)
        if isinstance(shown, Curve):
            paint_curve(painter, frame, shown.activation)
            values = [(value, axes.tick(value)) for value in ticks(*frame.y_span, 4)]
        else:
            most = frame.y_span[1]
            values = [(0.0, "0 %"), (most, f"{100 * most:.0f} %")]
        axes.paint_left(painter, frame, self.sizes, values)
        above = self.sizes.mark * len(shown.marks) if isinstance(shown, Lane) else 0
        if isinstance(shown, Lane) and shown.centres.size:
            above = self.sizes.mark
        axes.paint_formula(
            painter, name, frame.room.left() + 2, frame.room.top() - above - self.sizes.strip / 2
        )

    def _paint_left_names(self, painter: QPainter) -> None:
        """The y axes' names: one beside all histograms, one beside the curve."""
        for kinds, names in (((Lane, Blank), _SHARES), ((Curve,), _OUTPUTS)):
            rooms = [
                frame.room
                for shown, frame in zip(self.lanes, self.frames, strict=True)
                if isinstance(shown, kinds)
            ]
            if rooms:
                room = rooms[0].united(rooms[-1]).adjusted(0, -self.sizes.strip, 0, 0)
                axes.paint_left_name(painter, room, self.sizes, names)


def outputs(activation: str, span: tuple[float, float]) -> tuple[float, float]:
    """The y axis of g over an x axis: somewhat more than g takes."""
    low, high = (float(a) for a in curve(activation, np.array(span)))
    low, high = min(low, 0.0), max(high, {"tanh": 1.0, "sigmoid": 1.0}.get(activation, high), 1e-3)
    low = -1.0 if activation == "tanh" else low
    spare = 0.06 * (high - low)
    return low - spare, high + spare
