"""Marks of a network, and the record of them along a run."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.metrics import Marks, Record, accuracy, confusion, spacing

LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)


def test_accuracy_is_the_share_whose_largest_entry_is_the_label_s():
    y_hat = np.array([[0.7, 0.2, 0.4], [0.3, 0.8, 0.6]])
    assert accuracy(y_hat, np.array([0, 1, 0])) == pytest.approx(2 / 3)


def test_the_accuracy_of_nothing_is_not_a_number():
    assert np.isnan(accuracy(np.empty((3, 0)), np.empty(0, np.int64)))


@given(LABELS)
def test_a_confusion_matrix_counts_true_rows_and_predicted_columns(pairs):
    y, predicted = np.array(pairs).T
    matrix = confusion(y, predicted, 4)
    assert matrix.shape == (4, 4)
    for true in range(4):
        for guess in range(4):
            assert matrix[true, guess] == pairs.count((true, guess))
    assert np.trace(matrix) / len(pairs) == pytest.approx(accuracy(np.eye(4)[:, predicted], y))


def test_evaluations_are_dense_at_first_and_ever_wider_up_to_a_limit():
    gaps = [spacing(step, 128) for step in range(20_000)]
    assert set(gaps[:128]) == {1}
    assert gaps[128] == 2
    assert gaps[-1] == max(gaps) == 128
    assert all(later >= earlier for earlier, later in itertools.pairwise(gaps))
    taken = sum(step % gap == 0 for step, gap in enumerate(gaps))
    assert taken < 900


# The record -------------------------------------------------------------------------------------------


def marks(step):
    return Marks(step + 0.1, step + 0.2, step + 0.3, step + 0.4)


def record(steps, every=3):
    """A record of `steps` steps: the loss of step t is t, marks after each `every` steps."""
    made = Record()
    made.mark(0, marks(0))
    for step in range(1, steps + 1):
        made.append(float(step))
        if step % every == 0:
            made.mark(step, marks(step))
    return made


def same(one, other):
    assert one.start == other.start
    for name in ("loss", "at", "cost_train", "cost_dev", "accuracy_train", "accuracy_dev"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("steps", [0, 1, 10, 1024, 1025, 5000])
def test_it_holds_every_loss_and_every_mark(steps):
    series = record(steps).series()
    np.testing.assert_array_equal(series.loss, np.arange(1, steps + 1))
    np.testing.assert_array_equal(series.at, np.arange(0, steps + 1, 3))
    for name, value in zip(Marks._fields, (0.1, 0.2, 0.3, 0.4), strict=True):
        np.testing.assert_array_equal(getattr(series, name), series.at + value)
    assert series.at.dtype == np.int64


def test_a_step_is_marked_once():
    made = record(3)
    made.mark(3, marks(99))
    np.testing.assert_array_equal(made.series().cost_train, [0.1, 3.1])


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_pieces_put_together_are_the_whole(lengths):
    """However often a receiver asks for what is new, it has everything once."""
    made, received = Record(), Record()
    made.mark(0, marks(0))
    for length in lengths:
        for _ in range(length):
            step = made.counts[0] + 1
            made.append(float(step))
            if step % 7 == 0:
                made.mark(step, marks(step))
        received.extend(made.series(*received.counts))
    same(received.series(), made.series())


def test_what_was_read_never_changes():
    made = record(10)
    series, loss = made.series(), made.series().loss.copy()
    for step in range(11, 3000):
        made.append(float(step))
    np.testing.assert_array_equal(series.loss, loss)
    for name in ("loss", "at", "cost_train", "cost_dev", "accuracy_train", "accuracy_dev"):
        assert not getattr(series, name).flags.writeable, name


@given(st.integers(0, 30), st.integers(0, 30))
def test_truncated_it_is_the_record_of_a_run_that_stopped_there(steps, stop):
    truncated = record(steps).truncated(stop)
    same(truncated.series(), record(stop).series() if stop <= steps else Record(stop).series())


def test_truncated_it_grows_on_without_touching_the_longer_one():
    whole = record(30)
    truncated, before = whole.truncated(10), whole.series().loss.copy()
    truncated.append(-1.0)
    np.testing.assert_array_equal(truncated.series().loss, [*range(1, 11), -1])
    np.testing.assert_array_equal(whole.series().loss, before)


def test_a_record_that_starts_later_knows_nothing_of_before():
    made = Record(100)
    made.append(5.0)
    assert made.series().start == 100
    assert made.truncated(50).series().start == 50
    assert made.truncated(50).counts == (0, 0, 0, 0)
    np.testing.assert_array_equal(made.truncated(101).series().loss, [5.0])
