"""Learning-rate decay."""

import itertools

import pytest

from simulator.schedules import decayed


def test_by_hand():
    assert [decayed(0.2, 1.0, epoch) for epoch in range(4)] == pytest.approx([0.2, 0.1, 0.2 / 3, 0.05])


@pytest.mark.parametrize("epoch", [0, 1, 100])
def test_without_decay_it_stays(epoch):
    assert decayed(0.2, 0.0, epoch) == 0.2


def test_it_falls_towards_0_and_never_below():
    alphas = [decayed(0.1, 0.5, epoch) for epoch in range(1000)]
    assert all(later < earlier for earlier, later in itertools.pairwise(alphas))
    assert alphas[-1] > 0
