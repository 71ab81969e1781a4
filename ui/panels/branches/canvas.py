"""The tree of branches: a row each, with what it came to, that can be pointed at, chosen and named."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.drawing.still_layer import StillLayer
from ui.panels.branches.row_painter import HEAD, ROW, Face, name_room, paint_faces, paint_head, paint_values

_TURNS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ACTS = {
    Qt.Key.Key_Return: "go",
    Qt.Key.Key_Enter: "go",
    Qt.Key.Key_F2: "rename",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_C: "compare",
}
_LONGEST = 80
"""Characters of a name."""


@dataclass(frozen=True)
class Attention:
    """Which roads stand out, by number: where one stands, under the cursor, by the keyboard, compared."""

    current: int = -1
    pointed: int | None = None
    chosen: int | None = None
    compared: int | None = None


class TreeCanvas(QWidget):
    """Paints faces of roads; speaks of roads by number."""

    pointed = Signal(object)
    chosen = Signal(object)
    asked = Signal(str, int)
    """(what, number of the road)"""
    named = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.faces: tuple[Face, ...] = ()
        self.values: tuple[tuple[str, str, str], ...] = ()
        self.heads = ("end", "J dev", "best")
        self.attention = Attention()
        self._still = StillLayer(self)
        self._editor = _NameEditor(self)
        self._editor.kept.connect(self._keep_name)
        self._edited = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Branches")
        self.setAccessibleDescription(
            "Up and down choose a branch; Enter goes there, F2 renames, C compares, Delete deletes."
        )

    def show_faces(self, faces: tuple[Face, ...]) -> None:
        """Draw these rows instead."""
        if faces != self.faces:
            if len(faces) != len(self.faces):
                self.setMinimumHeight(HEAD + len(faces) * ROW + theme.SPACE if faces else 0)
            self.update()
        self.faces = faces

    def show_values(self, heads: tuple[str, str, str], values: tuple[tuple[str, str, str], ...]) -> None:
        """The numbers of the rows, repainting only those that are others."""
        if heads != self.heads or len(values) != len(self.values):
            self.update()
        else:
            for at, (new, old) in enumerate(zip(values, self.values, strict=True)):
                if new != old:
                    self.update(self.row(at).toRect())
        self.heads, self.values = heads, values

    def attend(self, attention: Attention) -> None:
        """These stand out."""
        if attention != self.attention:
            self.attention = attention
            self.update()

    def row(self, at: int) -> QRectF:
        """Where a row is."""
        return QRectF(0, HEAD + at * ROW, self.width(), ROW)

    def index(self, number: int | None) -> int | None:
        """The row of a road; None where it has none."""
        return next((at for at, face in enumerate(self.faces) if face.number == number), None)

    def number_at(self, y: float) -> int | None:
        """The road at a height."""
        at = int((y - HEAD) // ROW)
        return self.faces[at].number if 0 <= at < len(self.faces) else None

    def sizeHint(self) -> QSize:
        return QSize(280, 240)

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, seen = QPainter(self), event.rect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(len(self.faces)):
            self._paint_ground(painter, at)
        width = self.width()
        self._still.paint(painter, self.faces, lambda p: paint_faces(p, self.faces, width))
        if seen.top() < HEAD:
            paint_head(painter, self.heads, width)
        for at, values in enumerate(self.values[: len(self.faces)]):
            room = self.row(at)
            if room.top() <= seen.bottom() and room.bottom() >= seen.top():
                paint_values(painter, room, self.faces[at], values)

    def _paint_ground(self, painter: QPainter, at: int) -> None:
        worn, room, number = theme.current(), self.row(at), self.faces[at].number
        if number == self.attention.current:
            painter.fillRect(room, worn.colour("accent", 0.12))
            painter.fillRect(QRectF(0, room.top(), 3, ROW), worn.colour("accent"))
        if number in (self.attention.pointed, self.attention.compared):
            painter.fillRect(room, worn.colour("grid", 0.6))
        if number == self.attention.compared:
            painter.fillRect(QRectF(0, room.top(), 3, ROW), worn.colour("muted"))
        if self.hasFocus() and number == self.attention.chosen:
            painter.setPen(worn.colour("accent"))
            painter.drawRoundedRect(room.adjusted(3.5, 1.5, -1.5, -1.5), 4, 4)

    # Naming -----------------------------------------------------------------------------------------

    def rename(self, number: int) -> None:
        """Write a name in its place."""
        at = self.index(number)
        if at is not None:
            self._edited = number
            room = name_room(self.row(at), self.faces[at])
            self._editor.open(self.faces[at].name, room.adjusted(-6, 0, 0, 4).toRect())

    def _keep_name(self, text: str) -> None:
        self.setFocus()
        if self.index(self._edited) is not None:
            self.named.emit(self._edited, text)

    # The hand ---------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_mine(event):
            event.accept()  # F2 is a window's too: here it is the row's
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self.number_at(event.position().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.number_at(event.position().y())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(number)
            self.asked.emit("go", number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number, spot = self.number_at(event.position().y()), event.position()
        at = self.index(number)
        if number is not None and at is not None and name_room(self.row(at), self.faces[at]).contains(spot):
            self.asked.emit("rename", number)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, numbers = Qt.Key(event.key()), [face.number for face in self.faces]
        if not numbers or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        chosen = self.attention.chosen if self.attention.chosen in numbers else self.attention.current
        at = numbers.index(chosen) if chosen in numbers else 0
        if key in _TURNS:
            self.chosen.emit(numbers[min(max(at + _TURNS[key], 0), len(numbers) - 1)])
        elif key in _ACTS:
            self.asked.emit(_ACTS[key], numbers[at])
        else:
            super().keyPressEvent(event)

    def _is_mine(self, event: QEvent) -> bool:
        is_act = isinstance(event, QKeyEvent) and event.key() in _ACTS and not event.modifiers()
        return is_act and bool(self.faces)

    def _tell(self, spot: QPoint, on_screen: QPoint) -> None:
        at = self.index(self.number_at(spot.y()))
        QToolTip.showText(on_screen, self.faces[at].tip if at is not None else "", self)


class _NameEditor(QLineEdit):
    """Over a name: Enter keeps what was typed, as going elsewhere does; Esc drops it."""

    kept = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(_LONGEST)
        self.setAccessibleName("Name of the branch")
        self.editingFinished.connect(self._finish)
        self.hide()

    def open(self, name: str, room: object) -> None:
        self.setText(name)
        self.setGeometry(room)
        self.show()
        self.selectAll()
        self.setFocus()

    def _finish(self) -> None:
        if self.isVisible():
            text = self.text().strip()
            self.hide()
            self.kept.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.blockSignals(True)
            self.hide()
            self.blockSignals(False)
            self.parentWidget().setFocus()
        else:
            super().keyPressEvent(event)
