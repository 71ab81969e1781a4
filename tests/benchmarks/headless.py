"""The engine alone, for the live window to be held against; imports no Qt."""

from __future__ import annotations

import time
from multiprocessing import get_context

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.twin import Twin
from simulator.run import Run

WARM = 10_000
"""Steps before the clock starts: by then costs are taken as seldom as they ever will be."""


def steps_per_second(config: Config, seconds: float) -> float:
    """How fast a run of `config` trains with the process to itself."""
    run = Run(config)
    run.advance(WARM)
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        run.advance(100)
    return (run.t - WARM) / (time.perf_counter() - started)


def lockstep_per_second(config: Config, seconds: float, twins: tuple[str, ...]) -> float:
    """How fast a run and its twins train together, with the process to themselves."""
    lockstep = Lockstep(Run(config))
    lockstep.watch(Twin(twin=name) for name in twins)
    lockstep.advance(WARM // 5)
    started, first = time.perf_counter(), lockstep.run.t
    while time.perf_counter() - started < seconds:
        lockstep.advance(100)
    return (lockstep.run.t - first) / (time.perf_counter() - started)


def beside_a_spinner(config: Config, seconds: float) -> float:
    """The same while another process does nothing but count: the most that any live window could leave."""
    spinner = get_context("spawn").Process(target=_spin, daemon=True)
    spinner.start()
    try:
        return steps_per_second(config, seconds)
    finally:
        spinner.kill()


def _spin() -> None:
    while True:
        pass
