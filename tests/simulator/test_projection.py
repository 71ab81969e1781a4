"""Laws of the plane a data set is seen on: x = origin + lift uv, uv = project (x - origin)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.datasets import Dataset, load
from simulator.hyperparameters import Config
from simulator.projection import extent, plane


def some_set(n_x, m=40, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(rng.normal(0, 10, (n_x, 1)), rng.lognormal(0, 2, (n_x, 1)), (n_x, m))
    names = tuple(f"f{i}" for i in range(n_x))
    return Dataset("some", X, np.arange(m) % 2, np.arange(m) % 3, names, ("a", "b"), "")


CASES = st.tuples(st.integers(2, 6), st.integers(0, 2**32 - 1)).map(
    lambda case: some_set(case[0], seed=case[1])
)


@given(CASES, st.booleans())
def test_project_undoes_lift(dataset, components):
    its = plane(dataset, None if components else (1, 0))
    uv = np.random.default_rng(0).normal(size=(2, 9))
    assert its.origin.shape == (dataset.n_x, 1)
    np.testing.assert_allclose(its.project @ its.lift, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(its.down(its.up(uv)), uv, atol=1e-8)
    np.testing.assert_allclose(its.up(its.down(its.up(uv))), its.up(uv), rtol=1e-7, atol=1e-7)


@given(CASES)
def test_the_training_mean_lies_on_every_plane_of_more_than_two_features(dataset):
    mean = dataset.part("train")[0].mean(axis=1, keepdims=True)
    for choice in (None, (0, 1)):
        its = plane(dataset, choice)
        np.testing.assert_allclose(its.up(its.down(mean)), mean, rtol=1e-9)


def test_two_features_are_their_own_plane():
    dataset = load(Config(dataset="moons"))
    its = plane(dataset)
    np.testing.assert_array_equal(its.down(dataset.X), dataset.X)
    np.testing.assert_array_equal(its.up(dataset.X), dataset.X)
    assert its.axes == ("x₁", "x₂")
    assert its.held == ""


def test_two_features_can_be_swapped():
    dataset = load(Config(dataset="moons"))
    its = plane(dataset, (1, 0))
    np.testing.assert_array_equal(its.down(dataset.X), dataset.X[::-1])
    assert its.axes == ("x₂", "x₁")
    assert its.held == ""


def test_one_feature_is_seen_along_a_line():
    dataset = some_set(1)
    its = plane(dataset)
    np.testing.assert_array_equal(its.down(dataset.X), np.vstack([dataset.X, np.zeros(dataset.m)]))
    np.testing.assert_array_equal(its.up(np.array([[3.0], [9.0]])), [[3.0]])
    assert its.axes[0] == "f0"
    assert its.held == ""


def test_chosen_features_keep_their_units_and_the_others_the_training_mean():
    dataset = some_set(4)
    its = plane(dataset, (3, 1))
    np.testing.assert_array_equal(its.down(dataset.X), dataset.X[[3, 1]])
    there = its.up(np.array([[7.0], [8.0]]))[:, 0]
    mean = dataset.part("train")[0].mean(axis=1)
    np.testing.assert_array_equal(there, [mean[0], 8.0, mean[2], 7.0])
    assert its.axes == ("f3", "f1")
    assert its.held == "The other 2 features are held at the training mean."


def test_components_are_those_of_the_standardised_training_inputs():
    """They are uncorrelated there, in order of variance, and the axes name its shares."""
    dataset = load(Config(dataset="digits"))
    its = plane(dataset)
    uv = its.down(dataset.part("train")[0])
    np.testing.assert_allclose(uv.mean(axis=1), 0, atol=1e-9)
    covariance = uv @ uv.T / uv.shape[1]
    assert abs(covariance[0, 1]) < 1e-9
    assert covariance[0, 0] > covariance[1, 1]
    varying = np.count_nonzero(np.ptp(dataset.part("train")[0], axis=1))  # each has variance 1
    share = covariance[0, 0] / varying
    assert its.axes[0] == f"first principal component ({100 * share:.0f} % of variance)"
    assert its.held == "The other 62 directions are held at the training mean."


def test_scales_of_features_do_not_matter_to_components():
    dataset = some_set(4)
    scaled = Dataset(
        "scaled",
        dataset.X * [[1e3], [1e-3], [1], [7]],
        dataset.y,
        dataset.split,
        dataset.feature_names,
        ("a", "b"),
        "",
    )
    np.testing.assert_allclose(
        plane(dataset).down(dataset.X), plane(scaled).down(scaled.X), rtol=1e-6, atol=1e-8
    )


@given(CASES)
def test_signs_are_settled(dataset):
    standardized = plane(dataset).lift / dataset.part("train")[0].std(axis=1, keepdims=True)
    if dataset.n_x > 2:
        assert np.all(standardized[np.abs(standardized).argmax(axis=0), [0, 1]] > 0)


def test_a_single_training_example_still_has_a_plane():
    X = np.array([[1.0], [2.0], [3.0]])
    its = plane(Dataset("one", X, np.array([0]), np.array([0]), ("a", "b", "c"), ("k", "l"), ""))
    np.testing.assert_allclose(its.project @ its.lift, np.eye(2), atol=1e-12)
    assert its.axes[0] == "first principal component (0 % of variance)"
    assert its.held == "The other direction is held at the training mean."


@pytest.mark.parametrize("choice", [(0, 0), (0, 3), (-1, 1)])
def test_features_that_are_not_there_are_refused(choice):
    with pytest.raises(
        ValueError, match=rf"two different features in \[0, 2\], got \({choice[0]}, {choice[1]}\)"
    ):
        plane(some_set(3), choice)


POINTS = st.lists(st.tuples(st.floats(-1e100, 1e100), st.floats(-1e100, 1e100)), max_size=20)


@given(POINTS)
def test_an_extent_leaves_room_around_every_point(points):
    uv = np.array(points, dtype=float).reshape(-1, 2).T
    u0, u1, v0, v1 = extent(uv)
    assert u0 < u1
    assert v0 < v1
    assert np.all((u0 < uv[0]) & (uv[0] < u1) & (v0 < uv[1]) & (uv[1] < v1))


def test_an_extent_of_one_place_has_width_1():
    assert extent(np.array([[2.0, 2.0], [0.0, 0.0]])) == (1.5, 2.5, -0.5, 0.5)
    assert extent(np.empty((2, 0))) == (-0.5, 0.5, -0.5, 0.5)
    u0, u1, *_ = extent(np.array([[1e6, np.nextafter(1e6, 2e6)], [0.0, 0.0]]))
    assert u1 - u0 == pytest.approx(1.0)


def test_an_extent_is_in_proportion():
    u0, u1, *_ = extent(np.array([[0.0, 100.0], [0.0, 1.0]]))
    np.testing.assert_allclose((u0, u1), (-8, 108))
