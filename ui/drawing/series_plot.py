"""Lines over the steps of a run: bounded cost however long it is, ranges that follow in peace."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.drawing.curve import Curve
from ui.drawing.envelope import Envelope, finite_runs
from ui.drawing.marks import Mark, Marks
from ui.drawing.numerals import WIDEST
from ui.drawing.plot import Plot
from ui.drawing.readout import Entry, Readout
from ui.drawing.thinned import Thinned

Array = NDArray[Any]
_FIT_EVERY = 0.25
"""Seconds between new ranges and lines: beyond the last range a line would not be seen, and a wide one of
some hundred points takes a millisecond to stroke."""


@dataclass(frozen=True)
class Line:
    """One line of the plot: its key, its name in the readout, its pen and how many columns it may take.

    A `rough` one is drawn as the lowest and highest value of each column, a smooth one as the last.
    """

    key: str
    name: str
    pen: str
    columns: int
    alpha: float = 1.0
    rough: bool = False


class SeriesPlot(QWidget):
    """A readout over a plot of lines. The owner feeds whole series and says how ranges are chosen."""

    def __init__(
        self,
        y_name: str,
        lines: Sequence[Line],
        read: Callable[[float], str],
        y_range: Callable[[dict[str, Array]], tuple[float, float]],
    ) -> None:
        super().__init__()
        self.readout = Readout()
        self.plot = Plot("step t", y_name)
        self.plot.setMouseEnabled(x=False, y=False)
        self.lines = {line.key: line for line in lines}
        self.envelopes = {line.key: (Envelope if line.rough else Thinned)(line.columns) for line in lines}
        self.marks = Marks()
        self._read, self._y_range, self._transform = read, y_range, _as_it_is
        self._curves = {line.key: self._curve(line) for line in lines}
        self._cursor = pg.InfiniteLine(angle=90)
        self._hovered: float | None = None
        self._fitted = 0.0
        self._later = QTimer(self, singleShot=True, interval=int(1000 * _FIT_EVERY))
        self._assemble()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        column.setSpacing(0)
        column.addWidget(self.readout)
        column.addWidget(self.plot, 1)
        self._cursor.hide()
        self.plot.addItem(self.marks, ignoreBounds=True)
        self.plot.addItem(self._cursor, ignoreBounds=True)
        self.plot.pointed.connect(self._point)
        self.plot.left.connect(self._leave)
        self._later.timeout.connect(self.fit)

    def _curve(self, line: Line) -> Curve:
        curve = Curve(antialias=theme.current().pen(line.pen).widthF() > 1)
        self.plot.addItem(curve, ignoreBounds=True)
        return curve

    # Feeding ----------------------------------------------------------------------------------------

    def follow(self, key: str, x: Sequence[int] | Array, y: Array) -> None:
        """A line's whole series as it is now."""
        self.envelopes[key].follow(x, y)

    def follow_marks(self, marks: tuple[Mark, ...]) -> None:
        """The marks as they are now."""
        self.marks.show_marks(marks)

    def settle(self) -> None:
        """After feeding: bring readout and, a few times a second, lines and ranges up to date."""
        self._say()
        if time.monotonic() - self._fitted >= _FIT_EVERY:
            self.fit()
        elif not self._later.isActive():
            self._later.start()

    def set_log(self, log: bool, floor: float) -> None:
        """Logarithmic values, those at or below `floor` on it; or linear ones."""
        self._transform = (lambda y: np.log10(np.maximum(y, floor))) if log else _as_it_is
        self.plot.getAxis("left").setLogMode(log)
        self.fit()

    def clear(self) -> None:
        """Forget every line and mark."""
        for key, envelope in self.envelopes.items():
            envelope.clear()
            self._draw(key)
        self.marks.show_marks(())
        self._fitted = 0.0

    def fit(self) -> None:
        """Draw what there is, and set both ranges to it."""
        self._fitted = time.monotonic()
        for key in self.lines:
            self._draw(key)
        drawn = {key: curve.getData()[1] for key, curve in self._curves.items()}
        low, high = self._y_range({key: y for key, y in drawn.items() if y is not None and len(y)})
        first, last = self._span()
        self.plot.setRange(xRange=(first, last), yRange=(low, high), padding=0)

    def apply_theme(self) -> None:
        """Pens and axes from the current theme."""
        self.plot.apply_theme()
        for key, curve in self._curves.items():
            curve.setPen(_pen(self.lines[key]))
        self._cursor.setPen(theme.current().pen("zero"))
        self.marks.update()
        self.readout.update()

    def _span(self) -> tuple[float, float]:
        ends = [(e.x[0], e.x[-1]) for e in self.envelopes.values() if len(e.y)]
        first = min((start for start, _ in ends), default=0)
        last = max((end for _, end in ends), default=0)
        return float(first), first + 1.02 * max(last - first, 10)

    def _draw(self, key: str) -> None:
        with np.errstate(invalid="ignore", over="ignore"):
            x, y = self.envelopes[key].points()
            x, y, joined = finite_runs(x, self._transform(y))
        self._curves[key].setSegmentedLineMode("on" if _is_rough(y) else "off")
        self._curves[key].setData(x, y, connect="all" if joined[:-1].all() else joined)

    # Reading ----------------------------------------------------------------------------------------

    def _point(self, x: float, _y: float) -> None:
        self._hovered = x
        self._say()

    def _leave(self) -> None:
        self._hovered = None
        self._say()

    def _snapped(self, at: float) -> int:
        """The sampled step nearest to the cursor, of the line that has the fewest."""
        sampled = [envelope for envelope in self.envelopes.values() if len(envelope.y)]
        found = min(sampled, key=lambda envelope: len(envelope.y)).nearest(at) if sampled else None
        return found[0] if found else 0

    def _value(self, key: str, step: int) -> str:
        """What a line reads at a step, "–" where it has no value."""
        sample = self.envelopes[key].nearest(step)
        return self._read(sample[1]) if sample and sample[0] == step else "–"

    def _say(self) -> None:
        at = float("inf") if self._hovered is None else self._hovered
        found = {key: envelope.nearest(at) for key, envelope in self.envelopes.items()}
        steps = [sample[0] for sample in found.values() if sample]
        # The marks of J are some steps apart: under the cursor all is read where the sparser line has one.
        step = max(steps, default=0) if self._hovered is None else self._snapped(at)
        entries = (
            Entry(line.pen, line.name, self._value(key, step), WIDEST) for key, line in self.lines.items()
        )
        self.readout.say(f"step {step:,}", tuple(entries))
        self._cursor.setVisible(self._hovered is not None and bool(steps))
        self._cursor.setPos(step)


def _pen(line: Line) -> QPen:
    """The line's pen, as soft as it is to be."""
    made = theme.current().pen(line.pen)
    colour = made.color()
    colour.setAlphaF(min(line.alpha, colour.alphaF()))
    made.setColor(colour)
    return made


def _is_rough(y: Array) -> bool:
    """Whether a line goes up and down so much that one stroke of it is slow: 650 ms for 2000 wild points.

    In segments it takes 29 ms, but their round ends show as beads, so a smooth line is one stroke.
    """
    return len(y) > 1 and float(np.abs(np.diff(y)).sum()) > 4 * float(np.ptp(y))


def _as_it_is(y: Array) -> Array:
    return y
