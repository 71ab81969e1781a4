"""A hidden layer from inside (claims B1, B2, B5, B7), against the formulas in plain NumPy."""

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.hidden import Hidden
from simulator.run import Run
from tests.simulator.textbook import copied, forward

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}


def run(steps=0, **settings):
    made = Run(Config(**{**SMALL, **settings}))
    made.advance(steps)
    return made


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("layer", [1, 2])
def test_claims_b1_b2_every_stage_of_the_last_mini_batch_under_the_parameters_of_now(
    layer, batch_norm, activation
):
    made = run(30, batch_norm=batch_norm, activation=activation, keep_prob=0.5, bn_epsilon=1e-3)
    made.set_parameter("W1", (2, 1), 0.75)
    view = made.view(Hidden(layer))
    X = made.examples.normalised(made.examples.dataset.X[:, view.indices])
    expected = forward(copied(made), X, activation, 1e-3)[0][layer - 1]
    for name in ("z", "mu", "sigma2", "a"):
        np.testing.assert_allclose(
            getattr(view, name), getattr(expected, name), rtol=1e-6, atol=1e-7, err_msg=name
        )
    np.testing.assert_allclose(view.before_activation, expected.z_tilde, rtol=1e-6, atol=1e-7)
    assert (view.layer, view.batch_norm, view.activation, view.epsilon) == (
        layer,
        batch_norm,
        activation,
        1e-3,
    )
    if batch_norm:
        np.testing.assert_allclose(view.z_norm, expected.z_norm, rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(view.gamma, made.network.parameters[f"gamma{layer}"][0])
        np.testing.assert_array_equal(view.beta, made.network.parameters[f"beta{layer}"][0])
        z_norm, sigma2 = view.z_norm.astype(float), view.sigma2[:, 0]
        np.testing.assert_allclose(z_norm.mean(axis=1), 0, atol=1e-6)
        np.testing.assert_allclose(z_norm.var(axis=1), sigma2 / (sigma2 + 1e-3), rtol=1e-5)
    else:
        assert (view.z_norm, view.z_tilde, view.gamma, view.beta) == (None,) * 4


def test_claims_b7_shapes():
    view = run(3).view(Hidden(1))
    assert view.z.shape == view.a.shape == view.z_norm.shape == view.z_tilde.shape == (6, 16)
    assert view.mu.shape == view.sigma2.shape == view.gamma.shape == view.beta.shape == (6, 1)
    assert view.indices.shape == (16,)
    assert view.held.shape == (6,)


def test_the_mini_batch_is_that_of_the_last_step():
    made = run(9)
    np.testing.assert_array_equal(
        made.view(Hidden()).indices, made.examples.members["train"][made.last[0]]
    )  # fmt: skip


@pytest.mark.parametrize("batch_norm", [True, False])
def test_before_the_first_step_there_are_no_examples_yet_gamma_and_beta(batch_norm):
    view = run(batch_norm=batch_norm).view(Hidden(2))
    assert (view.layer, view.z.shape, view.indices.shape) == (2, (5, 0), (0,))
    assert (view.z_norm is not None) == (view.gamma is not None) == batch_norm
    if batch_norm:
        np.testing.assert_array_equal(view.gamma, np.ones((5, 1)))


def test_without_hidden_layers_it_is_layer_0():
    view = run(5, hidden_units=()).view(Hidden(1))
    assert (view.layer, view.z.shape, view.held.shape, view.gamma) == (0, (0, 0), (0,), None)


@pytest.mark.parametrize(("asked", "shown"), [(-3, 1), (0, 1), (1, 1), (2, 2), (3, 2), (99, 2)])
def test_a_layer_that_is_not_there_is_the_nearest(asked, shown):
    assert run(2).view(Hidden(asked)).layer == shown


def test_it_says_what_is_held():
    made = run(5)
    made.hold(2, 3, True)
    np.testing.assert_array_equal(made.view(Hidden(2)).held, [False, False, False, True, False])
    assert not made.view(Hidden(1)).held.any()


def test_claims_e2_of_a_mini_batch_of_one_nothing_is_left_but_beta():
    view = run(20, mini_batch_size=1, activation="tanh").view(Hidden(2))
    np.testing.assert_array_equal(view.sigma2, 0)
    np.testing.assert_array_equal(view.z_norm, 0)
    np.testing.assert_allclose(view.z_tilde, view.beta, rtol=1e-6)


def test_of_a_huge_mini_batch_as_many_as_can_be_seen():
    made = run(1, examples=4000, mini_batch_size=4000, dev_fraction=0.1, test_fraction=0.1)
    view = made.view(Hidden(1))
    assert view.z.shape == (6, 2048)
    assert view.indices.shape == (2048,)
    z = made.network.parameters["W1"][0] @ made.examples.X["train"]
    np.testing.assert_allclose(view.mu[:, 0], z.mean(axis=1), atol=1e-12)  # of the whole mini-batch
