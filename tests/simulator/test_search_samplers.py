"""Samplers: pure functions of what was tried, in the unit cube."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.search import samplers
from simulator.search.objectives import OBJECTIVES
from simulator.search.policies import Halving
from simulator.search.samplers import Box
from simulator.search.space import Axis, Space
from simulator.search.trial import Trial

SPACE = Space(Config(), (Axis.of("learning_rate"), Axis.of("beta_1")))
DEV = OBJECTIVES["dev_cost"]


def tried(space: Space = SPACE, count: int = 40, seed: int = 0) -> list[Trial]:
    """Ended trials whose cost is their distance from (0.3, 0.6)."""
    rng = np.random.default_rng(seed)
    places = rng.random((count, space.d))
    costs = np.linalg.norm(places - [0.3, 0.6][: space.d], axis=1)
    return [
        Trial(i, space.config(u), 10, state="done", made=10, cost_dev=float(cost))
        for i, (u, cost) in enumerate(zip(places, costs, strict=True))
    ]


def test_t2_a_grid_of_25_has_5_values_of_each_and_random_search_25() -> None:
    rng = np.random.default_rng(0)
    trials: list[Trial] = []
    for number in range(25):
        trials.append(Trial(number, samplers.grid(SPACE, trials, rng, budget=25), 1))
    random = [samplers.random(SPACE, (), rng) for _ in range(25)]
    for axis in SPACE.axes:
        assert len({axis.value_in(trial.config) for trial in trials}) == 5
        assert len({axis.value_in(config) for config in random}) == 25
    assert len({trial.config for trial in trials}) == 25
    with pytest.raises(ValueError, match="The grid has 25 points"):
        samplers.grid(SPACE, trials, rng, budget=25)


def test_a_grid_reaches_both_ends_and_is_even_on_the_scale() -> None:
    rng = np.random.default_rng(0)
    places = np.array([SPACE.place(samplers.grid(SPACE, [None] * i, rng, budget=9)) for i in range(9)])  # type: ignore[list-item]
    assert np.allclose(np.unique(places[:, 0].round(9)), [0, 0.5, 1])
    assert np.allclose(np.unique(places[:, 1].round(9)), [0, 0.5, 1])


def test_random_samples_are_uniform_on_the_scale_and_in_the_box() -> None:
    rng, box = np.random.default_rng(1), Box((0.2, 0.5), (0.4, 1.0))
    places = np.array([SPACE.place(samplers.random(SPACE, (), rng, box=box)) for _ in range(2000)])
    assert all(box.holds(u) for u in places)
    assert places.mean(axis=0) == pytest.approx([0.3, 0.75], abs=0.01)
    assert places.std(axis=0) == pytest.approx([0.2 / 12**0.5, 0.5 / 12**0.5], rel=0.06)


@pytest.mark.parametrize(
    ("low", "high"), [((0.5, 0.0), (0.5, 1.0)), ((0.0, 0.0), (1.1, 1.0)), ((-0.1, 0.0), (1.0, 1.0))]
)
def test_a_box_must_lie_in_the_cube(low: tuple[float, ...], high: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="0 <= low < high <= 1"):
        Box(low, high)


def test_t5_the_promising_box_is_small_and_holds_the_best() -> None:
    trials = tuple(tried())
    box = samplers.promising(SPACE, trials, DEV)
    best = min(trials, key=lambda trial: trial.cost_dev)
    assert box.holds(SPACE.place(best.config))
    assert box.holds(np.array([0.3, 0.6]))
    volume = np.prod(np.subtract(box.high, box.low))
    assert volume < 0.45


def test_t5_later_generations_sample_inside_it() -> None:
    trials, rng = tried(count=20), np.random.default_rng(2)
    box = samplers.promising(SPACE, tuple(trials), DEV)
    fine = [samplers.coarse_to_fine(SPACE, trials, rng, objective=DEV, coarse=20) for _ in range(50)]
    assert all(box.holds(SPACE.place(config)) for config in fine)
    for seed in range(9):
        draws = [np.random.default_rng(seed) for _ in "ab"]
        first = samplers.coarse_to_fine(SPACE, trials[:7], draws[0], objective=DEV, coarse=20)
        assert first == samplers.random(SPACE, (), draws[1])


def test_promising_looks_the_way_the_objective_does() -> None:
    trials = [replace(trial, accuracy_dev=trial.cost_dev) for trial in tried()]
    far = samplers.promising(SPACE, tuple(trials), OBJECTIVES["dev_accuracy"])
    near = samplers.promising(SPACE, tuple(trials), DEV)
    assert near.holds(np.array([0.3, 0.6]))
    assert np.prod(np.subtract(far.high, far.low)) > np.prod(np.subtract(near.high, near.low))


def test_where_all_broke_the_whole_space_is_as_good() -> None:
    broken = tuple(replace(trial, state="diverged") for trial in tried())
    assert samplers.promising(SPACE, broken, DEV) == Box.whole(2)
    assert samplers.promising(SPACE, (), DEV) == Box.whole(2)


def test_where_the_best_have_no_hidden_layer_any_number_of_units_will_do() -> None:
    space = Space(Config(), (Axis.of("hidden_units"), Axis("hidden_layers", 0, 4, "linear")))
    trials = [
        Trial(i, space.config((i / 11, layers / 4)), 9, state="done", made=9, cost_dev=float(layers))
        for i, layers in enumerate((0, 0, 0, 1, 2, 3, 4, 4, 4, 4, 4, 4))
    ]
    box = samplers.promising(space, tuple(trials), DEV)
    assert (box.low[0], box.high[0]) == (0.0, 1.0)
    assert box.high[1] < 0.2


def test_a_box_takes_whole_values_of_a_choice() -> None:
    space = Space(Config(), (Axis.of("learning_rate"), Axis.of("activation")))
    for seed in range(5):
        box = samplers.promising(space, tuple(tried(space, 12, seed)), DEV)
        assert (np.array([box.low[1], box.high[1]]) * 5) % 1 == pytest.approx([0, 0], abs=1e-9)
        best = min(tried(space, 12, seed), key=lambda trial: trial.cost_dev)
        assert box.holds(space.place(best.config))


def test_the_same_past_gives_the_same_config() -> None:
    trials = tried()
    draws = [
        samplers.coarse_to_fine(SPACE, trials, np.random.default_rng(5), objective=DEV, coarse=9)
        for _ in "ab"
    ]
    assert draws[0] == draws[1]


def test_halving_keeps_the_best_of_each_rung() -> None:
    assert Halving(1).rungs(500, 64) == ()
    assert Halving(4).rungs(512, 64) == (32, 128)
    assert Halving(2).rungs(40, 64) == (10, 20)
    assert Halving(4).stops([0.1, 0.9, 0.5, 0.4]) == [0, 2, 3]
    assert Halving(4).stops([float("-inf")] * 3) == [1, 2]
    assert Halving(2).stops([1.0, 1.0, 1.0, 1.0]) == [2, 3]
    with pytest.raises(ValueError, match="one in 1 to 16"):
        Halving(0)
