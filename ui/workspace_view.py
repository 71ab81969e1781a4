"""A workspace on screen: its panels in docks that can be dragged, tabbed, closed and put back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from simulator.provenance import Provenance
from simulator.snapshot import Probe, Snapshot
from ui import theme
from ui.beside import Beside
from ui.frame_budget import FrameBudget
from ui.full_screen import FullScreen
from ui.late_dock import LateDock
from ui.origins import origin_of
from ui.panel_mark import PanelMark
from ui.panels import PANELS
from ui.panels.desk import Desk
from ui.panels.focus import Focus
from ui.panels.framework_panel import FrameworkPanel
from ui.panels.lab import Lab
from ui.panels.panel import Panel
from ui.panels.search_panel import SearchPanel
from ui.places import Places
from ui.workspaces import Workspace

_LAYOUT_VERSION = 1  # of the docks' saved state: raise it when the panels change
theme.dress_plots()  # the panels brought pyqtgraph in


class WorkspaceView(QMainWindow):
    """Shows snapshots in the panels that can be seen, and says what those need.

    The docks stand at once; their panels come one by one, by `build_next`.
    """

    command = Signal(object)
    probes_changed = Signal()
    said = Signal(str)
    record_asked = Signal(object)
    """A panel that a person wants to record."""
    linked = Signal(str)
    """The key of a panel, here or elsewhere, that a person wants to see."""

    def __init__(
        self,
        workspace: Workspace,
        focus: Focus,
        lab: Callable[[], Lab],
        desk: Callable[[], Desk],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.workspace, self._focus, self._last = workspace, focus, None
        self._find_lab, self._lab, self._find_desk = lab, None, desk
        self.run_origin: Callable[[], Provenance] = Provenance
        kinds = {kind.key: kind for kind in PANELS}
        self.panels: dict[str, Panel] = {}
        self.docks = {key: LateDock(kinds[key]) for key in workspace.keys}
        self._in_sight = set[str]()
        self.budget = FrameBudget()
        self._full_screen: FullScreen | None = None
        self.beside = Beside(self.docks, focus, self.probes_changed.emit)
        for dock in self.docks.values():
            self._wire_dock(dock)
        self.places = Places(self, self.docks, self._in_sight)
        self.restore_default()

    _last: Snapshot | None
    _lab: Lab | None

    # Panels ---------------------------------------------------------------------------------------

    @property
    def is_complete(self) -> bool:
        """Whether every panel is there."""
        return len(self.panels) == len(self.docks)

    @property
    def is_seen(self) -> bool:
        """Whether any panel is on screen; one that floats stays there beside another workspace."""
        return bool(self._seen())

    def build_next(self) -> bool:
        """Build one panel more, those in sight first; False when there is none left to build."""
        missing = [key for key in self.docks if key not in self.panels]
        if missing:
            self._build(next((key for key in missing if key in self._in_sight), missing[0]))
        return bool(missing)

    def complete(self) -> None:
        """Build all that is missing, now."""
        while self.build_next():
            pass

    def probes(self, everywhere: bool = False) -> frozenset[Probe]:
        """What the panels in sight need computed, or all of them."""
        panels = self.panels.values() if everywhere else self._seen()
        own = frozenset[Probe]().union(*(panel.probes() for panel in panels))
        return own | self.beside.probes(self._in_sight)

    def show_snapshot(self, snapshot: Snapshot, in_turns: bool = False, hidden: bool = False) -> None:
        """Show it in every panel in sight, or in those whose turn it is, or in hidden ones too."""
        self._last = snapshot
        panels = list(self.panels.values()) if hidden else self._seen()
        for panel in self.budget.turn(panels) if in_turns else panels:
            panel.update(snapshot)
        self.beside.show(snapshot, self._in_sight)
        if hidden:
            for panel in panels:
                self._look(panel)

    def settle(self) -> None:
        """Draw at once what panels in sight put off: somebody takes a picture."""
        for panel in (*self._seen(), *self.beside.panels(self._in_sight)):
            panel.settle()

    def origin(self, key: str) -> Provenance:
        """Which run a panel shows, once it shows the last that is known of it."""
        panel = self.panels[key]
        if self._last is not None:
            panel.update(self._last)
        return origin_of(panel, self.run_origin)

    # Places ---------------------------------------------------------------------------------------

    def restore_default(self) -> None:
        """Every panel back in its place."""
        self.places.place(self.workspace.rows)

    def layout_state(self) -> QByteArray:
        """Where the docks are, for `restore_layout`."""
        return self.saveState(_LAYOUT_VERSION)

    def restore_layout(self, state: QByteArray, shares: str = "") -> bool:
        """Put the docks where they were; False, and nothing done, for a state of another version.

        `shares` is what `places.text()` was then.
        """
        if restored := self.restoreState(state, _LAYOUT_VERSION):
            self.places.read(shares)
        return restored

    def reveal(self, key: str) -> None:
        """Bring a panel to sight and mark it for a moment."""
        self.leave_full_screen()
        self.docks[key].show()
        self.docks[key].raise_()
        PanelMark(self.docks[key])

    def show_full_screen(self, panel: Panel) -> None:
        """Give one panel the whole screen until Esc."""
        if self._full_screen is None:
            self.beside.end(panel.key)
            self._full_screen = FullScreen(panel, self)
            self._full_screen.left.connect(self._leave_full_screen)

    def leave_full_screen(self) -> None:
        """Put the panel on the whole screen back, if there is one."""
        if self._full_screen is not None:
            self._full_screen.close()

    def _leave_full_screen(self) -> None:
        if self._full_screen is not None:
            panel, self._full_screen = self._full_screen.panel, None
            self.docks[panel.key].setWidget(panel.widget)

    def _seen(self) -> list[Panel]:
        full = self._full_screen.panel if self._full_screen is not None else None
        return [panel for key, panel in self.panels.items() if key in self._in_sight or panel is full]

    def _build(self, key: str) -> None:
        panel = self.docks[key].kind()
        self.panels[key] = panel
        panel.setParent(self)  # it hears of themes for as long as its widget lives, and no longer
        panel.command.connect(self.command)
        panel.probes_changed.connect(self.probes_changed)
        panel.linked.connect(self.linked)
        panel.share(self._focus)
        if isinstance(panel, SearchPanel):
            self._join(panel)
        if isinstance(panel, FrameworkPanel):
            panel.join(self._find_desk())
            panel.desk.titles = {kind.key: kind.title for kind in PANELS}
        self.docks[key].hold(panel)
        self.places.fit_soon()  # it may need more room than an empty one
        self._catch_up(key)

    def _join(self, panel: SearchPanel) -> None:
        if self._lab is None:
            self._lab = self._find_lab()
            self._lab.changed.connect(self._show_lab)
        panel.join(self._lab)

    def _show_lab(self) -> None:
        """What is new of a search, in the panels in sight."""
        for panel in self._seen():
            self._look(panel)

    @staticmethod
    def _look(panel: Panel) -> None:
        if isinstance(panel, SearchPanel):
            panel.look()

    def _wire_dock(self, dock: LateDock) -> None:
        dock.said.connect(self.said)
        dock.origin = lambda: self.origin(dock.kind.key)
        dock.full_screen_asked.connect(self.show_full_screen)
        dock.record_asked.connect(self.record_asked)
        # A dock behind another's tab is "visible" to Qt, only moved away: this signal knows better.
        dock.visibilityChanged.connect(lambda visible, key=dock.kind.key: self._sight_changed(key, visible))

    def _sight_changed(self, key: str, visible: bool) -> None:
        """Of one that leaves its tab to float Qt says that it cannot be seen."""
        dock = self.docks[key]
        visible = visible or (dock.isFloating() and dock.isVisible())
        (self._in_sight.add if visible else self._in_sight.discard)(key)
        self._catch_up(key)

    def _catch_up(self, key: str) -> None:
        """A panel came, or came into sight, or went out of it."""
        if key in self.panels:
            self.probes_changed.emit()
            panel = self.panels[key]
            if isinstance(panel, SearchPanel) and key in self._in_sight:
                panel.look()
            elif self._last is not None and key in self._in_sight:
                panel.update(self._last)
