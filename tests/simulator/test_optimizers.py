"""Optimisers against their textbook loops, one model at a time and many at once."""

import numpy as np
import pytest

from simulator.hyperparameters import TABLE
from simulator.optimizers import OPTIMIZERS, Columns

K, P, STEPS = 3, 5, 30
ALPHA = np.array([[0.1], [0.01], [0.5]])
MOMENTUM = np.array([[0.9], [0.0], [0.99]])
BETA_1 = np.array([[0.9], [0.5], [0.8]])
BETA_2 = np.array([[0.999], [0.9], [0.99]])
EPSILON = np.array([[1e-8], [1e-3], [1e-1]])
EACH = pytest.mark.parametrize("name", OPTIMIZERS)


def start(name, dtype=np.float64, models=slice(None)):
    theta = np.random.default_rng(0).standard_normal((K, P)).astype(dtype)[models]
    grad = np.zeros_like(theta)
    values = {"alpha": ALPHA, "momentum": MOMENTUM, "beta_1": BETA_1, "beta_2": BETA_2, "epsilon": EPSILON}
    columns = Columns(len(theta), theta.dtype, {key: value[models] for key, value in values.items()})
    return OPTIMIZERS[name](theta, grad, columns)


def gradients():
    return np.random.default_rng(1).standard_normal((STEPS, K, P))


def textbook(name):
    """Where theta goes by the equations as written, all steps kept."""
    theta = np.random.default_rng(0).standard_normal((K, P))
    v, s, path = np.zeros((K, P)), np.zeros((K, P)), []
    for t, g in enumerate(gradients(), start=1):
        if name == "gradient_descent":
            theta = theta - ALPHA * g
        elif name == "momentum":
            v = MOMENTUM * v + (1 - MOMENTUM) * g
            theta = theta - ALPHA * v
        elif name == "rmsprop":
            s = BETA_2 * s + (1 - BETA_2) * g**2
            theta = theta - ALPHA * g / (np.sqrt(s) + EPSILON)
        elif name == "adam":
            v = BETA_1 * v + (1 - BETA_1) * g
            s = BETA_2 * s + (1 - BETA_2) * g**2
            v_hat, s_hat = v / (1 - BETA_1**t), s / (1 - BETA_2**t)
            theta = theta - ALPHA * v_hat / (np.sqrt(s_hat) + EPSILON)
        path.append(theta)
    return np.array(path)


def run(optimizer, steps):
    path = []
    for g in steps:
        optimizer.grad[...] = g
        optimizer.step()
        path.append(optimizer.theta.copy())
    return np.array(path)


def test_every_optimiser_on_offer_is_there():
    assert tuple(OPTIMIZERS) == TABLE["optimizer"].choices


@EACH
def test_it_steps_by_its_equations(name):
    np.testing.assert_allclose(run(start(name), gradients()), textbook(name), rtol=1e-11, atol=1e-12)


@EACH
def test_k_models_are_k_single_models(name):
    together = run(start(name), gradients())
    for k in range(K):
        alone = run(start(name, models=slice(k, k + 1)), gradients()[:, k : k + 1])
        np.testing.assert_array_equal(together[:, [k]], alone)


@EACH
def test_the_gradient_is_left_as_it_was(name):
    optimizer, g = start(name), gradients()[0]
    optimizer.grad[...] = g
    optimizer.step()
    np.testing.assert_array_equal(optimizer.grad, g)


@EACH
def test_alpha_0_moves_nothing(name):
    optimizer = start(name)
    optimizer.columns.set("alpha", 0.0)
    before = optimizer.theta.copy()
    np.testing.assert_array_equal(run(optimizer, gradients())[-1], before)


@EACH
def test_alpha_takes_effect_at_the_next_step(name):
    one, half = start(name), start(name)
    before = one.theta.copy()
    half.columns.set("alpha", ALPHA / 2)
    moved = [run(optimizer, gradients()[:1])[-1] - before for optimizer in (one, half)]
    np.testing.assert_allclose(moved[1], moved[0] / 2, rtol=1e-12)


@EACH
def test_its_arrays_are_all_it_remembers(name):
    whole, other = start(name), start(name)
    run(whole, gradients()[:10])
    other.theta[...] = whole.theta
    for key, array in other.arrays().items():
        array[...] = whole.arrays()[key]
    np.testing.assert_array_equal(run(other, gradients()[10:]), run(whole, gradients()[10:]))


def test_momentum_0_is_gradient_descent():
    optimizer = start("momentum")
    optimizer.columns.set("momentum", 0.0)
    np.testing.assert_array_equal(run(optimizer, gradients()), textbook("gradient_descent"))


def test_adams_first_step_is_alpha_long_whatever_the_gradient():
    for scale in (1e-3, 1.0, 1e6):
        optimizer = start("adam")
        optimizer.columns.set("epsilon", 1e-12)
        before = optimizer.theta.copy()
        moved = before - run(optimizer, scale * gradients()[:1])[-1]
        np.testing.assert_allclose(moved, ALPHA * np.sign(gradients()[0]), rtol=1e-5)


def test_a_gradient_of_0_divides_nothing_by_0():
    for name in ("adam", "rmsprop"):
        assert np.isfinite(run(start(name), np.zeros((3, K, P)))).all()


@EACH
def test_float32_stays_float32_and_near(name):
    optimizer = start(name, np.float32)
    path = run(optimizer, gradients())
    assert {a.dtype for a in (optimizer.theta, path)} == {np.dtype(np.float32)}
    np.testing.assert_allclose(path, textbook(name), rtol=1e-3, atol=1e-3)


def test_the_complement_of_beta_is_not_rounded_twice():
    columns = Columns(1, np.dtype(np.float32), {"beta_2": 0.999})
    assert columns.complement["beta_2"][0, 0] == np.float32(0.001)
