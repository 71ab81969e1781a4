"""Through the past, step by step: each is stood on exactly, with every view of that step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from simulator.commands import Rewind
from simulator.probes.reach import Reach
from simulator.snapshot import Probe, Snapshot

_SETTLED = 150
"""Milliseconds without news after which twins have caught up: their views come when they come."""


class Journey(QObject):
    """Asks for one step after the other, when told to `go_on`; at the end it goes back where it began."""

    command = Signal(object)
    views_asked = Signal()
    """Every view is to be sent anew: one that is dear would else be that of another step for a while."""
    arrived = Signal(object)
    """The snapshot of the step that was asked for."""
    ended = Signal()
    """There are no more steps."""

    def __init__(self, is_answered: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_answered = is_answered
        self._steps: Iterator[int] = iter(())
        self._step: int | None = None
        self._home: int | None = None
        self._late = False
        self._snapshot: Snapshot | None = None
        self.is_sending = False
        self._settling = QTimer(self, singleShot=True, interval=_SETTLED, timeout=self._arrive)

    @property
    def home(self) -> int | None:
        """Where it will go back to; None while it goes nowhere."""
        return self._home

    def start(self, steps: Iterable[int], home: int, probes: frozenset[Probe]) -> None:
        """From the first of `steps` on; `probes` are those whose views are waited for."""
        self._steps, self._home = iter(steps), home
        self._late = any(probe.twin or isinstance(probe, Reach) for probe in probes)
        self.go_on()

    def go_on(self) -> None:
        """To the next step, or home."""
        step = next(self._steps, None)
        if step is None:
            self.end()
            self.ended.emit()
        else:
            self._step = step
            self._ask(step)
            self.views_asked.emit()

    def end(self, goes_home: bool = True) -> None:
        """No further; home, unless somebody has other plans."""
        home, self._home, self._step = self._home, None, None
        self._settling.stop()
        if home is not None and goes_home:
            self._ask(home)

    def take(self, snapshot: Snapshot) -> None:
        """What is on screen now: it may be what was asked for."""
        if self._step is None:
            return
        there = snapshot.step == self._step and snapshot.state != "playing" and self._is_answered()
        self._snapshot = snapshot
        self._settling.stop()
        if there and self._late:
            self._settling.start()
        elif there:
            self._arrive()

    def _arrive(self) -> None:
        self._step = None
        self.arrived.emit(self._snapshot)

    def _ask(self, step: int) -> None:
        self.is_sending = True
        try:
            self.command.emit(Rewind(step))
        finally:
            self.is_sending = False
