"""A panel that shows no run: it stands from the first moment, and no snapshot changes it."""

from __future__ import annotations

from simulator.snapshot import Snapshot
from ui.panels.panel import Panel


class StandalonePanel(Panel):
    """What it shows is its own: samples it drew, a series it made. A subclass sets `caption` itself."""

    def update(self, snapshot: Snapshot) -> None:
        """Nothing of a run is shown."""

    def show(self, snapshot: Snapshot) -> None:
        """Nothing of a run is shown."""
