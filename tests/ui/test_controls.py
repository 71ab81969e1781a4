"""Every control of the table round trips, and keeps silent when shown a value."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import TABLE, Config
from simulator.specs import Choice, Number, Spec, Switch, Text, Units
from tests.ui.hands import LEFT, editor_of, of_kind, other_value, shown, turn_wheel, type_into, what_it_shows
from ui.controls.entry import short
from ui.controls.kinds import control_for


@of_kind(Spec)
def test_a_shown_value_stands_there_and_nothing_is_said(qtbot: QtBot, spec: Spec) -> None:
    control, said = shown(qtbot, spec)
    assert what_it_shows(control) == spec.default
    control.show_value(other_value(spec))
    if isinstance(spec, Number):
        assert control.entry.text() == short(spec, other_value(spec))
        half_a_step = 0.501 / control.slider.maximum()
        assert control.slider.unit == pytest.approx(spec.to_unit(other_value(spec)), abs=half_a_step)
    else:
        assert what_it_shows(control) == other_value(spec)
    assert said == []


@of_kind(Spec)
def test_the_way_back_is_offered_away_from_the_default_only(qtbot: QtBot, spec: Spec) -> None:
    control, said = shown(qtbot, spec)
    assert not control._default_button.isVisible()
    control.show_value(other_value(spec))
    assert control._default_button.isVisible()
    control._default_button.click()
    assert said == [(spec.name, spec.default)]
    assert not control._default_button.isVisible()


@of_kind(Spec)
def test_a_tooltip_says_what_it_is_and_whether_it_restarts(qtbot: QtBot, spec: Spec) -> None:
    control, _ = shown(qtbot, spec)
    assert spec.title.split("'")[0] in control.toolTip()
    assert ("restarts the network" in control.toolTip()) != spec.live
    named = [child.accessibleName() for child in control.findChildren(QWidget)]
    assert any(spec.title in name for name in named)


@pytest.mark.parametrize("spec", [spec for spec in TABLE.values() if spec.needs], ids=lambda spec: spec.name)
def test_what_has_no_effect_is_greyed_and_says_why(qtbot: QtBot, spec: Spec) -> None:
    control, _ = shown(qtbot, spec)
    other, wanted = next(iter(spec.needs.items()))
    offered = TABLE[other].choices if isinstance(TABLE[other], Choice) else (False, True)
    useless = dataclasses.replace(Config(), **{other: next(v for v in offered if v not in wanted)})
    control.show_config(useless)
    assert not editor_of(control).isEnabled()
    assert "Has an effect only when" in control.toolTip()
    control.show_config(dataclasses.replace(Config(), **{other: wanted[0]}))
    assert editor_of(control).isEnabled()
    assert "Has an effect only when" not in control.toolTip()


@of_kind(Choice)
def test_the_wheel_over_a_choice_needs_the_focus(qtbot: QtBot, spec: Choice) -> None:
    control, said = shown(qtbot, spec)
    control.show_value(spec.choices[-1])
    control.combo.clearFocus()
    assert not turn_wheel(control.combo)
    assert what_it_shows(control) == spec.choices[-1]
    assert said == []


@of_kind(Choice)
def test_a_choice_is_told(qtbot: QtBot, spec: Choice) -> None:
    control, said = shown(qtbot, spec)
    control.show_value(spec.choices[0])
    control.combo.setFocus()
    qtbot.keyClick(control.combo, Qt.Key.Key_Down)
    assert said == [(spec.name, spec.choices[1])]


@of_kind(Switch)
def test_a_click_switches(qtbot: QtBot, spec: Switch) -> None:
    control, said = shown(qtbot, spec)
    qtbot.mouseClick(control.toggle, LEFT)
    assert said == [(spec.name, not spec.default)]


@of_kind(Text)
def test_text_is_told_on_enter(qtbot: QtBot, spec: Text) -> None:
    control, said = shown(qtbot, spec)
    type_into(qtbot, control.entry, "somewhere")
    assert said == [(spec.name, "somewhere")]


@of_kind(Units)
def test_layers_come_and_go(qtbot: QtBot, spec: Units) -> None:
    control, said = shown(qtbot, spec)
    control.show_value((3, 5))
    control.add_button.click()
    control.rows[0].slider.setValue(0)
    type_into(qtbot, control.rows[1].entry, str(spec.maximum))
    control.remove_button.click()
    values = [(3, 5, 5), (spec.low, 5, 5), (spec.low, spec.maximum, 5), (spec.low, spec.maximum)]
    assert said == [(spec.name, value) for value in values]


@of_kind(Units)
def test_layers_have_a_least_and_a_most(qtbot: QtBot, spec: Units) -> None:
    control, said = shown(qtbot, spec)
    control.show_value(())
    assert not control.remove_button.isEnabled()
    control.show_value((4,) * spec.most_layers)
    assert what_it_shows(control) == (4,) * spec.most_layers
    assert not control.add_button.isEnabled()
    type_into(qtbot, control.rows[-1].entry, "0")
    assert "must be a whole number in [1, " in control._error.text()
    assert said == []


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(TypeError, match="No control is known for shape, a Spec"):
        control_for(Spec(name="shape", title="Shape", group="data", default=0, live=True, doc="None."))
