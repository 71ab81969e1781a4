"""What the window has been sent already, and when a probe is worth another look."""

from __future__ import annotations

import operator

from simulator.datasets import Dataset
from simulator.run import Run
from simulator.snapshot import Probe

_PROBE_EVERY = 1 / 24  # seconds between two views of a probe: painting them all 60 times starves the frame
_PROBE_SHARE = 0.04  # of the time, at most, for each probe while training flat out
_DEAR = 0.008  # seconds of a view that even a command must wait for


class Sent:
    """Remembered by an engine, so that nothing is sent twice and nothing dear too often."""

    def __init__(self) -> None:
        self._data: tuple[Dataset, Dataset, Dataset] | None = None
        self._run_id, self._counts = -1, (0, 0, 0)
        self._views: dict[Probe, tuple[object, float, float]] = {}

    def new_data(self, run: Run) -> tuple[Dataset, Dataset, Dataset] | None:
        """The data as they are, as loaded and at step 0, where one of them is not the one sent last."""
        dataset, base, origin = run.examples.dataset, run.examples.base, run.origin
        first = origin.dataset if origin and origin.dataset else dataset
        data = dataset, base, first
        if self._data is not None and all(map(operator.is_, data, self._data)):
            return None
        self._data = data
        return data

    def since(self, run: Run) -> tuple[int, int, int]:
        """How many losses, marks and edits of this run the window has."""
        return self._counts if run.run_id == self._run_id else (0, 0, 0)

    def note(self, run: Run) -> None:
        """It has been sent all there is of the run."""
        self._run_id, self._counts = run.run_id, (*run.record.counts, len(run.edits))

    def due(self, probe: Probe, stamp: tuple[object, ...], now: float, fresh: bool, rests: bool) -> bool:
        """Whether to view a probe now: asked afresh all but dear ones, and those where the run rests."""
        seen, not_before, cost = self._views.get(probe, (None, 0.0, 0.0))
        return seen != stamp and (now >= not_before or rests or (fresh and cost < _DEAR))

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
