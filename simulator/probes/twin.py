"""How a twin stands beside the run: the same seed and mini-batches, one thing different (claim W3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.hyperparameters import Config
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_MOST = 2000  # steps that are sent


@dataclass(frozen=True)
class Twin(Probe):
    """Of the twin named in `twin`, or of the run itself -> TwinView."""


@dataclass(frozen=True)
class TwinView(View):
    """`config` is the twin's; `step` is where it stands, behind the run's while it catches up.

    At the steps `at` (n,), the last one now: costs (nats) and accuracies (n,) as in Series, thinned to some
    thousand.
    `message` says why it diverged, or why there is no such twin ("" otherwise); `diverged` which.
    """

    config: Config
    step: int
    at: Array
    cost_train: Array
    cost_dev: Array
    accuracy_train: Array
    accuracy_dev: Array
    diverged: bool
    message: str


def answer(run: Run, _: Twin) -> TwinView:
    """See `Twin`."""
    series, message = run.record.until(run.t), run.divergence.message if run.divergence else ""
    earlier, marks = np.flatnonzero(series.at < run.t), run.marks()
    some = earlier[:: 1 + len(earlier) // _MOST]
    columns = {name: np.append(getattr(series, name)[some], now) for name, now in marks._asdict().items()}
    return TwinView(
        config=run.config, step=run.t, at=np.append(series.at[some], run.t), **columns,
        diverged=bool(run.divergence), message=message,
    )  # fmt: skip
