"""Recording as the window has it: asked for, chosen, under way, over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal

from simulator.commands import Command
from simulator.history import Place
from simulator.snapshot import Probe, Snapshot
from ui import file_dialogs
from ui.recording.estimate import Estimate
from ui.recording.formats import NAMES
from ui.recording.journey import Journey
from ui.recording.recorder import HARMLESS, Recorder
from ui.recording.source import PanelSource, Source, WindowSource
from ui.recording.take import Take

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.panels.panel import Panel
    from ui.recording.bar import RecordingBar
    from ui.recording.dialog import RecordDialog


class Recording(QObject):
    """One recording at a time, of a panel or of the window."""

    views_asked = Signal()
    """The engine is to be told anew what to compute."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._plan, self._stood = window, None, None
        self._journeys = past, samples = self._journey(), self._journey()
        self.recorder = Recorder(past, lambda: window.client.tree, self)
        self.estimate = Estimate(samples, self)
        self.dialog, self.bar = None, None
        window.shown.connect(self._take)
        window.client.refused.connect(lambda _reason: self.recorder.refused())
        self.recorder.changed.connect(self._show)
        self.recorder.told.connect(window.notices.tell)
        self.recorder.failed.connect(window.notices.warn)
        self.estimate.known.connect(self._show_size)

    _stood: tuple[int, Place] | None
    """Of which tree, too."""
    _plan: Take | None
    """What was chosen the last time."""
    dialog: RecordDialog | None
    bar: RecordingBar | None

    def ask(self, panel: Panel | None = None) -> None:
        """Let the person choose how a panel is recorded, or the window; or stop what is recorded."""
        if self.recorder.is_on:
            self.recorder.stop()
        elif self._window.snapshot is not None and self.dialog is None:
            source = PanelSource(panel) if panel is not None else WindowSource(self._window)
            self._open_dialog(source, self._window.snapshot)

    def begin(self, plan: Take, source: Source, path: Path | str) -> None:
        """Record to a file; why not, where that cannot be, is said in the window."""
        snapshot = self._window.snapshot
        if snapshot is None or self.recorder.is_on:
            return
        travelled = self.estimate.home
        self.estimate.stop()
        home = snapshot.step if travelled is None else travelled
        try:
            self.recorder.start(plan, source, Path(path), snapshot, home)
        except (OSError, ValueError) as error:
            self._window.notices.warn(str(error))
        else:
            self.views_asked.emit()

    def heed(self, command: Command) -> None:
        """The window sends something."""
        self.recorder.heed(command)
        client = self._window.client
        if not any(journey.is_sending for journey in self._journeys):
            self._stood = self._stood if isinstance(command, HARMLESS) else None
        elif self.stood is None and client.place is not None:
            self._stood = client.tree.key, client.place

    @property
    def stood(self) -> Place | None:
        """Where a person stands, while the past is gone through for frames, and until the run is back."""
        tree, place = self._stood or (None, None)
        return place if tree == self._window.client.tree.key else None

    def probes(self) -> frozenset[Probe]:
        """What must be computed beside what is in sight."""
        return self.recorder.probes() | self.estimate.probes()

    def close(self) -> None:
        """The window closes."""
        self.estimate.stop()
        self.recorder.close()

    def _take(self, snapshot: Snapshot) -> None:
        self.estimate.take(snapshot)
        self.recorder.take(snapshot)
        if self._window.client.is_answered and all(journey.home is None for journey in self._journeys):
            self._stood = None

    def _journey(self) -> Journey:
        window = self._window
        journey = Journey(lambda: window.client.is_answered, self)
        journey.command.connect(window.send)
        journey.views_asked.connect(self.views_asked)
        return journey

    # The dialog -----------------------------------------------------------------------------------

    def _open_dialog(self, source: Source, snapshot: Snapshot) -> None:
        from ui.recording.dialog import RecordDialog  # here: the first window need not wait for it

        way = self._window.timeline.track.way
        past = range(way.start, way.end + 1) if way is not None else range(1)
        rests = snapshot.state != "playing" and len(past) > 1
        plan = replace(self._plan or Take(), of_past=rests, first=past[0], last=past[-1])
        dialog = self.dialog = RecordDialog(source.title, plan, past, self._window)
        dialog.changed.connect(lambda chosen: self._estimate(chosen, source))
        dialog.accepted.connect(lambda: self._choose_file(dialog.plan, source))
        dialog.finished.connect(self._close_dialog)
        dialog.open()

    def _close_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        self.estimate.stop()
        self.views_asked.emit()
        if dialog is not None:
            dialog.deleteLater()

    def _estimate(self, plan: Take, source: Source) -> None:
        snapshot, way = self._window.snapshot, self._window.timeline.track.way
        if self.dialog is None or snapshot is None or way is None:
            return
        if not plan.frames:
            self.dialog.show_size(QSize(), 0)
            return
        self.estimate.start(plan, source, snapshot, way.start)
        self.views_asked.emit()

    def _show_size(self, size: QSize, count: int) -> None:
        if self.dialog is not None:
            self.dialog.show_size(size, count)

    def _choose_file(self, plan: Take, source: Source) -> None:
        coming = plan if not plan.of_past else self._plan or Take()
        self._plan = replace(plan, stride=coming.stride)
        offered, kind = f"{source.key}{plan.suffix}", NAMES[plan.suffix]
        path = file_dialogs.ask_for_name(self._window, "Record", offered, kind, plan.suffix)
        if path is not None:
            self.begin(plan, source, path)

    # While it is recorded -------------------------------------------------------------------------

    def _show(self) -> None:
        from ui.recording.bar import RecordingBar

        if self.bar is None:
            self.bar = RecordingBar(self.recorder, self._window)
            self.bar.refresh()
        said = "Stop recording" if self.recorder.is_on else "Record the window…"
        action = self._window.actions_by_key["record"]
        if action.text() != said:
            action.setText(said)
            self.views_asked.emit()
