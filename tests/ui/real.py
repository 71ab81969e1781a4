"""Snapshots of runs that really trained, with what a panel asks for, in every state it must survive."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import cache

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.run import Run
from simulator.snapshot import Probe, Snapshot
from tests.ui.labs import lab
from ui.panels import Panel
from ui.panels.search_panel import SearchPanel

SYNTHETIC = (
    "boundary", "network", "cost", "accuracy", "confusion", "mini_batch",
    "code", "agreement", "choosing",
)  # fmt: skip
"""Panels whose views `tests.ui.snapshots` can make up; the others are shown real runs."""
_USUAL = Config(examples=200, mini_batch_size=32)
_WILD = {
    "batch_norm": False, "learning_rate": 10.0, "optimizer": "gradient_descent", "initialization": "large",
    "activation": "identity",
}  # fmt: skip
RUNS: dict[str, tuple[Config, int]] = {
    "usual": (_USUAL, 40),
    "tiny": (replace(_USUAL, dataset="blobs", classes=2, hidden_units=(), batch_norm=False), 3),
    "one unit": (replace(_USUAL, classes=2, hidden_units=(1,), mini_batch_size=1, batch_norm=False), 3),
    "untrained": (_USUAL, 0),
    "broken": (replace(_USUAL, **_WILD), 20),
    "ten classes": (replace(_USUAL, classes=10), 10),
    "wide": (Config(dataset="digits", hidden_units=(64, 64)), 6),
    "no batch norm": (replace(_USUAL, batch_norm=False, keep_prob=0.7, weight_decay=0.01), 10),
    "long": (_USUAL, 1500),
}
"""Configs and how many steps they have made."""
_UNDER_WAY = ("wide",)
"""Cases in which what takes long to compute is not waited for."""


def make(kind: type[Panel]) -> Panel:
    """A panel as a window has it; one of the search in a lab with a study."""
    panel = kind()
    if isinstance(panel, SearchPanel):
        panel.join(lab())
    return panel


@cache
def trained(case: str) -> Lockstep:
    """The run of a case; what it is asked for it computes once."""
    config, steps = RUNS[case]
    lockstep = Lockstep(Run(config, traced=True))
    lockstep.advance(steps)
    return lockstep


def real(panel: Panel, case: str = "usual") -> Snapshot:
    """What the engine would send for this panel."""
    return as_new(_seen(case, panel.probes()))


def as_new(whole: Snapshot) -> Snapshot:
    """The same snapshot in views of its own: a panel need not show again the very views that it shows."""
    return replace(whole, views={probe: copy(view) for probe, view in whole.views.items()})


@cache
def _seen(case: str, probes: frozenset[Probe]) -> Snapshot:
    lockstep = trained(case)
    lockstep.watch(probes)
    if case not in _UNDER_WAY:
        return lockstep.snapshot(probes)
    lockstep.follow(0.2)
    views = {probe: lockstep.view(probe) for probe in probes}
    return replace(lockstep.run.snapshot(), views={probe: view for probe, view in views.items() if view})
