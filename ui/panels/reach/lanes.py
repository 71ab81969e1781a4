"""Two lanes over a plot along α: a bar where a network learns, a cross where it diverged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from ui import theme
from ui.drawing.pixel_item import PixelItem
from ui.panels.reach.learning_span import Span

Array = NDArray[Any]
LANE, TOP = 18, 4
HEIGHT = 2 * LANE + 2 * TOP
_BAR, _CROSS, _PAD = 10, 3.5, 4


@dataclass(frozen=True)
class Lane:
    """What a lane shows: its name and colour, where it learns, at which log10 α it diverged."""

    name: str
    role: str
    spans: tuple[Span, ...]
    diverged: tuple[float, ...]


class ReachLanes(PixelItem):
    """The lanes, at the top of the plot."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(15)
        self.lanes: tuple[Lane, ...] = ()

    def show_lanes(self, lanes: tuple[Lane, ...]) -> None:
        """Show these instead."""
        if lanes != self.lanes:
            self.lanes = lanes
            self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        width = size.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, width, min(HEIGHT, size.height())), theme.current().colour("raised"))
        painter.setPen(theme.current().colour("border"))
        painter.drawLine(QPointF(0, HEIGHT), QPointF(width, HEIGHT))
        for i, lane in enumerate(self.lanes):
            self._draw_lane(painter, lane, TOP + (i + 0.5) * LANE, width)

    def _draw_lane(self, painter: QPainter, lane: Lane, middle: float, width: float) -> None:
        colour = theme.current().colour(lane.role)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        bars = [self._bar(span, middle) for span in lane.spans]
        for bar in bars:
            painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QPen(colour, 1.8))
        crosses = self.across(np.array(lane.diverged)).tolist()
        for x in crosses:
            for slope in (-_CROSS, _CROSS):
                painter.drawLine(QPointF(x - _CROSS, middle - slope), QPointF(x + _CROSS, middle + slope))
        taken = [(bar.left(), bar.right()) for bar in bars] + [(x - _CROSS, x + _CROSS) for x in crosses]
        self._draw_name(painter, lane, middle, taken, width)

    def _bar(self, span: Span, middle: float) -> QRectF:
        left, right = self.across(np.log10([span.low, span.high])).tolist()
        return QRectF(left - 4, middle - _BAR / 2, right - left + 8, _BAR)

    def _draw_name(
        self, painter: QPainter, lane: Lane, middle: float, taken: list[tuple[float, float]], width: float
    ) -> None:
        """The lane's name at the left edge, or in the widest gap where that is taken."""
        painter.setFont(theme.font(0.92, bold=True))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(lane.name) + 2 * _PAD
        ends = sorted([(0.0, 0.0), *taken, (width, width)])
        gaps = [(end, start) for (_, end), (start, _) in pairwise(ends)]
        start = next((left for left, right in gaps if right - left >= wide + _PAD), None)
        if start is not None:
            room = QRectF(start + _PAD, middle - LANE / 2, wide, LANE)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, lane.name)
