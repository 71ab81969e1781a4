"""The tiles as they were last painted, some of them renewed in each frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ui import theme

_AT_ONCE = 8
"""Tiles painted anew in a frame; the others follow in the next ones."""


class TileSheet:
    """`look` says of a tile what decides how it looks, `paint` paints it."""

    def __init__(
        self, widget: QWidget, look: Callable[[int], object], paint: Callable[[QPainter, int], None]
    ) -> None:
        self._widget, self._look, self._paint = widget, look, paint
        self._pixmap: QPixmap | None = None
        self._layout: object = None
        self._drawn: dict[int, Any] = {}
        self._last = -1

    def forget(self) -> None:
        """Paint all anew."""
        self._layout = None

    def show(self, painter: QPainter, places: range, layout: object) -> bool:
        """Copy these tiles, laid out anew if `layout` is another; whether some wait for the next frame."""
        ratio = self._widget.devicePixelRatioF()
        size = self._widget.size() * ratio
        if self._pixmap is None or self._pixmap.size() != size or layout != self._layout:
            self._pixmap, self._layout, self._drawn = QPixmap(size), layout, {}
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(theme.current().colour("raised"))
        left = self._renew(self._pixmap, places)
        painter.drawPixmap(0, 0, self._pixmap)
        return left

    def _renew(self, pixmap: QPixmap, places: range) -> bool:
        stale = [place for place in places if self._drawn.get(place) != self._look(place)]
        if not stale:
            return False
        turn = sorted(stale, key=lambda place: (place <= self._last, place))  # or the first come first always
        turn = turn[:_AT_ONCE] if self._drawn else turn
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in turn:
            self._paint(painter, place)
            self._drawn[place] = self._look(place)
        painter.end()
        self._last = turn[-1]
        return len(stale) > len(turn)
