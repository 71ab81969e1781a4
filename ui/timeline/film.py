"""The past as a film: from here to the end, a frame after the other."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ui.timeline.scrub import Send

_FRAME = 1 / 60
"""Seconds between two frames, at least."""


class Film(QObject):
    """Goes on when a frame has come, so that each is seen; at the end it rests.

    It lasts `seconds`, and less where a step a frame is faster than that.
    """

    toggled = Signal(bool)
    """Whether it runs."""

    def __init__(self, send: Send, parent: QObject | None = None, seconds: float = 20.0) -> None:
        super().__init__(parent)
        self._send, self.seconds = send, seconds
        self.is_running, self._is_seen = False, False
        self._from = self._to = self._asked = 0
        self._begun = self._shot = 0.0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._shoot)

    def start(self, step: int, first: int, last: int) -> None:
        """From `step` on to `last`; from `first` where that is the end."""
        if last <= first:
            return
        again = step >= last
        self._from, self._to = first if again else step, last
        self._begun, self._is_seen = time.perf_counter(), False
        self.is_running = True
        self.toggled.emit(True)
        self._ask(self._from if again else step + 1, 0)

    def stop(self) -> None:
        """Rest where it is."""
        self._timer.stop()
        if self.is_running:
            self.is_running = False
            self.toggled.emit(False)

    def answered(self, is_playing: bool) -> None:
        """A frame is on screen; a run that plays has not heard yet, or somebody made it play."""
        if not self.is_running or (is_playing and not self._is_seen):
            return
        self._is_seen = True
        if is_playing or self._asked >= self._to:
            self.stop()
        elif not self._timer.isActive():
            wait = self._shot + _FRAME - time.perf_counter()
            self._timer.start(max(0, round(1000 * wait)))

    def _shoot(self) -> None:
        share = min((time.perf_counter() - self._begun) / self.seconds, 1.0)
        aim = self._from + share * (self._to - self._from)
        step = min(max(self._asked + 1, int(aim)), self._to)
        self._ask(step, step - self._asked - 1 if step < self._to else 0)  # anywhere after the last frame

    def _ask(self, step: int, rough: int) -> None:
        self._asked, self._shot = step, time.perf_counter()
        self._send(step, rough)
