"""Grid against random search: what was found after n trials, and who is ahead (claims T2-T4)."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.search import racing
from simulator.search.objectives import OBJECTIVES
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study
from simulator.search.trial import Trial

ALPHA, EPSILON = Axis.of("learning_rate"), Axis.of("epsilon")
BASE = Config(examples=40, hidden_units=(2,), classes=2)
ACCURACY, COST = OBJECTIVES["dev_accuracy"], OBJECTIVES["dev_cost"]
NAN = math.nan


def plan(
    strategy: str = "random", trials: int = 25, axes: tuple[Axis, ...] = (ALPHA, EPSILON), **more: object
) -> Plan:
    return dataclasses.replace(Plan(space=Space(BASE, axes), strategy=strategy, trials=trials), **more)  # type: ignore[arg-type]


def study(values: list[float], objective: str = "dev_accuracy", **more: object) -> Study:
    """Trials that came to these values; NaN diverged, None has not ended."""
    made = Study(plan(trials=max(len(values), 1), objective=objective, **more))
    for trial, value in zip(made.propose(), values, strict=True):
        if value is not None:
            state = "diverged" if math.isnan(value) else "done"
            made.append(dataclasses.replace(trial, state=state, accuracy_dev=value, cost_dev=value))
    return made


def proposed(strategy: str, **more: object) -> Study:
    made = Study(plan(strategy, **more))
    made.propose()
    return made


def test_best_so_far_is_the_highest_accuracy_and_the_lowest_cost() -> None:
    values = [0.5, 0.4, 0.7, 0.7, 0.6, 0.9]
    assert racing.best_so_far(study(values)).tolist() == [0.5, 0.5, 0.7, 0.7, 0.7, 0.9]
    assert racing.best_so_far(study(values, "dev_cost")).tolist() == [0.5, 0.4, 0.4, 0.4, 0.4, 0.4]


def test_best_so_far_has_no_number_before_the_first_success() -> None:
    best = racing.best_so_far(study([NAN, NAN, 0.3, NAN, 0.2]))
    np.testing.assert_array_equal(best, [NAN, NAN, 0.3, 0.3, 0.3])
    assert racing.best_so_far(Study(plan())).shape == (0,)


def test_only_trials_that_ended_count_and_no_clones() -> None:
    begun = study([0.2, None, 0.5, None])  # type: ignore[list-item]
    assert racing.best_so_far(begun).tolist() == [0.2, 0.5]
    first = begun.trials[0]
    begun.append(Trial(9, first.config, 80, state="done", parent=0, accuracy_dev=0.99))
    assert racing.best_so_far(begun).tolist() == [0.2, 0.5]


def test_a_trial_that_was_stopped_is_no_winner() -> None:
    made = study([0.2, 0.9])
    made.append(dataclasses.replace(made.trials[1], state="stopped"))
    assert racing.best_so_far(made).tolist() == [0.2, 0.2]


def test_heats_pair_grid_and_random_by_seed() -> None:
    studies = [
        Study(plan(strategy, seed=seed)) for strategy, seed in (("random", 2), ("grid", 1), ("grid", 2))
    ]
    pairs = racing.heats(studies)
    assert [(heat.seed, heat.grid, heat.random) for heat in pairs] == [(2, studies[2], studies[0])]
    assert pairs[0].side("grid") is studies[2]
    assert pairs[0].side("random") is studies[0]


def test_standing_counts_seeds_and_says_the_median_with_its_spread() -> None:
    """T2: after n trials random is ahead in k of s seeds, by so much."""
    grids = [np.array([0.1, 0.8]), np.array([0.1, 0.7]), np.array([0.1, 0.9]), np.array([0.1, 0.5])]
    randoms = [np.array([0.3, 0.9]), np.array([0.3, 0.9]), np.array([0.3, 0.8]), np.array([0.3, 0.5])]
    found = racing.standing(grids, randoms, ACCURACY)
    assert (found.n, found.seeds, found.random_ahead, found.grid_ahead) == (2, 4, 2, 1)
    assert found.gains == pytest.approx((0.1, 0.2, -0.1, 0.0))
    assert found.median == pytest.approx(0.05)
    assert found.quartiles == pytest.approx((-0.025, 0.125))


def test_a_lower_cost_is_ahead() -> None:
    found = racing.standing([np.array([0.5])], [np.array([0.2])], COST)
    assert (found.random_ahead, found.grid_ahead) == (1, 0)
    assert found.median == pytest.approx(0.3)


def test_standing_is_taken_after_as_many_trials_as_all_have_made() -> None:
    found = racing.standing([np.array([0.5, 0.9])], [np.array([0.6])], ACCURACY)
    assert (found.n, found.random_ahead) == (1, 1)


@pytest.mark.parametrize(("grids", "randoms"), [([], []), ([np.empty(0)], [np.empty(0)])])
def test_nothing_stands_before_there_is_a_result(grids: list[np.ndarray], randoms: list[np.ndarray]) -> None:
    found = racing.standing(grids, randoms, ACCURACY)
    assert (found.n, found.seeds) == (0, 0)
    assert math.isnan(found.median)
    assert all(map(math.isnan, found.quartiles))


def test_a_seed_without_a_result_on_one_side_does_not_count() -> None:
    found = racing.standing([np.array([NAN]), np.array([0.5])], [np.array([0.5]), np.array([0.6])], ACCURACY)
    assert found.seeds == 1


def test_the_median_over_seeds_reaches_as_far_as_the_shortest() -> None:
    bests = [np.array([0.1, 0.2, 0.9]), np.array([0.3, 0.4]), np.array([NAN, 0.9, 0.9])]
    np.testing.assert_allclose(racing.median_of(bests), [NAN, 0.4])
    assert racing.median_of([]).shape == (0,)


# Values tried (claim T2) ----------------------------------------------------------------------------


def test_t2_25_trials_are_5_values_each_of_a_grid_and_25_at_random() -> None:
    for strategy, count in (("grid", 5), ("random", 25)):
        configs = [trial.config for trial in proposed(strategy).trials]
        assert len(configs) == 25
        assert [len(racing.distinct(racing.along(axis, configs))) for axis in (ALPHA, EPSILON)] == [count] * 2


@pytest.mark.parametrize(
    "name", ["learning_rate", "mini_batch_size", "beta_1", "activation", "batch_norm", "hidden_units"]
)
def test_along_is_what_the_axis_says_of_each(name: str) -> None:
    axis = Axis.of(name)
    space = Space(BASE, (axis,))
    configs = [space.config([u]) for u in np.random.default_rng(0).random(50)]
    np.testing.assert_allclose(
        racing.along(axis, configs), [axis.to_unit(axis.value_in(config)) for config in configs], atol=1e-12
    )


def test_along_is_never_beyond_the_axis_nor_no_number() -> None:
    outside = [BASE.changed("learning_rate", value) for value in (1e-9, 50.0)]
    assert racing.along(ALPHA, outside).tolist() == [0.0, 1.0]
    assert racing.along(Axis.of("hidden_units"), [BASE.changed("hidden_units", ())]).tolist() == [0.0]
    assert racing.along(ALPHA, []).shape == (0,)
    some = Axis("activation", values=("relu", "tanh"))
    assert racing.along(some, [BASE.changed("activation", "sigmoid")]).tolist() == [0.0]


def test_distinct_takes_rounding_for_equal() -> None:
    assert racing.distinct([0.3, 0.1 + 0.2, 0.5, 0.1]).tolist() == [0.1, 0.3, 0.5]
    assert racing.distinct([]).shape == (0,)


# What did not matter (claim T4) ---------------------------------------------------------------------


def test_t4_rows_of_a_grid_repeat_all_but_one_axis() -> None:
    grid, random = proposed("grid"), proposed("random")
    assert racing.repeats(grid, {"epsilon"}) == 20
    assert racing.repeats(grid, {"learning_rate"}) == 20
    assert racing.repeats(grid, {"learning_rate", "epsilon"}) == 24
    assert racing.repeats(random, {"epsilon"}) == 0


def test_t4_what_mattered_is_the_mean_of_the_studies_that_can_tell() -> None:
    space = plan().space
    told = [np.array([0.6, 0.0]), np.array([NAN, NAN]), np.array([0.8, 0.1])]
    assert racing.mattered(space, told) == pytest.approx({"learning_rate": 0.7, "epsilon": 0.05})
    assert racing.mattered(space, [told[1]]) == {}


def test_t4_an_axis_that_decides_explains_the_results() -> None:
    made = proposed("random", trials=64)
    for trial in made.trials:
        u = ALPHA.to_unit(trial.config.learning_rate)
        made.append(dataclasses.replace(trial, state="done", accuracy_dev=1 - abs(u - 0.7)))
    alpha, epsilon = racing.shares_of(made)
    assert alpha > 0.7 > racing.IDLE > epsilon


# Before a race --------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", racing.SIDES)
def test_a_sketch_is_what_the_race_will_try(strategy: str) -> None:
    drafted = plan(strategy, trials=30, seed=3)
    raced = Study(dataclasses.replace(drafted, trials=25))
    assert racing.sketch(drafted, strategy) == [trial.config for trial in raced.propose()]
