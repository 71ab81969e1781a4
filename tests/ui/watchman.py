"""What must never happen while somebody uses the window: it is noted the moment it does."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.run import Run
from simulator.snapshot import Confusion, MiniBatch, Parameters, Points, Snapshot, Surface
from ui.main_window import MainWindow
from ui.panels.panel import Panel
from ui.panels.standalone import StandalonePanel

_SURE = (Points, Surface, Parameters, MiniBatch, Confusion)
"""Probes whose answer any engine gives at once, whatever way it came."""
_DEATHS = ("The engine ended", "The engine does not start", "process died")
_ALLOWED = ("This plugin does not support", "occurs outside target window")
"""What is said without a screen, of every window that is shown, and of a test's own hand."""


class Watchman:
    """Notes errors nobody caught, Qt's warnings, engines that die, and snapshots that do not agree with the
    tree or the window.
    """

    def __init__(self, window: MainWindow) -> None:
        self.window, self.faults, self.refusals = window, list[str](), dict[str, int]()
        window.shown.connect(self._compare)
        window.client.refused.connect(self._refused)
        window.client.restarted.connect(self.faults.append)

    @contextlib.contextmanager
    def on_duty(self) -> Iterator[None]:
        """Listen where Python and Qt tell of errors."""
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = lambda *error: self._caught(*error)
        threading.excepthook = lambda args: self._caught(args.exc_type, args.exc_value, args.exc_traceback)
        sys.unraisablehook = lambda args: self._caught(args.exc_type, args.exc_value, args.exc_traceback)
        messages = qInstallMessageHandler(lambda _kind, _context, text: self._message(text))
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
            qInstallMessageHandler(messages)

    # What is told ---------------------------------------------------------------------------------

    def _caught(self, *error: object) -> None:
        self.faults.append("".join(traceback.format_exception(*error)))  # type: ignore[arg-type]

    def _message(self, text: str) -> None:
        if not any(allowed in text for allowed in _ALLOWED):
            self.faults.append(f"Qt says: {text}")

    def _refused(self, reason: str) -> None:
        self.refusals[reason] = self.refusals.get(reason, 0) + 1

    # What is seen ---------------------------------------------------------------------------------

    def _compare(self, snapshot: Snapshot) -> None:
        for wrong in _disagreements(self.window, snapshot):
            self.faults.append(f"Step {snapshot.step} of branch {snapshot.place.branch}: {wrong}")

    def look_around(self) -> None:
        """At rest: a search that died, and panels that would show something else if they were shown anew."""
        said = self.window.notices.text
        if any(words in said for words in _DEATHS):
            self.faults.append(said)

    def stale(self) -> list[str]:
        """At rest: what is on screen of another state than that of the place where the run stands."""
        snapshot, run = self.window.snapshot, self._run_at_rest()
        assert snapshot is not None
        truth = Lockstep(run)
        shown = {p: v for p, v in snapshot.views.items() if type(p) in _SURE and not p.twin}
        wrong = {probe: _differing(view, truth.view(probe)) for probe, view in shown.items()}
        return [f"{probe}: other {names} than at {run.place}" for probe, names in wrong.items() if names]

    def _run_at_rest(self) -> Run:
        client = self.window.client
        assert client.place is not None
        run = Run(Config(), traced=True)
        run.open(client.tree.as_now(), client.place)
        return run


def _disagreements(window: MainWindow, snapshot: Snapshot) -> Iterator[str]:
    """Sentences about what is on screen now and cannot be."""
    tree, place, series = window.client.tree, snapshot.place, snapshot.series
    if place.branch not in tree.branches or tree.current != place.branch:
        yield f"the tree stands on branch {tree.current}"
        return
    edits = tree.branches[place.branch].edits
    wrong = {
        f"the branch ends at {tree.end(place.branch)}": place.step > tree.end(place.branch),
        f"the snapshot says step {snapshot.step} and place {place}": place.step != snapshot.step,
        f"the series ends at {_end(snapshot)}": _end(snapshot) != snapshot.step,
        "a cost of later": bool(series.at.size) and series.at[-1] > snapshot.step,
        f"it tells of {len(snapshot.edits)} changes": snapshot.edits != edits[: place.edits],
        "a change of later": any(edit.step > snapshot.step for edit in snapshot.edits),
        "roads that are not in the tree": {r.number for r in snapshot.roads} != set(tree.branches),
        f"the timeline is at {_of(window.timeline.track.way)}": _of(window.timeline.track.way) != place.step,
    }
    yield from (sentence for sentence, is_so in wrong.items() if is_so)
    if snapshot.state != "playing":
        lagging = (panel for panel in in_sight(window) if _lags(panel, snapshot))
        yield from (f"{panel.key} says {panel.caption!r}" for panel in lagging)


def in_sight(window: MainWindow) -> list[Panel]:
    """The panels that somebody sees now and that tell of the run."""
    panels = [panel for view in window.workbench.views.values() for panel in view.panels.values()]
    side = [window.side.panel] if window.side.panel is not None else []
    return [
        p for p in (*panels, *side)
        if not isinstance(p, StandalonePanel) and not p.widget.visibleRegion().isEmpty()
    ]  # fmt: skip


def _lags(panel: Panel, snapshot: Snapshot) -> bool:
    return panel.caption != f"{snapshot.data.name} · step {snapshot.step:,}"


def _end(snapshot: Snapshot) -> int:
    return snapshot.series.start + len(snapshot.series.loss)


def _of(way: object) -> int:
    return getattr(way, "step", -1)


def _differing(shown: object, true: object) -> list[str]:
    """What in a view is not what the run at this place answers, bit for bit."""
    told, view = vars(shown), vars(true)
    return [name for name in view if not _equal(told[name], view[name])]


def _equal(this: object, that: object) -> bool:
    if isinstance(this, np.ndarray):
        return isinstance(that, np.ndarray) and this.tobytes() == that.tobytes()
    if hasattr(this, "keys"):
        return this.keys() == that.keys() and all(_equal(this[key], that[key]) for key in this)
    return this == that


def spin(until: Callable[[], bool], seconds: float) -> bool:
    """Let the window live until something is so; False where that took too long."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        QApplication.processEvents()
        time.sleep(0.001)
    return True
