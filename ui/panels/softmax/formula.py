"""The two formulas of softmax with one class's numbers written out, its term lit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from simulator.probes.example import Softmax
from ui import theme
from ui.drawing.lettering import width_of, write
from ui.drawing.softmax_words import exponent_word, share_word, term_word
from ui.maths import MathLabel

_HEIGHT, _GAP, _PAD = 56, 6, 3
_BOLD = 2


@dataclass(frozen=True)
class Run:
    """A piece of a line: raised as an exponent, or lit."""

    text: str
    raised: bool = False
    lit: bool = False


Line = tuple[Run, ...]


_EQUALS = Run("= ")
_USUAL: Line = (Run("= e"), Run("−0.00", raised=True), Run(" = 000.0"))
"""What mostly stands after t = e^z: room kept, so that the rest does not jump."""


class SoftmaxFormula(QWidget):
    """t = e^z and a = t / Σt for one class, in as much detail as the width has room for."""

    def __init__(self) -> None:
        super().__init__()
        self._softmax: Softmax | None = None
        self._label, self._lit, self._scale = 0, False, 0.0
        self._term = MathLabel(r"t_i = e^{z_i}", title="t of i is e to the z of i", parent=self)
        self._share = MathLabel(
            r"\hat{y}_i = a_i = \frac{t_i}{\sum_j t_j}",
            title="ŷ of i is a of i is t of i over the sum of all t",
            parent=self,
        )
        self.set_scale(1.0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What stands there, as one line."""
        if self._softmax is None:
            return ""
        above, below = self._fraction(full=True)
        return (
            f"i = {self._label}: e^{exponent_word(self._z)} = {term_word(self._t)}; "
            f"{_flat(above)} / ({_flat(below)}) = {share_word(self._a)}"
        )

    def show_class(self, softmax: Softmax | None, label: int, lit: bool) -> None:
        """Write out class `label`; `lit` while it is pointed at."""
        self._softmax = softmax
        self._label, self._lit = min(label, len(softmax.z) - 1) if softmax is not None else 0, lit
        for formula in (self._term, self._share):
            formula.setVisible(softmax is not None)
        self._arrange()
        for left, right in ((self._term, self._share.x()), (self._share, self.width())):
            x = left.x() + left.width()  # not the formulas: painting them takes longer than all the rest
            self.update(x, 0, right - x, self.height())

    def set_scale(self, scale: float) -> None:
        """Write larger than usual."""
        if scale != self._scale:
            self._scale = scale
            self._fonts = theme.font(scale), theme.font(0.8 * scale), theme.font(scale, bold=True)
            self.setFixedHeight(round(_HEIGHT * scale))
            self._arrange()
            self.update()

    def apply_theme(self) -> None:
        """Arrange anew: another style sheet takes the fonts of the formulas away."""
        self._arrange()
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a formula was set, and is wider than its stand-in
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Both formulas where they stay while the numbers change."""
        x = float(theme.SPACE)
        for formula in (self._term, self._share):
            formula.setFont(self._fonts[0])
            size = formula.sizeHint()
            y = (self.height() - size.height()) / 2
            formula.setGeometry(QRect(QPoint(round(x), round(y)), size))
            power = self._power() if self._softmax is not None else ()
            x += size.width() + _GAP + max(self._width(_USUAL), self._width(power)) + 3 * _GAP

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    @property
    def _z(self) -> float:
        return float(self._softmax.z[self._label])

    @property
    def _t(self) -> float:
        return float(self._softmax.t[self._label])

    @property
    def _a(self) -> float:
        return float(self._softmax.a[self._label])

    # What is written --------------------------------------------------------------------------------

    def _power(self) -> Line:
        return (
            _EQUALS,
            Run("e", lit=self._lit),
            Run(exponent_word(self._z), raised=True),
            Run(" = "),
            self._own(),
        )

    def _own(self) -> Run:
        return Run(term_word(self._t), lit=self._lit)

    def _fraction(self, full: bool) -> tuple[Line, Line]:
        """t over Σt; what really is computed, with the largest z taken off, where Σt is no float."""
        softmax = self._softmax
        if math.isinf(softmax.total):
            top = exponent_word(max(softmax.z.tolist()))
            return (
                (
                    Run("e", lit=self._lit),
                    Run(f"{exponent_word(self._z)} − {top}", raised=True),
                ),
                (Run("Σ e"), Run(f"z − {top}", raised=True)),
            )
        if not full:
            return (self._own(),), (Run(term_word(softmax.total)),)
        terms: list[Run] = []
        for i, t in enumerate(softmax.t.tolist()):
            terms += [Run(" + ")] if terms else []
            terms.append(Run(term_word(t), lit=self._lit and i == self._label))
        return (self._own(),), tuple(terms)

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._softmax is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.current().colour("text"))
        self._paint_line(painter, self._power(), _right_of(self._term), self.height() / 2)
        x, result = _right_of(self._share), f"= {share_word(self._a)}"
        room = self.width() - x - width_of(result, self._fonts[_BOLD]) - theme.SPACE
        for fraction in self._fractions(room):
            x = self._paint_fraction(painter, fraction, x)
        painter.setFont(self._fonts[_BOLD])
        write(painter, x, QRectF(self.rect()), result, self._fonts[_BOLD])

    def _fractions(self, room: float) -> list[tuple[Line, Line]]:
        """The sum term by term and as one number; only that where the terms have no room."""
        short, full = self._fraction(full=False), self._fraction(full=True)
        needed = self._fraction_width(full) + self._fraction_width(short)
        return [short] if math.isinf(self._softmax.total) or needed > room else [full, short]

    def _paint_fraction(self, painter: QPainter, fraction: tuple[Line, Line], x: float) -> float:
        middle, width = self.height() / 2, max(map(self._width, fraction)) + 2 * _PAD
        x = self._paint_line(painter, (_EQUALS,), x, middle)
        for line, lower in zip(fraction, (-12, 12), strict=True):
            self._paint_line(painter, line, x + (width - self._width(line)) / 2, middle + lower * self._scale)
        painter.fillRect(QRectF(x, middle - 0.5, width, 1), theme.current().colour("text"))
        return x + width + _GAP

    def _fraction_width(self, fraction: tuple[Line, Line]) -> float:
        return self._width((_EQUALS,)) + max(map(self._width, fraction)) + 2 * _PAD + _GAP

    def _paint_line(self, painter: QPainter, line: Line, x: float, middle: float) -> float:
        for run in line:
            width, lift = self._width((run,)), 5 * self._scale * run.raised
            if run.lit:
                pill = QRectF(x - _PAD, middle - 9 * self._scale, width + 2 * _PAD, 18 * self._scale)
                painter.fillRect(pill, theme.current().colour("accent", 0.22))
            painter.setFont(self._fonts[run.raised])
            write(painter, x, QRectF(x, middle - 40 - lift, width, 80), run.text, self._fonts[run.raised])
            x += width
        return x

    def _width(self, line: Line) -> float:
        return sum(width_of(run.text, self._fonts[run.raised]) for run in line)


def _right_of(formula: MathLabel) -> float:
    return formula.x() + formula.width() + _GAP


def _flat(line: Line) -> str:
    return "".join(f"^({run.text})" if run.raised else run.text for run in line)
