"""What every panel about frameworks is: a reader of the desk, and of the run's settings."""

from __future__ import annotations

from dataclasses import replace

from simulator.frameworks.task import Task, task_seen
from simulator.snapshot import Snapshot
from ui.drawing.pace import Pace
from ui.panels.desk import Desk
from ui.panels.panel import Panel


class FrameworkPanel(Panel):
    """A subclass draws in `show_desk`, which may be called before there is any run (`task` is None then)."""

    reads_series = True

    def __init__(self) -> None:
        super().__init__()
        self.task: Task | None = None
        self._snapshot: Snapshot | None = None
        self._pace = Pace()
        self.desk = Desk(self)
        self._listen()

    def join(self, desk: Desk) -> None:
        """Share a desk with other panels."""
        for signal in (self.desk.chosen, self.desk.found):
            signal.disconnect(self._look)
        self.desk = desk
        self._listen()
        self.show_desk()

    def show(self, snapshot: Snapshot) -> None:
        """A program is of settings and data; how many steps it makes is said a few times a second."""
        self._snapshot, seen = snapshot, self._seen(snapshot)
        before = self.task
        same = before is not None and replace(seen, steps=before.steps, after=before.after) == before
        if not same or (seen != self.task and self._pace.is_due(snapshot)):
            self.task = seen
            self.show_desk()

    def clear(self) -> None:
        self.task = self._snapshot = None
        self.show_desk()

    def show_desk(self) -> None:
        """Draw the desk and the task as they are now."""
        raise NotImplementedError

    def _listen(self) -> None:
        for signal in (self.desk.chosen, self.desk.found):
            signal.connect(self._look)

    def _look(self) -> None:
        if self._snapshot is not None:
            self.task = self._seen(self._snapshot)
        self.show_desk()

    def _seen(self, snapshot: Snapshot) -> Task:
        """The task as the desk has it."""
        return task_seen(snapshot, self.desk.trained, self.desk.seeded, self.desk.usual)
