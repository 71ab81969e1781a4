"""Where the columns of the softmax picture stand: numbers first, and bars in the room that is left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from ui import theme

LEAST_ROW = 15
_HEAD, _FOOT, _MOST_ROW = 28, 24, 80
_USUAL, _LARGEST = (680, 340), 2.0
"""Pixels up to which text is of the usual size, and how much larger it may become: it is projected."""
_NUMBERS = {"z": 58, "t": 62, "a": 42, "y": 20, "dz": 58, "numerical": 62}
BARS = ("z", "t", "a")
CHECK = ("y", "dz", "numerical")
_GAP = 12
_LEAST_BAR = 24
_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True)
class Columns:
    """The columns at one size: `number` and `bar` map names to (left, width)."""

    label: tuple[float, float]
    number: dict[str, tuple[float, float]]
    bar: dict[str, tuple[float, float]]
    row: float
    rows: int
    scale: float

    @property
    def head(self) -> float:
        """Height of the names of the columns."""
        return _HEAD * self.scale

    @property
    def foot(self) -> float:
        """Height of the line of sums."""
        return _FOOT * self.scale

    def cell(self, column: tuple[float, float], i: int) -> QRectF:
        """Row i of a column."""
        return QRectF(column[0], self.head + i * self.row, column[1], self.row)

    def group(self, name: str) -> tuple[float, float]:
        """Left edge and width of a number with its bar."""
        left, width = self.number[name]
        bar = self.bar.get(name)
        return left, (bar[0] + bar[1] if bar else left + width) - left

    @property
    def bottom(self) -> float:
        """Under the last row."""
        return self.head + self.rows * self.row


def scale_for(width: float, height: float) -> float:
    """How much larger than usual text is on a picture of this size."""
    return min(max(min(width / _USUAL[0], height / _USUAL[1]), 1.0), _LARGEST)


def arrange(width: float, height: float, classes: int, label: float, check: bool) -> Columns:
    """The columns of `classes` rows under labels `label` wide; rows that do not fit are left out."""
    scale = scale_for(width, height)
    room = max(height - (_HEAD + _FOOT) * scale, LEAST_ROW)
    rows = max(min(classes, int(room // LEAST_ROW)), 1)
    row = min(room / rows, _MOST_ROW * scale)
    names = BARS + CHECK if check else BARS
    share = _bar_width(names, width - label, scale)
    if check and share < _LEAST_BAR:
        names = ("a", *CHECK)  # what is derived, where there is no room for what it comes from
        share = _bar_width(names, width - label, scale)
    number, bar = {}, {}
    x = theme.SPACE + label
    for name in names:
        number[name] = x, scale * _NUMBERS[name]
        x += scale * _NUMBERS[name]
        if name in BARS:
            bar[name] = x + 4, share
            x += 4 + share
        x += _GAP
    return Columns((theme.SPACE, label), number, bar, row, rows, scale)


def _bar_width(names: tuple[str, ...], width: float, scale: float) -> float:
    """What is left for each bar beside the numbers."""
    numbers = scale * sum(_NUMBERS[name] for name in names) + _GAP * (len(names) - 1)
    bars = sum(name in BARS for name in names)
    return max((width - numbers - 2 * theme.SPACE) / bars - 4, 0.0)


def span_for(need: float, now: float) -> float:
    """A round half-width of the z axis for values up to `need`; `now` where that still does."""
    if now / 2.5 <= need <= now:
        return now
    power = 1.0
    while need > 10 * power:
        power *= 10
    return next((step * power for step in _STEPS if step * power >= need), 10 * power)
