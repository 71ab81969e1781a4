"""Two branches side by side in one panel: the one that one stands on, and the one it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from simulator.snapshot import Probe, Snapshot, for_other
from ui import theme
from ui.drawing.road_words import title
from ui.late_dock import LateDock
from ui.panels.focus import Focus
from ui.panels.panel import Panel
from ui.panels.search_panel import SearchPanel
from ui.panels.standalone import StandalonePanel

_FIRST = "boundary"
"""The panel that is split as soon as a branch is compared with."""
_LONELY = ("branches",)
"""Panels that show all branches anyhow."""


class Beside:
    """The second panels of a workspace: each of the same kind as the first in its dock, fed with the other
    branch's snapshot.
    """

    def __init__(self, docks: dict[str, LateDock], focus: Focus, asked: Callable[[], object]) -> None:
        self._docks, self._focus, self._asked = docks, focus, asked
        self._pairs: dict[str, _Pair] = {}
        self._compared: int | None = None
        for key, dock in docks.items():
            dock.compare.toggled.connect(lambda on, key=key: self._toggle(key, on))

    def panels(self, keys: Iterable[str]) -> list[Panel]:
        """The second panels of these docks, where there are any."""
        return [self._pairs[key].other for key in keys if key in self._pairs]

    def probes(self, keys: Iterable[str]) -> frozenset[Probe]:
        """What they need computed of the other branch."""
        asked = frozenset[Probe]().union(*(panel.probes() for panel in self.panels(keys)))
        return frozenset(for_other(probe) for probe in asked)

    def show(self, snapshot: Snapshot, keys: Iterable[str]) -> None:
        """Show the other branch, or none any more."""
        if snapshot.compared != self._compared:
            self._compare(snapshot.compared)
        for key in keys:
            if key in self._pairs and snapshot.other is not None:
                self._pairs[key].show(snapshot)

    def end(self, key: str) -> None:
        """One panel alone again."""
        self._docks[key].compare.setChecked(False)

    def _compare(self, branch: int | None) -> None:
        before, self._compared = self._compared, branch
        for key, dock in self._docks.items():
            of_a_run = key not in _LONELY and not issubclass(dock.kind, (SearchPanel, StandalonePanel))
            can = branch is not None and of_a_run
            dock.compare.setVisible(can)
            if not can:
                dock.compare.setChecked(False)
        if before is None and branch is not None and _FIRST in self._docks:
            self._docks[_FIRST].compare.setChecked(True)

    def _toggle(self, key: str, on: bool) -> None:
        dock = self._docks[key]
        if on and isinstance(dock.panel, Panel):
            self._pairs[key] = _Pair(dock.panel, dock.kind(), self._focus)
            self._pairs[key].other.probes_changed.connect(self._asked)
            dock.setWidget(self._pairs[key].widget)
        elif key in self._pairs:
            pair = self._pairs.pop(key)
            dock.setWidget(dock.panel.widget)
            dock.panel.widget.show()
            pair.widget.deleteLater()
        self._asked()


class _Pair:
    """A panel and its like, each under the name of its branch."""

    def __init__(self, own: Panel, other: Panel, focus: Focus) -> None:
        self.other = other
        self.widget = QSplitter(Qt.Orientation.Horizontal)
        other.setParent(self.widget)
        other.widget.setMinimumWidth(own.widget.minimumWidth())
        other.share(focus)
        self._names = QLabel(), QLabel()
        for name, panel in zip(self._names, (own, other), strict=True):
            name.setProperty("role", "muted")
            half = QWidget()
            column = QVBoxLayout(half, spacing=0)
            column.setContentsMargins(theme.SPACE, 0, 0, 0)
            column.addWidget(name)
            column.addWidget(panel.widget, 1)
            half.setMinimumWidth(1)  # or the one with the wider row of tools would take the room
            panel.widget.show()
            self.widget.addWidget(half)
        self.widget.setSizes([1, 1])

    def show(self, snapshot: Snapshot) -> None:
        """The other branch's snapshot in the second panel."""
        assert snapshot.other is not None
        roads = {road.number: road for road in snapshot.roads}
        for label, shown in zip(self._names, (snapshot, snapshot.other), strict=True):
            said = f"{title(roads[shown.place.branch])}, step {shown.step:,}"
            if label.text() != said:
                label.setText(said)
        self.other.update(snapshot.other)
