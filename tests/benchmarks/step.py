"""One training step of one network: `Run.advance`, bookkeeping included, beside eager PyTorch."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

from simulator.hyperparameters import Config
from simulator.run import Run
from tests.benchmarks.headless import WARM
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
    return [row for config, bound in _SHAPES for dtype in DTYPES for row in _compare(config, bound, dtype)]


def _compare(config: Config, bound: float, dtype: str) -> list[Row]:
    run = Run(config.changed("dtype", dtype))
    sides: list[tuple[Work, int]] = [(_under_way(run).advance, _STEPS), (run.advance, _STEPS)]
    if find_spec("torch"):
        from tests.benchmarks.peers import Eager

        sides.append((Eager(run, config.learning_rate).train, _STEPS))
    under_way, fresh, *theirs = take_turns(sides, _ROUNDS)
    shape = "-".join(map(str, run.network.sizes))
    what = f"{shape}, m = {config.mini_batch_size}, {dtype}: eager PyTorch / ours"
    eager = theirs[0] if theirs else None
    return [
        against("step", what, under_way, eager, Target("≥", bound) if dtype == JUDGED else None),
        against("step", f"… in steps 1–{_STEPS * _ROUNDS:,}", fresh, eager, None),
    ]


def _under_way(run: Run) -> Run:
    """The same fresh network with the clock of a long run: J and accuracy are taken no more at every step."""
    other = Run(run.config)
    other.restore(replace(other.checkpoint(), step=WARM))
    return other
