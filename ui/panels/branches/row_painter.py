"""What a row of the tree looks like: its lane, its name, the change that made it, its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui import theme
from ui.drawing.lettering import shortened, write, write_right
from ui.drawing.markers import paint_marker

HEAD, ROW = 20, 36
"""Pixels of the heads of the columns, and of a row of two lines."""
_LINE, _LANE, _LANES, _COLUMN, _GAP = 17, 12, 48, 47, 6
_BEND = 6.0
_ROOMY = (170, 220, 250)
"""Pixels of width from which on there is a column of J, of the best J, of the end."""


@dataclass(frozen=True)
class Face:
    """All of a row that changes seldom. `lane` and `spread` are its depth and that of the deepest row."""

    number: int
    name: str
    made: str
    tip: str
    label: int
    lane: int
    spread: int
    above: int
    is_distant: bool
    is_bad: bool
    is_open: bool


def paint_faces(painter: QPainter, faces: Sequence[Face], width: int) -> None:
    """All rows but their grounds and numbers."""
    for at in reversed(range(len(faces))):  # the nearer kin over the further
        if faces[at].above >= 0:
            _paint_way(painter, faces, at)
    for at, face in enumerate(faces):
        room = QRectF(0, HEAD + at * ROW, width, ROW)
        paint_marker(painter, _node(faces, at), face.label)
        _paint_words(painter, room, face)


def paint_head(painter: QPainter, heads: tuple[str, str, str], width: int) -> None:
    """The names of the columns."""
    font = theme.font(0.85)
    painter.setFont(font)
    painter.setPen(theme.current().colour("muted"))
    for head, room in zip(heads, _columns(QRectF(0, 0, width, HEAD)), strict=True):
        if room is not None:
            write_right(painter, room, head, font)


def paint_values(painter: QPainter, row: QRectF, face: Face, values: tuple[str, str, str]) -> None:
    """End, J and the best J of a row."""
    font, worn = theme.font(0.95), theme.current()
    painter.setFont(font)
    rooms = _columns(QRectF(row.left(), row.top() + 2, row.width(), _LINE))
    for value, room, role in zip(values, rooms, ("muted", "text", "muted"), strict=True):
        if room is not None:
            painter.setPen(worn.colour("bad" if face.is_bad and role == "text" else role))
            write_right(painter, room, value, font)


def name_room(row: QRectF, face: Face) -> QRectF:
    """Where a row's name is."""
    left = _words_at(face)
    rooms = [room for room in _columns(row) if room is not None]
    right = min((room.left() for room in rooms), default=row.right() - _GAP) - _GAP
    return QRectF(left, row.top() + 2, max(right - left, 24), _LINE)


def _paint_words(painter: QPainter, row: QRectF, face: Face) -> None:
    worn, bold, font = theme.current(), theme.font(bold=True), theme.font(0.92)
    room = name_room(row, face)
    painter.setFont(bold)
    painter.setPen(worn.colour("bad" if face.is_bad else "muted" if face.is_open else "text"))
    write(painter, room.left(), room, shortened(face.name, bold, room.width()), bold)
    below = QRectF(room.left(), row.top() + _LINE, row.width() - room.left() - _GAP, _LINE)
    painter.setFont(font)
    painter.setPen(worn.colour("muted"))
    write(painter, below.left(), below, shortened(face.made, font, below.width()), font)


def _paint_way(painter: QPainter, faces: Sequence[Face], at: int) -> None:
    """From the road it left down and over to its own lane; dashed where it begins another network."""
    start, end = _node(faces, faces[at].above), _node(faces, at)
    pen = QPen(theme.current().class_colour(faces[at].label, 0.75), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if faces[at].is_distant:
        pen.setDashPattern([2.5, 2])
    path, bend = QPainterPath(start), min(_BEND, end.x() - start.x())
    path.lineTo(start.x(), end.y() - bend)
    path.quadTo(QPointF(start.x(), end.y()), QPointF(start.x() + bend, end.y()))
    path.lineTo(end)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _node(faces: Sequence[Face], at: int) -> QPointF:
    return QPointF(_lane_at(faces[at]), HEAD + at * ROW + 2 + _LINE / 2)


def _lane_at(face: Face) -> float:
    """Lanes move closer where there are many."""
    return 2 * theme.SPACE + face.lane * min(_LANE, _LANES / max(face.spread, 1))


def _words_at(face: Face) -> float:
    return _lane_at(face) + 11


def _columns(row: QRectF) -> tuple[QRectF | None, QRectF | None, QRectF | None]:
    """Where the end, J and the best J stand; None where there is no room."""
    has_cost, has_best, has_end = (row.width() >= least for least in _ROOMY)
    right = row.right() - _GAP
    best = QRectF(right - _COLUMN, row.top(), _COLUMN, row.height()) if has_best else None
    right -= _COLUMN * has_best
    cost = QRectF(right - _COLUMN, row.top(), _COLUMN, row.height()) if has_cost else None
    right -= _COLUMN
    end = QRectF(right - _COLUMN, row.top(), _COLUMN, row.height()) if has_end else None
    return end, cost, best
