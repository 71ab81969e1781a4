"""The training set judged with each mini-batch's own statistics and with the averages (claims E1, E2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.snapshot import Probe, View
from simulator.trace import warm_up

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_MOST = 1000  # steps that are sent


@dataclass(frozen=True)
class WarmUp(Probe):
    """Accuracy and cost of the training set both ways, along the run -> WarmUpView."""


@dataclass(frozen=True)
class WarmUpView(View):
    """At the steps `at` (n,): accuracies in [0, 1] and costs in nats (n,) of the training set.

    `own`: in mini-batches of the run's size, each with its own μ and σ², no dropout; `averages`: test time.
    Without batch norm (`batch_norm`) both are the same. n = 0 where nothing was traced.
    """

    batch_norm: bool
    at: Array
    accuracy_own: Array
    accuracy_averages: Array
    cost_own: Array
    cost_averages: Array


def answer(run: Run, _: WarmUp) -> WarmUpView:
    """See `WarmUp`."""
    rows = warm_up(run)
    at, *columns = rows[:: 1 + len(rows) // _MOST].T
    return WarmUpView(run.config.batch_norm, at.astype(np.int64), *columns)
