"""Runs with branches, and the panel that shows them on a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Snapshot
from tests.ui.snapshots import docked
from ui.panels.branches.panel import BranchesPanel
from ui.panels.branches.since import back, since

LEFT = Qt.MouseButton.LeftButton
SMALL = Config(examples=120, mini_batch_size=32, hidden_units=(8,))


def run_of(**settings: object) -> Run:
    return Run(replace(SMALL, **settings))


def forked() -> Run:
    """0: 60 steps. 1: from step 20 with another α, to 50. One stands at its end."""
    run = run_of()
    run.advance(60)
    run.rewind(20)
    run.set("learning_rate", 0.1)
    run.advance(30)
    return run


def panels_on_screen() -> Iterator[Callable[..., BranchesPanel]]:
    """A fixture's body: opens panels that show a run or a snapshot, and write down what they ask for."""
    windows = []

    def open_panel(shown: Run | Snapshot, size: tuple[int, int] = (600, 424)) -> BranchesPanel:
        panel = BranchesPanel()
        windows.append(docked(panel))
        windows[-1].resize(*size)
        windows[-1].show()
        panel.update(shown.snapshot() if isinstance(shown, Run) else shown)
        QApplication.processEvents()
        panel.sent = []
        panel.command.connect(panel.sent.append)
        return panel

    yield open_panel
    for window in windows:
        shiboken6.delete(window)


def spot(panel: BranchesPanel, number: int) -> QPoint:
    """In the words of a row, beside its name and its buttons."""
    canvas = panel._frame.canvas
    room = canvas.row(canvas.index(number))
    return QPoint(80, round(room.bottom()) - 8)


def point(panel: BranchesPanel, number: int) -> None:
    """Move onto a row, from beside it: a cursor that is there already does not move."""
    for beside in (QPoint(9, 0), QPoint(0, 0)):
        QTest.mouseMove(panel._frame.canvas, spot(panel, number) + beside)


def key(panel: BranchesPanel, *keys: Qt.Key) -> None:
    panel._frame.canvas.setFocus()
    for each in keys:
        QTest.keyClick(panel._frame.canvas, each)


def numbers_of(panel: BranchesPanel) -> list[int]:
    return [face.number for face in panel._frame.canvas.faces]


def said(run: Run) -> str:
    snapshot = run.snapshot()
    known = {road.number: road for road in snapshot.roads}
    told = since(snapshot, known, back(snapshot, known))
    return f"{told.text} {told.beside}".strip()
