"""What a hand does in the window is what Undo takes back, in the words of the menu: one real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from simulator.commands import (
    AddExample,
    Delete,
    GoTo,
    Load,
    MoveExample,
    Rename,
    Reset,
    Set,
    SetParameter,
)
from simulator.history import Deed, Edit
from simulator.hyperparameters import Config
from tests.ui.windows import train, until
from ui.deeds import words_of, words_of_edit
from ui.engine_process import launch
from ui.gestures import Gestures
from ui.main_window import MainWindow

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def only(qapp: object) -> Iterator[MainWindow]:  # noqa: ARG001
    window = MainWindow(launch(Config(examples=60, hidden_units=(4,))), "softmax")
    window.resize(1440, 900)
    window.show()
    QTest.qWaitForWindowExposed(window)
    yield window
    window.close()
    shiboken6.delete(window)


@pytest.fixture
def window(qtbot: QtBot, only: MainWindow) -> MainWindow:
    """At step 0 of a network in which nothing was done."""
    before = only.snapshot.place.branch if only.snapshot else 0
    only.client.send(Load(Config(examples=60, hidden_units=(4,))))
    until(qtbot, only, lambda s: s.step == 0 and not s.edits and s.place.branch != before)
    return only


def press(window: MainWindow, key: str) -> None:
    window.actions_by_key[key].trigger()


def said(window: MainWindow, key: str) -> str:
    return window.actions_by_key[key].text()


def drag(window: MainWindow, widget: QWidget, *shares: float) -> None:
    """A hand at the window itself takes hold of a widget, pulls it to places of its width, and lets go."""
    surface = window.windowHandle()
    places = [
        widget.mapTo(window, QPoint(round(share * (widget.width() - 1)), widget.height() // 2))
        for share in shares
    ]
    QTest.mousePress(surface, LEFT, NO_KEYS, places[0])
    for place in places[1:]:
        QTest.mouseMove(surface, place)
        QTest.qWait(20)
    QTest.mouseRelease(surface, LEFT, NO_KEYS, places[-1])


def test_a_drag_of_a_slider_is_one_undo_and_two_drags_are_two(qtbot: QtBot, window: MainWindow) -> None:
    slider = window.form.controls["learning_rate"].slider
    train(qtbot, window, 3)
    old = window.snapshot.config.learning_rate
    drag(window, slider, 0.3, 0.35, 0.4, 0.45, 0.55)
    once = until(qtbot, window, lambda s: s.undo and s.config.learning_rate != old and s.redo is None)
    qtbot.wait(100)
    once = window.snapshot
    drag(window, slider, 0.6, 0.65, 0.7, 0.75, 0.8)
    twice = until(
        qtbot, window, lambda s: s.config.learning_rate > once.config.learning_rate and len(s.edits) == 2
    )
    qtbot.wait(100)
    twice = window.snapshot
    assert twice.undo.gesture == once.undo.gesture + 1
    press(window, "undo")
    until(qtbot, window, lambda s: s.config.learning_rate == once.config.learning_rate)
    press(window, "undo")
    until(qtbot, window, lambda s: s.config.learning_rate == old)
    assert "α" not in said(window, "undo")
    for again in (once, twice):
        press(window, "redo")
        until(qtbot, window, lambda s, again=again: s.config.learning_rate == again.config.learning_rate)
    assert not window.actions_by_key["redo"].isEnabled()


def test_the_menu_says_what_undo_takes_back_and_what_came_of_it_stays(
    qtbot: QtBot, window: MainWindow
) -> None:
    train(qtbot, window, 4)
    window.send(Set("learning_rate", 0.1))
    until(qtbot, window, lambda s: bool(s.edits))
    assert said(window, "undo") == "Undo α 0.01 → 0.1"
    train(qtbot, window, 6)
    press(window, "undo")
    back = until(qtbot, window, lambda s: s.step == 4 and not s.edits)
    assert max(road.end for road in back.roads if road.edits) == 10
    assert said(window, "redo") == "Redo α 0.01 → 0.1"
    press(window, "redo")
    until(qtbot, window, lambda s: s.step == 10)
    assert said(window, "redo") == "Redo"


def test_examples_weights_networks_and_deleted_branches_are_taken_back_in_turn(
    qtbot: QtBot, window: MainWindow
) -> None:
    first = window.snapshot.place.branch
    train(qtbot, window, 2)
    window.send(AddExample(0.1, 0.2, 1))
    until(qtbot, window, lambda s: len(s.edits) == 1)
    assert said(window, "undo") == "Undo add an example"
    m = window.snapshot.data.m[0]
    window.send(SetParameter("W1", (0, 1), 0.5))
    until(qtbot, window, lambda s: len(s.edits) == 2)
    assert said(window, "undo").startswith("Undo W1")
    window.send(GoTo(first, 1))
    until(qtbot, window, lambda s: s.step == 1)
    window.send(Set("learning_rate", 0.3))
    grown = until(qtbot, window, lambda s: s.place.branch != first).place.branch
    window.send(Rename(grown, "bold"))
    window.send(Delete(grown))
    until(qtbot, window, lambda s: s.place.branch == first)
    assert said(window, "undo") == "Undo delete bold"
    press(window, "undo")
    until(qtbot, window, lambda s: not any(road.deleted for road in s.roads))
    window.send(GoTo(first))
    until(qtbot, window, lambda s: len(s.edits) == 2)
    assert said(window, "undo") == "Undo name bold"
    for _ in range(3):
        press(window, "undo")
    until(qtbot, window, lambda s: not s.edits and s.data.m[0] == m - 1)


def test_commands_of_one_hold_belong_together_and_others_do_not(only: MainWindow) -> None:
    gestures = Gestures(only)
    gestures.watch(only.windowHandle())
    moves = [gestures.signed(MoveExample(3, u / 10, 0.0)) for u in range(3)]
    assert len({move.gesture for move in moves}) == 1  # a wheel, or a key held
    assert gestures.signed(Set("learning_rate", 0.1)).gesture == moves[0].gesture + 1
    assert gestures.signed(Set("momentum", 0.1)).gesture == moves[0].gesture + 2
    QTest.keyClick(only.windowHandle(), Qt.Key.Key_F13)
    assert gestures.signed(Set("momentum", 0.2)).gesture == moves[0].gesture + 3
    assert gestures.signed(Set("momentum", 0.3)).gesture == moves[0].gesture + 3


def test_deeds_in_words() -> None:
    moved = Edit(5, "example", None, None, ("move_example", 7, (0.1, 0.2), None))
    assert words_of_edit(moved) == "move example 7"
    assert words_of_edit(Edit(5, "inputs", None, None, ("move_inputs", None))) == "move the inputs"
    assert words_of(Deed("network", 3, branch=99), ()) == "another network"
    assert words_of(Deed("delete", 3, branch=99), ()) == "another network"


def test_a_reset_is_taken_back(qtbot: QtBot, window: MainWindow) -> None:
    train(qtbot, window, 3)
    window.send(Set("learning_rate", 0.2))
    until(qtbot, window, lambda s: bool(s.edits))
    before = window.snapshot.place
    window.send(Reset())
    until(qtbot, window, lambda s: s.step == 0)
    assert window.actions_by_key["undo"].text() == "Undo reset"
    press(window, "undo")
    until(qtbot, window, lambda s: s.place == before)
