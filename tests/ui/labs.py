"""Labs with studies that were really searched, in every state a panel of the search must survive."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from simulator.hyperparameters import Config
from simulator.search.board import THUMBNAIL, Mirror, Opened, Update
from simulator.search.caviar import Caviar
from simulator.search.policies import Halving
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Record, Study
from ui.panels.lab import Lab

_BASE = Config(examples=200, hidden_units=(8,), classes=3)
_TWO = (Axis.of("learning_rate"), Axis.of("mini_batch_size"))
_FOUR = (*_TWO, Axis.of("beta_1"), Axis.of("activation"))


def plan(axes: tuple[Axis, ...] = _TWO, base: Config = _BASE, **settings: object) -> Plan:
    """A small plan: quick to search."""
    return dataclasses.replace(Plan(space=Space(base, axes), trials=16, steps=40), **settings)  # type: ignore[arg-type]


@lru_cache
def mirror(case: str) -> Mirror:
    """The study of a case, as another process would be told of it; a search is done once for all tests."""
    wanted, turns = CASES[case]
    study = Study(wanted())
    opened = Opened(1, study.plan, study.dataset, study.base)
    shown, records = Mirror(opened), list[Record]()
    with (
        ThreadPoolExecutor(1) as executor,
        Caviar(study, executor, thumbnail=THUMBNAIL, noted=records.append) as caviar,
    ):
        while turns and caviar.turn():
            turns -= bool(caviar.made)  # on a busy machine the first turns bring nothing
        shown.take(
            Update(
                key=1,
                status="ended" if study.complete else "running",
                records=tuple(records),
                rows=dict(caviar.curves),
                made=dict(caviar.made),
                thumbnails=dict(caviar.thumbnails),
                steps_per_second=caviar.steps_per_second,
                seconds_left=caviar.seconds_left,
            )
        )
    return shown


_FRAGILE = dataclasses.replace(_BASE, batch_norm=False, optimizer="gradient_descent", initialization="large")
_NO_DEV = dataclasses.replace(_BASE, dev_fraction=0.0)
_TOO_FAR = (Axis("learning_rate", 20.0, 100.0, "log"), Axis("weight_decay", 20.0, 90.0, "log"))
_FAR = (Axis("learning_rate", 0.01, 100.0, "log"), Axis("weight_decay", 1e-4, 10.0, "log"))
_END = float("inf")

CASES: dict[str, tuple[Callable[[], Plan], float]] = {
    "usual": (plan, _END),
    "grid": (lambda: plan(strategy="grid", trials=25), _END),
    "coarse to fine": (lambda: plan(strategy="coarse_to_fine", trials=24), _END),
    "four axes": (lambda: plan(_FOUR, trials=24), _END),
    "one axis": (lambda: plan(_TWO[:1]), _END),
    "one trial": (lambda: plan(trials=1), _END),
    "begun": (lambda: plan(trials=64, steps=4000), 3),
    "nothing yet": (plan, 0),
    "halved": (lambda: plan(trials=16, steps=80, halving=Halving(4)), _END),
    "no dev set": (lambda: plan(base=_NO_DEV, objective="train_cost"), _END),
    "all diverged": (lambda: plan(_TOO_FAR, _FRAGILE, steps=200), _END),
    "some diverged": (lambda: plan(_FAR, _FRAGILE, steps=200), _END),
    "digits": (lambda: plan(base=Config(dataset="digits", hidden_units=(16,)), trials=8, steps=20), _END),
    "many": (lambda: plan(trials=1024, steps=4), _END),
}
"""What is searched, and for how many turns of the work, from the first that brings steps."""


def lab(case: str | None = "usual") -> Lab:
    """A lab that looks at the study of a case, or at none."""
    made = Lab()
    if case is not None:
        made.compose(mirror(case).study.plan)
        made.look_at(mirror(case))
    return made
