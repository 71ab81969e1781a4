"""What a hand does to a control, and what an eye reads off it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import TABLE
from simulator.specs import Choice, Number, Spec, Switch, Units
from ui.controls.kinds import control_for

LEFT = Qt.MouseButton.LeftButton


def of_kind(kind: type[Spec]) -> pytest.MarkDecorator:
    specs = [spec for spec in TABLE.values() if isinstance(spec, kind)]
    return pytest.mark.parametrize("spec", specs, ids=lambda spec: spec.name)


def shown(qtbot: QtBot, spec: Spec) -> tuple[Any, list[tuple[str, object]]]:
    """A visible control that has the keyboard, and the list of what it will emit."""
    control = control_for(spec)
    qtbot.addWidget(control)
    said: list[tuple[str, object]] = []
    control.changed.connect(lambda name, value: said.append((name, value)))
    control.show()
    control.activateWindow()
    qtbot.waitUntil(control.isActiveWindow)
    return control, said


def other_value(spec: Spec) -> Any:
    """A good value that is not the default."""
    if isinstance(spec, Number):
        return next(v for v in map(spec.from_unit, (0.25, 0.5, 0.75)) if v != spec.default)
    if isinstance(spec, Units):
        return (spec.low, spec.high, 5)
    if isinstance(spec, Choice):
        return next(value for value in spec.choices if value != spec.default)
    return not spec.default if isinstance(spec, Switch) else "somewhere"


def what_it_shows(control: Any) -> Any:
    """The value as a person reads it off the widgets."""
    spec = control.spec
    if isinstance(spec, Units):
        return tuple(int(row.entry.text()) for row in control.rows if not row.isHidden())
    if isinstance(spec, Choice):
        return control.combo.currentData()
    if isinstance(spec, Switch):
        return control.toggle.isChecked()
    return spec.parse(control.entry.text())


def editor_of(control: Any) -> QWidget:
    """What a hand edits: the entry, or the row itself where it has none."""
    return getattr(control, "entry", control)


def turn_wheel(widget: QWidget) -> bool:
    """Turn the wheel up over a widget; whether the widget took it."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def type_into(qtbot: QtBot, entry: QWidget, text: str) -> None:
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, text)
    qtbot.keyClick(entry, Qt.Key.Key_Return)
