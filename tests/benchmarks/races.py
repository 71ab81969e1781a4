"""Random search against grid search on the same budget, over 20 seeds (claims T2, T3, T4): best dev cost.

The two hyperparameters are of very unequal importance, α and Adam's ε, or of about equal, α and m.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulator.hyperparameters import Config
from simulator.search.caviar import run
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study
from tests.benchmarks.report import Row, measured

_SEEDS = 20
_SETS = (
    Config(dtype="float32"),
    Config(dataset="digits", hidden_units=(32,), dtype="float32"),
)
_PAIRS = (("learning_rate", "epsilon"), ("learning_rate", "mini_batch_size"))
_BUDGETS, _STEPS = (25, 64), 150


def measure() -> list[Row]:
    """A row a data set, pair and budget: the difference of the best dev costs, and who won how often."""
    with ThreadPoolExecutor(1) as executor:
        return [
            _race(executor, base, names, trials) for base in _SETS for names in _PAIRS for trials in _BUDGETS
        ]


def _race(executor: ThreadPoolExecutor, base: Config, names: tuple[str, ...], trials: int) -> Row:
    costs = np.array(
        [
            [_best(executor, base, names, trials, s, seed) for s in ("grid", "random")]
            for seed in range(_SEEDS)
        ]
    )
    grid, random = costs.T
    wins = np.count_nonzero(random < grid)
    note = f"random ahead in {wins} of {_SEEDS}; grid {_spread(grid)}, random {_spread(random)} nats"
    what = (
        f"{base.dataset}, {' × '.join(names)}, {trials} trials × {_STEPS} steps: best dev cost, grid − random"
    )
    return measured("races", what, "nats", grid - random, note=note)


def _spread(costs: NDArray[np.float64]) -> str:
    return f"{np.median(costs):.4f} ({costs.min():.4f}–{costs.max():.4f})"


def _best(
    executor: ThreadPoolExecutor, base: Config, names: tuple[str, ...], trials: int, strategy: str, seed: int
) -> float:
    space = Space(base.changed("seed", seed), tuple(Axis.of(name) for name in names))
    plan = Plan(space=space, trials=trials, steps=_STEPS, objective="dev_cost", seed=seed)
    study = run(Study(replace(plan, strategy=strategy)), executor)
    return study.best.cost_dev if study.best else float("inf")
