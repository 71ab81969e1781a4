"""Going back: how long it takes, what remembering costs, and how smoothly a hand scrubs through a run."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable

import numpy as np

from simulator.commands import Rewind, Speed, Step
from simulator.hyperparameters import Config
from simulator.past import FINE
from simulator.run import Run
from tests.benchmarks.pairs import microseconds, take_turns
from tests.benchmarks.report import Row, Target, measured
from tests.benchmarks.screen import application, run_for, run_until, shown_window
from ui.workspaces import WORKSPACES

_LONG, _RECENT = 1_000_000, 10_000  # steps
_TRIES, _ROUNDS, _ROUND = 60, 15, 2560
_SCRUBBED, _WISHES = 5_000, 90  # steps of the run that is scrubbed, and places asked for, one an answer


def measure() -> list[Row]:
    """Rewinding, memory, the cost of remembering, scrubbing in each workspace."""
    run = Run(Config(), traced=True)
    run.advance(_LONG)
    size = len(pickle.dumps(run.tree))
    title = f"{'-'.join(map(str, run.network.sizes))}, {_LONG:,} steps"
    return [
        measured("past", f"{title}: to one of the last {_RECENT:,}", "ms",
                 _rewinds(run, _LONG - _RECENT), Target("≤", 50.0)),
        measured("past", "… to one of all", "ms", _rewinds(run, 0), Target("≤", 300.0)),
        Row("past", "… its history in memory", "MiB", size / 2**20, target=Target("≤", 64.0),
            note=f"{len(run.tree.pasts[0])} checkpoints"),
        measured("past", "remembering, of a step", "%", _share(), Target("≤", 3.0)),
        *_scrubbing(),
    ]  # fmt: skip


def _rewinds(run: Run, first: int) -> list[float]:
    """Milliseconds to places at random, each from the end of the run."""
    times = []
    for step in np.random.default_rng(5).integers(first, run.record.end, _TRIES).tolist():
        run.rewind(run.record.end)
        times.append(microseconds(lambda _, step=step: run.rewind(step), 1) / 1000)
    return times


def _share() -> list[float]:
    """Per cent of training that keeping checkpoints takes: one in `FINE` steps."""
    run = Run(Config())
    run.advance(_ROUND)
    assert run.t % FINE == 0
    steps, saves = take_turns([(Run(Config()).advance, _ROUND), (_saves(run), _ROUND)], _ROUNDS)
    return (100 * saves / FINE / steps).tolist()


def _saves(run: Run) -> Callable[[int], None]:
    def save(count: int) -> None:
        for _ in range(count):
            run.tree.pasts[0].remove(run.t)
            run._save()

    run._save()
    return save


def _scrubbing() -> list[Row]:
    application()
    return [_scrubbed(workspace.key, workspace.title) for workspace in WORKSPACES]


def _scrubbed(key: str, title: str) -> Row:
    """Snapshots painted a second while a hand moves over the whole run and back."""
    window = shown_window(Config(), key)
    window.workbench.view.complete()
    window.send(Speed(None))
    window.send(Step(_SCRUBBED))
    run_until(lambda: window.snapshot is not None and window.snapshot.step == _SCRUBBED)
    run_for(1.0)
    places = np.abs(np.linspace(-1, 1, _WISHES)) * _SCRUBBED
    shown, rates = [], []
    window.shown.connect(shown.append)
    for part in np.array_split(places, 6):
        started = time.perf_counter()
        for step in part.astype(int).tolist():
            seen = len(shown)
            window.send(
                Rewind(step, 2 * _SCRUBBED // _WISHES)
            )  # as wide as the hand's last move, as a drag asks
            run_until(lambda seen=seen: len(shown) > seen)
        rates.append(len(part) / (time.perf_counter() - started))
    window.close()
    return measured("past", f"scrubbing through {_SCRUBBED:,} steps, {title}", "/s", rates, Target("≥", 30.0))
