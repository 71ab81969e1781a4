"""Laws every generated set keeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.generated import RECIPES, generate
from simulator.hyperparameters import GENERATED, TABLE

MANY_CLASSED = [name for name, recipe in RECIPES.items() if recipe.classes is None]


def draw(name, *, examples=1000, classes=4, noise=0.2, seed=0):
    return generate(name, examples=examples, classes=classes, noise=noise, seed=seed)


def mistakes_of_nearest_neighbour(X, y):
    """Share of examples whose nearest other example is of another class, in standardised inputs."""
    Z = X / X.std(axis=1, keepdims=True)
    distance = ((Z[:, :, np.newaxis] - Z[:, np.newaxis, :]) ** 2).sum(axis=0)
    np.fill_diagonal(distance, np.inf)
    return float(np.mean(y[distance.argmin(axis=1)] != y))


def test_recipes_are_the_declared_ones():
    assert set(RECIPES) == set(GENERATED)
    assert set(MANY_CLASSED) == set(TABLE["classes"].needs["dataset"])


@given(
    st.sampled_from(sorted(RECIPES)),
    st.integers(2, 10),
    st.integers(10, 300),
    st.floats(0, 10),
    st.integers(0),
)
@settings(deadline=None)
def test_shapes_types_and_balance(name, classes, examples, noise, seed):
    X, y = draw(name, examples=examples, classes=classes, noise=noise, seed=seed)
    C = RECIPES[name].classes or classes
    assert X.shape == (2, examples)
    assert X.dtype == np.float64
    assert y.dtype == np.int64
    assert np.isfinite(X).all()
    counts = np.bincount(y, minlength=C)
    assert counts.size == C
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", RECIPES)
def test_a_seed_decides_the_set(name):
    X, y = draw(name, seed=7)
    again, y_again = draw(name, seed=7)
    other, _ = draw(name, seed=8)
    np.testing.assert_array_equal(X, again)
    np.testing.assert_array_equal(y, y_again)
    assert not np.array_equal(X, other)


@pytest.mark.parametrize("name", RECIPES)
def test_examples_of_a_class_do_not_stand_together(name):
    _, y = draw(name)
    assert np.count_nonzero(np.diff(y)) > 300


@pytest.mark.parametrize("name", RECIPES)
def test_noise_0_is_clean_and_noise_1_blurs(name):
    clean, light, blurred = (mistakes_of_nearest_neighbour(*draw(name, noise=s)) for s in (0.0, 0.2, 1.0))
    assert clean <= 0.05  # squares of a checkerboard lie close, no two examples coincide
    assert light <= 0.15
    assert blurred >= 0.15


@pytest.mark.parametrize("name", sorted(set(RECIPES) - {"stretched"}))
def test_clean_sets_lie_within_the_unit_square(name):
    for classes in range(2, 11):
        X, _ = draw(name, classes=classes, noise=0.0)
        assert 0.7 <= np.abs(X).max() <= 1.0 + 1e-12


@pytest.mark.parametrize("classes", range(2, 11))
def test_clean_circles_have_one_radius_a_class(classes):
    X, y = draw("circles", classes=classes, noise=0.0)
    np.testing.assert_allclose(np.hypot(*X), (y + 1) / classes)


def test_clean_xor_is_the_exclusive_or_of_the_signs():
    X, y = draw("xor", noise=0.0)
    np.testing.assert_array_equal(y, (X[0] > 0) ^ (X[1] > 0))


@pytest.mark.parametrize("classes", range(2, 11))
def test_neighbouring_squares_of_a_checkerboard_differ(classes):
    X, y = draw("checkerboard", classes=classes, noise=0.0, examples=5000)
    side = 4 if classes <= 4 else 6
    i, j = np.floor((X + 1) * side / 2).astype(int)
    colour = np.full((side, side), -1)
    colour[i, j] = y
    np.testing.assert_array_equal(colour[i, j], y)  # a square has one colour
    assert np.all(colour[1:] != colour[:-1])
    assert np.all(colour[:, 1:] != colour[:, :-1])
    assert set(colour.ravel()) == set(range(classes))


@pytest.mark.parametrize("classes", range(2, 11))
def test_stretched_features_differ_50_fold(classes):
    X, _ = draw("stretched", classes=classes)
    reach = np.abs(X).max(axis=1)
    np.testing.assert_allclose(reach, [50, 1])
    assert 25 <= X[0].std() / X[1].std() <= 100


def test_arms_of_a_spiral_are_evenly_filled():
    """Every tenth of an arm's length in r² holds a tenth of its examples."""
    X, y = draw("spirals", noise=0.5)
    along = (np.hypot(*X) - 0.08) / 0.92
    for label in range(4):
        counts, _ = np.histogram(along[y == label] ** 2, bins=10, range=(0, 1))
        assert np.abs(counts - 25).max() <= 1
