"""A run that diverges stops before the harm is done, and says what happened."""

import re

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.run import Run

WILD = {"examples": 60, "hidden_units": (6,), "batch_norm": False, "activation": "relu", "mini_batch_size": 8}
CASES = {
    "gradient descent": {"optimizer": "gradient_descent", "learning_rate": 100.0, "normalize_inputs": False,
                         "dataset": "stretched"},
    "momentum": {"optimizer": "momentum", "learning_rate": 100.0, "dataset": "stretched",
                 "normalize_inputs": False, "activation": "identity"},
    "l2 beyond reason": {"optimizer": "gradient_descent", "learning_rate": 10.0, "weight_decay": 100.0},
    "float32": {"optimizer": "gradient_descent", "learning_rate": 100.0, "dtype": "float32",
                "dataset": "stretched", "normalize_inputs": False, "activation": "leaky_relu"},
    "with dropout, after hundreds of steps": {"optimizer": "gradient_descent", "learning_rate": 1.0,
                                              "weight_decay": 4.0, "keep_prob": 0.5, "decay_rate": 1e-4},
}  # fmt: skip
EACH = pytest.mark.parametrize("case", CASES)


def config(case):
    return Config(**{**WILD, **CASES[case]})


def diverged(case, steps=5000):
    run = Run(config(case))
    run.advance(steps)
    assert run.divergence is not None
    return run


@EACH
def test_it_stops_at_the_last_finite_state(case):
    """Which is the state of a run that was only told to go that far."""
    run = diverged(case)
    same = Run(config(case))
    assert same.advance(run.t) == run.t
    assert same.divergence is None
    assert np.isfinite(run.network.theta).all()
    for name, array in run._arrays().items():
        np.testing.assert_array_equal(array, same._arrays()[name], err_msg=name)
    assert np.isnan(same.step())


@EACH
def test_it_says_the_step_and_what_to_do(case):
    run = diverged(case)
    assert run.divergence.step == run.t + 1
    said = run.divergence.message
    assert said.startswith(f"Diverged at step {run.t + 1}: ")
    assert f"The state after step {run.t}, the last finite one, is kept." in said
    assert re.search(r"became (infinite|not a number \(NaN\))", said)
    assert re.search("Lower it|Lower α|Lower λ|initialisation", said)


@EACH
def test_the_series_ends_with_the_last_good_step(case):
    run = diverged(case)
    series = run.record.series()
    assert len(series.loss) == run.t
    assert np.isfinite(series.loss).all()
    assert series.at[-1] == run.t
    assert np.all(np.diff(series.at) > 0)


@EACH
def test_it_stays_where_it_is_until_something_is_done(case):
    run = diverged(case)
    theta, t = run.network.theta.copy(), run.t
    assert np.isnan(run.step())
    assert run.advance(10) == 0
    assert run.t == t
    np.testing.assert_array_equal(run.network.theta, theta)
    assert run.snapshot().state == "diverged"
    assert run.snapshot().message == run.divergence.message


def test_with_a_lower_alpha_it_goes_on():
    """Where the last finite weights still give finite z: behind hidden layers they seldom do."""
    run = Run(Config(**{**WILD, "hidden_units": (), "learning_rate": 100.0, "weight_decay": 100.0,
                        "optimizer": "gradient_descent"}))  # fmt: skip
    run.advance(5000)
    assert run.divergence is not None
    run.set("weight_decay", 0.0)
    run.set("learning_rate", 0.001)
    assert run.divergence is None
    assert run.snapshot().state == "paused"
    stopped = run.t
    assert run.advance(300) == 300
    assert run.t == stopped + 300
    assert len(run.record.series().loss) == run.t
    assert np.isfinite(run.network.theta).all()


def test_it_may_diverge_again():
    run = diverged("gradient descent")
    first = run.t
    run.set("weight_decay", 1e-9)
    run.advance(5000)
    assert run.divergence is not None
    assert run.t >= first


def test_a_number_that_is_not_finite_is_named():
    run = diverged("l2 beyond reason")
    assert re.search(r"(d?W\d|gamma\d|the loss)", run.divergence.message)
    assert "α λ > 2" in run.divergence.message


def test_after_a_reset_nothing_is_left_of_it():
    run = diverged("gradient descent")
    run.reset()
    assert (run.t, run.divergence) == (0, None)
    assert run.advance(1) == 1


def test_a_weight_that_is_nearly_infinite_does_not_crash_what_looks_at_it():
    run = Run(config("l2 beyond reason"))
    run.network.theta[...] = 1e308
    run._version += 1
    assert not np.isinf(run.network.theta).any()
    run.snapshot()
    run.advance(3)
    assert run.divergence is not None
