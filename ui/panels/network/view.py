"""The drawing of a network: units in columns, edges in a few strokes, one of either under the cursor."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.drawing import pens
from ui.drawing.still_layer import StillLayer
from ui.panels.network.layout import HEAD, Edge, Layout, Unit
from ui.panels.network.unit_images import UnitImages

Array = NDArray[Any]
MOST_EDGES = 2000
_LEVELS = 6
_THINNEST, _THICKEST = 0.5, 3.0
_STROKE_EVERY = 0.05
"""Seconds between new edges, which take longer than all the units and change by little."""


class NetworkView(QWidget):
    """Paints what it is given and reports what is pointed at and clicked."""

    pointed = Signal(object)
    """A Unit, an Edge or None."""
    clicked = Signal(object, QPointF)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setMinimumSize(120, 80)
        self.images = UnitImages()
        self.layout_: Layout | None = None
        self.drawn: Array = np.empty(0, dtype=np.int64)
        self._sizes: tuple[int, ...] = ()
        self._features: tuple[str, ...] = ()
        self._classes: tuple[str, ...] = ()
        self._strokes: list[tuple[QPen, list[QLineF]]] = []
        self._edges, self._stroked = StillLayer(self), 0.0
        self._later = QTimer(self, singleShot=True, interval=int(1000 * _STROKE_EVERY))
        self._later.timeout.connect(self._stroke)
        self._weights: Array = np.empty(0)
        self._hovered: Unit | Edge | None = None

    def show_network(
        self, sizes: tuple[int, ...], features: tuple[str, ...], classes: tuple[str, ...]
    ) -> None:
        """Arrange a network of `sizes`."""
        if (sizes, features, classes) != (self._sizes, self._features, self._classes):
            self._sizes, self._features, self._classes = sizes, features, classes
            self._hovered = None
            self._arrange()

    def show_weights(self, weights: Array) -> None:
        """Every weight, W1.ravel() first; the strongest are drawn."""
        same_shape = len(weights) == len(self._weights)
        self._weights = weights
        if not (same_shape and self._strokes) or time.monotonic() - self._stroked >= _STROKE_EVERY:
            self._stroke()
        elif not self._later.isActive():
            self._later.start()

    def settle(self) -> None:
        """The edges of the weights that were shown last, now."""
        if self._later.isActive():
            self._stroke()

    def clear(self) -> None:
        """Draw nothing."""
        self._sizes, self._weights = (), np.empty(0)
        self.images.clear()
        self._arrange()

    def apply_theme(self) -> None:
        """Colour the edges and the units' maps anew."""
        self.images.apply_theme()
        self._stroke()

    def _arrange(self) -> None:
        self.layout_ = None
        if self._sizes:
            left = self._margin(self._features, self._sizes[0])
            right = self._margin(self._classes, self._sizes[-1])
            self.layout_ = Layout(self._sizes, self.width(), self.height() - theme.SPACE, left, right)
        self._stroke()

    def _margin(self, names: tuple[str, ...], units: int) -> float:
        """Room beside a column for its names; none where they would not be readable."""
        if (self.height() - HEAD) / units < 13:
            return 3.0 * theme.SPACE
        widest = max((QFontMetricsF(theme.font(0.92)).horizontalAdvance(name) for name in names), default=0)
        return min(widest + 20, self.width() / 5)

    def _stroke(self) -> None:
        """Sort the edges into a few pens, weakest first: a pen an edge would cost ten times as much."""
        self._strokes, self.drawn = [], np.empty(0, dtype=np.int64)
        self._stroked = time.monotonic()
        self._later.stop()
        self._edges.forget()
        self.update()
        layout = self.layout_
        if layout is None or len(layout.lines) != len(self._weights):
            return
        finite = np.isfinite(self._weights)
        strength = np.where(finite, np.abs(self._weights), -1.0)
        self.drawn = np.flatnonzero(finite)
        if len(self.drawn) > MOST_EDGES:
            self.drawn = np.argpartition(strength, -MOST_EDGES)[-MOST_EDGES:]
        if not len(self.drawn):
            return
        reach = max(_strong(strength[self.drawn]), 1e-12)
        level = np.minimum(strength[self.drawn] / reach * _LEVELS, _LEVELS - 1).astype(int)
        for bucket in range(_LEVELS):
            for positive in (False, True):
                chosen = self.drawn[(level == bucket) & ((self._weights[self.drawn] > 0) == positive)]
                if len(chosen):
                    pen = _edge_pen(theme.current(), bucket, positive, len(self.drawn))
                    self._strokes.append((pen, [layout.lines[i] for i in chosen.tolist()]))

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.layout_ is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._edges.paint(painter, (), self._paint_edges)
        self._paint_hovered_edge(painter, self.layout_)
        for layer in range(len(self.layout_.sizes)):
            self._paint_layer(painter, self.layout_, layer)
        self._paint_names(painter, self.layout_)

    def _paint_edges(self, painter: QPainter) -> None:
        for pen, lines in self._strokes:
            painter.setPen(pen)
            painter.drawLines(lines)

    def _paint_hovered_edge(self, painter: QPainter, layout: Layout) -> None:
        if isinstance(self._hovered, Edge) and self._hovered.layer < len(layout.sizes):
            painter.setPen(pens.pen("focus"))
            for line in layout.lines[layout.number(self._hovered) :][:1]:
                painter.drawLine(line)

    def _paint_layer(self, painter: QPainter, layout: Layout, layer: int) -> None:
        images = self.images.layers[layer] if layer < len(self.images.layers) else []
        painter.setPen(pens.pen("border"))
        painter.setBrush(theme.current().colour("raised"))
        squares = layout.squares[layer]
        if not images:
            painter.drawRects(squares)
        for square, image in zip(squares, images, strict=False):
            painter.drawImage(square, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if layout.sides[layer] >= 8:
            painter.drawRects(squares)
        if isinstance(self._hovered, Unit) and self._hovered.layer == layer:
            painter.setPen(pens.pen("focus"))
            for square in squares[self._hovered.index :][:1]:
                painter.drawRect(square.adjusted(-1, -1, 1, 1))

    def _paint_names(self, painter: QPainter, layout: Layout) -> None:
        painter.setFont(theme.font(0.92))
        painter.setPen(theme.current().colour("muted"))
        last = len(layout.sizes) - 1
        pitch = (self.width() - layout.left - layout.right) / max(last, 1)
        for layer, centres in enumerate(layout.centres):
            name = "input" if layer == 0 else "output" if layer == last else f"layer {layer}"
            room = QRectF(centres[0, 0] - pitch / 2, 0, pitch, HEAD)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(theme.current().colour("text"))
        self._paint_column(painter, layout, 0, self._features, Qt.AlignmentFlag.AlignRight)
        self._paint_column(painter, layout, last, self._classes, Qt.AlignmentFlag.AlignLeft)

    def _paint_column(
        self, painter: QPainter, layout: Layout, layer: int, names: tuple[str, ...], align: Qt.AlignmentFlag
    ) -> None:
        room = (layout.right if layer else layout.left) - 14
        if room < 20:
            return
        metrics, side = QFontMetricsF(painter.font()), layout.sides[layer]
        for name, (x, y) in zip(names, layout.centres[layer].tolist(), strict=False):
            start = x + side / 2 + 8 if layer else x - side / 2 - 8 - room
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(start, y - 10, room, 20), Qt.AlignmentFlag.AlignVCenter | align, text)

    # Pointing ---------------------------------------------------------------------------------------

    def at(self, point: QPointF) -> Unit | Edge | None:
        """What is drawn at a point: a unit before an edge."""
        if self.layout_ is None:
            return None
        x, y = point.x(), point.y()
        return self.layout_.unit_at(x, y) or self.layout_.edge_at(x, y, self.drawn)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.at(event.position()), event.position())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _hover(self, thing: Unit | Edge | None) -> None:
        if thing != self._hovered:
            self._hovered = thing
            self.setCursor(Qt.CursorShape.PointingHandCursor if thing else Qt.CursorShape.ArrowCursor)
            self.update()
        self.pointed.emit(thing)


def _strong(strength: Array) -> float:
    """The 98th percentile, which NumPy's own function takes five times as long to find."""
    place = 0.98 * (len(strength) - 1)
    below, above = int(place), min(int(place) + 1, len(strength) - 1)
    ordered = np.partition(strength, (below, above))
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


@lru_cache(maxsize=64)
def _edge_pen(worn: theme.Theme, level: int, positive: bool, edges: int) -> QPen:
    share = (level + 0.5) / _LEVELS
    table = worn.diverging
    colour = table[round(127.5 + (1 if positive else -1) * 127.5 * (0.15 + 0.65 * share))]
    thickest = _THICKEST * min(1.0, (300 / edges) ** 0.5)  # many lines as thick would be one surface
    return QPen(QColor(*colour.tolist()), _THINNEST + max(0.0, thickest - _THINNEST) * share**1.5)
