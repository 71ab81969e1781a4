"""The title of a row of samples, wherever its bars are low."""

from __future__ import annotations

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter

from ui import theme
from ui.drawing.inscription import Inscription
from ui.drawing.lettering import width_of

TERSE = 84
"""Pixels of a row below which it has but a name."""
_PAD, _SHARE = 6, 0.6
"""Of a title: as `Inscription` has it, and of the width that one at the right may take."""


class RowTitle(Inscription):
    """At the left or at the right; of a low row only the name, or nothing unless `terse` is enough."""

    def __init__(self, title: str, role: str, *, right: bool, terse: bool) -> None:
        super().__init__(title, role)
        self._right, self._terse = right, terse

    def draw(self, painter: QPainter, size: QSizeF) -> None:
        whole = self.title, self.reading
        if size.height() < TERSE:
            self.title, self.reading = self.title if self._terse else "", ""
        self._draw(painter, size)
        self.title, self.reading = whole

    def _draw(self, painter: QPainter, size: QSizeF) -> None:
        if self._right:
            fonts = ((self.title, theme.font(bold=True)), (self.reading, theme.font()))
            wide = sum(width_of(text, font) + 2 * _PAD for text, font in fonts if text)
            if wide > _SHARE * size.width() and self.reading:
                self.reading, wide = "", width_of(self.title, fonts[0][1]) + 2 * _PAD
            painter.translate(max(size.width() - wide - 2, 0), 0)
        super().draw(painter, size)
