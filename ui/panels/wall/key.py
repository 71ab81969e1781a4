"""What the colours and ends of curves mean, or for a moment which trial is under the cursor."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPaintEvent, QPen

from ui import theme
from ui.drawing import trial_colours
from ui.drawing.footnote import Footnote
from ui.drawing.lettering import width_of, write

_BAR, _STOPS, _GAP, _SIGN = 64, 7, 16, 12


class Key(Footnote):
    """The colour bar between the worst and the best result, and the signs of what ended early."""

    def __init__(self) -> None:
        super().__init__()
        self._ends = "", ""
        self._signs: tuple[tuple[str, str], ...] = ()

    def explain(self, worst: str, best: str, diverged: int, stopped: int) -> None:
        """Say what is at the ends of the bar, and how many trials ended early."""
        signs = (("x", diverged, "diverged"), ("bar", stopped, "stopped early"))
        said = tuple((sign, f"{count:,} {word}") for sign, count, word in signs if count)
        if (worst, best) != self._ends or said != self._signs:
            self._ends, self._signs = (worst, best), said
            words = ", ".join(text for _, text in said)
            self.say(
                f"The darker or brighter, the better: from {worst} to {best}. {words}".strip() if best else ""
            )
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._whispered or not self._ends[1]:
            super().paintEvent(event)
            return
        painter, font = QPainter(self), theme.font(0.92)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        x = self._write(painter, float(theme.SPACE), self._ends[0], font)
        x = self._paint_bar(painter, x)
        x = self._write(painter, x, self._ends[1], font)
        for sign, text in self._signs:
            if x + _GAP + _SIGN + width_of(text, font) <= self.width():
                self._paint_sign(painter, x + _GAP, sign)
                x = self._write(painter, x + _GAP + _SIGN, text, font)

    def _write(self, painter: QPainter, x: float, text: str, font: QFont) -> float:
        painter.setPen(theme.current().colour("muted"))
        write(painter, x, QRectF(x, 0, 1, self.height()), text, font)
        return x + width_of(text, font) + 6

    def _paint_bar(self, painter: QPainter, x: float) -> float:
        bar = QRectF(round(x), round(self.height() / 2) - 4, _BAR, 8)
        shades = QLinearGradient(bar.topLeft(), bar.topRight())
        places = np.linspace(0, 1, _STOPS)
        for place, colour in zip(places.tolist(), trial_colours.at(places).tolist(), strict=True):
            shades.setColorAt(place, QColor(*colour))
        painter.fillRect(bar, shades)
        return x + _BAR + 6

    def _paint_sign(self, painter: QPainter, x: float, sign: str) -> None:
        centre = QPointF(x + 3, self.height() / 2)
        painter.setPen(QPen(theme.current().colour("warning" if sign == "x" else "accent"), 2))
        if sign == "x":
            for down in (-3.5, 3.5):
                painter.drawLine(centre - QPointF(3.5, down), centre + QPointF(3.5, down))
        else:
            painter.drawLine(centre - QPointF(0, 4), centre + QPointF(0, 4))
