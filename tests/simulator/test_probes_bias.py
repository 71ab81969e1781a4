"""A constant b on z (claim B6): under batch norm nothing changes and its gradient is 0; without, all does."""

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.bias import Bias
from simulator.probes.hidden import Hidden
from simulator.run import Run
from tests.simulator.textbook import copied, cost, forward

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}


def run(steps=10, **settings):
    made = Run(Config(**{**SMALL, **settings}))
    made.advance(steps)
    return made


def batch(made):
    indices = made.view(Hidden()).indices
    return made.examples.normalised(made.examples.dataset.X[:, indices]), made.examples.dataset.y[indices]


def added(layer, unit, b, n):
    column = np.zeros((n, 1))
    column[unit] = b
    return {layer: column}


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize(("layer", "unit", "n"), [(1, 4, 6), (2, 0, 5)])
@pytest.mark.parametrize("b", [0.0, -2.5, 0.8])
def test_claims_b6_what_b_does_is_what_the_formulas_say(batch_norm, layer, unit, n, b):
    made = run(batch_norm=batch_norm, activation="tanh", keep_prob=0.5, weight_decay=0.1)
    view, p, (X, y) = made.view(Bias(layer, unit, b)), copied(made), batch(made)
    shifted = added(layer, unit, b, n)
    expected = forward(p, X, "tanh", added=shifted)[0][layer - 1]
    np.testing.assert_allclose(view.z, expected.z[unit], rtol=1e-12)
    np.testing.assert_allclose(view.z_tilde, expected.z_tilde[unit], atol=1e-12)
    assert view.mu == pytest.approx(expected.mu[unit, 0], abs=1e-12)
    assert view.loss == pytest.approx(cost(p, X, y, activation="tanh", added=shifted), rel=1e-12)
    assert view.loss_without == pytest.approx(cost(p, X, y, activation="tanh"), rel=1e-12)
    h = 1e-5
    above, below = (
        cost(p, X, y, activation="tanh", added=added(layer, unit, b + sign * h, n)) for sign in (1, -1)
    )
    assert view.gradient == pytest.approx((above - below) / (2 * h), abs=1e-9)


@pytest.mark.parametrize("b", [-100.0, -1.0, 0.1, 30.0])
def test_claims_b6_under_batch_norm_it_changes_nothing_and_its_gradient_is_0(b):
    made = run(60)
    for layer, unit in ((1, 0), (1, 5), (2, 3)):
        plain, view = made.view(Bias(layer, unit)), made.view(Bias(layer, unit, b))
        np.testing.assert_allclose(view.z, plain.z + b, rtol=1e-12)
        assert view.mu == pytest.approx(plain.mu + b, abs=1e-11)
        np.testing.assert_allclose(view.z_tilde, plain.z_tilde, atol=1e-9)
        assert view.loss == pytest.approx(view.loss_without, abs=1e-11)
        assert abs(view.gradient) < 1e-12
        assert view.own is None


def test_claims_b6_without_batch_norm_it_changes_the_loss_and_has_a_gradient():
    made = run(60, batch_norm=False)
    view = made.view(Bias(1, 2, 1.5))
    np.testing.assert_allclose(view.z_tilde, view.z)
    assert abs(view.loss - view.loss_without) > 1e-3
    assert abs(view.gradient) > 1e-6
    assert view.own == made.network.parameters["b1"][0, 2, 0]
    slope = made.view(Bias(1, 2)).gradient
    bound = made.rehearse()
    assert slope == pytest.approx(bound.network.gradients["b1"][0, 2, 0], rel=1e-12)


@pytest.mark.parametrize("settings", [{"steps": 0}, {"hidden_units": ()}])
def test_with_nothing_to_add_it_to_nothing_is_known(settings):
    view = run(**settings).view(Bias(1, 2, 0.5))
    assert view.z.shape == view.z_tilde.shape == (0,)
    assert np.isnan([view.mu, view.loss, view.loss_without, view.gradient]).all()
    assert (view.b, view.own) == (0.5, None)


def test_the_network_itself_gets_no_b():
    made, same = run(), run()
    made.view(Bias(1, 2, 50.0))
    made.advance(5)
    same.advance(5)
    np.testing.assert_array_equal(made.network.theta, same.network.theta)
