"""Timing side by side: sides take turns, so that a noisy moment is noisy for both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Work = Callable[[int], object]
"""Does the given number of units of work."""


# Windows counts CPU time in ticks of 16 ms.
_fine = time.get_clock_info("process_time").resolution < 1e-5
_clock = time.process_time if _fine else time.perf_counter


def microseconds(work: Work, count: int) -> float:
    """CPU time of this process for one unit: other programs' turns on the processor do not count."""
    started = _clock()
    work(count)
    return 1e6 * (_clock() - started) / count


def take_turns(sides: Sequence[tuple[Work, int]], rounds: int) -> NDArray[Any]:
    """(sides, rounds) of µs for a unit; each side does its count of units a round, after a warm-up."""
    for work, count in sides:
        work(count)
    return np.array([[microseconds(*side) for side in sides] for _ in range(rounds)]).T
