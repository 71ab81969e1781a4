"""When words may change: while a network trains they would flicker, and nobody can read that."""

from __future__ import annotations

import time

from simulator.snapshot import Snapshot

_EVERY = 0.25


class Pace:
    """Of one panel: a few times a second while it trains, at once when the person steps, pauses or edits."""

    def __init__(self) -> None:
        self._said = 0.0

    def is_due(self, snapshot: Snapshot | None) -> bool:
        """Whether to say what this snapshot shows; if so, the next words wait."""
        now = time.monotonic()
        if snapshot is not None and snapshot.state == "playing" and now - self._said < _EVERY:
            return False
        self._said = now
        return True
