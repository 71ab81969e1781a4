"""Every panel of a workspace into a folder, those out of sight too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from simulator.snapshot import Probe, Snapshot
from ui.export_order import Order

if TYPE_CHECKING:
    from ui.workspace_view import WorkspaceView


class WholeExport(QObject):
    """Waits for a snapshot that holds what all panels need, and then writes them."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: tuple[WorkspaceView, Order] | None = None
        self.last: Order | None = None
        """What was ordered last."""

    def ask(self, view: WorkspaceView, order: Order) -> None:
        """Export `view` once `take` gets a snapshot with all of `probes()`."""
        view.complete()
        self._asked, self.last = (view, order), order

    def probes(self) -> frozenset[Probe]:
        """What it waits for."""
        return self._asked[0].probes(everywhere=True) if self._asked is not None else frozenset()

    def take(self, snapshot: Snapshot) -> None:
        """Write the panels if this snapshot will do."""
        if self._asked is not None and self.probes() <= snapshot.views.keys():
            view, order = self._asked
            self._asked = None
            view.show_snapshot(snapshot, hidden=True)
            self._write(view, order)

    def _write(self, view: WorkspaceView, order: Order) -> None:
        from ui.export_folder import fulfil
        from ui.origins import origins_of

        panels = list(view.panels.values())
        try:
            paths = fulfil(order, panels, origins_of(panels, view.run_origin))
        except (ValueError, OSError) as error:
            self.failed.emit(str(error))
        else:
            self.done.emit(f"Saved {len(paths)} files in {order.folder}.")
