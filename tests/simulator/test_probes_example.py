"""One example through softmax (claims X1, X2, X4, X6, X7)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.hyperparameters import Config
from simulator.probes.example import Example, as_sigmoid, stages
from simulator.run import Run
from tests.simulator.textbook import predicted

Z = arrays(np.float64, st.integers(2, 10), elements=st.floats(-30, 30))


def run(steps=20, **settings):
    made = Run(Config(**{"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16, **settings}))
    made.advance(steps)
    return made


def test_claims_x2_the_worked_example_of_the_notes_to_its_digits():
    s = stages([5, 2, -1, 3], 0)
    np.testing.assert_array_equal(np.round(s.t, 1), [148.4, 7.4, 0.4, 20.1])
    assert round(s.total, 1) == 176.3
    np.testing.assert_array_equal(np.round(s.a, 3), [0.842, 0.042, 0.002, 0.114])
    np.testing.assert_array_equal(s.z, [5, 2, -1, 3])
    assert s.loss == pytest.approx(-np.log(0.84203), abs=1e-5)


@given(Z, st.data())
def test_claims_x1_x2_x6_x7_every_stage(z, data):
    y = data.draw(st.integers(0, len(z) - 1))
    s = stages(z, y)
    t = np.exp(z)
    np.testing.assert_allclose(s.t, t)
    assert s.total == pytest.approx(t.sum())
    np.testing.assert_allclose(s.a, t / t.sum(), rtol=1e-12)
    assert s.a.sum() == pytest.approx(1)
    assert s.loss == pytest.approx(np.log(t.sum()) - z[y], abs=1e-9)
    np.testing.assert_allclose(s.dz, s.a - np.eye(len(z))[y], atol=1e-15)
    np.testing.assert_allclose(s.numerical, s.dz, atol=1e-8)


@pytest.mark.parametrize("z", [[800.0, 0.0], [-800.0, 0.0], [1e6, -1e6, 1e6]])
def test_huge_scores_overflow_t_and_nothing_else(z):
    s = stages(z, 1)
    np.testing.assert_allclose(s.a.sum(), 1)
    assert s.loss == pytest.approx(np.log(np.exp(np.array(z) - max(z)).sum()) + max(z) - z[1], abs=1e-9)
    np.testing.assert_allclose(s.dz, s.a - np.eye(len(z))[1])


@given(st.floats(-40, 40), st.floats(-40, 40), st.floats(-40, 40))
def test_claims_x4_for_two_classes_it_is_the_sigmoid(z0, z1, other):
    share, sigmoid, difference = as_sigmoid([z0, other, z1], 0, 2)
    assert sigmoid == pytest.approx(1 / (1 + np.exp(-(z1 - z0))), rel=1e-12)
    assert share == pytest.approx(np.exp(z1 - z0) / (1 + np.exp(z1 - z0)), rel=1e-9)
    assert difference == share - sigmoid
    assert abs(difference) < 1e-15
    assert as_sigmoid([z0, other, z1], 2, 0)[0] == pytest.approx(1 - share, abs=1e-15)


@pytest.mark.parametrize("settings", [{}, {"batch_norm": False}, {"hidden_units": ()}, {"dataset": "wine"}])
def test_claims_x1_it_is_what_the_network_predicts(settings):
    made = run(**settings)
    X = made.examples.dataset.X
    for index in (0, 41, 99):
        view = made.view(Example(index))
        assert (view.example, view.split) == (index, made.examples.dataset.split[index])
        np.testing.assert_array_equal(view.X, X[:, index])
        np.testing.assert_allclose(view.softmax.a, predicted(made, X[:, [index]])[:, 0], rtol=1e-8)
        assert view.softmax.y == made.examples.dataset.y[index]
        np.testing.assert_allclose(view.uv, made.examples.plane(None).down(X)[:, index])
        np.testing.assert_allclose(view.softmax.numerical, view.softmax.dz, atol=1e-8)


@pytest.mark.parametrize(("asked", "shown"), [(-1, 0), (0, 0), (99, 99), (100, 99), (10**9, 99)])
def test_an_example_that_is_not_there_is_the_nearest(asked, shown):
    assert run(2).view(Example(asked)).example == shown
