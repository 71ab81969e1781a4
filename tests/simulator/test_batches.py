"""Mini-batches: every example exactly once an epoch, whatever is done meanwhile."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.batches import Batches


def batches(m, seed=0):
    return Batches(m, np.random.default_rng(seed))


def epoch_of(taker, size):
    """The mini-batches up to the end of the epoch under way."""
    taken = [taker.take(size)]
    while taker.cursor < taker.m:
        taken.append(taker.take(size))
    return taken


@given(st.integers(1, 60), st.integers(1, 80))
def test_each_epoch_is_a_permutation(m, size):
    taker = batches(m)
    for epoch in range(3):
        steps = taker.left(size)
        taken = epoch_of(taker, size)
        assert sorted(np.concatenate(taken)) == list(range(m))
        assert len(taken) == steps == -(-m // size)
        assert all(len(batch) == min(size, m) for batch in taken[:-1])
        assert len(taken[-1]) == (m - 1) % min(size, m) + 1
        assert taker.epoch == epoch


def test_the_last_mini_batch_is_short():
    assert [len(batch) for batch in epoch_of(batches(10), 4)] == [4, 4, 2]


def test_a_seed_decides_the_order_and_epochs_differ():
    taker, same, other = batches(50), batches(50), batches(50, seed=1)
    first = [b.take(50) for b in (taker, same, other)]
    np.testing.assert_array_equal(first[0], first[1])
    assert not np.array_equal(first[0], first[2])
    assert not np.array_equal(first[0], taker.take(50))


def test_the_size_may_change_within_an_epoch():
    taker = batches(20)
    taken = np.concatenate([taker.take(3), taker.take(10), taker.take(100)])
    assert sorted(taken) == list(range(20))
    assert taker.epoch == 0


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(1, 7)),
        st.tuples(st.just("add"), st.just(0)),
        st.tuples(st.just("remove"), st.floats(0, 1, exclude_max=True)),
    ),
    max_size=25,
)


@settings(max_examples=200)
@given(st.integers(1, 12), EVENTS)
def test_adding_and_removing_keep_every_example_exactly_once_an_epoch(m, events):
    """Examples carry names here; an index is a place in the list of names, as it is in a data set."""
    taker, names, newest = batches(m), list(range(m)), m
    met, epoch = [], 0
    for event, value in events:
        if event == "take":
            ended = taker.cursor >= taker.m
            if ended:
                assert sorted(set(names) & set(met)) == sorted(names)
                met = []
            indices = taker.take(value)
            epoch += ended
            met += [names[i] for i in indices]
            assert len(met) == len(set(met))
        elif event == "add":
            taker.add()
            names.append(newest)
            newest += 1
        elif len(names) > 1:
            index = int(value * len(names))
            taker.remove(index)
            del names[index]
        assert taker.m == len(names)
        assert taker.epoch == epoch
        assert sorted(taker.order) == list(range(len(names)))
        rest = [names[i] for i in taker.order[taker.cursor :]]
        assert sorted([name for name in met if name in names] + rest) == sorted(names)


def test_left_counts_the_steps_to_the_end_of_the_epoch():
    taker = batches(10)
    assert taker.left(4) == 3
    taker.take(4)
    assert taker.left(4) == 2
    taker.take(4)
    taker.take(4)
    assert taker.left(4) == 3


@given(st.integers(1, 30), st.integers(0, 20), st.integers(1, 7))
def test_restored_it_goes_on_as_it_did(m, before, size):
    taker, other = batches(m), batches(m + 3, seed=9)
    for _ in range(before):
        taker.take(size)
    state = taker.state()
    future = [taker.take(size) for _ in range(20)]
    for restored in (taker, other):
        restored.restore(state)
        assert restored.m == m
        for batch in future:
            np.testing.assert_array_equal(restored.take(size), batch)


def test_a_state_is_not_touched_by_what_comes_later():
    taker = batches(6)
    taker.take(2)
    state = taker.state()
    order = state[2].copy()
    taker.add()
    taker.remove(0)
    taker.take(7)
    taker.take(7)
    np.testing.assert_array_equal(state[2], order)
    assert state[:2] == (0, 2)
