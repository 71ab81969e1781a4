"""Claims T and O on networks that really train; T2, T3 and T6 are in `test_search_samplers` and `_study`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config
from simulator.run import Run
from simulator.search.caviar import Caviar, run
from simulator.search.importance import importance
from simulator.search.policies import Halving
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study
from simulator.search.trial import Change

FAST = Config(dtype="float32", hidden_units=(8,), examples=400)


def searched(base: Config, names: tuple[str, ...], **settings: Any) -> Study:
    space = Space(base, tuple(Axis.of(name) for name in names))
    plan = Plan(space=space, objective="dev_cost", trials=32, steps=100)
    with ThreadPoolExecutor(1) as executor:
        return run(Study(replace(plan, **settings)), executor)


def median(values: list[float]) -> float:
    return float(np.median(values))


def test_t1_the_tiers_are_the_course_s() -> None:
    tiers = {name: spec.tier for name, spec in TABLE.items() if spec.tier}
    assert tiers == {
        "learning_rate": 1, "momentum": 2, "mini_batch_size": 2, "hidden_units": 2, "hidden_layers": 3,
        "decay_rate": 3, "beta_1": 4, "beta_2": 4, "epsilon": 4,
    }  # fmt: skip


def test_t4_alpha_matters_and_epsilon_does_not_so_a_grid_is_wasteful() -> None:
    for seed in range(4):
        study = searched(FAST, ("learning_rate", "epsilon"), trials=40, seed=seed)
        shares, _ = importance(study.space, study.trials, study.objective)
        assert shares[0] > 0.5
        assert shares[1] < 0.2
    grid = searched(FAST, ("learning_rate", "epsilon"), strategy="grid", trials=25)
    costs = np.log([trial.cost_dev for trial in grid.trials]).reshape(5, 5)  # a row an α
    assert median(costs.std(axis=1).tolist()) < 0.2 * costs.mean(axis=1).std()


def test_t5_each_finer_generation_is_better_in_the_middle() -> None:
    gains, finds = [], []
    for seed in range(10):
        study = searched(
            FAST, ("learning_rate", "weight_decay"), strategy="coarse_to_fine", trials=36, seed=seed
        )
        costs = [[t.cost_dev for t in study.trials if t.generation == g] for g in range(3)]
        gains.append(median(costs[0]) / median(costs[2]))
        finds.append(min(costs[0]) - min(costs[1] + costs[2]))
        boxes = [np.prod(np.subtract(g.box.high, g.box.low)) for g in study.generations]
        assert boxes[0] == 1.0 > boxes[1]
    assert median(gains) > 2.0
    assert np.count_nonzero(np.array(finds) > 0) >= 7


def test_o1_other_data_move_the_best_alpha() -> None:
    base = replace(FAST, optimizer="gradient_descent", batch_norm=False, normalize_inputs=False)
    moved = []
    for seed in range(5):
        best = []
        for dataset in ("blobs", "stretched"):
            study = searched(
                replace(base, dataset=dataset, seed=seed), ("learning_rate",), strategy="grid", trials=33
            )
            assert study.best is not None
            best.append(study.best.config.learning_rate)
        moved.append(best[0] / best[1])
    assert median(moved) > 8.0


def test_o2_worse_is_reverted_to_the_checkpoint_before() -> None:
    study = Study(
        Plan(space=Space(FAST, (Axis.of("learning_rate"),)), trials=1, steps=60, objective="dev_cost")
    )
    with ThreadPoolExecutor(1) as executor, Caviar(study, executor) as caviar:

        def train() -> None:
            while caviar.turn():
                pass

        train()
        good = study.trial(0).cost_dev
        study.extend(0, 60, (Change(60, "learning_rate", 30.0),))
        train()
        spoiled = study.trial(0).cost_dev
        back = study.clone(0, at=60, steps=1).number
        train()
    assert spoiled > 1.5 * good
    alone = Run(study.trial(0).config, study.dataset)
    alone.advance(61)
    assert study.trial(back).cost_dev == pytest.approx(alone.cost("dev"), rel=1e-6)


def test_o3_half_the_work_of_caviar_is_spent_on_the_worse_half_and_halving_saves_it() -> None:
    even = searched(FAST, ("learning_rate",), trials=32)
    halved = searched(FAST, ("learning_rate",), trials=32, halving=Halving(2))
    assert even.wasted() == pytest.approx(0.5, abs=0.02)
    assert halved.wasted() < 0.3
    assert halved.saved() > 0.6 * 32 * 100
    assert even.best is not None
    assert halved.best is not None
    assert halved.best.cost_dev < median([trial.cost_dev for trial in even.trials])


def test_o4_a_cub_lives_on_beside_its_parent() -> None:
    study = Study(
        Plan(space=Space(FAST, (Axis.of("learning_rate"),)), trials=4, steps=40, objective="dev_cost")
    )
    with ThreadPoolExecutor(1) as executor, Caviar(study, executor) as caviar:
        while caviar.turn():
            pass
        best = study.best
        assert best is not None
        cubs = [study.clone(best.number, "learning_rate", alpha, 40).number for alpha in (0.001, 0.05)]
        while caviar.turn():
            pass
    for number, alpha in zip(cubs, (0.001, 0.05), strict=True):
        cub, alone = study.trial(number), Run(best.config, study.dataset)
        alone.advance(40)
        alone.set("learning_rate", alpha)
        alone.advance(40)
        assert cub.made == 80
        assert cub.cost_dev == pytest.approx(alone.cost("dev"), rel=1e-6)
