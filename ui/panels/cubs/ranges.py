"""The axes that all lanes share, so that they can be compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from simulator.scales import LINEAR
from simulator.search.objectives import Objective
from ui.drawing.numerals import on_axis
from ui.drawing.search_words import is_share
from ui.panels.cubs.lives import Life

Array = NDArray[Any]


@dataclass(frozen=True)
class Ranges:
    """Steps from 0 to `last`, values from `low` to `high`; `factor` makes shares percent."""

    last: float = 1.0
    low: float = 0.0
    high: float = 1.0
    factor: float = 1.0

    def x(self, steps: Any, plot: QRectF) -> Array:
        """Pixels of steps."""
        return np.asarray(plot.left() + np.asarray(steps) / self.last * plot.width())

    def y(self, values: Any, plot: QRectF) -> Array:
        """Pixels of values; those beyond the range at its edge: SVG knows no clip."""
        share = np.clip((np.asarray(values) - self.low) / (self.high - self.low), -0.05, 1.05)
        return np.asarray(plot.bottom() - share * plot.height())

    @cached_property
    def value_ticks(self) -> list[tuple[float, str]]:
        """Few of them: lanes are low."""
        ticks = LINEAR.ticks(self.low, self.high)
        return [(tick, on_axis(round(self.factor * tick, 10))) for tick in ticks[:: max(1, len(ticks) // 2)]]

    @cached_property
    def step_ticks(self) -> list[float]:
        """Round steps."""
        return [tick for tick in LINEAR.ticks(0.0, self.last) if tick == int(tick)]


def ranges_of(lives: Sequence[Life], objective: Objective) -> Ranges:
    """Of all lanes; how bad an untrained network is does not count."""
    curves = [life.curve for life in lives if len(life.curve)]
    steps = max([life.trial.steps for life in lives], default=1)
    values = [curve[1:, 1] if len(curve) > 2 else curve[:, 1] for curve in curves]
    together = np.concatenate(values) if values else np.empty(0)
    factor = 100.0 if is_share(objective) else 1.0
    if not len(together):
        return Ranges(float(max(steps, 1)), factor=factor)
    low, high = float(together.min()), float(together.max())
    # Round ends: while they stay, lanes that have not changed need not be painted anew.
    step = 10.0 ** math.floor(math.log10(max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-6) / 2))
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Ranges(float(max(steps, 1)), low, max(high, low + step), factor)
