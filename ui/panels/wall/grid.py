"""Where tiles lie: in rows, as large as lets all of them be seen, but no smaller than legible."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPoint, QRectF

from ui.panels.wall.tile import HEIGHT, WIDTH

_SCALES = (2.5, 2.25, 2.0, 1.75, 1.5, 1.25, 1.0)


@dataclass(frozen=True)
class Grid:
    """`count` tiles in columns of `width` and rows of `height` pixels, of which `in_sight` fit whole."""

    count: int
    columns: int
    width: float
    height: float
    in_sight: int

    @property
    def rows(self) -> int:
        """In sight or not."""
        return -(-self.count // self.columns)

    @property
    def hidden(self) -> int:
        """Rows that there is no room for."""
        return max(self.rows - self.in_sight, 0)

    def room(self, place: int, first: int) -> QRectF:
        """Of the tile at a place, where row `first` is the topmost."""
        row, column = divmod(place, self.columns)
        return QRectF(column * self.width, (row - first) * self.height, self.width, self.height)

    def place(self, at: QPoint, first: int) -> int | None:
        """The tile that is there."""
        column, row = int(at.x() // self.width), int(at.y() // self.height)
        place = (row + first) * self.columns + column
        inside = 0 <= column < self.columns and at.y() >= 0 and place < self.count
        return place if inside else None

    def places(self, first: int) -> range:
        """Tiles that are in sight, whole or not."""
        most = (self.in_sight + 1) * self.columns
        return range(first * self.columns, min(first * self.columns + most, self.count))


@lru_cache(maxsize=16)
def grid_for(count: int, wide: int, high: int) -> Grid:
    """So many tiles in so much room."""
    scale = next((s for s in _SCALES if math.ceil(count / _columns(wide, s)) * HEIGHT * s <= high), 1.0)
    columns, height = _columns(wide, scale), HEIGHT * scale
    return Grid(count, columns, max(wide, 1) / columns, height, max(1, int(high // height)))


def _columns(wide: int, scale: float) -> int:
    return max(1, int(wide // (WIDTH * scale)))
