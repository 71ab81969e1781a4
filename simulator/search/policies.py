"""How to spend steps: on all trials alike, or by successive halving on those that look good so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_FEWEST_STEPS = 10  # before anything can be said of a trial


@dataclass(frozen=True)
class Halving:
    """Successive halving: at each rung the best 1/`keep_one_in` go on, the others stop.

    Jamieson & Talwalkar (2016), "Non-stochastic best arm identification and hyperparameter optimization".
    `keep_one_in` = 1 never stops anybody, and is off.
    """

    keep_one_in: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.keep_one_in <= 16:
            raise ValueError(f"Halving keeps one in 1 to 16 trials, got one in {self.keep_one_in}.")

    def rungs(self, steps: int, trials: int) -> tuple[int, ...]:
        """After how many steps trials are stopped, so that one is left of them at the end."""
        if self.keep_one_in == 1:
            return ()
        rungs, left = [], steps / self.keep_one_in
        while left >= _FEWEST_STEPS and trials > 1:
            rungs.append(round(left))
            left, trials = left / self.keep_one_in, trials // self.keep_one_in
        return tuple(reversed(rungs))

    def stops(self, scores: Sequence[float]) -> list[int]:
        """Which of the trials at a rung stop, given a score of each, more being better; at least one goes on.

        Of equals the later stop.
        """
        stay = max(1, len(scores) // self.keep_one_in)
        order = np.argsort(-np.asarray(scores), kind="stable")
        return sorted(order[stay:].tolist())
