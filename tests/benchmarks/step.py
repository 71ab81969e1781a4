"""One training step of one network: `Run.advance`, bookkeeping included, beside eager PyTorch."""

from __future__ import annotations

from importlib.util import find_spec

from simulator.hyperparameters import Config
from simulator.run import Run
from tests.benchmarks.ours import DTYPES, JUDGED
from tests.benchmarks.pairs import Work, take_turns
from tests.benchmarks.report import Row, Target, against

_SHAPES = (
    (Config(), 8.0),
    (Config(dataset="digits", hidden_units=(64, 64)), 4.0),
)
_STEPS, _ROUNDS = 80, 50


def measure() -> list[Row]:
    """Two shapes in two dtypes."""
    return [_compare(config, bound, dtype) for config, bound in _SHAPES for dtype in DTYPES]


def _compare(config: Config, bound: float, dtype: str) -> Row:
    run = Run(config.changed("dtype", dtype))
    shape = "-".join(map(str, run.network.sizes))
    what = f"{shape}, m = {config.mini_batch_size}, {dtype}: eager PyTorch / ours"
    sides: list[tuple[Work, int]] = [(run.advance, _STEPS)]
    if find_spec("torch"):
        from tests.benchmarks.peers import Eager

        sides.append((Eager(run, config.learning_rate).train, _STEPS))
    ours, *theirs = take_turns(sides, _ROUNDS)
    target = Target("≥", bound) if dtype == JUDGED else None
    return against("step", what, ours, theirs[0] if theirs else None, target)
