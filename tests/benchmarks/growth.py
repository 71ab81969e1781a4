"""How a training step grows with the units, the layers, the mini-batch and the number of networks."""

from __future__ import annotations

import numpy as np

from simulator.hyperparameters import Config
from tests.benchmarks.ours import DTYPES, Together
from tests.benchmarks.pairs import take_turns
from tests.benchmarks.report import Row

AXES = {
    "units": ("n, units in each of two hidden layers", (4, 8, 16, 32, 64, 128, 256)),
    "layers": ("L − 1, hidden layers of 16 units", (0, 1, 2, 3, 4, 5, 6)),
    "m": ("m, examples in a mini-batch", (1, 4, 16, 64, 256, 1024)),
    "models": ("K, networks at once", (1, 4, 16, 64, 256)),
}
"""What grows: its name on an axis and the values it takes, all else being as in the default config."""
_ROUNDS, _ROUND = 9, 8_000  # rounds, and the µs that one value's turn in a round is to take


def measure() -> list[Row]:
    """A row of µs a step for each axis and dtype."""
    return [row for axis in AXES for row in _rows(axis)]


def name(axis: str, dtype: str) -> str:
    """What the row of an axis is called."""
    return f"step against {AXES[axis][0]}; {dtype}"


def _rows(axis: str) -> list[Row]:
    values = AXES[axis][1]
    networks = [_networks(axis, value, dtype) for dtype in DTYPES for value in values]
    first = take_turns([(each.train, 3) for each in networks], 3).min(axis=1)
    counts = [max(1, round(_ROUND / time)) for time in first]
    times = take_turns([(each.train, count) for each, count in zip(networks, counts, strict=True)], _ROUNDS)
    # The machine may be slower in one round than in the next, but is so for all.
    pace = np.exp(np.log(times).mean(axis=0))
    typical = np.median(times / pace, axis=1) * np.median(pace)
    lines = zip(DTYPES, typical.reshape(len(DTYPES), -1).tolist(), strict=True)
    return [
        Row("growth", name(axis, dtype), "µs", points=tuple(zip(values, line, strict=True)))
        for dtype, line in lines
    ]


def _networks(axis: str, value: int, dtype: str) -> Together:
    # Enough examples that a mini-batch of 1024 is a full one.
    config = Config(dtype=dtype, examples=5000)
    match axis:
        case "units":
            config = config.changed("hidden_units", (value, value))
        case "layers":
            config = config.changed("hidden_layers", value)
        case "m":
            config = config.changed("mini_batch_size", value)
    return Together(config, value if axis == "models" else 1)
