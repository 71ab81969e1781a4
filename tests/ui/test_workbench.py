"""Several workspaces in the real window, turned to as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.commands import Step
from simulator.hyperparameters import Config
from simulator.snapshot import Confusion, Surface
from ui.engine_process import launch
from ui.export_order import Order
from ui.main_window import MainWindow
from ui.panel_mark import PanelMark
from ui.workspaces import WORKSPACES, Row, Workspace

SECOND = Workspace("second", "Second", (Row(50, (("cost",), ("confusion",)), (50, 50)),))
BOTH = (WORKSPACES[0], SECOND)
TIMEOUT = 20_000


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def opened(settings: QSettings, workspace: str | None = None) -> MainWindow:
    window = MainWindow(launch(Config()), workspace, settings, BOTH)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    return window


def dismiss(window: MainWindow) -> None:
    window.close()
    shiboken6.delete(window)


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings) -> Iterator[MainWindow]:
    window = opened(settings)
    qtbot.waitUntil(lambda: window.snapshot is not None and window.workbench.is_complete, timeout=TIMEOUT)
    yield window
    dismiss(window)


def turn_to(qtbot: QtBot, window: MainWindow, key: str) -> None:
    number = [w.key for w in BOTH].index(key) + 1
    qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.workbench.key == key and window.workbench.is_complete, timeout=TIMEOUT)


def test_a_key_a_tab_and_the_menu_turn_to_a_workspace(qtbot: QtBot, window: MainWindow) -> None:
    strip = window.workbench.strip
    assert strip.isVisible()
    turn_to(qtbot, window, "second")
    assert (strip.tabText(strip.currentIndex()), strip.accessibleName()) == ("Second", "Workspaces")
    assert window.actions_by_key["workspace/second"].isChecked()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.tabRect(0).center())
    assert window.workbench.key == "train"
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "&Workspace")
    menu.actions()[1].trigger()
    assert window.workbench.key == "second"


def test_a_view_is_made_when_first_opened_and_kept(qtbot: QtBot, window: MainWindow) -> None:
    assert list(window.workbench.views) == ["train"]
    first = window.view
    turn_to(qtbot, window, "second")
    assert window.view is not first
    assert window.view.panels["cost"] is not first.panels["cost"]
    turn_to(qtbot, window, "train")
    assert window.view is first


def test_only_the_open_workspace_is_probed_and_training_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Space)
    turn_to(qtbot, window, "second")
    left, now = window.workbench.views["train"], window.view
    qtbot.waitUntil(lambda: {type(p) for p in window.snapshot.views} == {Confusion}, timeout=TIMEOUT)
    assert left.probes() == frozenset()
    step = window.snapshot.step
    qtbot.waitUntil(lambda: window.snapshot.step > step + 5, timeout=TIMEOUT)
    assert window.snapshot.state == "playing"
    qtbot.waitUntil(lambda: now.panels["cost"].caption.endswith(f"{window.snapshot.step:,}"), timeout=TIMEOUT)
    assert not left.panels["cost"].caption.endswith(f"{window.snapshot.step:,}")
    turn_to(qtbot, window, "train")
    qtbot.waitUntil(lambda: any(isinstance(p, Surface) for p in window.snapshot.views), timeout=TIMEOUT)
    qtbot.waitUntil(lambda: left.panels["cost"].caption.endswith(f"{window.snapshot.step:,}"))


def test_each_layout_and_the_open_workspace_are_remembered(
    qtbot: QtBot, window: MainWindow, settings: QSettings
) -> None:
    turn_to(qtbot, window, "second")
    window.view.docks["cost"].close()
    window.close()
    again = opened(settings)
    assert again.workbench.key == "second"
    assert again.view.docks["cost"].isHidden()
    again.workbench.open("train")
    assert again.view.docks["cost"].isVisible()
    dismiss(again)
    asked = opened(settings, "second")
    assert asked.workbench.key == "second"
    dismiss(asked)


def test_an_unknown_remembered_workspace_is_passed_over(settings: QSettings) -> None:
    settings.setValue("workspace", "gone")
    window = opened(settings)
    assert window.workbench.key == "train"
    dismiss(window)


def test_layout_menu_and_export_act_on_the_open_workspace(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.view.docks["cost"].close()
    turn_to(qtbot, window, "second")
    assert [a.text() for a in window.panels_menu.actions()] == ["Cost", "Confusion matrix"]
    window.view.docks["cost"].close()
    window.actions_by_key["default_layout"].trigger()
    assert window.view.docks["cost"].isVisible()
    assert window.workbench.views["train"].docks["cost"].isHidden()
    folder = tmp_path / "out"
    folder.mkdir()
    window.export_all(Order(folder))
    window.workbench.open("train")  # the export is of the workspace that was asked for
    qtbot.waitUntil(lambda: "Saved" in window.notices.text, timeout=TIMEOUT)
    assert {p.name for p in folder.iterdir()} == set(Order(folder).names(SECOND.keys))


def test_a_link_leads_to_the_panel_and_marks_it(qtbot: QtBot, window: MainWindow) -> None:
    window.view.panels["cost"].linked.emit("confusion")
    assert window.workbench.key == "train"  # it is here already, behind a tab
    qtbot.waitUntil(lambda: "confusion" in window.view._in_sight)
    dock = window.view.docks["confusion"]
    assert dock.findChild(PanelMark).isVisible()
    qtbot.waitUntil(lambda: dock.findChild(PanelMark) is None, timeout=3_000)
    turn_to(qtbot, window, "second")
    window.view.panels["cost"].linked.emit("network")
    assert window.workbench.key == "train"
    window.view.panels["cost"].linked.emit("nowhere")
    assert window.workbench.key == "train"


def test_the_window_answers_before_its_panels_are_there(qtbot: QtBot, settings: QSettings) -> None:
    window = opened(settings)
    assert not window.workbench.views
    window.form.changed.emit("learning_rate", 0.5)
    window.workbench.open("second")
    window.workbench.view.build_next()
    assert len(window.view.panels) == 1
    assert not window.view.docks["confusion"].titleBarWidget().isEnabled()
    qtbot.waitUntil(
        lambda: window.snapshot is not None and window.snapshot.config.learning_rate == 0.5, timeout=TIMEOUT
    )
    qtbot.waitUntil(lambda: window.workbench.is_complete, timeout=TIMEOUT)
    assert window.view.docks["confusion"].titleBarWidget().isEnabled()
    qtbot.waitUntil(lambda: all(p.caption for p in window.view.panels.values()), timeout=TIMEOUT)
    dismiss(window)


def test_a_window_closes_while_its_panels_are_built(settings: QSettings) -> None:
    window = opened(settings)
    window.view.build_next()
    window.close()
    QApplication.processEvents()
    assert not window.client.is_alive
    dismiss(window)


def test_an_export_completes_what_is_missing(qtbot: QtBot, settings: QSettings, tmp_path: Path) -> None:
    window = opened(settings)
    window.export_all(Order(tmp_path))
    qtbot.waitUntil(lambda: "Saved" in window.notices.text, timeout=TIMEOUT)
    assert (tmp_path / "network.png").exists()
    dismiss(window)


def test_rows_that_come_late_are_in_the_order_of_tab(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.form.is_complete, timeout=TIMEOUT)
    after = window.form.controls["epsilon"].entry
    last = window.form.controls["dataset"].combo
    reached = [after]
    while reached[-1] is not last and len(reached) < 400:
        reached.append(reached[-1].nextInFocusChain())
    assert window.form.controls["optimizer"].combo in reached
    assert window.transport.count not in reached


def test_a_panel_that_floats_is_shown_on_beside_another_workspace(qtbot: QtBot, window: MainWindow) -> None:
    view = window.view
    panel, dock = view.panels["confusion"], view.docks["confusion"]
    dock.setFloating(True)  # it was behind a tab
    turn_to(qtbot, window, "second")
    window.send(Step(1))
    qtbot.waitUntil(lambda: panel.caption == "Spirals · step 1", timeout=TIMEOUT)
    assert panel.probes() <= window.workbench.probes()
    dock.close()
    assert not view.is_seen
