"""The picture of how the search stands: state, bar, leader, and where the work went (claim O3)."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.search.board import Mirror
from ui import theme
from ui.drawing.lettering import height_of, whole, width_of, write, write_right
from ui.drawing.search_words import say_value
from ui.panels.progress import words
from ui.panels.progress.standing import Standing

_LINE, _BAR, _GAP = 20, 12, 8
_LEAST = 4 * _LINE
_NARROW = 300
"""Pixels below which what there is none of is not counted."""
_STATES = (("done", "done", "o", "good"), ("waiting", "not through", "ring", "muted"),
           ("diverged", "diverged", "x", "warning"), ("stopped", "stopped by halving", "bar", "muted"),
           ("killed", "ended by hand", "bar", "muted"))  # fmt: skip


class Board(QWidget):
    """Painted whole; nothing in it moves when numbers change."""

    def __init__(self) -> None:
        super().__init__()
        self._now: tuple[Mirror, Standing] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def show_standing(self, mirror: Mirror, stands: Standing) -> None:
        """Show this."""
        self._now = mirror, stands
        self.update()

    @property
    def _shown(self) -> tuple[Mirror, Standing]:
        assert self._now is not None
        return self._now

    def sizeHint(self) -> QSize:
        return QSize(300, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, _LEAST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._now is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(theme.SPACE, 0, -theme.SPACE, -theme.SPACE // 2)
        zoom = _zoom(room.width(), room.height())
        line = _LINE * zoom
        y = self._state(painter, room, line, zoom)
        y = self._counts(painter, room, y, line, zoom)
        y = self._leader(painter, room, y + _GAP * zoom, zoom)
        if room.bottom() - y >= 2 * line:
            self._waste(painter, room, y + _GAP * zoom, line, zoom)

    def _state(self, painter: QPainter, room: QRectF, line: float, zoom: float) -> float:
        """State and pace over the bar; the answer is where the next line begins."""
        mirror, stands = self._shown
        head, colours = QRectF(room.left(), 0, room.width(), line), theme.current()
        font = theme.font(zoom, bold=True)
        text = f"{words.state(mirror, stands)} · {_percent(stands.progress)}"
        self._text(painter, head, text, font, "text")
        pace, small = words.pace(mirror), theme.font(zoom)
        painter.setFont(small)
        painter.setPen(colours.colour("muted"))
        free = head.adjusted(width_of(text, font) + 2 * _GAP, 0, 0, 0)
        write_right(painter, free, whole(pace, small, free.width()), small)
        bar = QRectF(room.left(), line + 2, room.width(), _BAR * zoom)
        _bar(painter, bar, [(stands.progress, "muted" if words.rests(mirror) else "accent", False)])
        return bar.bottom() + 2

    def _counts(self, painter: QPainter, room: QRectF, y: float, line: float, zoom: float) -> float:
        (_, stands), font = self._shown, theme.font(0.92 * zoom)
        painter.setFont(font)
        x, there = room.left(), QRectF(room.left(), y, room.width(), line)
        is_narrow = room.width() < _NARROW * zoom
        for key, word, shape, role in _STATES:
            count = stands.counts[key]
            if not count and (is_narrow or key in ("stopped", "killed")):
                continue
            text = f"{count:,} {word}"
            if x + width_of(text, font) + line > room.right():
                break
            _mark(
                painter,
                QPointF(x + 5 * zoom, there.center().y()),
                4 * zoom,
                shape,
                role if count else "border",
            )
            painter.setPen(theme.current().colour("text" if count else "muted"))
            write(painter, x + 14 * zoom, there, text, font)
            x += 14 * zoom + width_of(text, font) + 2 * _GAP * zoom
        total = f"of {stands.wanted:,}"
        if x + width_of(total, font) <= room.right():
            painter.setPen(theme.current().colour("muted"))
            write(painter, x, there, total, font)
        return there.bottom()

    def _leader(self, painter: QPainter, room: QRectF, y: float, zoom: float) -> float:
        mirror, stands = self._shown
        objective, leader = mirror.study.objective, stands.leader
        bold, plain = theme.font(zoom, bold=True), theme.font(zoom)
        value = say_value(objective, stands.value) if leader else "–"
        sizes = [theme.font(size * zoom, bold=True) for size in (2.2, 1.8, 1.4)]
        large = next((f for f in sizes if width_of(value, f) <= 0.5 * room.width()), sizes[-1])
        tall = max(height_of(large), 2 * _LINE * zoom)
        head = QRectF(room.left(), y, room.width(), tall)
        self._text(painter, head, value, large, "text")
        left = width_of(value, large) + 2 * _GAP
        beside = [QRectF(head.left() + left, y + i * tall / 2, head.width() - left, tall / 2) for i in (0, 1)]
        if leader is None:
            self._text(painter, beside[0], words.no_leader(stands), bold, "muted")
            return head.bottom()
        first, second = words.leader(mirror, leader)
        below = QRectF(room.left(), head.bottom(), room.width(), _LINE * zoom)
        if width_of(second, plain) <= beside[1].width() or below.bottom() > self.height():
            self._text(painter, beside[0], first, bold, "text")
            self._text(painter, beside[1], second, plain, "text")
            return head.bottom()
        self._text(painter, beside[0].united(beside[1]), first, bold, "text")
        self._text(painter, below, second, plain, "text")
        return below.bottom()

    def _waste(self, painter: QPainter, room: QRectF, y: float, line: float, zoom: float) -> None:
        mirror, stands = self._shown
        share, sentence = words.waste(stands)
        bold, plain, small = theme.font(1.2 * zoom, bold=True), theme.font(zoom), theme.font(0.92 * zoom)
        head = QRectF(room.left(), y, room.width(), line * 1.1)
        self._text(painter, head, share, bold, "warning")
        rest = head.adjusted(width_of(share, bold) + _GAP if share else 0, 0, 0, 0)
        self._text(painter, rest, sentence, plain, "text" if share else "muted")
        bar = QRectF(room.left(), head.bottom() + 2, room.width(), _BAR * zoom)
        _bar(painter, bar, _parts(stands))
        below = QRectF(room.left(), bar.bottom() + 1, room.width(), 0.85 * line)
        self._name_parts(painter, below, stands, small)
        last = below.translated(0, line)
        if last.bottom() <= self.height():
            halved = mirror.study.plan.halving.keep_one_in > 1
            self._text(painter, last, words.savings(stands, halved), small, "muted")

    def _name_parts(self, painter: QPainter, room: QRectF, stands: Standing, font: QFont) -> None:
        """Under each part of the bar what it is, as far as there is room."""
        x, free = room.left(), room.left()
        parts = [
            (share, name)
            for (share, _, _), name in zip(_parts(stands), ("worse half", "better half"), strict=False)
        ]
        if parts and stands.share_saved:
            parts.append((stands.share_saved, "not spent"))
        for share, name in parts:
            left = max(min(x, room.right() - width_of(name, font)), free)
            if left + width_of(name, font) <= room.right() + 1:
                self._text(
                    painter,
                    QRectF(left, room.top(), room.right() - left + 1, room.height()),
                    name,
                    font,
                    "muted",
                )
                free = left + width_of(name, font) + _GAP
            x += share * room.width()

    def _text(self, painter: QPainter, room: QRectF, text: str, font: QFont, role: str) -> None:
        painter.setFont(font)
        painter.setPen(theme.current().colour(role))
        write(painter, room.left(), room, whole(text, font, max(room.width(), 0)), font)


def _parts(stands: Standing) -> list[tuple[float, str, bool]]:
    """The worse half, the better half and what was saved, as shares of what the ended might have spent."""
    if math.isnan(stands.wasted):
        return []
    spent = 1.0 - stands.share_saved
    return [(stands.wasted * spent, "warning", True), ((1 - stands.wasted) * spent, "good", False)]


def _zoom(width: float, height: float) -> float:
    """Larger type where there is room, in quarters."""
    return min(max(math.floor(4 * min(width / 480, height / 200)) / 4, 1.0), 2.5)


def _bar(painter: QPainter, room: QRectF, parts: list[tuple[float, str, bool]]) -> None:
    """Parts one after the other on a groove; the hatched are told apart without their colour."""
    colours, x = theme.current(), room.left()
    painter.setRenderHint(
        QPainter.RenderHint.Antialiasing, False
    )  # a wide rectangle takes a millisecond with it
    painter.fillRect(room, colours.colour("border"))
    painter.fillRect(room.adjusted(1, 1, -1, -1), colours.colour("grid"))
    for share, role, hatched in parts:
        part = QRectF(x, room.top(), share * room.width(), room.height())
        painter.fillRect(part, colours.colour(role, 0.3 if hatched else 1.0))
        if hatched:
            painter.fillRect(part, QBrush(colours.colour(role), Qt.BrushStyle.BDiagPattern))
        x = part.right()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _mark(painter: QPainter, at: QPointF, r: float, shape: str, role: str) -> None:
    colour = theme.current().colour(role)
    painter.setPen(QPen(colour, r / 2.5))
    painter.setBrush(colour if shape == "o" else Qt.BrushStyle.NoBrush)
    if shape == "x":
        painter.drawLine(at + QPointF(-r, -r), at + QPointF(r, r))
        painter.drawLine(at + QPointF(-r, r), at + QPointF(r, -r))
    elif shape == "bar":
        painter.drawLine(at + QPointF(-r, 0), at + QPointF(r, 0))
    else:
        painter.drawEllipse(at, r - 0.5, r - 0.5)


def _percent(share: float) -> str:
    """Never 100 % before all is done."""
    return f"{math.floor(100 * share + 1e-9)} %"
