"""A search as a window is told of it: updates in which every trial has something new."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

from simulator.hyperparameters import Config
from simulator.search.board import THUMBNAIL, Opened, Update
from simulator.search.caviar import Caviar
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study

_AXES = ("learning_rate", "mini_batch_size", "beta_1")


@cache
def updates(trials: int, count: int) -> tuple[Opened, tuple[Update, ...]]:
    """A study with all trials under way, and `count` updates with a row and a thumbnail for every trial."""
    space = Space(Config(hidden_units=(8,)), tuple(Axis.of(name) for name in _AXES))
    study = Study(Plan(space=space, trials=trials, steps=2 * (count + 1)))
    found: list[Update] = []
    with ThreadPoolExecutor(1) as executor, Caviar(study, executor, thumbnail=THUMBNAIL) as caviar:
        while caviar.turn():
            pass
        begun = tuple(study.records[: 1 + trials])
        curves = {number: curve[1:] for number, curve in caviar.curves.items()}
        for i in range(count):
            rows = {n: curve[[i * len(curve) // count]].copy() for n, curve in curves.items()}
            for row in rows.values():
                row[:, 0] = 2 * (i + 1)
            made = dict.fromkeys(rows, 2 * (i + 1))
            records = begun if i == 0 else ()
            found.append(Update(1, "running", records, rows, made, dict(caviar.thumbnails), 1e5, 10.0))
    return Opened(1, study.plan, study.dataset, study.base), tuple(found)
