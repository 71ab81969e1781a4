"""Going back: how long it takes, what remembering costs, and how smoothly a hand scrubs through a run."""

from __future__ import annotations

import pickle
import time

import numpy as np

from simulator.commands import Rewind, Speed, Step
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.tree import Tree
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
    record = 8 * _LONG + sum(
        array.nbytes for array in vars(run.record.series()).values() if hasattr(array, "nbytes")
    )
    size = len(pickle.dumps(run.tree))
    title = f"{'-'.join(map(str, run.network.sizes))}, {_LONG:,} steps"
    return [
        measured("past", f"{title}: to one of the last {_RECENT:,}", "ms",
                 _rewinds(run, _LONG - _RECENT), Target("≤", 50.0)),
        measured("past", "… to one of all", "ms", _rewinds(run, 0), Target("≤", 300.0)),
        Row("past", "… its history in memory", "MiB", max(size, record) / 2**20, target=Target("≤", 64.0),
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


class _Forgetful(Tree):
    """Keeps no checkpoint."""

    def remember(self, _checkpoint: object) -> None:
        """Not even this one."""


def _share() -> list[float]:
    """Per cent of a step that keeping checkpoints takes."""
    mindful, forgetful = Run(Config()), Run(Config())
    forgetful.tree.__class__ = _Forgetful
    with_past, without = take_turns([(mindful.advance, _ROUND), (forgetful.advance, _ROUND)], _ROUNDS)
    return (100 * (with_past / without - 1)).tolist()


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
            window.send(Rewind(step, _SCRUBBED // 1000))
            run_until(lambda seen=seen: len(shown) > seen)
        rates.append(len(part) / (time.perf_counter() - started))
    window.close()
    return measured("past", f"scrubbing through {_SCRUBBED:,} steps, {title}", "/s", rates, Target("≥", 30.0))
