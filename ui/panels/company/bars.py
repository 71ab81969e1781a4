"""One example's ŷ four times over: a group of bars a way, classes by colour and marker."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from simulator.probes.company import WAYS, CompanyView
from ui import theme
from ui.drawing.markers import paint_marker
from ui.drawing.pens import pen
from ui.drawing.still_layer import StillLayer

Array = NDArray[Any]
ALONE, AVERAGES = 2, 3
"""Which of `WAYS` collapses, and which is test time."""
_LEFT, _NAMES, _MARKERS, _BELOW, _NUMBER = 52, 40, 18, 24, 16
_GAP = theme.SPACE
_LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
_NAMED = tuple(way.replace("-", "\N{NON-BREAKING HYPHEN}") for way in WAYS)
_MARKER_FROM, _CAP = 9.0, 3.0


class CompanyBars(QWidget):
    """Four groups on one axis from 0 to 1; the last, which stays the same in any company, stands out."""

    pointed = Signal(object)
    """(way, class) under the cursor, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self._view: CompanyView | None = None
        self._still = StillLayer(self)

    def show_view(self, view: CompanyView | None) -> None:
        """Draw another example, or nothing."""
        self._view = view
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 260)

    def group(self, way: int) -> QRectF:
        """Where the bars of a way stand: from 0 at its bottom to 1 at its top."""
        width = (self.width() - _LEFT - theme.SPACE) / len(WAYS)
        height = max(self.height() - _NAMES - _NUMBER - _MARKERS - _BELOW, 1)
        return QRectF(_LEFT + way * width + _GAP / 2, _NAMES + _NUMBER, max(width - _GAP, 1), height)

    def bar(self, way: int, label: int) -> QRectF:
        """The whole room of a bar, up to 1."""
        group, classes = self.group(way), 1 if self._view is None else max(self._view.y_hat.shape[1], 1)
        step = (group.width() - 2 * _GAP / 2) / classes
        gap = min(step / 5, 4.0)
        left = group.left() + _GAP / 2 + label * step + gap / 2
        return QRectF(left, group.top(), max(step - gap, 1), group.height())

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        view = self._view
        if view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(0.92))
        lost = tuple(way for way in range(AVERAGES) if is_lost(view, way))
        known = np.isfinite(view.y_hat)
        self._still.paint(
            painter, (lost, known.shape, known.tobytes()), lambda on: self._paint_still(on, lost, known)
        )
        painter.setFont(theme.font(0.92))
        for way in range(len(WAYS)):
            self._paint_group(painter, view, way)
        if view.batch_norm:
            self._paint_whiskers(painter, view)

    def _paint_still(self, painter: QPainter, lost: tuple[int, ...], known: Array) -> None:
        """All but the bars and what is said of them."""
        painter.setFont(theme.font(0.92))
        self._paint_ground(painter, AVERAGES, "accent", 0.12)
        for way in lost:
            self._paint_ground(painter, way, "bad", 0.08)
        self._paint_axis(painter)
        for way in range(len(WAYS)):
            self._paint_name(painter, way)
            for label in np.flatnonzero(known[way]).tolist():
                self._paint_marker(painter, way, label)

    def _paint_ground(self, painter: QPainter, way: int, role: str, alpha: float) -> None:
        room = self.group(way)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour(role, alpha))
        painter.drawRoundedRect(QRectF(room.left(), 0, room.width(), self.height()), 4, 4)

    def _paint_axis(self, painter: QPainter) -> None:
        room, right = self.group(0), self.group(AVERAGES).right()
        metrics = QFontMetricsF(painter.font())
        every = 1 if room.height() / 4 >= metrics.height() else 4
        for level in _LEVELS:
            y = room.bottom() - level * room.height()
            painter.setPen(pen("grid" if level else "axis"))
            painter.drawLine(QPointF(_LEFT - 4, y), QPointF(right, y))
            if round(4 * level) % every == 0:
                painter.setPen(theme.current().colour("muted"))
                painter.drawText(QRectF(16, y - 9, _LEFT - 16 - 8, 18), _RIGHT, f"{level:g}")
        painter.save()
        painter.translate(8, room.center().y())
        painter.rotate(-90)
        name = metrics.elidedText("ŷ (probability)", Qt.TextElideMode.ElideRight, room.height() + 40)
        painter.drawText(QRectF(-150, -10, 300, 20), Qt.AlignmentFlag.AlignCenter, name)
        painter.restore()

    def _paint_name(self, painter: QPainter, way: int) -> None:
        room = self.group(way)
        painter.setFont(theme.font(0.92, bold=way == AVERAGES))
        painter.setPen(theme.current().colour("text" if way == AVERAGES else "muted"))
        names = QRectF(room.left() + 2, 2, room.width() - 4, _NAMES - 2)
        painter.drawText(names, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, _NAMED[way])

    def _paint_marker(self, painter: QPainter, way: int, label: int) -> None:
        room = self.bar(way, label)
        if room.width() >= _MARKER_FROM:
            paint_marker(painter, QPointF(room.center().x(), room.bottom() + _MARKERS / 2), label)

    def _paint_group(self, painter: QPainter, view: CompanyView, way: int) -> None:
        room, worn = self.group(way), theme.current()
        painter.setFont(theme.font(0.92))
        for label, value in enumerate(view.y_hat[way]):
            if math.isfinite(value):
                self._paint_bar(painter, view, way, label, float(value))
        below = QRectF(room.left(), room.bottom() + _MARKERS, room.width(), _BELOW)
        painter.setFont(theme.font(0.92, bold=True))
        off = difference(view, way)
        painter.setPen(worn.colour("accent" if way == AVERAGES else "text" if off < 0.001 else "bad"))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _in_short(off, way, room.width()))

    def _paint_bar(self, painter: QPainter, view: CompanyView, way: int, label: int, value: float) -> None:
        room = self.bar(way, label)
        height = min(max(value, 0.0), 1.0) * room.height()
        bar = QRectF(room.left(), room.bottom() - height, room.width(), height)
        is_true = label == view.y
        painter.setBrush(theme.current().class_colour(label))
        painter.setPen(QPen(theme.current().colour("text"), 1.5) if is_true else Qt.PenStyle.NoPen)
        painter.drawRect(bar)
        if is_true:
            painter.setPen(theme.current().colour("text"))
            above = view.highest[label] if way == 0 and view.batch_norm else value
            top = room.bottom() - room.height() * (min(max(value, above), 1.0) if above == above else value)
            text = QRectF(room.center().x() - 14, top - _NUMBER - 1, 28, _NUMBER)
            painter.fillRect(
                text, theme.current().colour("raised", 0.7)
            )  # it may lie over a taller neighbour
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, f"{value:.2f}")

    def _paint_whiskers(self, painter: QPainter, view: CompanyView) -> None:
        """From the lowest to the highest ŷ the example gets in 64 mini-batches it could be in."""
        painter.setPen(QPen(theme.current().colour("text"), 1.5))
        for label, (low, high) in enumerate(zip(view.lowest, view.highest, strict=True)):
            if not (math.isfinite(low) and math.isfinite(high)):
                continue
            room = self.bar(0, label)
            x, cap = room.center().x(), min(_CAP, room.width() / 2)
            ys = [room.bottom() - float(np.clip(end, 0, 1)) * room.height() for end in (low, high)]
            painter.drawLine(QPointF(x, ys[0]), QPointF(x, ys[1]))
            for y in ys:
                painter.drawLine(QPointF(x - cap, y), QPointF(x + cap, y))

    # Pointing ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._bar_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self.pointed.emit(None)

    def _bar_at(self, place: QPointF) -> tuple[int, int] | None:
        if self._view is None:
            return None
        for way in range(len(WAYS)):
            group = self.group(way)
            if group.left() <= place.x() <= group.right():
                classes = self._view.y_hat.shape[1]
                nearest = min(range(classes), key=lambda c: abs(self.bar(way, c).center().x() - place.x()))
                return way, nearest
        return None


_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def is_lost(view: CompanyView, way: int) -> bool:
    """Whether nothing of the example is left on a way: z_norm = 0 in every unit."""
    return view.batch_norm and view.z_norm.shape[1] > 0 and not view.z_norm[way].any()


def difference(view: CompanyView, way: int) -> float:
    """The largest difference of a class' probability from that of the averages."""
    with np.errstate(invalid="ignore"):
        return float(np.abs(view.y_hat[way] - view.y_hat[AVERAGES]).max(initial=0.0))


def _in_short(off: float, way: int, width: float) -> str:
    if way == AVERAGES:
        return "test time"
    if not math.isfinite(off):
        return "–"
    number = "0" if off < 1e-9 else f"{off:.3f}" if off >= 0.001 else "< 0.001"
    return f"off by {number}" if width >= 76 else number
