"""Each layer alone: forward as the equations say, backward as finite differences say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.activations import ACTIVATIONS
from simulator.layers import Activate, BatchNorm, Dense, Dropout
from simulator.losses import softmax

K, N, M = 2, 3, 5
H = 1e-6


def drawn(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


def column(seed=None, n=N):
    return np.zeros((K, n, 1)) if seed is None else drawn(seed, K, n, 1)


def assert_backward_is_right(layer, variables):
    """J = Σ weights · out: `variables` are (array, its gradient) pairs that must agree with differences."""
    weights = drawn(99, *layer.out.shape)
    layer.forward()
    layer.d_out[...] = weights
    layer.backward()
    for variable, gradient in variables:
        analytic, numeric = gradient.copy(), np.empty_like(variable)
        for place in np.ndindex(variable.shape):
            ends = []
            value = variable[place]
            for variable[place] in (value + H, value - H):
                layer.forward()
                ends.append(np.sum(weights * layer.out))
            variable[place] = value
            numeric[place] = (ends[0] - ends[1]) / (2 * H)
        np.testing.assert_allclose(analytic, numeric, rtol=1e-7, atol=1e-8)


# Dense ------------------------------------------------------------------------------------------------


def dense(with_b=True, m=M):
    x = drawn(0, K, N, m)
    W, b = drawn(1, K, 4, N), drawn(2, K, 4, 1) if with_b else None
    db = np.zeros((K, 4, 1)) if with_b else None
    return Dense(x, np.zeros_like(x), W, np.zeros_like(W), b, db)


def test_dense_is_w_x_plus_b():
    layer = dense()
    layer.forward()
    for k in range(K):
        np.testing.assert_allclose(layer.out[k], layer.W[k] @ layer.x[k] + layer.b[k], rtol=1e-14)


@pytest.mark.parametrize("m", [1, M])
def test_dense_backward(m):
    layer = dense(m=m)
    assert_backward_is_right(layer, [(layer.x, layer.dx), (layer.W, layer.dW), (layer.b, layer.db)])


def test_dense_backward_without_b():
    layer = dense(with_b=False)
    assert_backward_is_right(layer, [(layer.x, layer.dx), (layer.W, layer.dW)])


def test_the_first_layer_leaves_its_empty_dx_alone():
    x, W = drawn(0, K, N, M), drawn(1, K, 4, N)
    layer = Dense(x, x[:0], W, np.zeros_like(W), None, None)
    layer.forward()
    layer.backward()
    np.testing.assert_array_equal(x, drawn(0, K, N, M))


# Batch norm -------------------------------------------------------------------------------------------


def batch_norm(x, epsilon=1e-3, gamma=None, beta=None):
    gamma = drawn(3, K, N, 1) if gamma is None else gamma
    beta = drawn(4, K, N, 1) if beta is None else beta
    gradients, statistics = (column(), column()), (column(), column())
    epsilons = np.full((K, 1, 1), epsilon)
    return BatchNorm(x, np.zeros_like(x), (gamma, beta), gradients, statistics, epsilons)


def forward(layer):
    layer.forward()
    return layer.out.copy()


@pytest.mark.parametrize("m", [1, 2, M])
def test_batch_norm_backward(m):
    layer = batch_norm(drawn(0, K, N, m))
    pairs = [(layer.x, layer.dx), (layer.gamma, layer.d_gamma), (layer.beta, layer.d_beta)]
    assert_backward_is_right(layer, pairs)


@given(st.integers(0, 1000), st.integers(1, 9), st.floats(1e-8, 1))
def test_claims_b2_z_norm_has_mean_0_and_variance_sigma2_over_sigma2_plus_epsilon(seed, m, epsilon):
    z = 3 * drawn(seed, K, N, m) + 5
    layer = batch_norm(z, epsilon)
    layer.forward()
    sigma2 = z.var(axis=2, keepdims=True)
    np.testing.assert_allclose(layer.mu, z.mean(axis=2, keepdims=True), rtol=1e-12)
    np.testing.assert_allclose(layer.sigma2, sigma2, rtol=1e-9, atol=1e-25)
    np.testing.assert_allclose(layer.z_norm.mean(axis=2), 0, atol=1e-9)
    expected = sigma2 / (sigma2 + epsilon)
    np.testing.assert_allclose(layer.z_norm.var(axis=2, keepdims=True), expected, rtol=1e-9, atol=1e-15)


def test_claims_b2_by_hand():
    z = np.array([[[1.0, 3.0]]])
    two, seven = np.full((1, 1, 1), 2.0), np.full((1, 1, 1), 7.0)
    spare = [np.zeros((1, 1, 1)) for _ in range(4)]
    layer = BatchNorm(
        z, np.zeros_like(z), (two, seven), tuple(spare[:2]), tuple(spare[2:]), np.full((1, 1, 1), 3.0)
    )
    layer.forward()
    assert (layer.mu.item(), layer.sigma2.item()) == (2, 1)
    np.testing.assert_allclose(layer.z_norm, [[[-0.5, 0.5]]], rtol=1e-15)
    np.testing.assert_allclose(layer.out, [[[6.0, 8.0]]], rtol=1e-15)


def test_claims_b1_z_is_normalised_not_a():
    """Behind g, a of a normalised z has whatever mean it has."""
    layer = batch_norm(drawn(0, K, N, 200), gamma=np.ones((K, N, 1)), beta=column())
    a = Activate(layer.out, layer.d_out, ACTIVATIONS["relu"])
    layer.forward()
    a.forward()
    np.testing.assert_allclose(layer.out.mean(axis=2), 0, atol=1e-12)
    assert np.all(a.out.mean(axis=2) > 0.3)


@given(st.integers(0, 1000))
def test_claims_b3_batch_norm_can_undo_itself(seed):
    z = 2 * drawn(seed, K, N, M) - 1
    gamma = np.sqrt(z.var(axis=2, keepdims=True) + 1e-3)
    layer = batch_norm(z, 1e-3, gamma, z.mean(axis=2, keepdims=True))
    np.testing.assert_allclose(forward(layer), z, rtol=1e-12, atol=1e-12)


def test_claims_b6_a_constant_added_to_z_changes_nothing():
    z, b = drawn(0, K, N, M), drawn(7, K, N, 1)
    np.testing.assert_allclose(forward(batch_norm(z + b)), forward(batch_norm(z)), rtol=1e-12, atol=1e-13)


def test_claims_b6_the_gradient_of_that_constant_is_0():
    layer = batch_norm(drawn(0, K, N, M))
    layer.forward()
    layer.d_out[...] = drawn(99, K, N, M)
    layer.backward()
    np.testing.assert_allclose(layer.dx.sum(axis=2), 0, atol=1e-13)


def test_claims_b8_each_mini_batch_is_normalised_by_its_own_statistics():
    z = drawn(0, K, N, M)
    first, second = forward(batch_norm(z)), forward(batch_norm(10 * z + 3))
    np.testing.assert_allclose(first, second, rtol=1e-2)


def test_claims_e2_a_batch_of_one_lets_only_beta_through():
    layer = batch_norm(drawn(0, K, N, 1), 1e-8)
    layer.forward()
    np.testing.assert_array_equal(layer.sigma2, 0)
    np.testing.assert_array_equal(layer.z_norm, 0)
    np.testing.assert_array_equal(layer.out, layer.beta)
    layer.d_out[...] = drawn(99, K, N, 1)
    layer.backward()
    np.testing.assert_array_equal(layer.dx, 0)
    np.testing.assert_array_equal(layer.d_gamma, 0)
    np.testing.assert_array_equal(layer.d_beta, layer.d_out)


def test_claims_b5_gamma_and_beta_let_a_sigmoid_leave_its_linear_part():
    z = 30 * drawn(0, K, N, 500)
    tame = batch_norm(z, gamma=np.ones((K, N, 1)), beta=column())
    free = batch_norm(z, gamma=np.full((K, N, 1), 8.0), beta=column())
    assert np.mean(np.abs(forward(tame)) < 2) > 0.9
    assert np.mean(np.abs(forward(free)) < 2) < 0.3


# Activation and dropout -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activate_backward(name):
    x = drawn(0, K, N, M)
    layer = Activate(x, np.zeros_like(x), ACTIVATIONS[name])
    assert_backward_is_right(layer, [(layer.x, layer.dx)])


def dropout(x, keep_prob, seed=0):
    generators = [np.random.default_rng([seed, k]) for k in range(len(x))]
    return Dropout(x, np.zeros_like(x), np.full((len(x), 1, 1), keep_prob), generators)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
def test_dropout_keeps_the_share_p_and_the_mean(p):
    layer = dropout(np.ones((K, 100, 500)), p)
    layer.forward()
    assert set(np.unique(layer.mask)) == {0, 1 / p}
    np.testing.assert_allclose((layer.mask > 0).mean(axis=(1, 2)), p, atol=0.01)
    np.testing.assert_allclose(layer.out.mean(axis=(1, 2)), 1, atol=0.03)


def test_dropout_draws_anew_each_time():
    layer = dropout(np.ones((1, 10, 10)), 0.5)
    assert not np.array_equal(forward(layer), forward(layer))


def test_keep_prob_1_drops_nothing():
    x = drawn(0, K, N, M)
    np.testing.assert_array_equal(forward(dropout(x, 1.0)), x)


def test_dropout_backward_goes_through_the_same_mask():
    x = drawn(0, K, N, M)
    layer = dropout(x, 0.5)
    layer.forward()
    layer.d_out[...] = drawn(99, K, N, M)
    layer.backward()
    np.testing.assert_allclose(layer.dx * x, layer.d_out * layer.out, rtol=1e-14)
    assert 0 < np.count_nonzero(layer.dx) < layer.dx.size


def test_models_draw_from_generators_of_their_own():
    x = np.ones((2, 10, 10))
    both, second = dropout(x, 0.5), dropout(x[:1], 0.5)
    second.generators = [np.random.default_rng([0, 1])]
    np.testing.assert_array_equal(forward(both)[1], forward(second)[0])
    assert not np.array_equal(both.out[0], both.out[1])


def test_claims_x3_activations_act_on_scalars_and_softmax_on_the_vector():
    z = drawn(0, 1, 4, 1)
    moved = z.copy()
    moved[0, 0] += 1
    for activation in ACTIVATIONS.values():
        a, b = np.empty_like(z), np.empty_like(z)
        activation.apply(z, a)
        activation.apply(moved, b)
        np.testing.assert_array_equal(a[0, 1:], b[0, 1:])
    assert np.all(softmax(z)[0] != softmax(moved)[0])
