"""What was measured, against what was wanted, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
HEADINGS = ("what", "target", "measured", "verdict")


@dataclass(frozen=True)
class Spread:
    """The middle of several measurements, and between what limits four of five of them lie."""

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """The spread of `values`, at least one."""
        array = np.fromiter(values, float)
        low, median, high = np.percentile(array, (10, 50, 90))
        return cls(float(median), float(low), float(high), len(array))


@dataclass(frozen=True)
class Target:
    """A bound that the number measured has to keep."""

    sign: str
    bound: float

    def met_by(self, value: float) -> bool:
        return value >= self.bound if self.sign == "≥" else value <= self.bound


@dataclass(frozen=True)
class Row:
    """One line of the table. Without a target it is only there to be read; without a value, `note` says why.

    Several values under one heading are `points`: pairs of what and how much.
    """

    section: str
    what: str
    unit: str
    value: float | None = None
    spread: Spread | None = None
    target: Target | None = None
    note: str = ""
    points: tuple[tuple[object, float], ...] = ()

    @property
    def verdict(self) -> str:
        """What came of the target."""
        if self.value is None:
            return self.note
        if self.target is None:
            return ""
        return "met" if self.target.met_by(self.value) else "NOT MET"

    def cells(self) -> tuple[str, str, str, str]:
        """The row as text, under `HEADINGS`."""
        target = f"{self.target.sign} {figure(self.target.bound)} {self.unit}" if self.target else ""
        return self.what, target, self._measured(), self.verdict

    def _measured(self) -> str:
        if self.points:
            return "  ".join(f"{what}: {figure(value)}" for what, value in self.points) + f" {self.unit}"
        if self.value is None:
            return ""
        text = f"{figure(self.value)} {self.unit}"
        if self.spread is not None:
            text += f" ({figure(self.spread.low)}–{figure(self.spread.high)})"
        return f"{text}; {self.note}" if self.note else text


def measured(
    section: str, what: str, unit: str, values: Iterable[float], target: Target | None = None, note: str = ""
) -> Row:
    """A row of the median of `values` and how they spread."""
    spread = Spread.of(values)
    return Row(section, what, unit, spread.median, spread, target, note)


def against(section: str, what: str, ours: Array, theirs: Array | None, target: Target | None) -> Row:
    """A row of how many times as long a peer took in paired rounds, in µs; None where there is no peer."""
    if theirs is None:
        return Row(
            section, what, "×", target=target, note=f"peer not installed; ours {figure(np.median(ours))} µs"
        )
    note = f"{figure(np.median(theirs))} µs / {figure(np.median(ours))} µs"
    return measured(section, what, "×", theirs / ours, target, note)


def figure(value: float | np.floating) -> str:
    """Three significant digits, never an exponent."""
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{decimals}f}"


def table(rows: Sequence[Row]) -> str:
    """All rows under one set of headings, a blank line between sections."""
    cells = [row.cells() for row in rows]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *cells, strict=True)]
    lines = [_line(HEADINGS, widths), "  ".join("─" * width for width in widths)]
    for before, row, texts in zip([None, *rows], rows, cells, strict=False):
        if before is not None and before.section != row.section:
            lines.append("")
        lines.append(_line(texts, widths))
    return "\n".join(lines)


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()
