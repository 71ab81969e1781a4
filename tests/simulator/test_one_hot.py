"""Claim H1: labels become columns with exactly one 1, and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.one_hot import labels, one_hot


def test_claims_h1_the_notes_example():
    Y = one_hot(np.array([1, 2, 3, 0, 2, 1]), classes=4)
    expected = [
        [0, 0, 0, 1, 0, 0],
        [1, 0, 0, 0, 0, 1],
        [0, 1, 0, 0, 1, 0],
        [0, 0, 1, 0, 0, 0],
    ]
    np.testing.assert_array_equal(Y, expected)
    np.testing.assert_array_equal(Y.sum(axis=0), 1)


def test_claims_h1_a_second_one_in_the_last_column_is_refused():
    Y = one_hot(np.array([1, 2, 3, 0, 2, 1]), classes=4)
    Y[2, 5] = 1
    with pytest.raises(ValueError, match=r"Column 5 of Y .* got \[0\.0, 1\.0, 1\.0, 0\.0\]"):
        labels(Y)


@given(st.integers(1, 20).flatmap(lambda C: st.tuples(st.just(C), st.lists(st.integers(0, C - 1)))))
def test_labels_undoes_one_hot(case):
    classes, y = case
    Y = one_hot(np.array(y, dtype=np.int64), classes)
    assert Y.shape == (classes, len(y))
    np.testing.assert_array_equal(labels(Y), y)


def test_dtype_is_the_one_asked_for():
    assert one_hot(np.array([0, 1]), 2).dtype == np.float64
    assert one_hot(np.array([0, 1]), 2, np.float32).dtype == np.float32


@pytest.mark.parametrize("wrong", [-1, 4, 1.5, np.nan])
def test_a_label_that_is_no_class_is_named_with_its_position(wrong):
    with pytest.raises(ValueError, match=rf"y\[2\] must be a whole number in \[0, 3\], got {wrong}"):
        one_hot(np.array([0, 3, wrong, 9]), 4)


def test_wrong_shapes_are_named():
    with pytest.raises(ValueError, match=r"\(1, 2\)"):
        one_hot(np.array([[0, 1]]), 2)
    with pytest.raises(ValueError, match=r"\(2,\)"):
        labels(np.array([0, 1]))


@pytest.mark.parametrize("column", [[0, 0], [0.5, 0.5], [2, -1], [np.nan, 1]])
def test_a_column_without_a_single_one_is_refused(column):
    with pytest.raises(ValueError, match="Column 1 of Y"):
        labels(np.array([[1.0, 0.0], column]).T)
