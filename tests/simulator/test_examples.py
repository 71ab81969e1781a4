"""The examples as a network takes them, and what painting does to them."""

import numpy as np
import pytest

from simulator.datasets import Dataset
from simulator.examples import Examples
from simulator.one_hot import labels


@pytest.fixture
def dataset():
    rng = np.random.default_rng(0)
    X = rng.normal([[5.0], [-2.0]], [[10.0], [0.1]], (2, 40))
    return Dataset("drawn", X, np.arange(40) % 3, np.arange(40) % 5 // 3, ("u", "v"), ("a", "b", "c"), "here")


@pytest.fixture
def examples(dataset):
    return Examples(dataset, dataset, True, np.dtype(float))


def test_claims_n1_the_training_inputs_get_mean_0_and_variance_1(examples):
    np.testing.assert_allclose(examples.X["train"].mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(examples.X["train"].var(axis=1), 1, rtol=1e-12)


def test_claims_n1_dev_uses_the_training_mean_and_sigma(examples, dataset):
    X, _ = dataset.part("train")
    expected = (dataset.part("dev")[0] - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    np.testing.assert_allclose(examples.X["dev"], expected, rtol=1e-12)


def test_it_can_be_left_undone(dataset):
    plain = Examples(dataset, dataset, False, np.dtype(float))
    np.testing.assert_array_equal(plain.X["train"], dataset.part("train")[0])


def test_the_parts_are_the_data_set_s(examples, dataset):
    for i, name in enumerate(("train", "dev", "test")):
        np.testing.assert_array_equal(examples.members[name], np.flatnonzero(dataset.split == i))
        np.testing.assert_array_equal(examples.y[name], dataset.y[examples.members[name]])
    np.testing.assert_array_equal(labels(examples.Y_train), examples.y["train"])


def test_painting_far_away_moves_no_other_example(examples, dataset):
    """μ, σ and the plane stay those of the data as they were loaded."""
    before, plane = examples.X["train"].copy(), examples.plane(None)
    examples.edit(dataset.with_example([1e6, 1e6], 1))
    np.testing.assert_array_equal(examples.X["train"][:, :-1], before)
    np.testing.assert_array_equal(examples.plane(None).up(np.eye(2)), plane.up(np.eye(2)))


def test_nor_does_it_after_a_reset(examples, dataset):
    """Built anew from painted data, the inputs are still normalised by what was loaded."""
    painted = dataset.with_example([1e6, 1e6], 1)
    anew = Examples(painted, dataset, True, np.dtype(float))
    np.testing.assert_array_equal(anew.X["train"][:, :-1], examples.X["train"])
    np.testing.assert_array_equal(anew.plane(None).up(np.eye(2)), examples.plane(None).up(np.eye(2)))


def test_the_extent_grows_with_what_is_painted_outside(examples, dataset):
    u0, u1, v0, v1 = examples.extent(None)
    examples.edit(dataset.with_example([1000.0, -7.0], 1))
    assert examples.extent(None) == (u0, 1000.0, -7.0, v1)
    examples.edit(dataset)
    assert examples.extent(None) == (u0, u1, v0, v1)


def test_a_grid_covers_the_extent_row_by_row(examples):
    u0, u1, v0, v1 = examples.extent(None)
    X = examples.standardizer.undo(examples.grid(None, 4)).reshape(2, 4, 4)
    centres = (np.arange(4) + 0.5) / 4
    for k in range(4):
        np.testing.assert_allclose(X[0, k], u0 + (u1 - u0) * centres, rtol=1e-9)  # u fastest
        np.testing.assert_allclose(X[1, :, k], v0 + (v1 - v0) * centres, rtol=1e-9)


def test_the_network_s_precision_is_kept(dataset):
    single = Examples(dataset, dataset, True, np.dtype(np.float32))
    arrays = [*single.X.values(), single.Y_train, single.grid(None, 3)]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
