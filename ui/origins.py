"""Which run a picture shows: what the window knows, handed to whoever exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from simulator import provenance
from simulator.provenance import Provenance
from simulator.snapshot import Snapshot

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.panels.panel import Panel


class RunOrigin:
    """The window's run, as it is on screen when it is asked for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._known: tuple[Snapshot, Provenance] | None = None

    def __call__(self) -> Provenance:
        snapshot, client = self._window.snapshot, self._window.client
        if snapshot is None or client.place is None:
            return Provenance(why_not="no run is on screen yet.")
        if self._known is None or self._known[0] is not snapshot:
            made = provenance.of_run(client.tree, client.place, snapshot.config, snapshot.data.name)
            self._known = snapshot, made
        return self._known[1]


def origin_of(panel: Panel, of_run: Callable[[], Provenance]) -> Provenance:
    """Of a panel: the run that it shows, or its search, or that it shows none."""
    from ui.panels.search_panel import SearchPanel
    from ui.panels.standalone import StandalonePanel

    if isinstance(panel, SearchPanel):
        return _of_search(panel)
    return Provenance() if isinstance(panel, StandalonePanel) else of_run()


def origins_of(panels: Iterable[Panel], of_run: Callable[[], Provenance]) -> dict[str, Provenance]:
    """Of several, by their keys."""
    return {panel.key: origin_of(panel, of_run) for panel in panels}


def _of_search(panel: Panel) -> Provenance:
    mirror = getattr(panel, "mirror", None)
    if mirror is None:
        return Provenance(why_not="it shows a search that has not begun.")
    study = mirror.study
    return provenance.of_search(study.plan.space.base, study.dataset.name, study.plan.seed)
