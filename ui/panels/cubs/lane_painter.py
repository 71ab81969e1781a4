"""One lane: who it is, its learning curve with marks, and what came of the last change."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from simulator.search.objectives import Objective
from ui import theme
from ui.drawing.lettering import height_of, shortened, whole, width_of, write, write_right
from ui.drawing.pens import pen
from ui.drawing.search_words import say_value
from ui.drawing.stamps import is_on_screen
from ui.drawing.stroke import stroke
from ui.panels.cubs.lane_stamps import pixmap_of
from ui.panels.cubs.lives import Life, marks_of, state_words, title, verdict_words
from ui.panels.cubs.ranges import Ranges

Array = NDArray[Any]
_GUTTER, _LABELS, _DOT = 52, 15, 4
"""Pixels left of a curve, over it for the words of its marks, and of the dot at its end."""
_ROLES = {"better": "good", "worse": "bad", "diverged": "warning"}
_SIGNS = {"better": "▲", "worse": "▼", "diverged": "×", "same": "=", "unknown": "…"}


def plot_of(lane: QRectF) -> QRectF:
    """Where the curve of a lane is."""
    line = height_of(theme.font())
    return lane.adjusted(_GUTTER, 2 * line + 8 + _LABELS, -theme.SPACE - 4, -line - 10)


def paint_life(painter: QPainter, life: Life, lane: QRectF, ranges: Ranges, objective: Objective) -> None:
    """All of a lane but its ground."""
    plot = plot_of(lane)
    _paint_ground(painter, lane, ranges)
    _paint_head(painter, life, lane, objective)
    if plot.height() > 2 * _DOT and plot.width() > 2 * _DOT:
        _paint_curves(painter, life, plot, ranges)
        _paint_marks(painter, life, plot, ranges)
    _paint_verdict(painter, life, lane, objective)


def _paint_head(painter: QPainter, life: Life, lane: QRectF, objective: Objective) -> None:
    font, bold = theme.font(0.95), theme.font(bold=True)
    line = height_of(theme.font())
    room = QRectF(theme.SPACE, lane.top() + 3, lane.width() - 2 * theme.SPACE - 4, line + 2)
    wide = room.width() - _paint_value(painter, life, room, objective) - 12
    name = shortened(title(life.trial), bold, wide)
    _write(painter, room, name, "text", bold=True)
    beside = room.adjusted(width_of(name, bold) + 10, 0, 0, 0)
    _write(painter, beside, whole(state_words(life), font, wide - beside.left() + room.left()), "muted")
    _write(painter, room.translated(0, line + 2), whole(life.settings, font, wide), "text")


def _paint_value(painter: QPainter, life: Life, room: QRectF, objective: Objective) -> float:
    """In large, at the right; the answer is its width."""
    large, is_broken = theme.font(1.5, bold=True), life.trial.state == "diverged"
    value = "diverged" if is_broken else say_value(objective, life.value)
    painter.setFont(large)
    painter.setPen(theme.current().colour("warning" if is_broken else "text"))
    write_right(painter, room.adjusted(0, 0, 0, room.height()), value, large)
    return width_of(value, large)


def _write(painter: QPainter, room: QRectF, text: str, role: str, bold: bool = False) -> None:
    font = theme.font(bold=True) if bold else theme.font(0.95)
    painter.setFont(font)
    painter.setPen(theme.current().colour(role))
    write(painter, room.left(), room, text, font)


def _paint_ground(painter: QPainter, lane: QRectF, ranges: Ranges) -> None:
    """What all lanes have alike: on screen it is copied, the lines alone take as long as a curve."""
    if is_on_screen(painter):
        ratio = painter.device().devicePixelRatio()
        ground = _ground(theme.current(), ranges, lane.width(), lane.height(), ratio)
        painter.drawPixmap(lane.topLeft(), ground)
    else:
        _draw_ground(painter, lane, ranges)


@lru_cache(maxsize=4)
def _ground(_worn: theme.Theme, ranges: Ranges, width: float, height: float, ratio: float) -> QPixmap:
    lane = QRectF(0, 0, width, height)
    return pixmap_of(lambda painter: _draw_ground(painter, lane, ranges), lane, ratio)


def _draw_ground(painter: QPainter, lane: QRectF, ranges: Ranges) -> None:
    painter.setPen(pen("border"))
    painter.drawLine(QPointF(0, lane.bottom() - 0.5), QPointF(lane.right(), lane.bottom() - 0.5))
    plot = plot_of(lane)
    if plot.height() > 2 * _DOT and plot.width() > 2 * _DOT:
        _paint_axis(painter, plot, ranges)


def _paint_axis(painter: QPainter, plot: QRectF, ranges: Ranges) -> None:
    colours, font = theme.current(), theme.font(0.85)
    painter.setFont(font)
    for value, text in ranges.value_ticks:
        y = round(float(ranges.y(value, plot))) + 0.5
        painter.setPen(pen("grid"))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(colours.colour("muted"))
        write_right(painter, QRectF(0, y - 8, plot.left() - 6, 16), text, font)


def _paint_curves(painter: QPainter, life: Life, plot: QRectF, ranges: Ranges) -> None:
    """The parent's curve under its own, which ends in a dot, or in a cross where it diverged."""
    for curve, role in ((life.parent_curve, "own"), (life.curve, "averages")):
        if len(curve) > 1:
            painter.setPen(pen(role))
            stroke(painter, ranges.x(curve[:, 0], plot), ranges.y(curve[:, 1], plot))
    if not len(life.curve):
        return
    end = QPointF(float(ranges.x(life.curve[-1, 0], plot)), float(ranges.y(life.curve[-1, 1], plot)))
    if life.trial.state == "diverged":
        painter.setPen(pen("warning"))
        for up in (-_DOT, _DOT):
            painter.drawLine(end + QPointF(-_DOT, -up), end + QPointF(_DOT, up))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().colour("accent"))
    painter.drawEllipse(end, _DOT, _DOT)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_marks(painter: QPainter, life: Life, plot: QRectF, ranges: Ranges) -> None:
    """Where it was cloned and where a setting was changed; the last label has the first choice."""
    font, free = theme.font(0.85), plot.right()
    painter.setFont(font)
    for step, words in reversed(marks_of(life)):
        x, wide = float(ranges.x(np.float64(step), plot)), width_of(words, font)
        painter.setPen(pen("edit"))
        painter.drawLine(QPointF(x, plot.top() - _LABELS + 2), QPointF(x, plot.bottom()))
        left = min(x + 4, plot.right() - wide)
        if left + wide <= free + 1 and left >= plot.left():
            write(painter, left, QRectF(left, plot.top() - _LABELS, wide, _LABELS), words, font)
            free = left - 8


def _paint_verdict(painter: QPainter, life: Life, lane: QRectF, objective: Objective) -> None:
    line, word = height_of(theme.font()), life.verdict.word if life.verdict else ""
    room = QRectF(theme.SPACE, lane.bottom() - line - 7, lane.width() - 2 * theme.SPACE, line + 2)
    words = verdict_words(life, objective)
    text = whole(f"{_SIGNS[word]} {words}" if word else words, theme.font(bold=bool(word)), room.width())
    _write(painter, room, text, _ROLES.get(word, "text" if word else "muted"), bold=bool(word))
