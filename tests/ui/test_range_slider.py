"""The range slider: two handles that never pass each other, by mouse, by key and by wheel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.hands import LEFT, turn_wheel
from ui.controls.range_slider import RangeSlider

_EDGE = 8


@pytest.fixture
def slider(qtbot: QtBot) -> RangeSlider:
    made = RangeSlider((0.0, 0.5, 1.0), 1000)
    qtbot.addWidget(made)
    made.resize(216, 20)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def said_by(slider: RangeSlider) -> list[tuple[float, float]]:
    said: list[tuple[float, float]] = []
    slider.moved.connect(lambda low, high: said.append((low, high)))
    return said


def at(slider: RangeSlider, u: float) -> QPoint:
    return QPoint(round(_EDGE + u * (slider.width() - 2 * _EDGE)), 10)


def drag(qtbot: QtBot, slider: RangeSlider, start: float, *to: float) -> None:
    qtbot.mousePress(slider, LEFT, pos=at(slider, start))
    for u in to:
        qtbot.mouseMove(slider, at(slider, u))
    qtbot.mouseRelease(slider, LEFT, pos=at(slider, to[-1]))


def test_a_drag_moves_the_handle_it_took(qtbot: QtBot, slider: RangeSlider) -> None:
    said = said_by(slider)
    drag(qtbot, slider, 0.0, 0.1, 0.25)
    assert slider.units == pytest.approx((0.25, 1.0), abs=0.003)
    drag(qtbot, slider, 1.0, 0.75)
    assert slider.units == pytest.approx((0.25, 0.75), abs=0.003)
    assert said[-1] == slider.units
    assert len(said) >= 3


def test_handles_never_pass_nor_meet(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.show_units(0.3, 0.6)
    said = said_by(slider)
    drag(qtbot, slider, 0.3, 0.5, 0.9)
    low, high = slider.units
    assert (low, high) == pytest.approx((0.599, 0.6))
    drag(qtbot, slider, 0.62, 0.1)
    assert slider.units == (low, high)
    assert all(a < b for a, b in said)


def test_a_press_takes_the_nearer_handle(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.show_units(0.2, 0.8)
    drag(qtbot, slider, 0.4, 0.4)
    assert slider.units == pytest.approx((0.4, 0.8), abs=0.003)
    assert slider.low.hasFocus()
    drag(qtbot, slider, 0.7, 0.7)
    assert slider.units == pytest.approx((0.4, 0.7), abs=0.003)
    assert slider.high.hasFocus()


def test_meeting_at_an_end_is_no_trap(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.show_units(0.999, 1.0)
    drag(qtbot, slider, 0.97, 0.5)
    assert slider.units == pytest.approx((0.5, 1.0), abs=0.003)
    slider.show_units(0.0, 0.001)
    drag(qtbot, slider, 0.03, 0.5)
    assert slider.units == pytest.approx((0.0, 0.5), abs=0.003)


def test_either_handle_has_the_keyboard(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.show_units(0.3, 0.6)
    said = said_by(slider)
    slider.low.setFocus()
    qtbot.keyClick(slider.low, Qt.Key.Key_Right)
    assert slider.units == pytest.approx((0.31, 0.6))
    qtbot.keyClick(slider.low, Qt.Key.Key_End)
    assert slider.units == pytest.approx((0.599, 0.6))
    qtbot.keyClick(slider.low, Qt.Key.Key_Tab)
    assert slider.high.hasFocus()
    qtbot.keyClick(slider.high, Qt.Key.Key_PageUp)
    assert slider.units == pytest.approx((0.599, 0.7))
    assert [round(end, 3) for pair in said for end in pair] == [0.31, 0.6, 0.599, 0.6, 0.599, 0.7]


def test_showing_says_nothing(slider: RangeSlider) -> None:
    said = said_by(slider)
    slider.show_units(0.25, 0.5)
    slider.scale((0.0, 1.0), [(0.0, "1"), (1.0, "2")], 4)
    assert said == []
    assert slider.units == (0.25, 0.5)


def test_few_steps_snap(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.scale((), (), 4)
    drag(qtbot, slider, 0.0, 0.3)
    assert slider.units == (0.25, 1.0)


def test_the_wheel_needs_the_focus(slider: RangeSlider) -> None:
    slider.show_units(0.3, 0.6)
    slider.low.clearFocus()
    slider.high.clearFocus()
    assert not turn_wheel(slider)
    slider.high.setFocus()
    assert turn_wheel(slider)
    assert slider.units == pytest.approx((0.3, 0.61))


def test_a_double_click_asks_for_the_default(qtbot: QtBot, slider: RangeSlider) -> None:
    with qtbot.waitSignal(slider.default_asked):
        qtbot.mouseDClick(slider, LEFT)


def test_handles_are_named(slider: RangeSlider) -> None:
    slider.name("Learning rate")
    assert [end.accessibleName() for end in slider.ends] == [
        "Learning rate: lowest",
        "Learning rate: highest",
    ]


def test_the_range_is_what_is_filled(slider: RangeSlider) -> None:
    slider.show_units(0.25, 0.75)
    image = slider.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def colour(u: float) -> str:
        return image.pixelColor(at(slider, u).x(), 9).name()

    assert colour(0.4) == colour(0.6)
    assert colour(0.1) == colour(0.9)
    assert colour(0.4) != colour(0.1)


@pytest.mark.parametrize("u", [None, -0.5, 0.5, 1.5])
def test_a_mark_is_drawn_where_it_is_on_the_groove(slider: RangeSlider, u: float | None) -> None:
    before = slider.grab().toImage()
    slider.mark(u)
    assert (slider.grab().toImage() != before) == (u == 0.5)
