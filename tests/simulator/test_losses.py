"""Softmax and cross-entropy: the notes' numbers, the equations, and nothing overflows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.losses import SoftmaxCrossEntropy, cross_entropy, softmax
from simulator.one_hot import one_hot

Z = arrays(np.float64, st.tuples(st.integers(2, 6), st.integers(1, 5)), elements=st.floats(-50, 50))


def head(z, y):
    """The loss over z (C, m) and labels y, for one model."""
    Y = one_hot(np.asarray(y), len(z))[None]
    return SoftmaxCrossEntropy(np.array(z, np.float64)[None], np.zeros((1, *z.shape)), Y)


def labels(z, seed=0):
    return np.random.default_rng(seed).integers(0, len(z), z.shape[1])


def test_claims_x2_the_numbers_of_the_notes():
    z = np.array([[5.0], [2.0], [-1.0], [3.0]])
    np.testing.assert_allclose(np.exp(z).ravel(), [148.4, 7.4, 0.4, 20.1], atol=0.05)
    assert np.exp(z).sum() == pytest.approx(176.3, abs=0.05)
    np.testing.assert_allclose(softmax(z).ravel(), [0.842, 0.042, 0.002, 0.114], atol=0.0005)


@given(Z)
def test_claims_x1_x2_entries_are_t_over_its_sum_and_sum_to_1(z):
    a, t = softmax(z), np.exp(z)
    np.testing.assert_allclose(a, t / t.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(a.sum(axis=0), 1, rtol=1e-12)
    assert np.all(a > 0)


@given(Z, st.floats(-1e6, 1e6))
def test_only_differences_of_z_count(z, shift):
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-7)


def test_nothing_overflows():
    z = np.array([[1e4], [-1e4], [0.0]])
    np.testing.assert_array_equal(softmax(z), [[1], [0], [0]])
    wrong = head(z, [1])
    wrong.forward()
    assert wrong.loss[0] == 2e4
    assert wrong.losses[0, 0] == 2e4
    np.testing.assert_array_equal(wrong.y_hat[0], [[1], [0], [0]])


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_claims_x4_for_two_classes_it_is_the_sigmoid_of_the_difference(z0, z1):
    y_hat = softmax(np.array([[z0], [z1]]))
    np.testing.assert_allclose(y_hat[1, 0], 1 / (1 + np.exp(z0 - z1)), rtol=1e-12)


@given(Z)
def test_claims_x6_the_loss_is_minus_the_logarithm_of_the_true_class(z):
    y = labels(z)
    loss = head(z, y)
    loss.forward()
    each = -np.log(softmax(z)[y, np.arange(len(y))])
    np.testing.assert_allclose(loss.y_hat[0], softmax(z), rtol=1e-12)
    np.testing.assert_allclose(loss.losses[0], each, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(loss.loss[0], each.mean(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(cross_entropy(softmax(z), y), each, rtol=1e-9, atol=1e-12)


def test_claims_x6_a_low_probability_for_the_true_class_is_punished():
    np.testing.assert_allclose(
        cross_entropy(np.array([[0.9, 0.5, 0.01], [0.1, 0.5, 0.99]]), np.array([0, 0, 0])),
        [0.105, 0.693, 4.605],
        atol=0.001,
    )


def test_a_probability_that_underflowed_costs_much_but_not_infinitely_much():
    assert cross_entropy(np.array([[1.0], [0.0]]), np.array([1]))[0] == pytest.approx(708.4, abs=0.1)


@given(Z)
def test_claims_x7_dz_is_y_hat_minus_y(z):
    loss = head(z, labels(z))
    loss.forward()
    loss.backward()
    m = z.shape[1]
    np.testing.assert_allclose(m * loss.dz, loss.y_hat - loss.Y, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("m", [1, 4])
def test_dz_is_the_slope_of_the_loss(m):
    z = np.random.default_rng(0).standard_normal((3, m))
    loss, h = head(z, labels(z)), 1e-6
    loss.forward()
    loss.backward()
    numeric = np.empty_like(loss.z)
    for place in np.ndindex(loss.z.shape):
        value, ends = loss.z[place], []
        for loss.z[place] in (value + h, value - h):
            loss.forward()
            ends.append(loss.loss[0])
        loss.z[place] = value
        numeric[place] = (ends[0] - ends[1]) / (2 * h)
    np.testing.assert_allclose(loss.dz, numeric, rtol=1e-7, atol=1e-9)


def test_models_do_not_mix():
    rng = np.random.default_rng(0)
    z, Y = rng.standard_normal((3, 4, 5)), one_hot(rng.integers(0, 4, 5), 4)
    together = SoftmaxCrossEntropy(z, np.zeros_like(z), np.stack([Y] * 3))
    together.forward()
    for k in range(3):
        alone = SoftmaxCrossEntropy(z[k : k + 1], np.zeros((1, 4, 5)), Y[None])
        alone.forward()
        np.testing.assert_allclose(together.loss[k], alone.loss[0], rtol=1e-13)
