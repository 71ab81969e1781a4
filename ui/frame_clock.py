"""When the window asks for the next snapshot, and how often it gets to show one."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_FRAME = 1 / 64  # seconds between two frames, at least: a screen shows no more
_AT_FIRST = 0.005  # seconds from asking for a snapshot to its arrival, until that is known
_WEIGHT = 0.1  # of the last answer in what is expected of the next
_RATE_OVER = 0.25  # seconds


class FrameClock(QObject):
    """Asks early enough for the answer to be here when the next frame is due: the engine works while
    the window paints. How early that is the answers tell: with twins to train they take longer.
    """

    wanted = Signal()
    """It is time to ask for the next snapshot."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._due, self._shown = 0.0, deque[float](maxlen=64)
        self._asked, self._takes = 0.0, _AT_FIRST
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._ask)

    def shown(self, started: float, playing: bool) -> float:
        """A frame begun at `started` is on its way to the screen; the frames a second, 0 when not playing."""
        if playing and self._asked:
            self._takes += _WEIGHT * (min(started - self._asked, _FRAME) - self._takes)
        self._ask_in_time(started)
        if not playing:
            self._shown.clear()
            return 0.0
        self._shown.append(started)
        span = started - self._shown[0]
        return (len(self._shown) - 1) / span if span > _RATE_OVER else 0.0

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def _ask_in_time(self, started: float) -> None:
        late = started - self._due > _FRAME
        self._due = (started if late else self._due) + _FRAME
        wait = self._due - self._takes - time.perf_counter()
        if wait < 0.001:
            self._ask()
        else:
            self._timer.start(int(1000 * wait))

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self.wanted.emit()
