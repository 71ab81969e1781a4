"""How the optimiser turns gradients into an update, with the numbers of one unit. Pure: no Qt."""

from __future__ import annotations

from simulator.probes.last_step import LastStepView
from ui.panels.equations.terms import Line, name, number, setting, within

_SYMBOLS = {"W": "W", "b": "b", "gamma": "γ", "beta": "β"}


def update_lines(kind: str, view: LastStepView, unit: int, k: int) -> tuple[Line, ...]:
    """A stage of the update, for every parameter of the unit: its k-th weight, and b or γ and β."""
    write = {"v": _v, "s": _s, "corrected": _corrected, "update": _update}[kind]
    return tuple(
        line
        for parameter in view.before
        for line in write(view, parameter, (unit, k if parameter == "W" else 0))
    )


def symbol_of(view: LastStepView, parameter: str, at: tuple[int, int], before: str = "") -> str:
    """ "W<sup>[1]</sup><sub>3,0</sub>" """
    index = at if parameter == "W" else at[:1]
    return name(before + _SYMBOLS[parameter], view.layer, *index)


def _average(letter: str, parameter: str, at: tuple[int, int]) -> str:
    index = ",".join(map(str, at if parameter == "W" else at[:1]))
    return f"{letter}<sub>d{_SYMBOLS[parameter]} {index}</sub>"


def _v(view: LastStepView, parameter: str, at: tuple[int, int]) -> tuple[Line, ...]:
    if view.v is None or view.v_before is None:
        return ()
    decay = setting(view.beta_1 if view.optimizer == "adam" else view.momentum)
    old, gradient = view.v_before[parameter][at], view.gradient[parameter][at]
    working = f"{decay}·{within(old)} + (1 − {decay})·{within(gradient)}"
    return (Line(_average("v", parameter, at), working, view.v[parameter][at], ":="),)


def _s(view: LastStepView, parameter: str, at: tuple[int, int]) -> tuple[Line, ...]:
    if view.s is None or view.s_before is None:
        return ()
    decay = setting(view.beta_2)
    old, gradient = view.s_before[parameter][at], view.gradient[parameter][at]
    working = f"{decay}·{within(old)} + (1 − {decay})·{within(gradient)}<sup>2</sup>"
    return (Line(_average("s", parameter, at), working, view.s[parameter][at], ":="),)


def _corrected(view: LastStepView, parameter: str, at: tuple[int, int]) -> tuple[Line, ...]:
    if view.v is None or view.s is None:
        return ()
    pairs = (("v̂", view.v, view.v_present), ("ŝ", view.s, view.s_present))
    return tuple(
        Line(_average(letter, parameter, at), f"{number(kept[parameter][at])} / {within(present)}",
             kept[parameter][at] / present)
        for letter, kept, present in pairs
    )  # fmt: skip


def _update(view: LastStepView, parameter: str, at: tuple[int, int]) -> tuple[Line, ...]:
    step = _step(view, parameter, at)
    if not step:
        return ()
    working = f"{number(view.before[parameter][at])} − {setting(view.alpha)}·{step}"
    return (Line(symbol_of(view, parameter, at), working, view.after[parameter][at], ":="),)


def _step(view: LastStepView, parameter: str, at: tuple[int, int]) -> str:
    """What α multiplies: the gradient on its way through the optimiser."""
    if view.optimizer in ("gradient_descent", "momentum"):
        return within(view.update[parameter][at])
    if view.s is None:
        return ""
    adam, s = view.optimizer == "adam", view.s[parameter][at] / view.s_present
    if adam and view.v is None:
        return ""
    over = view.v[parameter][at] / view.v_present if adam and view.v else view.gradient[parameter][at]
    return f"{within(over)} / (√{within(s)} + {setting(view.epsilon)})"
