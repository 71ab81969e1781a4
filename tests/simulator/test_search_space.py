"""Spaces: every axis checks its range, and a place is a config and back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config
from simulator.search.space import SCALES, VARIABLE, Axis, Space, grid_counts

ALPHA = Axis.of("learning_rate")


@pytest.mark.parametrize("name", VARIABLE)
def test_every_hyperparameter_can_be_varied_over_its_slider(name: str) -> None:
    axis = Axis.of(name)
    for u in np.linspace(0.0, 1.0, 17):
        value = axis.from_unit(u)
        config = axis.put_into(Config(), value)
        assert axis.value_in(config) == value
        assert axis.from_unit(axis.to_unit(value)) == pytest.approx(value)
    assert axis.from_unit(-1.0) == axis.from_unit(0.0)
    assert axis.from_unit(2.0) == axis.from_unit(1.0)


def test_data_and_seed_are_shared_by_all_trials() -> None:
    assert {"dataset", "noise", "classes", "seed", "dtype"}.isdisjoint(VARIABLE)
    assert {"learning_rate", "hidden_layers", "batch_norm"} <= set(VARIABLE)


@pytest.mark.parametrize(
    ("axis", "sentence"),
    [
        (("nothing", 0, 1, "log"), "got 'nothing'"),
        (("seed", 0, 9, "linear"), "A search can vary learning_rate"),
        (("learning_rate", 0.1, 0.01, "log"), "learning_rate: low must be less than high, got 0.1 and 0.01."),
        (("learning_rate", 0.1, 0.1, "log"), "low must be less than high"),
        (("learning_rate", 0.0, 0.1, "log"), "a log scale has no place for 0; low must be above 0."),
        (("learning_rate", 0.1, 1000.0, "log"), "the range must lie in [0, 100], got 0.1 to 1000."),
        (("learning_rate", math.nan, 1.0, "log"), "low must be less than high"),
        (("learning_rate", 0.1, 1.0, "cubic"), "log, one_minus_log, power_of_two, got 'cubic'"),
        (("momentum", 0.5, 1.0, "linear"), r"momentum must be a number in [0, 1), got 1.0."),
        (("weight_decay", 0.1, 1.0, "one_minus_log"), "high must be below 1"),
        (("mini_batch_size", 1.5, 8, "linear"), "the ends must be whole numbers, got 1.5"),
        (("mini_batch_size", 33, 60, "power_of_two"), "at least 2 powers of two from 33 to 60"),
        (("hidden_units", 0, 8, "linear"), "hidden_units: the range must lie in [1, 256], got 0 to 8."),
    ],
)  # fmt: skip
def test_a_bad_axis_is_refused_in_a_sentence(axis: tuple[Any, ...], sentence: str) -> None:
    with pytest.raises(ValueError) as error:
        Axis(*axis)
    assert sentence in str(error.value)


def test_a_choice_needs_two_values_it_knows() -> None:
    with pytest.raises(ValueError, match="at least 2 different values"):
        Axis("activation", values=("relu", "relu"))
    with pytest.raises(ValueError, match="activation must be one of"):
        Axis("activation", values=("relu", "cosine"))
    with pytest.raises(ValueError, match="searched over a range"):
        Axis("learning_rate", 0.1, 1.0, "log", values=(0.1, 1.0))


def test_a_space_has_axes_and_each_once() -> None:
    with pytest.raises(ValueError, match="varies 1 to 12 hyperparameters, got 0"):
        Space(Config(), ())
    with pytest.raises(ValueError, match="learning_rate twice"):
        Space(Config(), (ALPHA, ALPHA))
    with pytest.raises(ValueError, match="no hidden layer"):
        Space(Config(hidden_units=()), (Axis.of("hidden_units"),))


def test_powers_of_two_are_what_mini_batches_are_made_of() -> None:
    axis = Axis("mini_batch_size", 20, 300, "power_of_two")
    values = {axis.from_unit(u) for u in np.linspace(0, 1, 200)}
    assert values == {32, 64, 128, 256}
    assert axis.distinct == 4
    assert {Axis("mini_batch_size", 20, 23, "linear").from_unit(u) for u in np.linspace(0, 1, 99)} == {
        20,
        21,
        22,
        23,
    }


def test_layers_are_counted_before_their_units() -> None:
    space = Space(
        Config(), (Axis("hidden_units", 2, 64, "power_of_two"), Axis("hidden_layers", 1, 5, "linear"))
    )
    assert space.config([1.0, 1.0]).hidden_units == (64,) * 5
    assert space.config([0.0, 0.0]).hidden_units == (2,)
    bare = space.with_base(Config(hidden_units=()))
    assert bare.config([1.0, 0.5]).hidden_units == (64, 64, 64)


def test_a_place_is_where_the_config_lies() -> None:
    space = Space(Config(), (ALPHA, Axis.of("activation"), Axis.of("batch_norm")))
    u = np.array([0.25, 0.7, 0.1])
    assert space.place(space.config(u)) == pytest.approx([0.25, 0.7, 0.25])
    assert math.isnan(
        Space(Config(), (Axis("activation", values=("relu", "tanh")),)).place(Config(activation="sigmoid"))[0]
    )


def test_equal_steps_are_not_equal_examples() -> None:
    assert "a larger m sees more examples" in Space(Config(), (Axis.of("mini_batch_size"),)).remarks()[0]


def test_an_axis_without_effect_is_told() -> None:
    space = Space(Config(optimizer="adam"), (ALPHA, Axis.of("momentum")))
    assert space.remarks() == ("Momentum: has an effect only when Optimiser is Momentum.",)
    assert Space(Config(optimizer="momentum"), space.axes).remarks() == ()
    assert Space(Config(), (*space.axes, Axis.of("optimizer"))).remarks() == ()


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_t3_an_even_grid_costs_k_to_the_d(d: int) -> None:
    axes = (ALPHA, Axis.of("beta_1"), Axis.of("keep_prob"), Axis.of("decay_rate"))[:d]
    for k in (2, 3, 5):
        assert grid_counts(axes, k**d) == (k,) * d
        assert grid_counts(axes, (k + 1) ** d - 1) == (k,) * d


def test_a_grid_takes_no_more_values_than_there_are() -> None:
    assert grid_counts((Axis.of("batch_norm"), ALPHA), 25) == (2, 12)
    assert grid_counts((Axis("mini_batch_size", 32, 64, "power_of_two"),), 25) == (2,)


@pytest.mark.parametrize("name", SCALES)
def test_scales_are_those_of_the_sliders(name: str) -> None:
    assert any(getattr(spec, "scale", None) is SCALES[name] for spec in TABLE.values())
