"""Which of the snapshots that come are frames."""

from __future__ import annotations

from simulator.snapshot import Snapshot


class Stride:
    """Every so many steps, forth or back, from the first on; where steps were passed over, the next after."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._run: int | None = None
        self._first = self._last = 0

    def is_due(self, snapshot: Snapshot) -> bool:
        """Whether this one is a frame."""
        if snapshot.run_id != self._run or snapshot.step <= self._last - self._steps:
            self._run, self._first = snapshot.run_id, snapshot.step  # from here on
        elif snapshot.step < self._next:
            return False
        self._last = snapshot.step
        return True

    @property
    def _next(self) -> int:
        """The first step that is due, counted from the first: late once is not late always."""
        return self._first + ((self._last - self._first) // self._steps + 1) * self._steps
