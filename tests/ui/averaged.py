"""Snapshots of real runs with the views of the Test time workspace."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.averages import Averages
from simulator.probes.company import Company
from simulator.probes.warm_up import WarmUp
from simulator.run import Run
from simulator.snapshot import MiniBatch, Points, Probe, Snapshot, Surface

PROBES: tuple[Probe, ...] = (Averages(), Company(), WarmUp(), MiniBatch(), Points(), Surface())


@lru_cache(maxsize=32)
def snapshot_of(steps: int = 100, probes: tuple[Probe, ...] = PROBES, **changes: Any) -> Snapshot:
    """A traced run of `steps` steps of a config with these changes."""
    lockstep = begun(**changes)
    lockstep.advance(steps)
    return lockstep.snapshot(probes)


def begun(**changes: Any) -> Lockstep:
    """A traced run at step 0."""
    return Lockstep(Run(Config(**changes), traced=True))
