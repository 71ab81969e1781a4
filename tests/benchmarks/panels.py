"""What each panel of the Train workspace costs a frame: `update` with a snapshot, and painting."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Snapshot
from tests.benchmarks.pairs import microseconds
from tests.benchmarks.report import Row, measured
from tests.benchmarks.screen import application, shown_window
from ui.panels import PANELS
from ui.panels.panel import Panel

_SMALL = (400, 300)
_WARM, _FRAMES, _STEPS = 5, 60, 100
"""Snapshots before the clock starts and under it, and steps from one to the next."""


def measure() -> list[Row]:
    """Each panel at 400 × 300 and as large as the window makes it."""
    app = application()
    usual = _usual_sizes(app)
    kinds = [kind for kind in PANELS if kind.key in usual]
    snapshots = _snapshots(kinds)
    return [_cost(app, kind, size, snapshots) for kind in kinds for size in (_SMALL, usual[kind.key])]


def _usual_sizes(app: QApplication) -> dict[str, tuple[int, int]]:
    window = shown_window(Config())
    sizes = {}
    for key, dock in window.view.docks.items():
        dock.raise_()
        app.processEvents()
        sizes[key] = window.view.panels[key].widget.size().toTuple()
    window.close()
    return sizes


def _snapshots(kinds: Sequence[type[Panel]]) -> list[Snapshot]:
    """Of a run that is well under way, with all that any panel asks for."""
    run = Run(Config())
    run.advance(2000)
    probes = frozenset().union(*(kind().probes() for kind in kinds))
    snapshots = []
    for _ in range(_WARM + _FRAMES):
        run.advance(_STEPS)
        snapshots.append(run.snapshot(probes))
    return snapshots


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
    return measured("panels", f"{panel.title}, {size[0]} × {size[1]}: update and paint", "ms", times)
