"""Which control suits which kind of spec."""

from __future__ import annotations

from simulator.specs import Choice, Number, Spec, Switch, Text, Units
from ui.controls.control import Control
from ui.controls.number import NumberControl
from ui.controls.units import UnitsControl
from ui.controls.words import ChoiceControl, SwitchControl, TextControl

KINDS: tuple[tuple[type[Spec], type[Control]], ...] = (
    (Number, NumberControl),
    (Units, UnitsControl),
    (Choice, ChoiceControl),
    (Switch, SwitchControl),
    (Text, TextControl),
)


def control_for(spec: Spec) -> Control:
    """A new control for `spec`, showing its default."""
    for kind, control in KINDS:
        if isinstance(spec, kind):
            return control(spec)
    raise TypeError(f"No control is known for {spec.name}, a {type(spec).__name__}.")
