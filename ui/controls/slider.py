"""The unit slider: a place u in [0, 1], with ticks, that only a hand moves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from ui import theme
from ui.controls.scale_labels import Label, spread

_LABELS = 8  # further pixels of height for what is written under the groove
_HEIGHT, _MARGIN, _GROOVE, _RADIUS = 20, 8, 4, 6  # the handle's centre keeps the margin, the groove does not

_KEYS = frozenset(
    (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    )
)


class UnitSlider(QAbstractSlider):
    """A slider over u in [0, 1] in `steps` even steps; few steps make it snap.

    Arrows move it by a hundredth, page keys by a tenth, a double click asks for the default.
    """

    moved = Signal(float)
    """u, at every move by mouse, key or assistive technology; never by `show_unit`."""
    default_asked = Signal()

    def __init__(
        self, ticks: Sequence[float] = (), steps: int = 10_000, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ticks = tuple(ticks)
        self._labels: tuple[Label, ...] = ()
        self.setRange(0, steps)
        self.setSingleStep(max(1, steps // 100))
        self.setPageStep(max(1, steps // 10))
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.valueChanged.connect(lambda _value: self.moved.emit(self.unit))

    @property
    def unit(self) -> float:
        """Where the handle is."""
        return self.value() / self.maximum()

    def write(self, labels: Sequence[Label]) -> None:
        """Write values under the groove, as many as there is room for; they stand for the ticks."""
        self._labels = tuple(labels)
        self.updateGeometry()

    def show_unit(self, u: float) -> None:
        """Put the handle at u without a word to anyone."""
        with QSignalBlocker(self):
            self.setValue(round(u * self.maximum()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._tall())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self._tall())

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
        ):
            event.accept()  # with the focus, arrows move it; the window's shortcuts come second
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return super().mousePressEvent(event)
        self.setSliderDown(True)
        self._follow(event.position().x())
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.default_asked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if not self.hasFocus() or not turn:
            event.ignore()  # an unfocused slider leaves the wheel to the page that scrolls
            return
        self.setValue(self.value() + self.singleStep() * (1 if turn > 0 else -1))
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        written = self._paint_labels(painter) if self._labels else []
        self._paint_ticks(painter, written)
        self._paint_groove(painter)
        self._paint_handle(painter)

    def _follow(self, x: float) -> None:
        u = (x - _MARGIN) / max(1, self.width() - 2 * _MARGIN)
        self.setValue(round(min(max(u, 0.0), 1.0) * self.maximum()))

    def _x(self, u: float) -> float:
        return _MARGIN + u * (self.width() - 2 * _MARGIN)

    def _tall(self) -> int:
        return _HEIGHT + (_LABELS if self._labels else 0)

    def _middle(self) -> float:
        return (self.height() - self._tall() + _HEIGHT) / 2 - 1

    def _paint_ticks(self, painter: QPainter, written: Sequence[tuple[float, float]]) -> None:
        painter.setPen(QPen(theme.current().colour("muted", 0.6 if self.isEnabled() else 0.3), 1))
        top = self._middle() + _RADIUS + 1
        for tick in self._ticks:
            x = round(self._x(tick)) + 0.5  # on the pixel's centre, where a line is one pixel wide
            if not any(left <= x <= right for left, right in written):
                painter.drawLine(QPointF(x, top), QPointF(x, top + 3))

    def _paint_labels(self, painter: QPainter) -> list[tuple[float, float]]:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.current().colour("muted", 0.9 if self.isEnabled() else 0.5))
        width_of = QFontMetricsF(painter.font()).horizontalAdvance
        spans = []
        for left, text in spread(self._labels, width_of, self._x, self.width()):
            painter.drawText(QPointF(left, self.height() - 1), text)
            spans.append((left, left + width_of(text)))
        return spans

    def _paint_groove(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, self._middle() - _GROOVE / 2, self.width(), _GROOVE)
        painter.setBrush(theme.current().colour("border"))
        painter.drawRoundedRect(whole, _GROOVE / 2, _GROOVE / 2)
        whole.setRight(self._x(self.unit) if self.value() else 0)
        painter.setBrush(theme.current().colour(self._role()))
        painter.drawRoundedRect(whole, _GROOVE / 2, _GROOVE / 2)

    def _paint_handle(self, painter: QPainter) -> None:
        centre = QPointF(self._x(self.unit), self._middle())
        if self.hasFocus():
            painter.setBrush(theme.current().colour("accent", 0.3))
            painter.drawEllipse(centre, _RADIUS + 3, _RADIUS + 3)
        pressed = self.isEnabled() and (self.isSliderDown() or self.underMouse())
        painter.setPen(QPen(theme.current().colour(self._role()), 2))
        painter.setBrush(theme.current().colour("accent" if pressed else "raised"))
        painter.drawEllipse(centre, _RADIUS - 1, _RADIUS - 1)

    def _role(self) -> str:
        return "accent" if self.isEnabled() else "border"
