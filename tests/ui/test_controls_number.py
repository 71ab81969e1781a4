"""Sliders and entries of numbers: the hand is told as it moves, and forgiven when it slips."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import TABLE
from simulator.scales import POWER_OF_TWO
from simulator.specs import Number
from tests.ui.hands import LEFT, of_kind, other_value, shown, turn_wheel, type_into
from ui.controls.entry import short
from ui.controls.kinds import control_for


@of_kind(Number)
def test_a_moved_slider_says_the_value_at_its_place(qtbot: QtBot, spec: Number) -> None:
    control, said = shown(qtbot, spec)
    steps = control.slider.maximum()
    for place in (1, steps // 3, steps // 2, steps - 1, steps, 0):
        said.clear()
        before = control.value
        control.slider.setValue(place)
        expected = spec.from_unit(place / steps)
        assert said == ([(spec.name, expected)] if expected != before else [])
        assert control.value == expected


@of_kind(Number)
def test_a_drag_is_told_as_it_goes(qtbot: QtBot, spec: Number) -> None:
    control, said = shown(qtbot, spec)
    slider = control.slider
    end = slider.width() - 8
    qtbot.mousePress(slider, LEFT, pos=QPoint(8, 10))
    for x in (end // 3, end // 2, end):
        qtbot.mouseMove(slider, QPoint(x, 10))
        control.show_value(spec.default)
    assert control.is_held
    assert control.value == spec.from_unit(1.0)
    assert said[-1] == (spec.name, spec.from_unit(1.0))
    assert len(said) >= 3
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(end, 10))
    assert not control.is_held


def test_after_the_hand_what_the_engine_said_last_is_shown(qtbot: QtBot) -> None:
    control, said = shown(qtbot, TABLE["learning_rate"])
    control.slider.setValue(9000)
    control.show_value(0.5)
    assert control.value == said[-1][1]
    qtbot.waitUntil(lambda: control.value == 0.5)
    assert len(said) == 1


@of_kind(Number)
@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End])
def test_keys_move_the_slider(qtbot: QtBot, spec: Number, key: Qt.Key) -> None:
    control, said = shown(qtbot, spec)
    control.show_value(spec.from_unit(0.5))
    control.slider.setFocus()
    qtbot.keyClick(control.slider, key)
    assert len(said) == 1


@of_kind(Number)
def test_the_wheel_needs_the_focus(qtbot: QtBot, spec: Number) -> None:
    control, said = shown(qtbot, spec)
    control.show_value(spec.from_unit(0.5))
    control.entry.setFocus()
    assert not turn_wheel(control.slider)
    assert said == []
    control.slider.setFocus()
    assert turn_wheel(control.slider)
    assert len(said) == 1


@of_kind(Number)
def test_a_double_click_is_the_default(qtbot: QtBot, spec: Number) -> None:
    control, said = shown(qtbot, spec)
    control.show_value(other_value(spec))
    qtbot.mouseDClick(control.slider, LEFT)
    assert said == [(spec.name, spec.default)]


@of_kind(Number)
def test_typed_text_is_read_even_beyond_the_slider(qtbot: QtBot, spec: Number) -> None:
    control, said = shown(qtbot, spec)
    beyond = spec.high if spec.open_above else spec.maximum
    value = int(beyond) if spec.integer else beyond
    type_into(qtbot, control.entry, spec.format(value))
    assert said == ([(spec.name, value)] if value != spec.default else [])
    assert control.value == value
    assert control.entry.text() == short(spec, value)


@of_kind(Number)
def test_bad_text_is_answered_by_a_sentence_and_nothing_else(qtbot: QtBot, spec: Number) -> None:
    control, said = shown(qtbot, spec)
    type_into(qtbot, control.entry, "many")
    assert control._error.isVisible()
    assert control._error.text() == str(error_of(spec, "many")).replace(spec.name, spec.title, 1)
    assert (said, control.value) == ([], spec.default)
    control.slider.setFocus()
    assert control.entry.text() == short(spec, spec.default)
    assert not control._error.isVisible()
    assert said == []


def test_what_is_being_typed_is_left_alone(qtbot: QtBot) -> None:
    control, _ = shown(qtbot, TABLE["learning_rate"])
    control.entry.setFocus()
    control.entry.selectAll()
    qtbot.keyClicks(control.entry, "0.0")
    control.show_value(0.7)
    assert control.entry.text() == "0.0"


def test_powers_of_two_snap_on_the_slider_and_are_free_in_the_entry(qtbot: QtBot) -> None:
    spec = TABLE["mini_batch_size"]
    assert isinstance(spec, Number)
    assert spec.scale is POWER_OF_TWO
    control, said = shown(qtbot, spec)
    for place in range(control.slider.maximum() + 1):
        control.slider.setValue(place)
    assert {value for _, value in said} == {2**k for k in range(10)}
    type_into(qtbot, control.entry, "100")
    assert said[-1] == (spec.name, 100)


def test_the_leftmost_stop_is_off(qtbot: QtBot) -> None:
    control, said = shown(qtbot, TABLE["weight_decay"])
    control.slider.setValue(5000)
    control.slider.setValue(0)
    assert said[-1] == ("weight_decay", 0.0)


def test_arrows_are_the_sliders_before_the_windows(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    control = control_for(TABLE["learning_rate"])
    window.setCentralWidget(control)
    step = QAction("Step", window, shortcut="Right")
    window.addAction(step)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    control.slider.setFocus()
    with qtbot.waitSignal(control.changed), qtbot.assertNotEmitted(step.triggered):
        qtbot.keyClick(control.slider, Qt.Key.Key_Right)
    control.entry.setFocus()
    control.slider.clearFocus()
    window.setFocus()
    with qtbot.waitSignal(step.triggered), qtbot.assertNotEmitted(control.changed):
        qtbot.keyClick(window, Qt.Key.Key_Right)


def test_what_was_said_while_typing_is_shown_after(qtbot: QtBot) -> None:
    control, _ = shown(qtbot, TABLE["learning_rate"])
    control.entry.setFocus()
    qtbot.keyClicks(control.entry, "7")
    control.show_value(0.5)
    qtbot.keyClick(control.entry, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: control.value == 0.5)


def error_of(spec: Number, text: str) -> ValueError:
    with pytest.raises(ValueError, match=spec.name) as caught:
        spec.parse(text)
    return caught.value
