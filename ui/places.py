"""Where a workspace's docks are, in proportion: however the window's size changes, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from ui.workspaces import Row

_SETTLED = 300  # ms after which Qt has stopped trying to fit a layout that was remembered
_ROUNDING = 12
"""Pixels: Qt takes the room of separators from one dock now and from another then; no person moved it."""
Shares = dict[str, tuple[float, float]]
"""Of each dock, or of the tabs it is one of: its part of the whole width, and of the whole height."""


class Places(QObject):
    """Qt gives each dock the pixels it had; here they have shares, which only a person changes.

    Of a layout that was remembered without its shares, they are read off once it stands.
    """

    def __init__(self, view: QMainWindow, docks: Mapping[str, QDockWidget], in_sight: set[str]) -> None:
        super().__init__(view)
        self._view, self._docks, self._in_sight = view, docks, in_sight
        self.shares: Shares | None = None
        self._fitted: dict[str, QSize] = {}
        self._is_dragged = False
        self._fitting = QTimer(self, singleShot=True, interval=0, timeout=self.fit)
        self._looking = QTimer(self, singleShot=True, interval=0, timeout=self._look)
        self._standing = QTimer(self, singleShot=True, interval=_SETTLED, timeout=self._look)
        view.installEventFilter(self)
        for dock in docks.values():
            for changed in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
                changed.connect(self.look_soon)

    def place(self, rows: Iterable[Row]) -> None:
        """Every dock in its row, with the shares that the rows have."""
        rows = list(rows)
        for dock in self._docks.values():
            self._view.removeDockWidget(dock)
        for row in rows:
            self._place_row(row)
        for bar in self._view.findChildren(QTabBar):
            bar.setAccessibleName("Panels that share a place")
        self.shares = shares_of(rows)
        self.fit_soon()

    def fit(self) -> None:
        """Give each dock in sight its share of the room there is."""
        if not self._view.isVisible():
            return
        if self.shares is None:
            self._standing.start()
            return
        shown = [key for key in self._shown() if key in self.shares]
        docks = [self._docks[key] for key in shown]
        room = self._view.size()
        widths = [round(self.shares[key][0] * room.width()) for key in shown]
        heights = [round(self.shares[key][1] * room.height()) for key in shown]
        self._view.resizeDocks(docks, heights, Qt.Orientation.Vertical)
        self._view.resizeDocks(docks, widths, Qt.Orientation.Horizontal)
        self._fitted = self._sizes()

    def fit_soon(self) -> None:
        """Fit once Qt has heard what there is to be fitted."""
        self._fitting.start()

    def eventFilter(self, _view: QObject, event: QEvent) -> bool:
        """What happens to the view, once Qt has laid it out: nothing of it but separators can be pressed."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.fit()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._fitted, self._is_dragged = self._sizes(), True
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self.look_soon()
        return False

    def look_soon(self) -> None:
        """A person may have moved something: once it is where it goes, its share is what it has there."""
        self._looking.start()

    # What is remembered ---------------------------------------------------------------------------

    def text(self) -> str:
        """The shares, for `read`."""
        return json.dumps(self.shares) if self.shares is not None else ""

    def read(self, text: str) -> None:
        """Have the shares of another session; what is none is read off the layout instead."""
        self.shares = shares_in(text)
        self.fit()

    # Sizes ----------------------------------------------------------------------------------------

    def _look(self) -> None:
        """What is not as it was fitted was changed by a person; the rest keeps its share, even cut."""
        room = self._view.size()
        if not self._view.isVisible() or self._fitting.isActive() or (self.shares and not self._fitted):
            return
        self.shares = self.shares or {}
        least, self._is_dragged = 0 if self._is_dragged else _ROUNDING, False
        for key, size in self._sizes().items():
            fitted = self._fitted.get(key, QSize())
            before = wide, high = self.shares.get(key, (1.0, 1.0))
            if abs(size.width() - fitted.width()) > least:
                wide = size.width() / room.width()
            if abs(size.height() - fitted.height()) > least:
                high = size.height() / room.height()
            self.shares[key] = wide, high
            if self.shares[key] != before:
                self._fitted[key] = size

    def _shown(self) -> list[str]:
        return [key for key in self._docks if key in self._in_sight and not self._docks[key].isFloating()]

    def _sizes(self) -> dict[str, QSize]:
        """What docks take up: those that share a place, all of it and their tabs."""
        bars = [bar.geometry() for bar in self._view.findChildren(QTabBar) if bar.isVisible()]
        sizes = {}
        for key in self._shown():
            place = self._docks[key].geometry()
            above = [bar for bar in bars if bar.adjusted(0, 0, 0, 1).intersects(place)]
            size = place.size() + QSize(0, sum(bar.height() for bar in above))
            sizes.update(dict.fromkeys(self._tabs_of(key), size))
        return sizes

    def _tabs_of(self, key: str) -> list[str]:
        dock = self._docks[key]
        group = [dock, *self._view.tabifiedDockWidgets(dock)]
        return [each for each, known in self._docks.items() if known in group]

    def _place_row(self, row: Row) -> None:
        firsts = [self._docks[cell[0]] for cell in row.cells]
        self._view.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, firsts[0], Qt.Orientation.Vertical)
        # All splits before any tabs: splitting a tabbed dock adds a tab instead.
        for left, right in pairwise(firsts):
            self._view.splitDockWidget(left, right, Qt.Orientation.Horizontal)
        for cell in row.cells:
            for key in cell[1:]:
                self._view.tabifyDockWidget(self._docks[cell[0]], self._docks[key])
            for key in cell:
                self._docks[key].show()
            self._docks[cell[0]].raise_()


def shares_of(rows: Iterable[Row]) -> Shares:
    """The parts of the whole that rows ask for."""
    rows = list(rows)
    height = sum(row.height for row in rows)
    return {
        key: (width / sum(row.widths), row.height / height)
        for row in rows
        for cell, width in zip(row.cells, row.widths, strict=True)
        for key in cell
    }


def shares_in(text: str) -> Shares | None:
    """What `Places.text` wrote; None where it did not."""
    try:
        shares = {
            str(key): (float(width), float(height)) for key, (width, height) in json.loads(text).items()
        }
    except (ValueError, TypeError, AttributeError):
        return None
    good = all(0 < share <= 1 for pair in shares.values() for share in pair)
    return shares if shares and good else None
