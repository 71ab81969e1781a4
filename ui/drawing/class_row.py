"""Which marker is which class, in a row under a picture; what does not fit is counted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.drawing.markers import paint_marker
from ui.drawing.pens import pen

_HEIGHT, _MARKER, _GAP = 20, 16, 12
HOLLOW, STRUCK = "hollow", "struck"


class ClassRow(QWidget):
    """Classes, then `keys`: (HOLLOW, STRUCK or a pen's role, what it means)."""

    def __init__(self, keys: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._keys = keys
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def name_classes(self, names: tuple[str, ...]) -> None:
        """Show these classes."""
        if names != self._names:
            self._names = names
            self.setToolTip(", ".join(names))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(0.92))
        metrics = QFontMetricsF(painter.font())
        x, room = float(theme.SPACE), self.width() - theme.SPACE
        keys = self._keys_within(metrics, room - x)
        ends = sum(_width(metrics, text) for _, text in keys)
        for i, name in enumerate(self._names):
            more = f"+ {len(self._names) - i} more"
            after = ends + (_width(metrics, more) if i < len(self._names) - 1 else 0)
            if x + _width(metrics, name) + after > room + _GAP:
                x = _write(painter, metrics, more, x - _MARKER)
                break
            paint_marker(painter, QPointF(x + _MARKER / 2, _HEIGHT / 2), i)
            x = _write(painter, metrics, name, x)
        for kind, text in keys:
            _paint_key(painter, kind, x)
            x = _write(painter, metrics, text, x)

    def _keys_within(self, metrics: QFontMetricsF, room: float) -> tuple[tuple[str, str], ...]:
        """As many keys as there is room for after the classes: the last ones go first."""
        keys = self._keys
        while (
            keys
            and sum(_width(metrics, text) for text in self._names + tuple(k for _, k in keys)) > room + _GAP
        ):
            keys = keys[:-1]
        return keys


def _width(metrics: QFontMetricsF, text: str) -> float:
    return _MARKER + 4 + metrics.horizontalAdvance(text) + _GAP


def _write(painter: QPainter, metrics: QFontMetricsF, text: str, x: float) -> float:
    """The text after its marker at x; the answer is where the next one starts."""
    painter.setPen(theme.current().colour("muted"))
    place = QRectF(x + _MARKER + 4, 0, metrics.horizontalAdvance(text) + 2, _HEIGHT)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
    return x + _width(metrics, text)


def _paint_key(painter: QPainter, kind: str, x: float) -> None:
    centre = QPointF(x + _MARKER / 2, _HEIGHT / 2)
    if kind == HOLLOW:
        painter.setPen(QPen(theme.current().colour("muted"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 3.5, 3.5)
    elif kind == STRUCK:
        painter.setPen(QPen(theme.current().colour("text"), 1.5))
        for slope in (1, -1):
            painter.drawLine(centre + QPointF(-4, -4 * slope), centre + QPointF(4, 4 * slope))
    else:
        painter.setPen(pen(kind))
        painter.drawLine(centre - QPointF(_MARKER / 2, 0), centre + QPointF(_MARKER / 2, 0))
