"""The middle of the window: a strip of workspaces over the one that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from simulator.provenance import Provenance
from simulator.snapshot import Probe, Snapshot
from ui.workspace_strip import WorkspaceStrip
from ui.workspaces import Workspace

if TYPE_CHECKING:
    from ui.panels.desk import Desk
    from ui.panels.focus import Focus
    from ui.panels.lab import Lab
    from ui.workspace_view import WorkspaceView


_PATIENCE, _FRAMES = 300, 2  # milliseconds, and snapshots: the first may have been on its way before
_IMPORTS = ("pyqtgraph", "ui.export", "ui.panels", "ui.workspace_view")  # in bits, and events between them


class Workbench(QWidget):
    """Views are made when first opened and kept; only the open one shows snapshots and asks for probes.

    The first is made when it is first needed, or by `furnish`, which the window calls once it is on
    screen: panels bring pyqtgraph in, and a window without them can already be used.
    """

    command = Signal(object)
    probes_changed = Signal()
    said = Signal(str)
    record_asked = Signal(object)
    equations_asked = Signal()
    led_away = Signal(str)
    """A link led from this workspace to a panel of another."""
    switched = Signal(str)
    """The key of the workspace that is open now, once its docks stand."""
    lab_made = Signal(object)
    """The Lab, once a panel of the search is there."""
    desk_made = Signal(object)
    """The Desk, once a panel about frameworks is there."""

    def __init__(
        self, workspaces: Sequence[Workspace], key: str, prepare: Callable[[WorkspaceView], object]
    ) -> None:
        super().__init__()
        self.workspaces = {workspace.key: workspace for workspace in workspaces}
        self.key, self._prepare = key, prepare
        self.views: dict[str, WorkspaceView] = {}
        self.strip, self._stack = WorkspaceStrip(workspaces), QStackedWidget()
        self.strip.show_key(key)
        self.strip.chosen.connect(self.open)
        self._last: Snapshot | None = None
        self._focus: Focus | None = None
        self._lab: Lab | None = None
        self._desk: Desk | None = None
        self._awaited = 0
        self.run_origin: Callable[[], Provenance] = Provenance
        """Which run is on screen, for pictures."""
        self._building = QTimer(self, timeout=self._build_next)
        self._imports = list(_IMPORTS)
        column = QVBoxLayout(self, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        self._head = QHBoxLayout()
        self._head.addWidget(self.strip, 1)
        column.addLayout(self._head)
        column.addWidget(self._stack, 1)

    def add_button(self, action: QAction) -> None:
        """A button for an action, at the right of the names."""
        button = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus)
        button.setDefaultAction(action)
        self._head.addWidget(button)

    @property
    def focus(self) -> Focus:
        """What all its panels attend to."""
        from ui.panels.focus import Focus

        self._focus = self._focus or Focus(self)
        return self._focus

    @property
    def lab(self) -> Lab:
        """What all panels of the search share."""
        from ui.panels.lab import Lab

        if self._lab is None:
            self._lab = Lab(self)
            self.lab_made.emit(self._lab)
        return self._lab

    @property
    def desk(self) -> Desk:
        """What all panels about frameworks share."""
        from ui.panels.desk import Desk

        if self._desk is None:
            self._desk = Desk(self)
            self.desk_made.emit(self._desk)
        return self._desk

    @property
    def view(self) -> WorkspaceView:
        """The workspace that is open."""
        return self.views.get(self.key) or self._make_view()

    @property
    def is_complete(self) -> bool:
        """Whether every panel of the open workspace is there."""
        return self.key in self.views and self.view.is_complete

    def open(self, key: str) -> None:
        """Show a workspace; the one left keeps its places."""
        if key == self.key:
            return
        for view in self.views.values():
            view.leave_full_screen()
        self.key = key
        self.strip.show_key(key)
        if key in self.views:
            self._enter(self.views[key])
        else:
            self._make_view()
        self.furnish()

    def show_panel(self, key: str) -> None:
        """Bring a panel to sight, in the open workspace or else the first that holds it."""
        holders = [w for w in (self.workspaces[self.key], *self.workspaces.values()) if key in w.keys]
        if key == "equations":
            self.equations_asked.emit()
        elif holders:
            left = self.key
            self.open(holders[0].key)
            self.view.reveal(key)
            if self.key != left:
                self.led_away.emit(left)

    def furnish(self) -> None:
        """Build what the open workspace lacks, a panel each turn of the event loop."""
        if not self.is_complete and not self._building.isActive():
            self._building.start(_PATIENCE if self._awaited > 0 else 0)

    def give_way(self) -> None:
        """A person waits for an answer: build no further until it is shown, or is long in coming."""
        self._awaited = _FRAMES
        if self._building.isActive():
            self._building.start(_PATIENCE)

    def probes(self) -> frozenset[Probe]:
        """What the panels in sight need computed."""
        return frozenset[Probe]().union(*(view.probes() for view in self._on_screen()))

    def show_snapshot(self, snapshot: Snapshot, in_turns: bool = False) -> None:
        """Show it in the open workspace, and in what is seen of others."""
        self._last = snapshot
        for view in self._on_screen():
            view.show_snapshot(snapshot, in_turns)
        self._awaited -= 1
        if self._awaited == 0 and self._building.isActive():
            self._building.start(0)

    def settle(self) -> None:
        """Draw at once what was put off: somebody takes a picture."""
        for view in self._on_screen():
            view.settle()

    def spend(self, seconds: float) -> None:
        """What the last frame cost."""
        if self.is_complete:  # building is no frame
            self.view.budget.spend(seconds)

    def _on_screen(self) -> list[WorkspaceView]:
        return [view for key, view in self.views.items() if key == self.key or view.is_seen]

    def _build_next(self) -> None:
        self._building.setInterval(0)
        if self._imports:
            import_module(self._imports.pop(0))
        elif self.key not in self.views:
            self._make_view()
        elif not self.view.build_next():
            self._building.stop()

    def _make_view(self) -> WorkspaceView:
        from ui.workspace_view import WorkspaceView

        shared = self.focus, lambda: self.lab, lambda: self.desk
        view = self.views[self.key] = WorkspaceView(self.workspaces[self.key], *shared)
        view.run_origin = lambda: self.run_origin()
        self._stack.addWidget(view)
        for signal in ("command", "probes_changed", "said", "record_asked"):
            getattr(view, signal).connect(getattr(self, signal))
        view.linked.connect(self.show_panel)
        self._prepare(view)
        self._enter(view)
        return view

    def _enter(self, view: WorkspaceView) -> None:
        if self._last is not None:
            view.show_snapshot(self._last)  # before its panels come into sight and show the last they know
        self._stack.setCurrentWidget(view)
        self.switched.emit(self.key)
        self.probes_changed.emit()
