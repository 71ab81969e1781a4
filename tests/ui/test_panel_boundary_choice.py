"""Choosing an example on the plane: by click, by key, and seeing which it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.snapshot import Points
from tests.ui.snapshots import docked, snapshot
from ui.drawing.painting import Tool
from ui.panels.boundary.panel import BoundaryPanel
from ui.panels.focus import Focus

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[BoundaryPanel]:
    made = BoundaryPanel()
    made.share(Focus(made))
    window = docked(made)
    qtbot.addWidget(window)
    window.resize(600, 450)
    window.show()
    made.update(snapshot())
    QApplication.processEvents()
    yield made
    window.close()


def uv() -> np.ndarray:
    return snapshot().views[Points()].uv


def place(panel: BoundaryPanel, u: float, v: float) -> QPoint:
    plot = panel._plot
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(u, v)))


def pixels_apart(panel: BoundaryPanel, one: int, other: int) -> float:
    return float(np.hypot(*(uv()[:, one] - uv()[:, other])) / max(panel._plot.reach(1)))


def test_a_click_chooses_the_nearest_and_rings_it(panel: BoundaryPanel) -> None:
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place(panel, *uv()[:, 40]))
    chosen = panel.focus.example
    assert chosen is not None
    assert pixels_apart(panel, chosen, 40) <= 2
    assert panel._rings.chosen == tuple(uv()[:, chosen])
    assert panel._rings._chosen.getData()[0].tolist() == [uv()[0, chosen]]


def test_a_click_beside_everything_chooses_nothing(panel: BoundaryPanel) -> None:
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place(panel, 1.15, -1.15))
    assert panel.focus.example is None
    assert panel._rings.chosen is None


def test_a_drag_pans_and_chooses_nothing(panel: BoundaryPanel) -> None:
    start = place(panel, *uv()[:, 40])
    viewport = panel._plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=start)
    for way in (10, 30, 5, 0):  # there and back again
        QTest.mouseMove(viewport, start + QPoint(way, way))
    QTest.mouseRelease(viewport, LEFT, pos=start)
    assert panel.focus.example is None


def test_a_click_of_another_button_or_tool_chooses_nothing(panel: BoundaryPanel) -> None:
    spot = place(panel, *uv()[:, 40])
    panel._plot.setMenuEnabled(False)
    QTest.mouseClick(panel._plot.viewport(), Qt.MouseButton.MiddleButton, pos=spot)
    panel._take(Tool.MOVE)
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=spot)
    assert panel.focus.example is None


def test_hovering_points_and_leaving_lets_go(panel: BoundaryPanel) -> None:
    QTest.mouseMove(panel._plot.viewport(), place(panel, *uv()[:, 40]))
    pointed = panel.focus.pointed
    assert pointed is not None
    assert pixels_apart(panel, pointed, 40) <= 2
    assert panel._rings.pointed == tuple(uv()[:, pointed])
    QApplication.sendEvent(panel._plot, QEvent(QEvent.Type.Leave))
    assert panel.focus.pointed is None
    assert panel._rings.pointed is None


def test_what_another_panel_attends_to_is_ringed(panel: BoundaryPanel) -> None:
    panel.focus.choose(7)
    panel.focus.point(9)
    assert panel._rings.chosen == tuple(uv()[:, 7])
    assert panel._rings.pointed == tuple(uv()[:, 9])
    panel.focus.point(7)
    assert panel._rings.pointed is None  # one ring is enough


def test_keys_choose_the_neighbours_among_the_shown(panel: BoundaryPanel) -> None:
    split = snapshot().views[Points()].split
    shown = np.flatnonzero(split <= 1)
    for text, expected in (
        ("]", shown[0]),
        ("]", shown[1]),
        ("[", shown[0]),
        ("[", shown[-1]),
        ("]", shown[0]),
    ):
        QTest.keyClicks(panel._plot, text)
        assert panel.focus.example == expected


def test_keys_work_where_the_bracket_is_under_altgr(panel: BoundaryPanel) -> None:
    altgr = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_9, altgr, "]")
    QApplication.sendEvent(panel._plot, press)
    assert panel.focus.example == 0


def test_an_example_that_is_gone_gives_way_to_the_nearest(panel: BoundaryPanel) -> None:
    panel.focus.choose(999)
    panel.update(snapshot(examples=50, run_id=2))
    last = snapshot(examples=50).views[Points()].uv[:, -1]
    assert panel._rings.chosen == tuple(last)


def test_nothing_is_ringed_without_examples(panel: BoundaryPanel) -> None:
    panel.focus.choose(3)
    panel.clear()
    assert panel._rings.chosen is None
    QTest.keyClicks(panel._plot, "]")
    assert panel.focus.example == 3
