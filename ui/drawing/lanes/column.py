"""Histograms over one another on one x axis, under a head with the number that matters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing.lanes import axes
from ui.drawing.lanes.lanes import Blank, Curve, Head, Lane, shares
from ui.drawing.lanes.painter import (
    Frame,
    paint_bars,
    paint_centres,
    paint_examples,
    paint_mark,
    paint_pin,
)
from ui.drawing.lanes.steady_range import SteadyRange, roomy_share
from ui.drawing.lanes.still import Still, outputs
from ui.drawing.still_layer import StillLayer
from ui.maths import MathLabel

Shown = Lane | Curve | Blank
Name = tuple[str, ...]
"""LaTeX of a lane's name, from brief to full."""
_WRAPPED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class LaneColumn(QWidget):
    """Lanes of the given weights; `x_name` names the axis below them."""

    pointed = Signal(int, float)
    """The cursor is in a lane (-1: in none), at x."""

    def __init__(self, names: Sequence[Name], weights: Sequence[float], x_name: str) -> None:
        super().__init__()
        self._names, self._x_name = tuple(names), x_name
        self._unset = [_Unset(latex, self) for name in names for latex in name]
        self._ends = np.concatenate([[0.0], np.cumsum(weights) / np.sum(weights)]).tolist()
        self._tops = [SteadyRange(roomy_share) for _ in names]
        self._head, self._sentence = Head(""), ""
        self._lanes: tuple[Shown, ...] = ()
        self._heights: list[list[np.ndarray]] = []
        self._span = (-2.0, 2.0)
        self._still = StillLayer(self)
        self.setMouseTracking(True)
        self.setMinimumSize(120, 80)
        self._measure()

    @property
    def lanes(self) -> tuple[Shown, ...]:
        """What is on screen; nothing beside a sentence."""
        return self._lanes

    @property
    def head(self) -> Head:
        """What stands over it."""
        return self._head

    @property
    def sentence(self) -> str:
        """What stands there in place of lanes."""
        return self._sentence

    @property
    def span(self) -> tuple[float, float]:
        """The x axis."""
        return self._span

    def show_lanes(self, head: Head, lanes: Sequence[Shown], span: tuple[float, float]) -> None:
        """Draw these lanes over this x axis."""
        self._head, self._lanes, self._sentence, self._span = head, tuple(lanes), "", span
        bars = (shown.bars if isinstance(shown, Lane) else () for shown in self._lanes)
        self._heights = [[shares(each, span) for each in lane] for lane in bars]
        for top, heights in zip(self._tops, self._heights, strict=True):
            if heights:
                top.follow(0.0, max(float(height.max()) for height in heights))
        self.update()

    def say(self, head: Head, sentence: str) -> None:
        """Say why there is nothing to draw."""
        if (head, sentence) != (self._head, self._sentence):
            self._head, self._lanes, self._sentence = head, (), sentence
            for top in self._tops:
                top.forget()
            self.update()

    def apply_theme(self) -> None:
        """Draw all of it anew."""
        self._still.forget()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 280)

    # Room -------------------------------------------------------------------------------------------

    def room(self, index: int) -> QRectF:
        """Where a lane's bars are drawn."""
        return self._rooms[index]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        self._sizes = sizes = axes.measures(self.width(), self.height())
        scale = min(max(min(self.height() / 240, self.width() / 200), 1.2), 2.6)
        self._number_font = theme.font(scale, bold=True)  # legible from afar where the panel is large
        self._top = top = round(QFontMetricsF(self._number_font).height() + 2)
        width = max(self.width() - sizes.gutter - round(14 * sizes.scale), 8)
        height = max(self.height() - top - sizes.axis, 8)
        self._inner = QRectF(sizes.gutter, top, width, height)
        edges = [top + end * height for end in self._ends]
        self._rooms = [
            QRectF(sizes.gutter, start + sizes.strip, width, max(end - start - sizes.strip - 4, 4.0))
            for start, end in pairwise(edges)
        ]
        self._rooms[-1].setBottom(max(self._rooms[-1].bottom(), self._inner.bottom()))

    def _frame(self, index: int) -> Frame:
        """Where a lane's values are drawn: under its brackets."""
        shown, room = self._lanes[index], self._rooms[index]
        if isinstance(shown, Curve):
            return Frame(room, self._span, outputs(shown.activation, self._span))
        if isinstance(shown, Blank):
            return Frame(room, self._span, (0.0, 1.0))
        rows = max(len(shown.marks), 1 if shown.centres.size else 0)
        room = room.adjusted(0, min(self._sizes.mark * rows, room.height() - 4), 0, 0)
        return Frame(room, self._span, self._tops[index].now or (0.0, 1.0))

    def _naming(self, index: int) -> str:
        """A lane's name: in full where that leaves room for its words."""
        shown, names = self._lanes[index], self._names[index]
        if isinstance(shown, Blank) or not names:
            return ""
        font = self._sizes.font
        spare = self._inner.width() - axes.width_of(axes.together(shown.words), font) - 2 * theme.SPACE
        fitting = [latex for latex in names if axes.formula_size(latex, font).width() <= spare]
        return (fitting or names)[-1 if fitting else 0]

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(theme.SPACE, 0, self.width() - 20, self._top)
        line = axes.head_line(head, self._head, self._number_font, self._sizes.font)
        axes.paint_number(painter, line, self._head, self._number_font)
        painter.setFont(self._sizes.font)
        if self._sentence or not self._lanes:
            axes.paint_head(painter, line, self._sizes.font)
            painter.setFont(self._sizes.font)
            painter.setPen(theme.current().colour("muted"))
            painter.drawText(self.rect().adjusted(16, self._top, -16, -16), _WRAPPED, self._sentence)
        if self._lanes:
            frames = tuple(self._frame(index) for index in range(len(self._lanes)))
            names = tuple(self._naming(index) for index in range(len(self._lanes)))
            still = Still(self._lanes, frames, names, self._inner, self._sizes, self._x_name, line)
            self._still.paint(painter, still, still.paint)
            for index, frame in enumerate(frames):
                self._paint_moving(painter, index, frame, names[index])

    def _paint_moving(self, painter: QPainter, index: int, frame: Frame, name: str) -> None:
        shown, room, sizes = self._lanes[index], self._rooms[index], self._sizes
        if isinstance(shown, Blank):
            return
        taken = axes.formula_size(name, sizes.font).width() + theme.SPACE if name else 0.0
        strip = QRectF(room.left() + taken, room.top() - sizes.strip, room.width() - taken, sizes.strip)
        inks = shown.inks if isinstance(shown, Lane) and shown.inks else (shown.pen,) * len(shown.words)
        axes.paint_words(painter, strip, shown.words, inks, sizes.font)
        if isinstance(shown, Curve):
            paint_examples(painter, frame, shown)
            return
        for bars, heights in zip(shown.bars, self._heights[index], strict=True):
            paint_bars(painter, frame, bars, heights)
        for row, mark in enumerate(shown.marks):
            paint_mark(painter, frame, mark, sizes.mark * (row + 0.5))
        paint_centres(painter, frame, shown.centres, shown.pen, sizes.mark)
        if shown.pin is not None:
            paint_pin(painter, frame, shown.pin)

    # Pointing ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, inner = event.position(), self._inner
        above = -self._sizes.strip
        over = [
            index
            for index, shown in enumerate(self._lanes)
            if not isinstance(shown, Blank) and self._rooms[index].adjusted(0, above, 0, 4).contains(place)
        ]
        share = (place.x() - inner.left()) / inner.width()
        x = self._span[0] + share * (self._span[1] - self._span[0])
        self.pointed.emit(over[0] if over else -1, float(x))

    def leaveEvent(self, _event: QEvent) -> None:
        self.pointed.emit(-1, 0.0)


class _Unset(MathLabel):
    """Has a formula set when there is time, and its column drawn then; never on show itself."""

    def __init__(self, latex: str, column: LaneColumn) -> None:
        super().__init__(latex, parent=column)
        self.hide()

    def set_now(self) -> None:
        super().set_now()
        self.parentWidget().apply_theme()
