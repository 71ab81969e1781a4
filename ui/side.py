"""The equations at the right of the window, beside whatever workspace is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from simulator.provenance import Provenance
from simulator.snapshot import Probe, Snapshot

if TYPE_CHECKING:
    from ui.full_screen import FullScreen
    from ui.late_dock import LateDock
    from ui.panels.equations.panel import EquationsPanel
    from ui.workbench import Workbench

_WIDTH = 440
_MOVED = 3  # pixels, as in places.py: Qt rounds


class Side(QObject):
    """Made when first opened; out of sight it asks for nothing and is shown nothing."""

    command = Signal(object)
    probes_changed = Signal()
    said = Signal(str)
    record_asked = Signal(object)
    toggled = Signal(bool)

    def __init__(self, window: QMainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window, self._workbench = window, workbench
        self.dock: LateDock | None = None
        self.panel: EquationsPanel | None = None
        self._last: Snapshot | None = None
        self._full_screen: FullScreen | None = None
        self._width = self._fitted = _WIDTH
        self._looking = QTimer(self, singleShot=True, interval=0, timeout=self._look)

    @property
    def is_open(self) -> bool:
        """Whether it can be seen."""
        return self.dock is not None and (self.dock.isVisible() or self._full_screen is not None)

    def open(self, wanted: bool) -> None:
        """Show it, or put it away."""
        if wanted and self.dock is None:
            self._make()
        if self.dock is not None:
            self.dock.setVisible(wanted)

    def probes(self) -> frozenset[Probe]:
        """What it needs computed."""
        return self.panel.probes() if self.panel is not None and self.is_open else frozenset()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show it, where it can be seen."""
        self._last = snapshot
        if self.panel is not None and self.is_open:
            self.panel.update(snapshot)

    def advance(self) -> bool:
        """A step of a person's: True where it was one within the walk through the mini-batch at hand."""
        return self.panel is not None and self.is_open and self.panel.by_stage and self.panel.advance_stage()

    def back(self) -> bool:
        """A step back of a person's: True where it was one within the walk; else the walk stands at its end,
        where one comes to the mini-batch before from behind.
        """
        if self.panel is None or not self.is_open or not self.panel.by_stage:
            return False
        if self.panel.back_stage():
            return True
        self.panel.open_stage(len(self.panel.stages) - 1)
        return False

    def _make(self) -> None:
        from ui.late_dock import LateDock
        from ui.panels.equations.panel import EquationsPanel

        self.dock, self.panel = LateDock(EquationsPanel), EquationsPanel()
        self.panel.setParent(self.dock)
        self.panel.command.connect(self.command)
        self.panel.probes_changed.connect(self.probes_changed)
        self.panel.linked.connect(self._workbench.show_panel)
        self.panel.share(self._workbench.focus)
        self.dock.hold(self.panel)
        self.dock.said.connect(self.said)
        self.dock.record_asked.connect(self.record_asked)
        self.dock.origin = self._origin
        self.dock.full_screen_asked.connect(self._show_full_screen)
        self.dock.visibilityChanged.connect(self._sight_changed)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self._fit()
        self._window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """A small window cuts it: in a larger one it has the width again that a person gave it."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._looking.start()  # once the separator is where it goes
        return False

    def _fit(self) -> None:
        if self.dock is not None and not self.dock.isFloating():
            self._window.resizeDocks([self.dock], [self._width], Qt.Orientation.Horizontal)
            self._fitted = self.dock.width()

    def _look(self) -> None:
        if self.dock is not None and abs(self.dock.width() - self._fitted) > _MOVED:
            self._width = self._fitted = self.dock.width()

    def _origin(self) -> Provenance:
        if self._last is not None:
            self.show_snapshot(self._last)
        return self._workbench.run_origin()

    def _sight_changed(self, visible: bool) -> None:
        self.toggled.emit(self.is_open)
        self.probes_changed.emit()
        if visible and self._last is not None:
            self.show_snapshot(self._last)

    def _show_full_screen(self) -> None:
        from ui.full_screen import FullScreen

        if self._full_screen is None and self.panel is not None:
            self._full_screen = FullScreen(self.panel, self._window)
            self._full_screen.left.connect(self._leave_full_screen)

    def _leave_full_screen(self) -> None:
        self._full_screen = None
        if self.dock is not None and self.panel is not None:
            self.dock.setWidget(self.panel.widget)
