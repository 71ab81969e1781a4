"""A random search of 64 configs × 500 steps, beside the same trials one by one elsewhere.

Ours includes all that a search does besides training: sampling, 33 looks at the dev set for each curve, and
the marks at the end. PyTorch trains without any evaluation; scikit-learn's search evaluates once a fit and
its networks have no batch norm. As it comes it fits every config on five folds; on one split, as ours does.
"""

from __future__ import annotations

import resource
import time
import warnings
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.search.caviar import Caviar, run
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study
from simulator.search.workers import Processes
from tests.benchmarks import apart
from tests.benchmarks.ours import DTYPES, JUDGED
from tests.benchmarks.report import Row, Target, against, measured

_ROUNDS, _TRIALS, _STEPS = 5, 64, 500
_SHARE = 4  # of the 64 that a peer trains in a round: each takes the same time
_AXES = ("learning_rate", "beta_1", "decay_rate", "weight_decay")


def measure() -> list[Row]:
    """Against eager PyTorch, against scikit-learn, a second core, and how much memory many take."""
    rows = [row for dtype in DTYPES for row in _against_peers(dtype)]
    return [*rows, _second_core(), _many()]


def _plan(dtype: str, **settings: Any) -> Plan:
    space = Space(Config(dtype=dtype), tuple(Axis.of(name) for name in _AXES))
    return replace(Plan(space=space, trials=_TRIALS, steps=_STEPS), **settings)


def _seconds(study: Study, executor: Executor) -> float:
    started = time.perf_counter()
    run(study, executor)
    return time.perf_counter() - started


def _against_peers(dtype: str) -> list[Row]:
    ours, eager, one_split, five_folds = [], [], [], []
    with ThreadPoolExecutor(1) as executor:
        run(Study(_plan(dtype, trials=8, steps=50)), executor)
        for seed in range(_ROUNDS):
            study = Study(_plan(dtype, seed=seed))
            ours.append(1e6 * _seconds(study, executor))
            some = study.trials[:: _TRIALS // _SHARE]
            if find_spec("torch"):
                eager.append(1e6 * _eager([trial.config for trial in some]) * _TRIALS / len(some))
            if find_spec("sklearn") and dtype == JUDGED:
                one_split.append(1e6 * _sklearn(study, len(some), folds=1) * _TRIALS / len(some))
                five_folds.append(1e6 * _sklearn(study, len(some), folds=5) * _TRIALS / len(some))
    what = f"{_TRIALS} random configs × {_STEPS} steps of 2-16-16-4, {dtype}, one thread"
    judged = dtype == JUDGED
    rows = [against("search", f"{what}: eager PyTorch one by one / ours", np.array(ours), _array(eager),
                    Target("≥", 30.0) if judged else None)]  # fmt: skip
    if judged:
        title = "… scikit-learn's RandomizedSearchCV with MLPClassifier,"
        rows += [
            against(
                "search", f"{title} as it comes / ours", np.array(ours), _array(five_folds), Target("≥", 50.0)
            ),
            against("search", f"{title} one split / ours", np.array(ours), _array(one_split), None),
        ]
    return rows


def _array(values: list[float]) -> NDArray[np.float64] | None:
    return np.array(values) if values else None


def _eager(configs: list[Config]) -> float:
    from tests.benchmarks.peers import Eager

    networks = [Eager(Run(config), config.learning_rate) for config in configs]
    networks[0].train(20)
    started = time.perf_counter()
    for network in networks:
        network.train(_STEPS)
    return time.perf_counter() - started


def _sklearn(study: Study, count: int, folds: int) -> float:
    """As many steps a fit as ours, on the training set with a score on the dev set, or on five folds."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV
    from sklearn.neural_network import MLPClassifier

    dataset, m = study.dataset, study.space.base.mini_batch_size
    chosen = dataset.split < 2
    X, y, dev = dataset.X.T[chosen].astype(np.float32), dataset.y[chosen], dataset.split[chosen]
    epochs = round(_STEPS / -(-np.count_nonzero(dev == 0) // m))
    network = MLPClassifier(
        (16, 16), batch_size=m, max_iter=epochs, n_iter_no_change=epochs, tol=0.0, random_state=0
    )
    space = {"learning_rate_init": np.logspace(-4, 0, 1000), "beta_1": np.linspace(0.5, 0.999, 1000)}
    split = PredefinedSplit(np.where(dev == 1, 0, -1))
    search = RandomizedSearchCV(
        network, space, n_iter=count, cv=split if folds == 1 else folds, refit=False, random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        started = time.perf_counter()
        search.fit(X, y)
        return time.perf_counter() - started


def _second_core() -> Row:
    one, two = Processes(1), Processes(2)
    plan = _plan(JUDGED, steps=4 * _STEPS)
    for workers in (one, two):
        run(Study(_plan(JUDGED, steps=50)), workers)  # they start
    ratios = [_seconds(Study(plan), one) / _seconds(Study(plan), two) for _ in range(_ROUNDS)]
    one.shutdown()
    two.shutdown()
    return measured("search", f"… × {4 * _STEPS:,} steps: one process / two", "×", ratios, Target("≥", 1.7))


def _many() -> Row:
    return measured(
        "search", "1,024 trials at once: memory of the search", "MiB", [apart.call("search", "memory")],
        Target("≤", 1024.0),
    )  # fmt: skip


def memory() -> float:
    """MiB of this process and its worker for 1,024 trials at once, with all a window is shown of them."""
    workers, study = Processes(1), Study(_plan("float64", trials=1024, steps=200))
    with Caviar(study, workers, thumbnail=24) as caviar:
        while caviar.turn():
            pass
    workers.shutdown()
    whole = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in whole) / 1024
