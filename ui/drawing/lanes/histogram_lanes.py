"""The lanes of a hidden unit: z, z_norm, z_tilde and the activation, as a column draws them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.drawing.lanes.column import Shown
from ui.drawing.lanes.figures import figure, percent
from ui.drawing.lanes.hidden_unit import UnitView, pair_words
from ui.drawing.lanes.lanes import BINS, Bars, Blank, Curve, Lane, Mark, shares
from ui.drawing.lanes.linear_part import LINEAR

Array = NDArray[Any]
G = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "tanh": "tanh", "sigmoid": "the sigmoid", "identity": "g"}


def lanes_of(seen: UnitView, example: int | None) -> tuple[Shown, ...]:
    """From z to a = g(z_tilde), or to a = g(z) without batch norm."""
    view, place = seen.view, seen.place(example)
    z = _lane(seen, view.z, "z", ("μ", "σ"), seen.statistics(), place)
    if view.z_tilde is None:
        return Blank("not normalised:\ng takes z as it is"), z, _curve(seen, "z", place)
    z_norm = Lane(
        (Bars(seen.of(view.z_norm), "z_norm"),), _moments(seen.of(view.z_norm)), (Mark(0.0, 1.0, "z_norm"),),
        pen="z_norm", pin=_at(seen, view.z_norm, place),
    )  # fmt: skip
    learned = seen.of(view.beta), seen.of(view.gamma)
    z_tilde = _lane(seen, view.z_tilde, "z_tilde", ("β", "γ"), learned, place)
    return z, z_norm, z_tilde, _curve(seen, "z_tilde", place)


def inputs_of(seen: UnitView) -> tuple[Array, ...]:
    """All that has to be seen on the x axis."""
    view = seen.view
    return tuple(seen.of(array) for array in (view.z, view.z_norm, view.z_tilde))


def note_of(seen: UnitView) -> str:
    """What is shaded, and whose examples these are."""
    m = seen.view.z.shape[1]
    if m == 1 and seen.view.batch_norm:
        return f"{seen.name}. A batch of one: σ² = 0, so z_norm = 0 whatever the input."
    examples = f"{seen.name}, {m:,} example{'s' if m > 1 else ''}."
    slope = f"slope at least {LINEAR:.0%} of the steepest".replace("%", " %")
    return f"{examples} Shaded: the linear part of {G[seen.view.activation]} ({slope})."


def bin_words(lane: Lane, span: tuple[float, float], x: float) -> str:
    """The bars under the cursor in words."""
    width = (span[1] - span[0]) / BINS
    low = span[0] + width * ((x - span[0]) // width)
    indices = [int((x - bars.offset - span[0]) // width) for bars in lane.bars]
    heights = [
        float(shares(bars, span)[i]) if 0 <= i < BINS else 0.0
        for bars, i in zip(lane.bars, indices, strict=True)
    ]
    of = " and ".join(map(percent, heights))
    return f"About {figure(low)} to {figure(low + width)}: {of} of the examples"


def example_words(seen: UnitView, place: int) -> str:
    """One example from z to a."""
    view = seen.view
    named = (("z", view.z), ("z_norm", view.z_norm), ("z̃", view.z_tilde), ("a", view.a))
    values = (
        f"{name} = {figure(float(seen.of(array)[place]))}" for name, array in named if array is not None
    )
    return f"Example {view.indices[place]}: " + ", ".join(values)


def columns_of(seen: UnitView, network: str = "") -> dict[str, Array]:
    """A row an example, a column a quantity, for a table."""
    view, rows = seen.view, range(len(seen.view.z)) if seen.unit is None else [seen.row]
    columns = {"unit": np.repeat(rows, len(view.indices)), "example i": np.tile(view.indices, len(rows))}
    named = (("z", view.z), ("z_norm", view.z_norm), ("z_tilde", view.z_tilde), ("a = g", view.a))
    columns |= {f"{name} (no unit)": seen.of(array) for name, array in named if array is not None}
    return {f"{name}, {network}" if network else name: column for name, column in columns.items()}


def _lane(
    seen: UnitView, array: Array | None, pen: str, names: tuple[str, str], values: tuple[Array, Array],
    place: int | None,
) -> Lane:  # fmt: skip
    """Bars, and centre and spread of each unit: a bracket for one, short lines for several."""
    bars, pin = (Bars(seen.of(array), pen),), _at(seen, array, place)
    if seen.unit is None:
        return Lane(bars, pair_words(names, values), centres=values[0], pen=pen, pin=pin)
    mark = Mark(float(values[0][0]), abs(float(values[1][0])), pen)
    return Lane(bars, pair_words(names, values), (mark,), pen=pen, pin=pin)


def _curve(seen: UnitView, pen: str, place: int | None) -> Curve:
    view = seen.view
    x, words = view.before_activation, seen.flat_words()
    return Curve(view.activation, seen.of(x), seen.of(view.a), pen, words, _at(seen, x, place))


def _at(seen: UnitView, array: Array | None, place: int | None) -> float | None:
    return None if place is None else float(seen.of(array)[place])


def _moments(z_norm: Array) -> tuple[str, str]:
    with np.errstate(all="ignore"):
        mean, variance = float(z_norm.mean(dtype=np.float64)), float(z_norm.var(dtype=np.float64))
    return f"mean {figure(round(mean, 6) + 0.0)}", f"variance {variance:.3f}"
