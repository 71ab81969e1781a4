"""What each panel costs a frame: `update` with a snapshot in which all is new, and painting."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import islice

from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.run import Run
from simulator.search.board import Mirror
from simulator.snapshot import Snapshot
from tests.benchmarks import searched
from tests.benchmarks.pairs import microseconds
from tests.benchmarks.report import Row, Target, measured
from tests.benchmarks.screen import application, shown_window
from ui.panels import PANELS
from ui.panels.lab import Lab
from ui.panels.panel import Panel
from ui.panels.search_panel import SearchPanel
from ui.panels.standalone import StandalonePanel
from ui.workspaces import WORKSPACES

_SMALL = (400, 300)
_WARM, _FRAMES, _STEPS = 5, 40, 20
"""Snapshots before the clock starts and under it, and steps from one to the next."""


def measure() -> list[Row]:
    """Each panel at 400 × 300 and as large as its workspace makes it in the window."""
    app = application()
    usual = _usual_sizes(app)
    kinds = [kind for kind in PANELS if kind.key in usual]
    sizes = [(kind, size) for kind in kinds for size in (_SMALL, usual[kind.key])]
    runs = [(kind, size) for kind, size in sizes if not issubclass(kind, StandalonePanel)]
    rows = [_cost(app, kind, size, _snapshots(kind)) for kind, size in runs]
    searches = [(kind, size) for kind, size in sizes if issubclass(kind, SearchPanel)]
    return rows + [_search_cost(app, kind, size) for kind, size in searches]


def _usual_sizes(app: QApplication) -> dict[str, tuple[int, int]]:
    window, sizes = shown_window(Config()), {}
    window.side.open(True)
    app.processEvents()
    assert window.side.panel is not None
    sizes["equations"] = window.side.panel.widget.size().toTuple()
    window.side.open(False)
    for workspace in reversed(WORKSPACES):  # the first that has a panel sizes it
        window.workbench.open(workspace.key)
        window.view.complete()
        for key, dock in window.view.docks.items():
            dock.raise_()
            app.processEvents()
            sizes[key] = window.view.panels[key].widget.size().toTuple()
    window.close()
    return sizes


def _snapshots(kind: type[Panel]) -> list[Snapshot]:
    """Of a run that trains and is well under way, with all that the panel asks for."""
    probes, lockstep = kind().probes(), _lockstep()
    lockstep.watch(probes)
    snapshots = []
    for _ in range(_WARM + _FRAMES):
        lockstep.advance(_STEPS)
        snapshots.append(replace(lockstep.snapshot(probes), state="playing"))
    return snapshots


@cache
def _lockstep() -> Lockstep:
    lockstep = Lockstep(Run(Config(), traced=True))
    lockstep.advance(2000)
    return lockstep


def _search_cost(app: QApplication, kind: type[SearchPanel], size: tuple[int, int]) -> Row:
    """With 64 trials under way, of each of which an update brings something new."""
    opened, updates = searched.updates(64, _WARM + _FRAMES)
    panel, lab, mirror, coming = kind(), Lab(), Mirror(opened), iter(updates)
    mirror.take(next(coming))
    lab.look_at(mirror)
    panel.join(lab)
    panel.widget.resize(*size)
    panel.widget.show()
    app.processEvents()

    def show(count: int) -> None:
        for update in islice(coming, count):
            mirror.take(update)
            panel.look()
            app.processEvents()

    show(_WARM)
    times = [microseconds(show, 1) / 1000 for _ in range(_FRAMES - 1)]
    panel.widget.close()
    what = f"{panel.title}, 64 live trials, {size[0]} × {size[1]}: update and paint"
    return measured("panels", what, "ms", times, Target("≤", 3.0))


def _cost(app: QApplication, kind: type[Panel], size: tuple[int, int], snapshots: list[Snapshot]) -> Row:
    panel = kind()
    panel.widget.resize(*size)
    panel.widget.show()
    app.processEvents()
    coming = iter(snapshots)

    def show(count: int) -> None:
        for snapshot in islice(coming, count):
            panel.update(snapshot)
            app.processEvents()

    show(_WARM)
    times = [microseconds(show, 1) / 1000 for _ in range(_FRAMES)]
    panel.widget.close()
    what = f"{panel.title}, {size[0]} × {size[1]}: update and paint"
    return measured("panels", what, "ms", times, Target("≤", 3.0))
