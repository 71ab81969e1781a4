"""The window: hyperparameters at the left, the workspace in the middle, the transport at the bottom."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QMainWindow,
    QMessageBox,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from simulator import csv_file
from simulator.commands import Command, Load, Pause, Play, Reset, Set, Speed, Step, StepEpoch, Watch
from simulator.csv_layout import likely_label
from simulator.hyperparameters import TABLE, Config
from simulator.snapshot import Snapshot
from ui import export, theme
from ui.actions import make_actions
from ui.client import Client
from ui.controls.form import HyperparameterForm
from ui.controls.kinds import control_for
from ui.controls.transport import Transport
from ui.engine_process import EngineProcess
from ui.frame_clock import FrameClock
from ui.menus import fill_menus, fill_recent
from ui.notice import NoticeBar
from ui.shortcut_sheet import ShortcutSheet
from ui.window_memory import WindowMemory
from ui.workspace_view import WorkspaceView
from ui.workspaces import WORKSPACES

_CHOOSER_WIDTH = 300
_SPEED = 60.0  # steps a second at first: slow enough to see a network learn


class MainWindow(QMainWindow):
    """Commands go to the client, snapshots come back and are shown; the window itself knows nothing."""

    shown = Signal(object)
    """The snapshot that is on screen now."""

    def __init__(self, engine: EngineProcess, workspace: str, settings: QSettings | None = None) -> None:
        super().__init__()
        self.setWindowTitle("batchscope")
        self.setWindowIcon(QIcon(str(theme.ASSETS / "icons" / "batchscope.svg")))
        self.setAcceptDrops(True)
        self._memory, self.snapshot, self.sheet = WindowMemory(settings), None, None
        self._frame_cost = 0.0
        self._export_folder: Path | str | None = None
        self.actions_by_key = make_actions(self)
        self.form, self.transport = HyperparameterForm(), self._make_transport()
        self.view = WorkspaceView(next(w for w in WORKSPACES if w.key == workspace))
        self.notices = NoticeBar()
        self._lay_out()
        self.resize(1440, 900)
        self._memory.restore(self, self.view)
        self.client = Client(self)
        self._clock = FrameClock(self)
        self._connect()
        self.client.start(engine)
        self.transport.show_speed(_SPEED)
        self.client.send(Speed(_SPEED))
        self._watch()

    snapshot: Snapshot | None
    """What is on screen."""
    sheet: ShortcutSheet | None

    # Commands -------------------------------------------------------------------------------------

    def send(self, command: Command) -> None:
        """Ask the engine for something."""
        self.client.send(command)

    def open_csv(self, path: Path | str) -> None:
        """Learn a CSV file; its label column is the last, or the one named like one."""
        try:
            columns = csv_file.columns(path)
            config = self._config().changed("csv_file", str(Path(path).resolve()))
            label = likely_label(columns)
            config = config.changed("label", label).changed("dataset", "csv")
        except (ValueError, OSError) as error:
            self._refused(str(error))
            return
        self.form.controls["label"].offer(columns)
        self._memory.opened(config.csv_file)
        fill_recent(self.recent_menu, self._memory.recent, self.open_csv)
        self.send(Load(config))
        self.notices.tell(
            f"Opened {Path(path).name}; the label is {label!r}. Another one: Data › Label column."
        )

    def export_all(self, folder: Path | str) -> None:
        """Every panel as PNG, SVG, PDF and CSV, once a snapshot for all of them is here."""
        self._export_folder = folder
        self.client.send(Watch(self.view.probes(everywhere=True)))

    def _export(self, folder: Path | str) -> None:
        self._export_folder = None
        try:
            paths = export.export_all(self.view.panels.values(), folder, export.FORMATS, scale=2)
        except (ValueError, OSError) as error:
            self.notices.warn(str(error))
        else:
            self.notices.tell(f"Saved {len(paths)} files in {folder}.")
        self._watch()

    def _change(self, name: str, value: object) -> None:
        if name == "dataset" and value == "csv" and not self._config().csv_file:
            self._ask_for_csv()
        elif name == "csv_file" and value:
            self.open_csv(str(value))
        else:
            self.send(Set(name, value, self.form.keep_weights))

    def _new_seed(self) -> None:
        self.send(Set("seed", (self._config().seed + 1) % 2**32))

    def _config(self) -> Config:
        return self.snapshot.config if self.snapshot is not None else Config()

    # Snapshots ------------------------------------------------------------------------------------

    def _show(self, snapshot: Snapshot) -> None:
        """Show a snapshot, and see to the next."""
        started = time.perf_counter()
        if self.snapshot is None or snapshot.config is not self.snapshot.config:
            self._show_config(snapshot.config)
        self.view.show_snapshot(snapshot, in_turns=self._is_next_of_a_play(snapshot))
        self.transport.show_snapshot(snapshot)
        self.notices.show_state(snapshot)
        self.snapshot = snapshot
        self.shown.emit(snapshot)
        if self._export_folder is not None and self.view.probes(everywhere=True) <= snapshot.views.keys():
            self.view.show_snapshot(snapshot, hidden=True)
            self._export(self._export_folder)
        self._frame_cost = time.perf_counter() - started
        self.transport.show_frame_rate(self._clock.shown(started, snapshot.state == "playing"))

    def _show_config(self, config: Config) -> None:
        if config.dataset != "csv":
            self.form.controls["label"].offer([])
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

    def _refused(self, reason: str) -> None:
        self.notices.warn(reason)
        if self.snapshot is not None:
            self._show_config(self.snapshot.config)

    def _watch(self) -> None:
        self.client.send(Watch(self.view.probes()))

    # Building -------------------------------------------------------------------------------------

    def _make_transport(self) -> Transport:
        keys = ("play", "step", "step_many", "epoch", "reset", "new_seed")
        return Transport({key: self.actions_by_key[key] for key in keys})

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addWidget(self.notices)
        self.setCentralWidget(middle)
        self.view.setFocus()  # on no control yet: keys play and step
        dock = QDockWidget("Hyperparameters", objectName="hyperparameters")
        dock.setTitleBarWidget(QWidget())
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(self.form)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        bar = QToolBar("Transport", objectName="transport", movable=False, floatable=False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.transport)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
        self.data_chooser = control_for(TABLE["dataset"])
        self.data_chooser.setMaximumWidth(_CHOOSER_WIDTH)
        self.menuBar().setCornerWidget(self.data_chooser)
        self.recent_menu = fill_menus(self.menuBar(), self.actions_by_key, self.view.docks)
        fill_recent(self.recent_menu, self._memory.recent, self.open_csv)

    def _connect(self) -> None:
        client, transport = self.client, self.transport
        client.snapshot.connect(self._show)
        client.refused.connect(self._refused)
        client.restarted.connect(self.notices.warn)
        self._clock.wanted.connect(client.ask)
        self.form.changed.connect(self._change)
        self.data_chooser.changed.connect(self._change)
        self.view.command.connect(self.send)
        self.view.probes_changed.connect(self._watch)
        self.view.said.connect(self.notices.tell)
        transport.played.connect(lambda: self.send(Play()))
        transport.paused.connect(lambda: self.send(Pause()))
        transport.stepped.connect(lambda count: self.send(Step(count)))
        transport.epoch_stepped.connect(lambda: self.send(StepEpoch()))
        transport.reset_asked.connect(lambda: self.send(Reset()))
        transport.seed_asked.connect(self._new_seed)
        transport.speed_changed.connect(lambda speed: self.send(Speed(speed)))
        self._connect_menu()

    def _connect_menu(self) -> None:
        does = {
            "open": self._ask_for_csv,
            "export_all": self._ask_for_folder,
            "quit": self.close,
            "full_screen": lambda: self.showNormal() if self.isFullScreen() else self.showFullScreen(),
            "default_layout": self.view.restore_default,
            "shortcuts": self._show_shortcuts,
            "about": self._show_about,
            "next_theme": lambda: self.wear("light" if theme.current().name == "dark" else "dark"),
        } | {name: lambda name=name: self.wear(name) for name in ("system", "light", "dark")}
        for key, act in does.items():
            self.actions_by_key[key].triggered.connect(lambda _checked=False, act=act: act())

    # Menus and files ------------------------------------------------------------------------------

    def wear(self, name: str) -> None:
        """Wear a theme, now and at the next start."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply_theme(app, name)
        self.actions_by_key[name].setChecked(True)
        self._memory.wore(name)

    def _ask_for_csv(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a CSV file", "", "CSV files (*.csv *.tsv *.txt);;All files (*)"
        )
        if name:
            self.open_csv(name)
        elif self.snapshot is not None:
            self._show_config(self.snapshot.config)

    def _ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Export all panels to a folder")
        if folder:
            self.export_all(folder)

    def _show_shortcuts(self) -> None:
        self.sheet = self.sheet or ShortcutSheet(self)
        self.sheet.setVisible(not self.sheet.isVisible())

    def _show_about(self) -> None:
        QMessageBox.about(
            self,
            "About Batchscope",
            "<b>Batchscope</b><br>An oscilloscope for neural networks: "
            "watch one learn, a mini-batch at a time.<br><br>MIT licence.",
        )

    # Qt's own -------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        started = time.perf_counter()
        done = super().event(event)  # paints all that changed
        self.view.budget.spend(self._frame_cost + time.perf_counter() - started)
        self._frame_cost = 0.0
        return done

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.open_csv(event.mimeData().urls()[0].toLocalFile())

    def closeEvent(self, event: QCloseEvent) -> None:
        self._memory.left(self, self.view)
        self._clock.stop()
        self.client.close()
        super().closeEvent(event)
