"""The window: hyperparameters at the left, the workspace in the middle, the transport at the bottom."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from simulator import run_file
from simulator.commands import Command, Set, Speed, Step, StepBack, Watch
from simulator.hyperparameters import TABLE, Config, in_titles
from simulator.snapshot import Snapshot
from ui import theme
from ui.actions import make_actions, specs_for, way_to
from ui.client import Client
from ui.controls.form import HyperparameterForm
from ui.controls.kinds import control_for
from ui.controls.transport import Transport
from ui.engine_process import EngineProcess
from ui.export_order import Order
from ui.frame_clock import FrameClock
from ui.gestures import Gestures
from ui.menus import fill_menus
from ui.notice import NoticeBar
from ui.opening import Opening
from ui.origins import RunOrigin
from ui.recording.recording import Recording
from ui.shortcut_sheet import ShortcutSheet
from ui.side import Side
from ui.timeline.timeline import Timeline
from ui.whole_export import WholeExport
from ui.window_memory import WindowMemory
from ui.wiring import show_deeds, wire_menus, wire_timeline, wire_transport
from ui.workbench import Workbench
from ui.workspaces import WORKSPACES, Workspace

if TYPE_CHECKING:
    from ui.code_export import CodeExport
    from ui.panels.desk import Desk
    from ui.panels.lab import Lab
    from ui.recovery import Recovery
    from ui.searching import Searching
    from ui.workspace_view import WorkspaceView

_CHOOSER_WIDTH = 300
_SPEED = 60.0  # steps a second at first: slow enough to see a network learn


class MainWindow(QMainWindow):
    """Commands go to the client, snapshots come back and are shown; the window itself knows nothing."""

    shown = Signal(object)
    """The snapshot that is on screen now."""

    def __init__(
        self,
        engine: EngineProcess,
        workspace: str | None = None,
        settings: QSettings | None = None,
        workspaces: Sequence[Workspace] = WORKSPACES,
    ) -> None:
        super().__init__()
        self.setWindowTitle("batchscope")
        self.setWindowIcon(QIcon(str(theme.ASSETS / "icons" / "batchscope.svg")))
        self.setAcceptDrops(True)
        self._memory, self.snapshot, self.sheet = WindowMemory(settings), None, None
        self.recovery = None
        self.searching, self._studies = None, dict[str, bytes]()
        self.code_export = None
        self._frame_cost = 0.0
        self._specs = specs_for(workspaces)
        self.actions_by_key = make_actions(self, self._specs)
        self.form, self.transport = HyperparameterForm(), self._make_transport()
        self.timeline = Timeline({key: self.actions_by_key[key] for key in ("back", "film")})
        known = [w.key for w in workspaces]
        remembered = self._memory.workspace if self._memory.workspace in known else known[0]
        self.workbench = Workbench(workspaces, workspace or remembered, self._memory.restore_layout)
        self.side = Side(self, self.workbench)
        self.notices, self._whole_export = NoticeBar(), WholeExport(self)
        self._watching = QTimer(self, singleShot=True, interval=0, timeout=self._watch)
        self._lay_out()
        self.resize(1440, 900)
        self._memory.restore(self)
        self.client, self._gestures = Client(self), Gestures(self)
        self.workbench.run_origin = RunOrigin(self)
        self.files = Opening(self, self._memory, self.recent_menu)
        self._clock, self.recording = FrameClock(self), Recording(self)
        self._connect()
        self.client.start(engine)
        self.transport.show_speed(_SPEED)
        self.client.send(Speed(_SPEED))
        self._watch()

    snapshot: Snapshot | None
    """What is on screen."""
    sheet: ShortcutSheet | None
    recovery: Recovery | None
    """Writes the run down, where it was asked to."""
    searching: Searching | None
    """What a search needs, once a panel of it was opened."""
    code_export: CodeExport | None
    """What programs in frameworks need, once a panel about them was opened."""

    @property
    def view(self) -> WorkspaceView:
        """The workspace that is open."""
        return self.workbench.view

    # Commands -------------------------------------------------------------------------------------

    def send(self, command: Command) -> None:
        """Ask the engine for something."""
        self.timeline.heed(command)
        self.recording.heed(command)
        self._gestures.watch(self.windowHandle())
        self.client.send(self._gestures.signed(command))
        self.workbench.give_way()

    def refuse(self, reason: str) -> None:
        """Something could not be done: say why, and show what is the case."""
        self.notices.warn(in_titles(reason))
        if self.snapshot is not None:
            self._show_config(self.snapshot.config)

    def back(self) -> None:
        """A step back: through the equations' stages first, where it goes by stage."""
        if self.client.plays or not self.side.back():
            self.send(StepBack())

    def open(self, path: Path | str) -> None:
        """Open a run or learn a CSV file."""
        self.files.open(path)

    def keep_safe(self, folder: Path) -> None:
        """Write the run down in `folder` as it goes on, and offer what a window that died left there."""
        from ui.recovery import Recovery, offer_of

        self.recovery = Recovery(self.files.runs, folder)
        left = self.recovery.left()
        if left:
            self.notices.offer(*offer_of(left[0]), lambda: self._recover(left[0]))
        reopen = self.actions_by_key["open_last"]
        reopen.setEnabled(self.recovery.last is not None)
        self.recovery.last_kept.connect(lambda: reopen.setEnabled(True))

    def open_last(self) -> None:
        """The run that was on screen when the last window was closed."""
        if self.recovery is not None and self.recovery.last is not None:
            self.recovery.recover(self.recovery.last)

    def _recover(self, path: Path) -> None:
        if self.recovery is not None and self.recovery.recover(path):
            self.notices.tell("This is the run as it was last written down.")

    def export_all(self, order: Order) -> None:
        """Every panel of the open workspace, as ordered."""
        self._whole_export.ask(self.view, order)
        self._watch()

    def _change(self, name: str, value: object) -> None:
        if name == "dataset" and value == "csv" and not self.files.csv.config.csv_file:
            self.ask_for_csv()
        elif name == "csv_file" and value:
            self.files.csv.open(str(value))
        else:
            self.send(Set(name, value, self.form.keep_weights))

    def take_new_seed(self) -> None:
        """Other data, weights and batch order."""
        self.send(Set("seed", (self.files.csv.config.seed + 1) % 2**32))

    def step(self, count: int) -> None:
        """A step asked for in the window: through the equations' stages first, where it goes by stage."""
        if count > 1 or self.client.plays or not self.side.advance():
            self.send(Step(count))

    # Snapshots ------------------------------------------------------------------------------------

    def _show(self, snapshot: Snapshot) -> None:
        """Show a snapshot, and see to the next."""
        started = time.perf_counter()
        if self.snapshot is None or snapshot.config is not self.snapshot.config:
            self._show_config(snapshot.config)
        self.workbench.show_snapshot(snapshot, in_turns=self._is_next_of_a_play(snapshot))
        self.side.show_snapshot(snapshot)
        self.timeline.show_snapshot(snapshot)
        self.transport.show_snapshot(snapshot)
        self.files.runs.show_title()
        show_deeds(self.actions_by_key, snapshot)
        self.notices.show_state(snapshot)
        self.snapshot = snapshot
        self.shown.emit(snapshot)
        self._whole_export.take(snapshot)
        self._frame_cost = time.perf_counter() - started
        self.transport.show_frame_rate(self._clock.shown(started, snapshot.state == "playing"))

    def _show_config(self, config: Config) -> None:
        self.files.csv.config = config
        if config.dataset != "csv":
            self.form.offer_labels([])
        self.form.show_config(config)
        self.data_chooser.show_config(config)

    def _is_next_of_a_play(self, snapshot: Snapshot) -> bool:
        """Whether nothing but training has happened since the snapshot on screen."""
        shown = self.snapshot
        return (
            shown is not None
            and snapshot.state == shown.state == "playing"
            and snapshot.run_id == shown.run_id
            and all(edit.name in TABLE for edit in snapshot.edits[len(shown.edits) :])
            and snapshot.series.loss.size > shown.series.loss.size + 1
        )

    def _offer_the_way_back(self, left: str) -> None:
        bench = self.workbench
        here, there = bench.workspaces[bench.key].title, bench.workspaces[left].title
        self.notices.offer(f"Led here, to {here}.", f"Back to {there}", lambda: bench.open(left))

    def _watch(self) -> None:
        probes = self.workbench.probes() | self.side.probes() | self._whole_export.probes()
        self.client.send(Watch(probes | self.recording.probes(), self.recording.recorder.is_on))

    # Building -------------------------------------------------------------------------------------

    def _make_transport(self) -> Transport:
        keys = ("play", "step", "step_many", "epoch", "reset", "new_seed")
        return Transport({key: self.actions_by_key[key] for key in keys})

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.workbench, 1)
        column.addWidget(self.notices)
        self.setCentralWidget(middle)
        self.workbench.add_button(self.actions_by_key["equations"])
        self.workbench.setFocus()  # on no control yet: keys play and step
        dock = QDockWidget("Hyperparameters", objectName="hyperparameters")
        dock.setTitleBarWidget(QWidget())
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(self.form)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        bar = QToolBar("Transport", objectName="transport", movable=False, floatable=False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bottom = QWidget()
        rows = QVBoxLayout(bottom, spacing=0)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.timeline)
        rows.addWidget(self.transport)
        bar.addWidget(bottom)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        self.data_chooser = control_for(TABLE["dataset"])
        self.data_chooser.setMaximumWidth(_CHOOSER_WIDTH)
        self.menuBar().setCornerWidget(self.data_chooser)
        self.recent_menu, self.panels_menu = fill_menus(self.menuBar(), self._specs, self.actions_by_key)

    def _connect(self) -> None:
        client = self.client
        client.snapshot.connect(self._show)
        client.refused.connect(self.refuse)
        client.restarted.connect(self.notices.warn)
        self._clock.wanted.connect(client.ask)
        self.form.changed.connect(self._change)
        self.data_chooser.changed.connect(self._change)
        for part in (self.workbench, self.side):
            part.command.connect(self.send)
            part.probes_changed.connect(self._watching.start)
            part.said.connect(self.notices.tell)
            part.record_asked.connect(self.recording.ask)
        self.side.toggled.connect(self.actions_by_key["equations"].setChecked)
        self.workbench.equations_asked.connect(lambda: self.side.open(True))
        self.workbench.switched.connect(self._workspace_opened)
        self.workbench.led_away.connect(self._offer_the_way_back)
        self.workbench.lab_made.connect(self._begin_searching)
        self.workbench.desk_made.connect(self._begin_exporting)
        self.recording.views_asked.connect(self._watch)
        self._whole_export.done.connect(self.notices.tell)
        self._whole_export.failed.connect(self.notices.warn)
        wire_transport(self)
        wire_timeline(self)
        wire_menus(self)

    # What a file keeps ----------------------------------------------------------------------------

    def view_values(self) -> dict[str, run_file.Value]:
        """How the run is looked at, in values."""
        return {"workspace": self.workbench.key, "speed": self.client.pace}

    def studies(self) -> dict[str, bytes]:
        """The search on screen, as its file holds it."""
        return self.searching.kept() if self.searching is not None else {}

    def take_studies(self, studies: Mapping[str, bytes]) -> None:
        """Have the searches of a file; they are shown once a panel of the search is."""
        self._studies = dict(studies)
        if self.searching is not None:
            self.searching.take(self._studies)

    # Menus and files ------------------------------------------------------------------------------

    def wear(self, name: str) -> None:
        """Wear a theme, now and at the next start."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply_theme(app, name)
        self.actions_by_key[name].setChecked(True)
        self._memory.wore(name)

    def ask_for_csv(self) -> None:
        """Let the person choose a file of their own."""
        if not self.files.csv.ask() and self.snapshot is not None:
            self._show_config(self.snapshot.config)

    def ask_to_export(self) -> None:
        """Let the person choose where all panels go, and as what."""
        from ui.export_dialog import ExportDialog

        dialog = ExportDialog(self, self.view.workspace, self._whole_export.last)
        dialog.ordered.connect(self.export_all)
        dialog.open()

    def show_shortcuts(self) -> None:
        """The sheet of keys, or away with it."""
        self.sheet = self.sheet or ShortcutSheet(self, self._specs)
        self.sheet.setVisible(not self.sheet.isVisible())

    def _begin_searching(self, lab: Lab) -> None:
        from ui.searching import Searching  # here: the first window need not wait for it

        self.searching = Searching(self, lab)
        self.searching.take(self._studies)

    def _begin_exporting(self, desk: Desk) -> None:
        from ui.code_export import CodeExport  # here: the first window need not wait for it

        self.code_export = CodeExport(self, desk)

    def _workspace_opened(self, key: str) -> None:
        self.panels_menu.clear()
        self.panels_menu.addActions([dock.toggleViewAction() for dock in self.view.docks.values()])
        if way_to(key) in self.actions_by_key:
            self.actions_by_key[way_to(key)].setChecked(True)

    # Qt's own -------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        started = time.perf_counter()
        done = super().event(event)  # paints all that changed
        self.workbench.spend(self._frame_cost + time.perf_counter() - started)
        self._frame_cost = 0.0
        if self.windowHandle().isExposed():
            self.form.furnish()  # not before the first frame is on screen
            self.workbench.furnish()
        return done

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.files.consider(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.take(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._memory.left(self, self.workbench.key, self.workbench.views.values())
        self._clock.stop()
        self.recording.close()
        if self.recovery is not None:
            self.recovery.finish()
        self.client.close()
        if self.searching is not None:
            self.searching.client.close()
        if self.code_export is not None:
            self.code_export.close()
        super().closeEvent(event)
