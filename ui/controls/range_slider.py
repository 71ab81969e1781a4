"""The range slider: a lowest and a highest place in [0, 1], each with a handle of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.controls.scale_labels import Label
from ui.controls.slider import UnitSlider


class RangeSlider(QWidget):
    """Two handles on one groove, in `steps` even steps; they never pass nor meet each other.

    Either takes the keyboard like a slider: arrows a hundredth, page keys a tenth. A double click asks for
    the default.
    """

    moved = Signal(float, float)
    """The lowest and the highest u, at every move by mouse, key or assistive technology."""
    default_asked = Signal()

    def __init__(
        self, ticks: Sequence[float] = (), steps: int = 10_000, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.low, self.high = _LowEnd(self, ticks, steps), _End(self, (), steps)
        self._drawn: UnitSlider | None = None
        self._said = (0, steps)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for end in self.ends:
            end.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            end.valueChanged.connect(lambda _, end=end: self._keep_apart(end))
        self.show_units(0.0, 1.0)

    @property
    def ends(self) -> tuple[UnitSlider, UnitSlider]:
        """The handles, lowest first."""
        return self.low, self.high

    @property
    def units(self) -> tuple[float, float]:
        """Where the handles are."""
        return self.low.unit, self.high.unit

    @property
    def is_held(self) -> bool:
        """Whether a hand is on one of them."""
        return self._drawn is not None

    def name(self, title: str) -> None:
        """Name both handles for those who do not see them."""
        self.low.setAccessibleName(f"{title}: lowest")
        self.high.setAccessibleName(f"{title}: highest")

    def scale(self, ticks: Sequence[float], labels: Sequence[Label], steps: int) -> None:
        """Wear another scale; the handles stay where they are."""
        units = self.units
        self.low.tick(ticks)
        for end in self.ends:
            end.write(labels)
            with QSignalBlocker(end):
                end.setRange(0, steps)
                end.setSingleStep(max(1, steps // 100))
                end.setPageStep(max(1, steps // 10))
        self.updateGeometry()
        self.show_units(*units)

    def show_units(self, low: float, high: float) -> None:
        """Put the handles at two places without a word to anyone."""
        for end, u in zip(self.ends, (low, high), strict=True):
            end.show_unit(min(max(u, 0.0), 1.0))
        self._said = self.low.value(), self.high.value()

    def mark(self, u: float | None) -> None:
        """Mark a place over the groove; None or one that is not on it: no mark."""
        self.low.mark(u if u is not None and 0.0 <= u <= 1.0 else None)

    def sizeHint(self) -> QSize:
        return self.low.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.low.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for end in self.ends:
            end.setGeometry(self.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return super().mousePressEvent(event)
        x = event.position().x()
        self._drawn = self._nearest(x)
        self._drawn.raise_()
        self._drawn.setFocus(Qt.FocusReason.MouseFocusReason)
        self._drawn.setSliderDown(True)
        self._drawn.follow(x)
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drawn is not None:
            self._drawn.follow(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._drawn is not None:
            self._drawn.setSliderDown(False)
            self._drawn = None
            self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.default_asked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        for end in self.ends:
            if end.hasFocus():
                end.wheelEvent(event)
                return
        event.ignore()  # an unfocused slider leaves the wheel to the page that scrolls

    def _nearest(self, x: float) -> _End:
        """The handle that a press at x means; of two that lie close, the one it can move that way."""
        low, high = self.low.x, self.high.x
        return self.low if x < (low + high) / 2 else self.high

    def _keep_apart(self, moved: UnitSlider) -> None:
        low, high = self.low.value(), self.high.value()
        if low >= high:
            with QSignalBlocker(moved):
                moved.setValue(high - 1 if moved is self.low else low + 1)
        self.low.update()
        if (self.low.value(), self.high.value()) != self._said:
            self._said = self.low.value(), self.high.value()
            self.moved.emit(*self.units)


class _End(UnitSlider):
    """A handle and nothing else, over the groove of the other."""

    def __init__(self, whole: RangeSlider, ticks: Sequence[float], steps: int) -> None:
        super().__init__(ticks, steps, whole)
        self._whole = whole

    @property
    def x(self) -> float:
        """The handle's centre, in pixels."""
        return self._x(self.unit)

    def follow(self, x: float) -> None:
        """Move to the cursor."""
        self._follow(x)

    def tick(self, ticks: Sequence[float]) -> None:
        """Other ticks."""
        self._ticks = tuple(ticks)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_handle(painter)


class _LowEnd(_End):
    """The lower handle, and all that is under both: labels, ticks, the groove and the range on it."""

    _mark: float | None = None

    def mark(self, u: float | None) -> None:
        """Mark a place."""
        if u != self._mark:
            self._mark = u
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        written = self._paint_labels(painter) if self._labels else []
        self._paint_ticks(painter, written)
        self._paint_groove(painter)
        if self._mark is not None:
            self._paint_mark(painter, self._x(self._mark))
        self._paint_handle(painter)

    def _paint_groove(self, painter: QPainter) -> None:
        left, right = sorted(self._x(u) for u in self._whole.units)
        painter.setPen(Qt.PenStyle.NoPen)
        for span, role in (((0.0, float(self.width())), "border"), ((left, right), self._role())):
            painter.setBrush(theme.current().colour(role))
            room = QRectF(span[0], self._middle() - 2, span[1] - span[0], 4)
            painter.drawRoundedRect(room, 2, 2)

    def _paint_mark(self, painter: QPainter, x: float) -> None:
        top = self._middle() - 9
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour("text", 0.8 if self.isEnabled() else 0.4))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, top), QPointF(x + 4, top), QPointF(x, top + 6)]))
