"""A step of many networks at once: beside PyTorch, one network after the other and stacked."""

from __future__ import annotations

from importlib.util import find_spec

from simulator.hyperparameters import Config
from simulator.run import Run
from tests.benchmarks.ours import DTYPES, JUDGED, Together, alphas
from tests.benchmarks.pairs import Work, take_turns
from tests.benchmarks.report import Row, Target, against, measured

_MODELS = 128
_ROUNDS = 20
_PEERS = (
    ("eager PyTorch one by one", Target("≥", 30.0)),
    ("stacked torch.bmm, batch norm by hand", Target("≥", 1.2)),
    ("stacked torch.bmm, F.batch_norm over K·n channels", None),
)


def measure() -> list[Row]:
    """K networks in two dtypes."""
    return [row for dtype in DTYPES for row in _compare(Config(dtype=dtype))]


def _compare(config: Config) -> list[Row]:
    sides: list[tuple[Work, int]] = [(Together(config, _MODELS).train, 8), *_peers(config)]
    # Of one network: a step of all took K times that.
    ours, *theirs = take_turns(sides, _ROUNDS) / _MODELS
    where = f"K = {_MODELS}, {config.dtype}"
    rows = [measured("models", f"{where}: ours, a step of one network", "µs", ours)]
    for i, (peer, target) in enumerate(_PEERS):
        judged = target if config.dtype == JUDGED else None
        rows.append(against("models", f"{where}: {peer} / ours", ours, theirs[i] if theirs else None, judged))
    return rows


def _peers(config: Config) -> list[tuple[Work, int]]:
    if not find_spec("torch"):
        return []
    from tests.benchmarks.peers import OneByOne, Stacked

    run = Run(config)
    one_by_one = OneByOne(run, alphas(_MODELS).tolist())
    stacks = [Stacked(run, _MODELS, channels) for channels in (False, True)]
    return [(one_by_one.train, 1), *((stack.train, 8) for stack in stacks)]
