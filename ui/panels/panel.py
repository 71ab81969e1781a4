"""What every panel is: a reader of snapshots that has a widget."""

from __future__ import annotations

import operator
from typing import ClassVar

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from simulator.snapshot import Probe, Snapshot
from ui import theme
from ui.panels.focus import Focus
from ui.tables import Table


class Panel(QObject):
    """One picture of a run. It has a `.widget`; it is none, or `update` would shadow Qt's slot.

    A subclass says what it is in the class attributes, builds `widget` in `__init__` and ends there
    with `apply_theme()`; `show`, `clear`, `probes` and `numbers` do the rest.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    claims: ClassVar[tuple[str, ...]] = ()
    reads_series: ClassVar[bool] = False
    """Whether it shows more than the data and its probes' views, which stay the same for some frames."""

    command = Signal(object)
    """A `simulator.commands.Command`: what the person did in the panel."""
    probes_changed = Signal()
    linked = Signal(str)
    """The key of another panel that the person wants to see."""

    widget: QWidget

    def __init__(self) -> None:
        super().__init__()
        self.caption, self.focus = "", Focus(self)
        self._run_id: int | None = None
        self._shown: tuple[object, ...] = ()
        self._asked: frozenset[Probe] = frozenset()
        theme.changed.connect(self._wear)

    @property
    def figure(self) -> QWidget:
        """The part of `widget` that belongs in an exported picture: all but tools."""
        return self.widget

    def probes(self) -> frozenset[Probe]:
        """What it needs computed now."""
        return frozenset()

    def share(self, focus: Focus) -> None:
        """Attend to what the other panels that share `focus` attend to."""
        self.focus = focus
        focus.changed.connect(self._focus_moved)
        self._focus_moved()

    def focus_changed(self) -> None:
        """Show what the focus is on now, as far as the last views hold it."""

    def update(self, snapshot: Snapshot) -> None:
        """Show a snapshot; the past is cleared first when it was dropped."""
        if snapshot.run_id != self._run_id:
            self.forget()
            self._run_id = snapshot.run_id
        self.caption = f"{snapshot.data.name} · step {snapshot.step:,}"
        wanted = (snapshot.data, *(snapshot.views.get(probe) for probe in self.probes()))
        if self.reads_series or not _same(wanted, self._shown):
            self._shown = wanted
            self.show(snapshot)

    def forget(self) -> None:
        """Show nothing, as before the first snapshot."""
        self._shown = ()
        self.clear()

    def show(self, snapshot: Snapshot) -> None:
        """Draw what the snapshot holds; a view not there yet leaves the last one on screen."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget the run shown so far."""

    def settle(self) -> None:
        """Draw at once what was put off: somebody takes a picture."""

    def numbers(self) -> Table:
        """The numbers on screen, with units."""
        raise NotImplementedError

    def _focus_moved(self) -> None:
        if shiboken6.isValid(self.widget):
            if self.probes() != self._asked:
                self._asked = self.probes()
                self.probes_changed.emit()
            self.focus_changed()

    def _wear(self) -> None:
        if shiboken6.isValid(self.widget):  # Python may keep a panel a little longer than Qt its widget
            self.apply_theme()

    def apply_theme(self) -> None:
        """Take colours and pens from the current theme."""


def _same(these: tuple[object, ...], those: tuple[object, ...]) -> bool:
    """The same data and the very same views: records of arrays are not compared but told apart."""
    return len(these) == len(those) and these[0] == those[0] and all(map(operator.is_, these[1:], those[1:]))
