"""The line itself: a mouse drags the playhead, turns its wheel to zoom, and reads what is under it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from simulator.snapshot import Snapshot
from ui import theme
from ui.drawing.numerals import four_digits
from ui.timeline.axis import Axis
from ui.timeline.markers import Marker, Markers
from ui.timeline.playhead import paint_empty, paint_playhead, paint_reading
from ui.timeline.scrub import Scrub
from ui.timeline.timeline_paint import Picture
from ui.timeline.way import Way

_HEIGHT = 56
_MARGIN = 8.0
_SNAP = 4.0  # pixels within which a marker draws the hand to itself
_REST = 120  # milliseconds after which a hand holds still
_NOTCH = 240.0  # of the wheel, for half or twice as much in sight
_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Track(QWidget):
    """Shows a way and asks for places on it."""

    wished = Signal(int, int)
    """A step to stand at, and how far beside it will do."""
    pressed = Signal()
    """A hand takes over."""

    def __init__(self) -> None:
        super().__init__()
        self.axis, self.way = Axis(), None
        self.scrub = Scrub(self.wished.emit)
        self.markers, self._picture = Markers(), Picture(self.axis)
        self._mouse, self._panned, self._before = None, None, None
        self._resting = QTimer(self, singleShot=True, interval=_REST, timeout=self.scrub.rest)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        theme.changed.connect(self.update)

    way: Way | None
    _mouse: QPointF | None
    _panned: QPointF | None
    _before: int | None

    @property
    def step(self) -> int:
        """Where the playhead is: with the hand that drags it, else where the run stands."""
        if self.scrub.step is not None:
            return self.scrub.step
        return self.way.step if self.way else 0

    @property
    def is_empty(self) -> bool:
        """Whether there is no past to go to."""
        return self.way is None or self.way.end <= self.way.start

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the run stands."""
        before, way = self.way, Way(snapshot)
        if before and before.snapshot.run_id != snapshot.run_id:
            self.axis.show_all()
            self.scrub.drop()
        follows = before is not None and before.step != way.step and self.axis.shows(before.step)
        self.way = way
        self.axis.span(way.start, way.reach)
        self.scrub.answered(snapshot.step, snapshot.state == "playing")
        if follows and not self.axis.is_whole and not self.axis.shows(way.step) and not self.scrub.is_held:
            self.axis.reveal(way.step)
        self._find_markers()
        self.setAccessibleDescription(f"At step {way.step:,} of {way.end:,}")
        self.update()

    def marker_at(self, x: float) -> Marker | None:
        """The marker a hand at x means."""
        return next(iter(self._near(x)), None)

    def step_at(self, x: float) -> int:
        """The step a hand at x means."""
        marker = self.marker_at(x)
        return marker.step if marker else self._on_way(self.axis.step(x))

    def reading(self, x: float) -> str:
        """What there is at x, in short."""
        assert self.way is not None
        step, marker = self.step_at(x), self.marker_at(x)
        said = [f"step {step:,}"]
        if marker is None or marker.kind not in ("best", "kept"):
            said.append(f"J dev {four_digits(self.way.cost_at(step))}")
        return " · ".join([*said, *([marker.words] if marker else [])])

    def sizeHint(self) -> QSize:
        return QSize(480, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    # What it is asked -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._travels(event):
            event.accept()  # with the focus, keys move the playhead; the window's shortcuts come second
            return True
        if kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def tip_at(self, point: QPoint) -> str:
        """All that is to say about the markers there."""
        return "\n".join(marker.sentence for marker in self._near(point.x()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.way is None or self.is_empty:
            paint_empty(painter, self.axis)
            return
        step = self.step
        self._picture.paint(painter, QSizeF(self.size()), self.way, self.markers, step)
        height = self._picture.y(self.way.cost_at(step))
        role = "bad" if self.way.divergence and step == self.way.end else "accent"
        paint_playhead(painter, self.axis, step, height, role, self.hasFocus())
        if self._mouse is not None:
            x = self._mouse.x()
            paint_reading(painter, self.axis, self.step_at(x), self.reading(x))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.axis.place(_MARGIN, self.width() - 2 * _MARGIN)
        self._find_markers()

    # Mouse ----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == _MIDDLE:
            self._panned = event.position()
        elif event.button() == _LEFT and not self.is_empty and self.way is not None:
            self._before = self.way.step
            self.pressed.emit()
            self.scrub.press(self.step_at(event.position().x()), self._rough())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._panned is not None:
            self.axis.pan(self._mouse.x() - self._panned.x())
            self._panned = self._mouse
        elif self.scrub.is_held:
            step = self.step_at(self._mouse.x())
            self.scrub.move(step, self._rough())
            self._resting.start()
            if not self.axis.shows(step):
                self.axis.reveal(step)
        self._find_markers()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == _MIDDLE:
            self._panned = None
        elif event.button() == _LEFT and self.scrub.is_held:
            self.scrub.release(self.step_at(event.position().x()))
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != _LEFT or self.is_empty:
            return
        self.axis.show_all()
        if self._before is not None:  # its first click went elsewhere
            self.scrub.jump(self._before)
        self._find_markers()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, aside = event.angleDelta().y(), event.angleDelta().x()
        pans = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or abs(aside) > abs(turn)
        if pans:
            self.axis.pan((turn or aside) / 120 * self.axis.width / 10)
        else:
            self.axis.zoom(2 ** (-turn / _NOTCH), event.position().x())
        self._find_markers()
        self.update()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mouse = None
        self.update()

    # Keys -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._travels(event):
            super().keyPressEvent(event)
            return
        step = self._aim(event.key())
        assert step is not None
        self.pressed.emit()
        self.scrub.jump(step)

    def _travels(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return plain and not self.is_empty and self._aim(event.key()) is not None

    def _aim(self, key: int) -> int | None:
        assert self.way is not None
        page = max(1, round((self.axis.high - self.axis.low) / 10))
        moves = dict(zip(_MOVES, (-1, 1, -page, page), strict=True))
        ends = {Qt.Key.Key_Home: self.way.start, Qt.Key.Key_End: self.way.end}
        if key == Qt.Key.Key_Right and self.step >= self.way.end:
            return None  # beyond the end it is the window's, which trains
        known = ends.get(key, self.step + moves[key] if key in moves else None)
        return None if known is None else self._on_way(known)

    # Inside ---------------------------------------------------------------------------------------

    def _near(self, x: float) -> list[Marker]:
        return self.markers.near(self.axis.step(x), _SNAP * self.axis.per_pixel)

    def _on_way(self, step: float) -> int:
        assert self.way is not None
        return min(max(math.floor(step + 0.5), self.way.start), self.way.end)

    def _rough(self) -> int:
        return int(self.axis.per_pixel)

    def _find_markers(self) -> None:
        if self.way is not None:
            self.markers.follow(self.way, self.axis.high - self.axis.low)
