"""The importance of hyperparameters: found where it was put, and none where there is none (claims T1, T4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.search.caviar import run
from simulator.search.importance import FEWEST_TRIALS, importance
from simulator.search.objectives import OBJECTIVES
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study
from simulator.search.trial import Trial

AXES = (Axis.of("learning_rate"), Axis.of("mini_batch_size"), Axis.of("epsilon"), Axis.of("activation"))
SPACE = Space(Config(), AXES)
COST = OBJECTIVES["dev_cost"]


def trials(count: int, cost, seed: int = 0, space: Space = SPACE) -> list[Trial]:
    """Trials at random places u whose dev cost is `cost(u, noise)`."""
    rng = np.random.default_rng(seed)
    places, noise = rng.random((count, space.d)), rng.normal(size=count)
    return [
        Trial(i, space.config(u), 10, state="done", made=10, cost_dev=float(cost(u, noise[i])))
        for i, u in enumerate(places)
    ]


def shares(count: int, cost, seeds: int = 8) -> np.ndarray:
    """(seeds, d)"""
    return np.array([importance(SPACE, trials(count, cost, seed), COST)[0] for seed in range(seeds)])


def test_t1_what_decides_has_the_largest_share() -> None:
    found = shares(64, lambda u, noise: (u[0] - 0.6) ** 2 + 0.02 * noise)
    assert (found.argmax(axis=1) == 0).all()
    assert found[:, 0].mean() > 0.6


def test_t4_what_does_not_matter_has_about_none() -> None:
    """Epsilon, say: a negative share counts as 0, so the mean is a little above it."""
    found = shares(64, lambda u, noise: (u[0] - 0.6) ** 2 + 0.02 * noise)
    assert (found[:, 1:].mean(axis=0) < 0.06).all()


def test_pure_noise_explains_nothing() -> None:
    found = shares(64, lambda _u, noise: noise, seeds=16)
    assert (found.mean(axis=0) < 0.05).all()
    assert found.max() < 0.4


def test_t4_noise_is_seldom_more_than_twice_its_spread() -> None:
    """What pictures call sure, with few trials."""
    found = [importance(SPACE, trials(12, lambda _u, noise: noise, seed), COST) for seed in range(15)]
    sure = [share > 2 * spread for share, spread in found]
    assert np.mean(sure) < 0.12


def test_shares_are_in_the_order_they_were_put_in() -> None:
    found = shares(256, lambda u, _noise: 4 * u[0] + 2 * u[1] + u[2], seeds=3)
    assert (np.diff(found[:, :3], axis=1) < 0).all()


def test_a_valley_counts_as_much_as_a_slope() -> None:
    """Groups and not a correlation: the best α is in the middle of its axis."""
    valley = shares(64, lambda u, _noise: abs(u[0] - 0.5))
    assert valley[:, 0].mean() > 0.6


def test_a_choice_is_one_group_a_value() -> None:
    found = shares(64, lambda u, noise: (u[3] < 0.4) + 0.01 * noise)
    assert (found.argmax(axis=1) == 3).all()


def test_an_outlier_changes_little() -> None:
    usual = trials(64, lambda u, noise: u[0] + 0.1 * noise)
    worst = max(usual, key=lambda trial: trial.cost_dev)
    wild = [replace(trial, cost_dev=1e9) if trial is worst else trial for trial in usual]
    assert np.array_equal(importance(SPACE, usual, COST)[0], importance(SPACE, wild, COST)[0])


def test_more_is_better_or_less_makes_no_difference() -> None:
    usual = trials(64, lambda u, noise: u[0] + 0.1 * noise)
    right = [replace(trial, accuracy_dev=-trial.cost_dev) for trial in usual]
    turned = importance(SPACE, right, OBJECTIVES["dev_accuracy"])[0]
    assert turned == pytest.approx(importance(SPACE, usual, COST)[0])


def test_trials_that_diverged_are_the_worst_of_all() -> None:
    """Too large an α is the surest way to lose, and that counts."""
    usual = trials(64, lambda _u, noise: noise)
    broken = [
        replace(trial, state="diverged", cost_dev=np.nan) if SPACE.place(trial.config)[0] > 0.7 else trial
        for trial in usual
    ]
    before, after = (importance(SPACE, each, COST)[0] for each in (usual, broken))
    assert after[0] > before[0] + 0.3


@pytest.mark.parametrize("count", [0, 1, FEWEST_TRIALS - 1])
def test_too_few_trials_say_nothing(count: int) -> None:
    share, spread = importance(SPACE, trials(count, lambda u, _noise: u[0]), COST)
    assert np.isnan(share).all()
    assert np.isnan(spread).all()


def test_from_eight_on_there_is_a_number_and_a_wide_spread() -> None:
    share, spread = importance(SPACE, trials(FEWEST_TRIALS, lambda u, noise: u[0] + 0.3 * noise), COST)
    assert np.isfinite(share).all()
    assert spread.max() > 0.1


def test_the_spread_shrinks_with_more_trials() -> None:
    def spread(count: int) -> float:
        cost = trials(count, lambda u, noise: u[0] + 0.3 * noise, seed=1)
        return float(importance(SPACE, cost, COST)[1][0])

    assert spread(512) < 0.5 * spread(32)


def test_the_spread_is_about_that_from_study_to_study() -> None:
    def cost(u: np.ndarray, noise: float) -> float:
        return float(u[0] + 0.3 * noise)

    found = [importance(SPACE, trials(48, cost, seed), COST) for seed in range(40)]
    true, said = np.std([share[0] for share, _ in found]), np.mean([spread[0] for _, spread in found])
    assert said == pytest.approx(true, rel=0.4)


def test_equal_results_explain_nothing() -> None:
    share, spread = importance(SPACE, trials(32, lambda _u, _noise: 1.0), COST)
    assert share.tolist() == spread.tolist() == [0.0] * 4


def test_it_does_not_change_from_call_to_call() -> None:
    usual = trials(32, lambda u, noise: u[0] + noise)
    assert np.array_equal(importance(SPACE, usual, COST), importance(SPACE, usual, COST))


def test_shares_lie_between_0_and_1() -> None:
    for seed in range(5):
        share, _ = importance(SPACE, trials(16, lambda u, noise: u[1] + noise, seed), COST)
        assert ((share >= 0) & (share <= 1)).all()


def test_an_axis_with_few_values_is_cut_at_them() -> None:
    """A grid has five values of α: each a group."""
    space = Space(Config(), (AXES[0], AXES[2]))
    places = [(a, b) for a in np.linspace(0, 1, 5) for b in np.linspace(0, 1, 5)]
    grid = [
        Trial(i, space.config(u), 10, state="done", made=10, cost_dev=float(u[0]))
        for i, u in enumerate(places)
    ]
    share, _ = importance(space, grid, COST)
    assert share == pytest.approx([1.0, 0.0])


def test_t1_on_real_trials_alpha_matters_and_epsilon_does_not() -> None:
    base = Config(examples=200, hidden_units=(8,), classes=3)
    axes = (Axis.of("learning_rate"), Axis("epsilon", 1e-10, 1e-6, "log"))
    study = Study(Plan(space=Space(base, axes), trials=48, steps=60, objective="dev_cost"))
    with ThreadPoolExecutor(1) as executor:
        run(study, executor)
    share, spread = importance(study.space, study.trials, study.objective)
    assert share[0] > 0.6
    assert share[1] < 0.15
    assert share[0] - share[1] > 2 * np.hypot(*spread)
