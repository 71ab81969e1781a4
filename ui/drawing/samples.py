"""Samples of a uniform u: so many of a seed's, others on request, one more that falls into place."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ui.drawing import motion

Array = NDArray[Any]
FEWEST, MOST = 10, 2000
_FALL = 0.55
"""Seconds that a sample takes to come down."""
_FRAME = 16


class Samples(QObject):
    """`u` (n,) in [0, 1) decides the values, `v` (n,) only how high the dots lie in their heap.

    Of a seed the first samples stay the same however many there are: more of them add to those before.
    `has_new` says that the last was asked for singly.
    """

    changed = Signal()
    """Others, or more of them, have come to lie."""
    moved = Signal()
    """Some are in the air, and now elsewhere."""

    def __init__(self, n: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.n, self.seed = n, 0
        self.has_new = False
        self._pool = _pool(0)
        self._dropped: list[float] = []
        self._clock = QTimer(self, interval=_FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._fall)

    @property
    def u(self) -> Array:
        """Of those that lie, (n,)."""
        return self._pool[0, : self.n]

    @property
    def v(self) -> Array:
        """Heights in the heap in [0, 1), (n,)."""
        return self._pool[1, : self.n]

    @property
    def in_air(self) -> tuple[Array, Array, Array]:
        """u and v of those that fall, and how far they have come down: 0 at the top, 1 in place."""
        falling = self._pool[:, self.n : self.n + len(self._dropped)]
        gone = (time.monotonic() - np.array(self._dropped)) / _FALL
        return falling[0], falling[1], np.clip(gone, 0.0, 1.0) ** 2

    @property
    def is_full(self) -> bool:
        """Whether there is no room for one more."""
        return self.n + len(self._dropped) >= MOST

    def set_count(self, n: int) -> None:
        """So many of this seed's."""
        self._settle()
        self.n = min(max(n, FEWEST), MOST)
        self.changed.emit()

    def resample(self) -> None:
        """As many others."""
        self._settle()
        self.seed += 1
        self._pool = _pool(self.seed)
        self.changed.emit()

    def one_more(self) -> None:
        """Let one more fall; where motion is not wanted it lies at once."""
        if self.is_full:
            return
        if motion.is_reduced():
            self.n, self.has_new = self.n + 1, True
            self.changed.emit()
            return
        self._dropped.append(time.monotonic())
        self._clock.start()
        self.moved.emit()

    def _fall(self) -> None:
        down = sum(time.monotonic() - since >= _FALL for since in self._dropped)
        self._dropped = self._dropped[down:]
        if not self._dropped:
            self._clock.stop()
        self.n, self.has_new = self.n + down, self.has_new or down > 0
        (self.changed if down else self.moved).emit()

    def _settle(self) -> None:
        """What is in the air is gone, and the last to lie is no news."""
        self._dropped.clear()
        self._clock.stop()
        self.has_new = False


def _pool(seed: int) -> Array:
    return np.random.default_rng(seed).random((2, MOST))
