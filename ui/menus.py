"""The menu bar, filled from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar

from ui.actions import ACTIONS


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction], docks: Mapping[str, QDockWidget]) -> QMenu:
    """Fill the bar; the answer is the menu of recent files, for `fill_recent`."""
    menus: dict[str, QMenu] = {}
    for spec in ACTIONS:
        menu = menus.setdefault(spec.menu, QMenu(f"&{spec.menu}", bar))
        if spec.separator:
            menu.addSeparator()
        menu.addAction(actions[spec.key])
    panels = menus["View"].addMenu("Panels")
    panels.addActions([dock.toggleViewAction() for dock in docks.values()])
    recent = QMenu("Open recent", bar)
    menus["File"].insertMenu(actions["export_all"], recent)
    for menu in menus.values():
        bar.addMenu(menu)
    return recent


def fill_recent(menu: QMenu, paths: Sequence[str], open_file: Callable[[str], object]) -> None:
    """The files opened lately, the last first."""
    menu.clear()
    menu.setEnabled(bool(paths))
    for path in paths:
        entry = menu.addAction(Path(path).name, lambda path=path: open_file(path))
        entry.setToolTip(path)
    menu.setToolTipsVisible(True)
