"""Claim N1: every set is shifted and scaled by the training set's mean and deviation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.preprocessing import Standardizer

SEEDS = st.integers(0, 2**32 - 1)


def some_inputs(seed, m=50):
    rng = np.random.default_rng(seed)
    return rng.normal(rng.normal(0, 10, (3, 1)), rng.lognormal(0, 2, (3, 1)), (3, m))


@given(SEEDS)
def test_claims_n1_training_inputs_get_mean_0_and_variance_1(seed):
    X = some_inputs(seed)
    X_norm = Standardizer.fit(X).apply(X)
    np.testing.assert_allclose(X_norm.mean(axis=1), 0, atol=1e-9)
    np.testing.assert_allclose((X_norm**2).mean(axis=1), 1, rtol=1e-9)


def test_claims_n1_by_hand():
    standardizer = Standardizer.fit(np.array([[1.0, 3.0], [10.0, 50.0]]))
    np.testing.assert_array_equal(standardizer.mean, [[2], [30]])
    np.testing.assert_array_equal(standardizer.sigma, [[1], [20]])


def test_claims_n1_other_sets_use_the_training_mean_and_sigma():
    standardizer = Standardizer.fit(np.array([[1.0, 3.0]]))
    np.testing.assert_array_equal(standardizer.apply(np.array([[7.0]])), [[5.0]])


@given(SEEDS)
def test_undo_undoes_apply(seed):
    X, other = some_inputs(seed), some_inputs(seed + 1)
    standardizer = Standardizer.fit(X)
    np.testing.assert_allclose(standardizer.undo(standardizer.apply(other)), other, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("constant", [0.0, 0.1, -1e100, 1e-300])
def test_a_constant_feature_becomes_0(constant):
    X = np.full((1, 1000), constant)
    standardizer = Standardizer.fit(X)
    assert standardizer.sigma == 1
    np.testing.assert_allclose(standardizer.apply(X) / max(1, abs(constant)), 0, atol=1e-12)


def test_a_spread_too_small_to_square_is_left_alone():
    assert Standardizer.fit(np.array([[0.0, 1e-200]])).sigma == 1


def test_the_identity_changes_nothing():
    X = some_inputs(0)
    identity = Standardizer.identity(3)
    np.testing.assert_array_equal(identity.apply(X), X)
    np.testing.assert_array_equal(identity.undo(X), X)


def test_nothing_to_fit_is_refused():
    with pytest.raises(ValueError, match=r"\(2, 0\)"):
        Standardizer.fit(np.empty((2, 0)))


def test_its_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        Standardizer.identity(2).mean[0] = 1
