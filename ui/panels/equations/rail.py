"""The chain of stages, top to bottom: layers are collapsed to a row each, but the one that is open."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.maths import MathLabel
from ui.panels.equations.stages import Stage

_ROW, _CAPTION, _LINE, _TEXT, _WIDTH = 26, 24, 12, 26, 120


class Rail(QWidget):
    """Says which stage was asked for; `current` is the open one's place in the walk."""

    asked = Signal(int)
    moved = Signal()
    """The open stage has another place in the rail."""

    def __init__(self) -> None:
        super().__init__()
        self._stages: tuple[Stage, ...] = ()
        self.current = 0
        self._rows: list[tuple[str, int, int, MathLabel | None]] = []  # text, first stage, height, symbol
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Stages of the mini-batch")
        self.setToolTip("The stages of one mini-batch: click one, or go with the up and down keys")
        self.setFixedWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)

    def open(self, stages: tuple[Stage, ...], current: int) -> None:
        """Show a walk with one stage open."""
        if (stages, current) == (self._stages, self.current):
            return
        rebuilt = stages != self._stages or _group(stages[current]) != _group(self._stages[self.current])
        self._stages, self.current = stages, current
        if rebuilt:
            self._build()
        self._dress()
        self.setAccessibleDescription(f"{stages[current].phase}, {stages[current].title}")
        self.update()
        self.moved.emit()

    @property
    def place(self) -> QRect:
        """Where the open stage is."""
        y = 0
        for _, stage, height, symbol in self._rows:
            if symbol is not None and stage == self.current:
                return QRect(0, y, _WIDTH, height)
            y += height
        return QRect(0, 0, _WIDTH, _ROW)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, sum(height for _, _, height, _ in self._rows) + theme.SPACE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def apply_theme(self) -> None:
        """Take the colours of the current theme."""
        self._dress()
        self.update()

    def _build(self) -> None:
        for _, _, _, symbol in self._rows:
            if symbol is not None:
                symbol.setParent(None)
                symbol.deleteLater()
        self._rows, phase = [], ""
        for group, places in groupby(range(len(self._stages)), key=lambda i: _group(self._stages[i])):
            inside = list(places)
            if group[0] != phase:
                phase = group[0]
                self._rows.append((phase, -1, _CAPTION, None))
            self._rows.append((self._name(group[1]), inside[0], _ROW, None))
            if self.current in inside:
                self._rows += [("", i, _ROW, self._symbol(i)) for i in inside]
        self.updateGeometry()
        self.adjustSize()
        self._place_symbols()

    def _name(self, layer: int) -> str:
        if layer == 0:
            return "Input"
        depth = max(stage.layer for stage in self._stages)
        return "Output layer" if layer == depth else f"Layer {layer}"

    def _symbol(self, i: int) -> MathLabel:
        stage = self._stages[i]
        made = MathLabel(stage.symbol, title=stage.title, parent=self)
        made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        made.show()
        return made

    def _dress(self) -> None:
        worn = theme.current()
        for _, stage, _, symbol in self._rows:
            if symbol is not None:
                palette = QPalette(symbol.palette())
                role = "accent" if stage == self.current else "text" if stage < self.current else "muted"
                palette.setColor(symbol.foregroundRole(), worn.colour(role))
                symbol.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_symbols()

    def _place_symbols(self) -> None:
        y = 0
        for _, _, height, symbol in self._rows:
            if symbol is not None:
                symbol.setGeometry(_TEXT + theme.SPACE, y, _WIDTH - _TEXT - theme.SPACE, height)
            y += height

    # Painting and pointing --------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        worn = theme.current()
        painter.setPen(QPen(worn.colour("border"), 2))
        painter.drawLine(
            QPointF(_LINE, _CAPTION + _ROW / 2),
            QPointF(_LINE, self.sizeHint().height() - theme.SPACE - _ROW / 2),
        )
        y = 0.0
        for text, stage, height, symbol in self._rows:
            if symbol is not None:
                self._paint_stage(painter, stage, y)
            else:
                self._paint_name(painter, text, stage, QRectF(0, y, _WIDTH, height))
            y += height
        if self.hasFocus():
            painter.setPen(worn.pen("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.place).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_name(self, painter: QPainter, text: str, stage: int, room: QRectF) -> None:
        worn, caption = theme.current(), stage < 0
        inside = not caption and _group(self._stages[stage]) == _group(self._stages[self.current])
        painter.setFont(theme.font(0.85 if caption else 0.92, bold=inside))
        if caption:
            painter.fillRect(room, worn.colour("raised"))
        else:
            painter.setPen(QPen(worn.colour("accent" if inside else "muted"), 1.5))
            painter.setBrush(worn.colour("muted" if stage < self.current and not inside else "raised"))
            painter.drawEllipse(QPointF(_LINE, room.center().y()), 4, 4)
        painter.setPen(worn.colour("text" if inside else "muted"))
        left = 4 if caption else _TEXT
        shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, _WIDTH - left)
        align = Qt.AlignmentFlag.AlignBottom if caption else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room.adjusted(left, 0, 0, -3 if caption else 0), align, shown)

    def _paint_stage(self, painter: QPainter, stage: int, y: float) -> None:
        worn, here = theme.current(), stage == self.current
        if here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(worn.colour("accent", 0.14))
            painter.drawRoundedRect(QRectF(_TEXT, y + 1, _WIDTH - _TEXT - 2, _ROW - 2), 4, 4)
        painter.setPen(QPen(worn.colour("accent" if stage <= self.current else "muted"), 1.5))
        painter.setBrush(worn.colour("accent" if stage <= self.current else "raised"))
        size = 5.0 if here else 2.5
        painter.drawEllipse(QPointF(_LINE, y + _ROW / 2), size, size)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        y = 0
        for _, stage, height, _ in self._rows:
            if y <= event.position().y() < y + height and stage >= 0:
                self.asked.emit(stage)
                return
            y += height

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._stages) - 1
        to = {
            Qt.Key.Key_Up: self.current - 1, Qt.Key.Key_Down: self.current + 1,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if to is None or last < 0:
            super().keyPressEvent(event)
        else:
            self.asked.emit(min(max(to, 0), last))


def _group(stage: Stage) -> tuple[str, int]:
    """Phase and layer; the input is a group of its own."""
    return stage.phase, 0 if stage.kind == "X" else stage.layer
