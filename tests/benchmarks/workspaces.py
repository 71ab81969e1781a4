"""Each workspace as it opens, while the network trains flat out: frames, and steps against headless.

Headless trains the same networks, twins and all, in a process of their own.
"""

from __future__ import annotations

import numpy as np

from simulator.commands import Speed
from simulator.hyperparameters import Config
from tests.benchmarks import apart
from tests.benchmarks.live import Eye, play
from tests.benchmarks.report import Row, Target, measured
from tests.benchmarks.screen import SIZE, application, run_for, run_until, shown_window
from ui.workspaces import WORKSPACES

_ROUNDS, _HEADLESS, _WARM = 4, 1.0, 4000


def measure() -> list[Row]:
    """Two rows a workspace."""
    application()
    return [row for workspace in WORKSPACES for row in _rates(workspace.key, workspace.title)]


def _rates(key: str, title: str) -> list[Row]:
    window = shown_window(Config(), key)
    run_for(0.5)  # for the layout to settle
    eye = Eye(window)
    window.send(Speed(None))
    run_until(lambda: eye.snapshot is not None)
    twins = tuple(sorted({probe.twin for probe in window.view.probes() if probe.twin}))
    played, headless = [], []
    for _ in range(_ROUNDS):
        headless.append(apart.call("headless", "lockstep_per_second", Config(), _HEADLESS, twins))
        played.append(play(window, eye, _WARM))
    in_sight = len(window.view._seen())
    window.close()
    frames, steps, *_ = np.array(played).T
    beside = f" and twin {', '.join(twins)}" if twins else ""
    what = f"{title}, {SIZE[0]} × {SIZE[1]}, {in_sight} panels in sight"
    note = f"{np.median(steps):,.0f} of {np.median(headless):,.0f} steps/s"
    return [
        measured("workspaces", f"{what}: snapshots painted", "/s", frames, Target("≥", 60.0)),
        measured("workspaces", f"… steps against headless{beside}", "%",
                 100 * steps / np.array(headless), Target("≥", 70.0), note),
    ]  # fmt: skip
