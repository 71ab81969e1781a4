"""The real window with its real engine, used as a person would."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from simulator.commands import AddExample, RemoveExample, SetParameter
from simulator.hyperparameters import Config
from simulator.snapshot import Confusion, Parameters
from tests.ui.windows import until
from ui import theme
from ui.actions import ACTIONS
from ui.engine_process import launch
from ui.export_order import Order
from ui.main_window import MainWindow


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings) -> Iterator[MainWindow]:
    window = MainWindow(launch(Config()), "train", settings)
    window.resize(1440, 900)
    window.show()
    until(qtbot, window, lambda s: s.step == 0)
    qtbot.waitUntil(lambda: window.workbench.is_complete)
    yield window
    dismiss(window)


def dismiss(window: MainWindow) -> None:
    """Close and delete: a window that lives on is restyled at every change of theme to come."""
    window.close()
    shiboken6.delete(window)


def press(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    window.view.setFocus()
    for key in keys:
        qtbot.keyClick(window, key)


def test_space_plays_and_pauses(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_Space)
    until(qtbot, window, lambda s: s.state == "playing" and s.step > 20)
    press(qtbot, window, Qt.Key.Key_Space)
    until(qtbot, window, lambda s: s.state == "paused")


def test_right_steps_one_mini_batch_and_r_resets_to_the_same_weights(
    qtbot: QtBot, window: MainWindow
) -> None:
    first = until(qtbot, window, lambda s: Parameters() in s.views).views[Parameters()].arrays["W1"]
    press(qtbot, window, Qt.Key.Key_Right, Qt.Key.Key_Right)
    until(qtbot, window, lambda s: s.step == 2)
    press(qtbot, window, Qt.Key.Key_R)
    reset = until(qtbot, window, lambda s: s.step == 0 and Parameters() in s.views)
    assert (first == reset.views[Parameters()].arrays["W1"]).all()


def test_e_goes_to_the_end_of_the_epoch_and_n_takes_a_new_seed(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_E)
    shown = until(qtbot, window, lambda s: s.step > 0 and s.state == "paused")
    assert shown.step == shown.batches
    press(qtbot, window, Qt.Key.Key_N)
    until(qtbot, window, lambda s: s.config.seed == 1 and s.step == 0)


def test_the_form_drives_the_run_and_shows_what_the_run_says(qtbot: QtBot, window: MainWindow) -> None:
    window.form.changed.emit("learning_rate", 0.5)
    until(qtbot, window, lambda s: s.config.learning_rate == 0.5)
    window.form.changed.emit("hidden_layers", 3)
    until(qtbot, window, lambda s: s.config.hidden_units == (16, 16, 16))
    window.form.changed.emit("momentum", 2.0)
    qtbot.waitUntil(lambda: "Momentum must be" in window.notices.text)
    assert window.snapshot.config.momentum == 0.9


def test_painting_and_editing_weights_reach_the_run(qtbot: QtBot, window: MainWindow) -> None:
    window.send(AddExample(0.1, 0.2, 2))
    until(qtbot, window, lambda s: s.data.m[0] == 577)
    window.send(RemoveExample(960))
    until(qtbot, window, lambda s: s.data.m[0] == 576)
    window.send(SetParameter("W1", (0, 1), 0.75))
    shown = until(
        qtbot, window, lambda s: Parameters() in s.views and s.views[Parameters()].arrays["W1"][0, 1] == 0.75
    )
    assert [edit.name for edit in shown.edits] == ["example", "example", "W1[0,1]"]


def test_a_csv_is_opened_and_remembered(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a;class;b\n" + "".join(f"{i},5;{'xy'[i % 2]};{i * i}\n" for i in range(40)))
    window.open(path)
    shown = until(qtbot, window, lambda s: s.data.name == "own.csv")
    assert shown.data.class_names == ("x", "y")
    assert shown.data.features == ("a", "b")
    assert [action.text() for action in window.recent_menu.actions()] == ["own.csv"]


def test_a_bad_csv_is_one_sentence_and_the_network_trains_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("a,b,class\n1,2,x\n3,nan,y\n")
    press(qtbot, window, Qt.Key.Key_Right)
    until(qtbot, window, lambda s: s.step == 1)
    window.open(path)
    qtbot.waitUntil(lambda: "row 3" in window.notices.text, timeout=20_000)
    press(qtbot, window, Qt.Key.Key_Right)
    assert until(qtbot, window, lambda s: s.step == 2).data.name == "Spirals"


def test_a_divergence_is_said_and_the_run_can_go_on(qtbot: QtBot, window: MainWindow) -> None:
    for name, value in (("batch_norm", False), ("optimizer", "gradient_descent"), ("activation", "identity")):
        window.form.changed.emit(name, value)
    window.form.changed.emit("learning_rate", 90.0)
    press(qtbot, window, Qt.Key.Key_Space)
    until(qtbot, window, lambda s: s.state == "diverged")
    assert "Diverged at step" in window.notices.text
    window.form.changed.emit("learning_rate", 0.001)
    until(qtbot, window, lambda s: s.state == "paused")
    press(qtbot, window, Qt.Key.Key_Right)
    until(qtbot, window, lambda s: s.state == "paused" and s.step > 0)


def test_every_panel_exports_in_every_format_hidden_ones_too(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    press(qtbot, window, Qt.Key.Key_Right)
    until(qtbot, window, lambda s: s.step == 1)
    window.export_all(Order(tmp_path))
    qtbot.waitUntil(lambda: "Saved" in window.notices.text, timeout=20_000)
    assert {path.name for path in tmp_path.iterdir()} == set(Order(tmp_path).names(window.view.panels))
    assert all(path.stat().st_size > 100 for path in tmp_path.iterdir())
    counts = (tmp_path / "confusion.csv").read_text(encoding="utf-8")
    assert str(sum(int(cell) for row in csv.reader(counts.splitlines()[1:]) for cell in row[-4:])) == "192"


def test_an_export_that_cannot_be_written_is_said(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.export_all(Order(tmp_path / "nowhere" / "deeper"))
    qtbot.waitUntil(lambda: "nowhere" in window.notices.text, timeout=20_000)


def test_a_panel_goes_full_screen_and_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.view.panels["cost"]
    window.view.show_full_screen(panel)
    full = panel.widget.window()
    assert full is not window
    press(qtbot, window, Qt.Key.Key_Right)
    until(qtbot, window, lambda s: s.step == 1)
    qtbot.keyClick(full, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.widget.window() is window)
    assert panel.widget.isVisible()


def test_the_window_comes_back_as_it_was_left(window: MainWindow, settings: QSettings) -> None:
    window.view.docks["mini_batch"].close()
    window.wear("dark")
    window.close()
    again = MainWindow(launch(Config()), "train", settings)
    again.show()
    assert again.view.docks["mini_batch"].isHidden()
    assert settings.value("theme") == "dark"
    again.view.restore_default()
    assert again.view.docks["mini_batch"].isVisible()
    again.wear("light")
    dismiss(again)


def test_a_hidden_panel_asks_for_nothing(qtbot: QtBot, window: MainWindow) -> None:
    everything = window.view.probes()
    assert Confusion() not in everything  # behind the tab of the accuracy
    for dock in window.view.docks.values():
        dock.close()
    assert window.view.probes() == frozenset()
    window.view.restore_default()
    qtbot.waitUntil(lambda: window.view.probes() == everything)


def test_the_theme_reaches_every_panel(window: MainWindow) -> None:
    for name, other in (("dark", "light"), ("light", "dark")):
        window.wear(name)
        assert theme.current().name == name != other


def test_every_action_is_in_a_menu_and_on_the_sheet(window: MainWindow) -> None:
    listed = [action for menu in window.menuBar().actions() for action in menu.menu().actions()]
    assert all(window.actions_by_key[spec.key] in listed for spec in ACTIONS)
    window.actions_by_key["shortcuts"].trigger()
    assert window.sheet is not None
    assert window.sheet.isVisible()


def test_every_control_can_be_reached_and_named(window: MainWindow) -> None:
    focusable = [w for w in window.findChildren(QWidget) if w.isVisible() and _takes_tab(w)]
    assert len(focusable) > 20
    unnamed = [w for w in focusable if not (w.accessibleName() or getattr(w, "text", str)() or w.toolTip())]
    assert not unnamed, unnamed


def _takes_tab(widget: object) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def test_closing_the_window_ends_the_engine(settings: QSettings) -> None:
    window = MainWindow(launch(Config()), "train", settings)
    window.show()
    assert window.client.is_alive
    window.close()
    assert not window.client.is_alive
    dismiss(window)


def test_a_step_goes_by_stage_through_the_equations(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_Right, Qt.Key.Key_F2)
    until(qtbot, window, lambda s: s.step == 1)
    panel = window.side.panel
    qtbot.waitUntil(lambda: any(panel.numbers().rows()))
    panel.by_stage = True
    for _ in panel.stages[1:]:
        press(qtbot, window, Qt.Key.Key_Right)
    qtbot.wait(100)
    assert window.snapshot.step == 1
    press(qtbot, window, Qt.Key.Key_Right)
    until(qtbot, window, lambda s: s.step == 2)


def test_the_equations_lead_to_other_panels_and_are_put_away(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_F2)
    assert window.side.is_open
    window.side.panel.linked.emit("one_hot")
    assert window.workbench.key == "softmax"
    press(qtbot, window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: not window.side.is_open)
    assert not window.side.probes()
