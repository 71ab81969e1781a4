"""Plausible views for the panels that show why batch norm works, and snapshots that hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.drift import Drift, DriftView
from simulator.probes.noise import Noise, NoiseView
from simulator.probes.reach import Reach, ReachView
from simulator.probes.twin import Twin, TwinView
from simulator.run import Run
from simulator.snapshot import Probe, Snapshot
from tests.ui.snapshots import snapshot

_BELOW = np.array([-1.64, -0.67, 0.0, 0.67, 1.64])


def why(
    *, batch_norm: bool = True, hidden: tuple[int, ...] = (16, 16), steps: int = 2000, **shape: Any
) -> Snapshot:
    """A run and its twin, `steps` steps under way, with the views of all four panels."""
    base = snapshot(hidden=hidden, steps=steps, **shape)
    views = {
        Drift(): drift(batch_norm, steps, hidden),
        Drift(twin="batch_norm"): drift(not batch_norm, steps, hidden),
        Twin(): twin(batch_norm, steps),
        Twin(twin="batch_norm"): twin(not batch_norm, steps),
        Reach(): reach(),
        Noise(): noise(batch_norm, hidden=hidden),
    }
    config = Config(hidden_units=hidden, batch_norm=batch_norm)
    return replace(base, config=config, views={**base.views, **views})


def with_view(run: Snapshot, probe: object, view: object) -> Snapshot:
    """The snapshot with one view exchanged, or without it."""
    views = {**run.views, probe: view}
    return replace(run, views={p: v for p, v in views.items() if v is not None})


def drift(batch_norm: bool, steps: int, hidden: tuple[int, ...] = (16,)) -> DriftView:
    at = np.unique(np.linspace(0, steps, min(steps + 1, 400)).astype(int)) if hidden else np.empty(0, int)
    random = np.random.default_rng(1)
    t = np.linspace(0, 1, len(at))
    wander = np.cumsum(random.normal(0, 0.03, len(at)))
    mean = 0.2 * t if batch_norm else -2.4 * t**0.5 + wander
    spread = 1 + 0.2 * t if batch_norm else 0.8 + 2.2 * t
    bands = mean[:, None] + spread[:, None] * _BELOW * (1 + random.normal(0, 0.05, (len(at), 5)))
    handed = np.maximum(np.sort(bands, axis=1), 0)
    return DriftView(
        1, 0, batch_norm, "relu", at, np.sort(bands, axis=1), handed, mean, spread**2,
        handed.mean(axis=1), handed.var(axis=1), *((0.41, 0.32) if batch_norm else (5.1, 2.2)),
    )  # fmt: skip


def twin(batch_norm: bool, steps: int, **changes: Any) -> TwinView:
    at = np.arange(0, steps + 1, max(1, steps // 500))
    pace = 90 if batch_norm else 450
    cost = 0.12 + 1.3 * np.exp(-at / pace)
    accuracy = 1 - 0.7 * np.exp(-at / pace)
    config = Config(batch_norm=batch_norm)
    view = TwinView(config, steps, at, cost, 1.1 * cost + 0.02, accuracy, 0.97 * accuracy, False, "")
    return replace(view, **changes)


def reach(progress: float = 1.0) -> ReachView:
    alpha = np.logspace(-4, 1, 21)
    place, chance = np.log10(alpha), float(np.log(4))
    rows = []
    for wide, middle in ((1.7, -1.3), (1.2, -1.6), (1.0, -1.9)):
        rows.append(chance * (0.08 + 0.95 * np.clip(np.abs(place - middle) / wide, 0, 1.4) ** 2))
    normed = np.array(rows)
    shifted = place + 0.35
    plain = np.array(
        [chance * (0.15 + 1.2 * np.clip(np.abs(shifted + 1.4) / w, 0, 1.2) ** 2) for w in (1.1, 0.8, 0.3)]
    )
    plain[:, place > 0.1] = np.nan
    normed[:, place > 0.9] = np.nan
    if progress < 1:
        normed[1:], plain[1:] = np.nan, np.nan
    return ReachView(alpha, ("he", "small", "large"), normed, plain, 200, progress, chance)


def noise(batch_norm: bool = True, m: int = 64, hidden: tuple[int, ...] = (16,)) -> NoiseView:
    sizes = 2 ** np.arange(0, 10) if hidden else np.empty(0, int)
    random, count, sigma = np.random.default_rng(2), 100, 1.4
    law = sigma / np.sqrt(sizes)
    mu = 0.3 + law[:, None] * random.normal(0, 1, (len(sizes), count))
    sigma2 = (
        sigma**2
        * random.chisquare(np.maximum(sizes, 1)[:, None], (len(sizes), count))
        / np.maximum(sizes, 1)[:, None]
    )
    sigma2[: 1 if hidden else 0] = 0
    bn_noise = np.where(sizes > 1, 0.4 / np.sqrt(np.maximum(sizes, 1)), 0.0) if batch_norm else 0.0 * sizes
    return NoiseView(
        1, 0, m, sizes, mu, sigma2, mu.std(axis=1), sigma2.std(axis=1), sigma, law,
        batch_norm, bn_noise, 0.41, 0.8, False,
    )  # fmt: skip


def real(probes: Iterable[Probe], steps: int = 60, **settings: Any) -> Snapshot:
    """A run that was really trained, and its twin in lockstep, with the views of these probes."""
    lockstep = Lockstep(Run(Config(examples=120, **settings), traced=True))
    lockstep.watch(probes)
    lockstep.advance(steps)
    return lockstep.snapshot(probes)
