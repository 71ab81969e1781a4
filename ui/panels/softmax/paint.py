"""How one row of the softmax picture is painted."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from simulator.probes.example import Softmax
from ui import theme
from ui.drawing.lettering import capitals, shortened, width_of, write, write_right
from ui.drawing.markers import paint_marker
from ui.drawing.pens import pen
from ui.drawing.softmax_layout import Columns
from ui.drawing.softmax_words import share_word, signed_word, term_word, times_ten, z_word

_MARKER, _WIDEST, _LEAST = 20, 110, 34
_FAINT = 0.3


def label_width(names: tuple[str, ...], width: float, scale: float) -> float:
    """What the class names take beside their markers."""
    metrics = QFontMetricsF(theme.font(scale))
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
    return _MARKER * scale + min(widest, _WIDEST * scale, max(width / 6 - _MARKER, _LEAST)) + theme.SPACE


class RowPainter:
    """Paints rows of one record with one painter."""

    def __init__(self, painter: QPainter, columns: Columns, softmax: Softmax, span: float) -> None:
        self._painter, self._columns, self._softmax, self._span = painter, columns, softmax, span
        self._most = max(softmax.t.tolist(), default=0.0)
        worn = theme.current()
        self._inks = worn.colour("muted"), worn.colour("text")
        self._regular, self._bold = theme.font(columns.scale), theme.font(columns.scale, bold=True)

    def paint(self, lit: int | None, with_z: bool) -> None:
        """Numbers and bars: all but row `lit` faint; z is left out where entries stand there."""
        softmax, rows = self._softmax, range(self._columns.rows)
        z, t, a = softmax.z.tolist(), softmax.t.tolist(), softmax.a.tolist()
        for i in rows:
            self._paint_bars(i, (z[i], t[i], a[i]), 1.0 if lit in (None, i) else _FAINT)
        words = {"t": map(term_word, t), "a": map(share_word, a)} | ({"z": map(z_word, z)} if with_z else {})
        if "dz" in self._columns.number:
            words |= {
                "y": ("1" if i == softmax.y else "0" for i in rows),
                "dz": map(signed_word, softmax.dz.tolist()),
                "numerical": map(signed_word, softmax.numerical.tolist()),
            }
        for column in self._columns.number.keys() & words.keys():
            self._paint_numbers(column, list(words[column]), lit)

    def _paint_numbers(self, column: str, words: list[str], lit: int | None) -> None:
        """A column flush right."""
        font, (left, width) = self._bold if column == "a" else self._regular, self._columns.number[column]
        y = self._columns.head + (self._columns.row + capitals(font)) / 2
        self._painter.setFont(font)
        self._painter.setPen(self._inks[lit is None])
        for i, text in enumerate(words[: self._columns.rows]):
            if lit is not None:
                self._painter.setPen(self._inks[lit == i])
            x = left + width - width_of(text, font)
            self._painter.drawText(QPointF(x, y + i * self._columns.row), text)

    def mark(self, before: Softmax) -> None:
        """Where each a ended before the hand moved a bar."""
        left, width = self._columns.bar["a"]
        self._painter.setPen(pen("edit"))
        for i, a in enumerate(before.a.tolist()[: self._columns.rows]):
            if math.isfinite(a):
                cell, x = self._columns.cell((left, width), i), left + width * a
                self._painter.drawLine(QPointF(x, cell.top() + 2), QPointF(x, cell.bottom() - 2))

    def paint_totals(self, check: bool, width: int) -> None:
        """The sums under t and a, and how far the two derivatives are apart."""
        y, softmax = self._columns.bottom, self._softmax
        grid = QRect(theme.SPACE, round(y), width - 2 * theme.SPACE, 1)
        self._painter.fillRect(grid, pen("grid").color())
        self._painter.setPen(theme.current().colour("text"))
        self._painter.setFont(self._bold)
        total = float(softmax.a.sum())
        said = "1" if abs(total - 1) < 1e-9 else share_word(total)
        if "t" in self._columns.number:
            self._write_total("t", f"Σt = {term_word(softmax.total)}", y)
        self._write_total("a", f"sum of a = {said}", y)
        if check:
            room = QRectF(0, y, width - theme.SPACE, self._columns.foot)
            text = f"largest difference {times_ten(apart(softmax))}"
            write_right(self._painter, room, text, self._bold)

    def _write_total(self, name: str, text: str, y: float) -> None:
        left, width = self._columns.group(name)
        number = self._columns.number[name]
        needed = width_of(text, self._bold)
        x = min(left, left + max(width - needed, number[1] - needed))
        write(self._painter, x, QRectF(x, y, needed, self._columns.foot), text, self._bold)

    def paint_name(self, i: int, name: str, lit: bool) -> None:
        """The class of row i beside its marker, bold where it is the true one."""
        cell = self._columns.cell(self._columns.label, i)
        scale = self._columns.scale
        self._painter.save()
        self._painter.translate(cell.left() + (_MARKER / 2 - 2) * scale, cell.center().y())
        self._painter.scale(scale, scale)
        paint_marker(self._painter, QPointF(), i)
        self._painter.restore()
        is_true = i == self._softmax.y
        font = self._bold if is_true else self._regular
        room = cell.adjusted(_MARKER * scale, 0, -4, 0)
        self._painter.setFont(font)
        self._painter.setPen(self._inks[lit])
        write(self._painter, room.left(), room, shortened(name, font, room.width()), font)

    def _paint_bars(self, i: int, values: tuple[float, float, float], alpha: float) -> None:
        z, t, a = values
        colour = theme.current().class_colour(i, alpha)
        thick = min(self._columns.row - 4, 32 * self._columns.scale)
        top = self._columns.head + (i + 0.5) * self._columns.row - thick / 2
        for name, start, end in (
            ("z", 0.5, 0.5 + 0.5 * _clip(z / self._span)),
            ("t", 0.0, 1.0 if math.isinf(t) else _clip(t / self._most if self._most else 0.0)),
            ("a", 0.0, _clip(a)),
        ):
            if name not in self._columns.bar:
                continue
            left, width = self._columns.bar[name]
            x0, x1 = sorted((left + start * width, left + end * width))
            bar = QRectF(x0, top, x1 - x0, thick)
            hatched = name == "t" and math.isinf(t)
            self._painter.fillRect(bar, QBrush(colour, Qt.BrushStyle.BDiagPattern) if hatched else colour)

    def paint_zeros(self) -> None:
        """Where the bars begin, as rects: a line takes five times as long."""
        colour, top = pen("zero").color(), round(self._columns.head) + 2
        for name, (left, width) in self._columns.bar.items():
            x = left + (0.5 if name == "z" else 0.0) * width
            self._painter.fillRect(
                QRect(round(x - 0.5), top, 1, round(self._columns.bottom) - 2 - top), colour
            )


def apart(softmax: Softmax) -> float:
    """The largest difference between ŷ − y and the numerical derivative."""
    if not len(softmax.dz):
        return math.nan
    return float(abs(softmax.dz - softmax.numerical).max())


def _clip(value: float) -> float:
    """Within −1 ... 1; nothing for what is no number."""
    return 0.0 if math.isnan(value) else min(max(value, -1.0), 1.0)
