"""The scatter's plot: the mouse draws, moves and resizes a box, points at trials and chooses one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.drawing.lettering import height_of, width_of, write
from ui.drawing.pixel_item import PixelItem
from ui.drawing.space_plot import SpacePlot
from ui.panels.scatter.sides import Sides

_GRIP, _HANDLE = 7.0, 4.0
_STEP = 0.02
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
_TURNS = {"[": -1, "]": 1}
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
_ALL = frozenset({"left", "right", "low", "high"})


class BoxPlot(SpacePlot):
    """A press outside the box begins another, one inside moves it, one on its edge resizes it.

    Arrow keys move it, with Shift they resize it, Esc lets it go.
    """

    boxed = Signal(object)
    """The `Sides` drawn by hand; None for no box."""
    clicked = Signal(float, float)
    doubled = Signal(float, float)
    turned = Signal(int)
    """The trial before (-1) or after (1) the chosen one is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.box = _BoxItem()
        self.box.setZValue(25)
        self.addItem(self.box, ignoreBounds=True)
        self.flat = False
        """Whether the box has the full height: there is but one axis."""
        self._down: QPointF | None = None
        self._start = QPointF()
        self._grip: frozenset[str] = frozenset()
        self._before: Sides | None = None
        self._dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Trials over two hyperparameters")
        self.setAccessibleDescription("[ and ] choose a trial, arrows move the box, Esc lets it go")

    def show_box(self, sides: Sides | None, words: str) -> None:
        """Another box, and what it says of itself."""
        self.box.show_sides(sides, words)

    # A hand -----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in _BUTTONS:
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._down, self._start, self._dragged = event.position(), self.at(event), False
        self._before = self.box.sides
        new = event.button() == Qt.MouseButton.RightButton
        self._grip = frozenset() if new else self._held(self._start)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._down is None:
            self._take_cursor(self._held(self.at(event)))
            return
        far = (event.position() - self._down).manhattanLength() >= QApplication.startDragDistance()
        if far or self._dragged:
            self._dragged = True
            self._drag(self.at(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._down is None or event.button() not in _BUTTONS:
            super().mouseReleaseEvent(event)
            return
        clicked = not self._dragged and event.button() == Qt.MouseButton.LeftButton
        self._down, self._dragged = None, False
        if clicked:
            self.clicked.emit(self._start.x(), self._start.y())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = self.at(event)
        self.doubled.emit(point.x(), point.y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sides = self.box.sides
        if event.key() == Qt.Key.Key_Escape and sides is not None:
            self._down = None
            self.boxed.emit(None)
        elif event.key() in _KEYS and sides is not None:
            dx, dy = (_STEP * step for step in _KEYS[Qt.Key(event.key())])
            resize = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.boxed.emit(sides.pulled(frozenset({"right", "high"}) if resize else _ALL, dx, dy))
        elif event.text() in _TURNS:
            self.turned.emit(_TURNS[event.text()])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Escape, *_KEYS)
            and self.box.sides is not None
        ):
            event.accept()  # the box comes before the window's shortcuts
            return True
        return super().event(event)

    def apply_theme(self) -> None:
        super().apply_theme()
        self.box.update()

    def _held(self, at: QPointF) -> frozenset[str]:
        wide, high = self.getViewBox().viewPixelSize()
        if self.box.sides is None:
            return frozenset()
        grip = self.box.sides.grip(at.x(), at.y(), _GRIP * wide, _GRIP * high)
        if self.flat and grip and grip != _ALL:
            return grip & {"left", "right"} or _ALL
        return grip

    def _drag(self, at: QPointF) -> None:
        if self._grip and self._before is not None:
            moved = at - self._start
            sides = self._before.pulled(self._grip, moved.x(), moved.y())
        else:
            sides = Sides.between(self._start.x(), self._start.y(), at.x(), at.y())
        if self.flat:
            sides = Sides(sides.left, sides.right, 0.0, 1.0)
        self.boxed.emit(sides)

    def _take_cursor(self, grip: frozenset[str]) -> None:
        shape = _CURSORS.get(grip, Qt.CursorShape.CrossCursor)
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)


_CURSORS = {
    _ALL: Qt.CursorShape.SizeAllCursor,
    frozenset({"left"}): Qt.CursorShape.SizeHorCursor,
    frozenset({"right"}): Qt.CursorShape.SizeHorCursor,
    frozenset({"low"}): Qt.CursorShape.SizeVerCursor,
    frozenset({"high"}): Qt.CursorShape.SizeVerCursor,
    frozenset({"left", "low"}): Qt.CursorShape.SizeBDiagCursor,
    frozenset({"right", "high"}): Qt.CursorShape.SizeBDiagCursor,
    frozenset({"left", "high"}): Qt.CursorShape.SizeFDiagCursor,
    frozenset({"right", "low"}): Qt.CursorShape.SizeFDiagCursor,
}


class _BoxItem(PixelItem):
    """The box with a handle at each corner and side, and its words above it."""

    def __init__(self) -> None:
        super().__init__()
        self.sides: Sides | None = None
        self.words = ""

    def show_sides(self, sides: Sides | None, words: str) -> None:
        if (sides, words) != (self.sides, self.words):
            self.sides, self.words = sides, words
            self.update()

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        if self.sides is None:
            return
        s, worn = self.sides, theme.current()
        left, right = self.across([s.left, s.right]).tolist()
        bottom, top = self.down([s.low, s.high]).tolist()
        room = QRectF(QPointF(left, top), QPointF(right, bottom))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(worn.colour("accent"), 2))
        painter.setBrush(worn.colour("accent", 0.1))
        painter.drawRect(room)
        painter.setBrush(worn.colour("raised"))
        for x in (left, room.center().x(), right):
            for y in (top, room.center().y(), bottom):
                if (x, y) != (room.center().x(), room.center().y()):
                    painter.drawRect(QRectF(x - _HANDLE, y - _HANDLE, 2 * _HANDLE, 2 * _HANDLE))
        self._say(painter, room, size)

    def _say(self, painter: QPainter, room: QRectF, size: QSizeF) -> None:
        font, worn = theme.font(bold=True), theme.current()
        wide, high = width_of(self.words, font) + 8, height_of(font) + 2
        if not self.words or wide > size.width():
            return
        x = min(max(room.left(), 0), size.width() - wide)
        above, below = room.top() - high - _HANDLE, room.bottom() + _HANDLE
        y = above if above >= 0 else min(below, size.height() - high)
        ground = QRectF(x, y, wide, high)
        painter.fillRect(ground, worn.colour("raised", 0.85))
        painter.setFont(font)
        painter.setPen(worn.colour("accent"))
        write(painter, x + 4, ground, self.words, font)
