"""Each activation is what it is called, and its slope is its derivative."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.activations import ACTIVATIONS
from simulator.hyperparameters import TABLE

NAMES = pytest.mark.parametrize("name", ACTIVATIONS)
BY_DEFINITION = {
    "relu": lambda z: z * (z > 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "tanh": lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "identity": lambda z: z,
}
Z = arrays(np.float64, (2, 3, 4), elements=st.floats(-20, 20))


def apply(name, z):
    a = np.full_like(z, 7)
    ACTIVATIONS[name].apply(z, a)
    return a


def slope(name, z):
    d = np.full_like(z, 7)
    ACTIVATIONS[name].slope(apply(name, z), d)
    return d


def test_every_activation_on_offer_is_there():
    assert tuple(ACTIVATIONS) == TABLE["activation"].choices


@NAMES
@given(z=Z)
def test_it_is_what_it_is_called(name, z):
    before = z.copy()
    np.testing.assert_allclose(apply(name, z), BY_DEFINITION[name](z), rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(z, before)


@NAMES
@given(z=Z)
def test_its_slope_is_its_derivative(name, z):
    z = np.where(np.abs(z) < 1e-3, 1e-3, z)  # ReLU has a corner at 0
    h = 1e-6
    numeric = (apply(name, z + h) - apply(name, z - h)) / (2 * h)
    np.testing.assert_allclose(slope(name, z), numeric, rtol=1e-6, atol=1e-8)


@NAMES
def test_nothing_overflows(name):
    z = np.array([-1e300, -1000.0, 0.0, 1000.0, 1e300])
    assert np.isfinite(apply(name, z)).all()
    assert np.isfinite(slope(name, z)).all()


def test_at_the_corner_relu_takes_the_left_slope():
    zero = np.zeros(1)
    assert slope("relu", zero) == 0
    assert slope("leaky_relu", zero) == 0.01


@NAMES
def test_float32_stays_float32(name):
    assert apply(name, np.ones(3, np.float32)).dtype == np.float32
