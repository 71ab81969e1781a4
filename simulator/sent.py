"""Which views the window has been sent, and when a probe is worth another look."""

from __future__ import annotations

from simulator.snapshot import Probe

_PROBE_EVERY = 1 / 24  # seconds between two views of a probe: painting them all 60 times starves the frame
_PROBE_SHARE = 0.04  # of the time, at most, for each probe while training flat out
_DEAR = 0.008  # seconds of a view that even a command must wait for


class Sent:
    """Remembered by an engine, so that no view is sent twice and no dear one too often."""

    def __init__(self) -> None:
        self._views: dict[Probe, tuple[object, float, float]] = {}
        self.always = False
        """Whether each probe is due whenever there is something new: somebody keeps every snapshot."""

    def due(self, probe: Probe, stamp: tuple[object, ...], now: float, fresh: bool, rests: bool) -> bool:
        """Whether to view a probe now: asked afresh all but dear ones, and those where the run rests."""
        seen, not_before, cost = self._views.get(probe, (None, 0.0, 0.0))
        return seen != stamp and (self.always or now >= not_before or rests or (fresh and cost < _DEAR))

    def due_at(self, probe: Probe) -> float:
        """When a probe may be viewed again."""
        return self._views[probe][1]

    def has(self, probe: Probe, stamp: tuple[object, ...]) -> bool:
        """Whether the window has just what the probe would see."""
        return self._views[probe][0] == stamp

    def viewed(self, probe: Probe, stamp: tuple[object, ...], now: float, cost: float) -> None:
        """A probe was viewed, at some cost in seconds."""
        self._views[probe] = stamp, now + max(cost / _PROBE_SHARE, _PROBE_EVERY), cost

    def forget_views(self) -> None:
        """Send every view anew."""
        self._views.clear()
