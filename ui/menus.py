"""The menu bar, filled from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QMessageBox, QWidget

from ui.actions import ActionSpec


def fill_menus(
    bar: QMenuBar, specs: Sequence[ActionSpec], actions: Mapping[str, QAction]
) -> tuple[QMenu, QMenu]:
    """Fill the bar; the answer are the menus of recent files, for `fill_recent`, and of panels."""
    menus: dict[str, QMenu] = {}
    for spec in specs:
        menu = menus.setdefault(spec.menu, QMenu(f"&{spec.menu}", bar))
        if spec.separator:
            menu.addSeparator()
        menu.addAction(actions[spec.key])
    panels = menus["View"].addMenu("Panels")
    recent = QMenu("Open recent", bar)
    menus["File"].insertMenu(actions["export_all"], recent)
    for menu in menus.values():
        bar.addMenu(menu)
    return recent, panels


def fill_recent(menu: QMenu, paths: Sequence[str], open_file: Callable[[str], object]) -> None:
    """The files opened lately, the last first."""
    menu.clear()
    menu.setEnabled(bool(paths))
    for path in paths:
        entry = menu.addAction(Path(path).name, lambda path=path: open_file(path))
        entry.setToolTip(path)
    menu.setToolTipsVisible(True)


def tell_about(parent: QWidget) -> None:
    """What this is."""
    QMessageBox.about(
        parent,
        "About Batchscope",
        "<b>Batchscope</b><br>An oscilloscope for neural networks: "
        "watch one learn, a mini-batch at a time.<br><br>MIT licence.",
    )
