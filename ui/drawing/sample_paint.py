"""How samples are painted: a bar of shares over each interval, and below the heap of dots themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from simulator.sampling import Shares
from ui import theme
from ui.drawing.inscription import TITLE
from ui.drawing.lettering import height_of, width_of, write
from ui.drawing.pens import pen
from ui.drawing.pixel_item import PixelItem, polygon
from ui.drawing.stamps import paint_dots

Array = NDArray[Any]
_DOT, _FEW, _SMALL_DOT = 2.6, 700, 1.8
_RING = 7.0
_BIG, HUGE = 84, 240
"""Pixels of bars from which on their figures are large, and of their height from which on they are huge."""
_TIGHT = 48
"""Pixels of bars below which theory is but a line."""


@dataclass(frozen=True)
class Heap:
    """What is painted: `edges` and dots `x` (n,) on the axis in [0, 1], heights `v` (n,), the density's
    outline `at`, `heights` (its largest is 1), and the newest dot's place, if there is one."""

    shares: Shares
    edges: Array
    x: Array
    v: Array
    at: Array
    heights: Array
    newest: float | None = None


class SamplePicture(PixelItem):
    """Bars down to `floor` pixels above the bottom, the heap below; `role` colours both."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.heap: Heap | None = None
        self.floor = 0.0
        self._falling: tuple[Array, Array, Array] = (np.empty(0),) * 3

    def show_heap(self, heap: Heap | None) -> None:
        """Other samples, or none."""
        self.heap = heap
        self.update()

    def show_falling(self, x: Array, v: Array, down: Array) -> None:
        """Where samples in the air will lie, and how far they have come: from 0 to 1."""
        if len(x) or len(self._falling[0]):
            self._falling = x, v, down
            self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        heap = self.heap
        if heap is None or size.height() <= self.floor:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = size.height() - self.floor
        self._paint_bars(painter, heap, base)
        self._paint_heap(painter, heap, size, base)
        self._paint_falling(painter, heap, size, base)

    # Bars -------------------------------------------------------------------------------------------

    def _paint_bars(self, painter: QPainter, heap: Heap, base: float) -> None:
        edges, shares = self.across(heap.edges), heap.shares
        tops = self.down(100 * shares.measured)
        bands = self.down(
            100 * np.clip([shares.theory + 2 * shares.chance, shares.theory - 2 * shares.chance], 0, 1)
        )
        lines = self.down(100 * shares.theory)
        worn = theme.current()
        there = [i for i in range(len(tops)) if shares.counts[i] or shares.theory[i]]
        for i in there:
            left, right = edges[i] + 1, edges[i + 1] - 1
            bar = QRectF(left, tops[i], max(right - left, 1), base - tops[i])
            painter.fillRect(bar, worn.colour(self._role, 0.38))
            painter.fillRect(QRectF(left, tops[i], bar.width(), 2), worn.colour(self._role))
            band = QRectF(left, bands[0, i], bar.width(), bands[1, i] - bands[0, i])
            painter.fillRect(band, worn.colour("muted", 0.22))
            painter.setPen(pen("law"))
            painter.drawLine(QPointF(left, lines[i]), QPointF(left + bar.width(), lines[i]))
        painter.setPen(pen("zero"))
        painter.drawLine(QPointF(edges[0], base), QPointF(edges[-1], base))
        for i in there:
            top = min(tops[i], bands[0, i])
            self._paint_figure(painter, shares, i, QRectF(edges[i], top, edges[i + 1] - edges[i], base - top))

    def _paint_figure(self, painter: QPainter, shares: Shares, i: int, bar: QRectF) -> None:
        """The measured share over its bar, and what theory says where there is room for it."""
        measured, theory = percent(shares.measured[i]), f"theory {percent(shares.theory[i])}"
        wide_enough = bar.width() >= 2 * _BIG
        scale = 2.0 if wide_enough and bar.bottom() >= HUGE else 1.4 if bar.bottom() >= 2 * _BIG else 1.0
        large, small = theme.font(scale, bold=True), theme.font(0.92)
        wide, beside = width_of(measured, large), width_of(theory, small)
        if wide > bar.width():
            return
        both = wide + 6 + beside <= bar.width() - 4 and bar.bottom() >= _TIGHT
        x = bar.center().x() - (wide + (6 + beside if both else 0)) / 2
        room = QRectF(x, bar.top() - height_of(large) - 1, bar.width(), height_of(large))
        worn = theme.current()
        for at, text, font, role in ((x, measured, large, "text"), (x + wide + 6, theory, small, "muted")):
            if role == "text" or both:
                painter.setFont(font)
                painter.setPen(worn.colour(role))
                write(painter, at, room, text, font)

    # The heap ---------------------------------------------------------------------------------------

    def _paint_heap(self, painter: QPainter, heap: Heap, size: QSizeF, base: float) -> None:
        worn, bottom = theme.current(), size.height()
        high = bottom - base - 6
        at, tops = self.across(heap.at), bottom - high * heap.heights
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.colour(self._role, 0.14))
        outline = polygon(np.concatenate([at[:1], at, at[-1:]]), np.concatenate([[bottom], tops, [bottom]]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # its edge is drawn next
        painter.drawPolygon(outline)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(worn.colour(self._role, 0.9), 1.2))
        painter.drawPolyline(polygon(at, tops))
        x, y = self._dots(heap, heap.x, heap.v, size, base)
        radius = _DOT if len(x) <= _FEW else _SMALL_DOT
        paint_dots(painter, x, y, radius, worn.colour(self._role, 0.75))
        if heap.newest is not None and len(x):
            painter.setPen(QPen(worn.colour("text"), 1.5))
            painter.drawEllipse(QPointF(x[-1], y[-1]), _RING, _RING)

    def _dots(self, heap: Heap, x: Array, v: Array, size: QSizeF, base: float) -> tuple[Array, Array]:
        """Pixels of dots: as high in the heap as v says, under the outline of its density."""
        high = size.height() - base - 6
        return self.across(x), size.height() - 3 - v * np.maximum(
            high * np.interp(x, heap.at, heap.heights) - 6, 0
        )

    def _paint_falling(self, painter: QPainter, heap: Heap, size: QSizeF, base: float) -> None:
        at, v, down = self._falling
        if not len(at):
            return
        x, y = self._dots(heap, at, v, size, base)
        now = TITLE + down * (y - TITLE)
        painter.setPen(pen("edit"))
        for across, height, end in zip(x.tolist(), now.tolist(), y.tolist(), strict=True):
            painter.drawLine(QPointF(across, height), QPointF(across, end))
        paint_dots(painter, x, now, 1.6 * _DOT, theme.current().colour("text"))


def percent(share: float) -> str:
    """ "25 %", "9.1 %", "0.9 %", "<0.1 %", "0 %" """
    if 0 < share < 0.0005:
        return "<0.1 %"
    return f"{100 * share:.{0 if share >= 0.0995 or share == 0 else 1}f} %"
