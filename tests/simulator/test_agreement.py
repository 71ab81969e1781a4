"""What the best trials have in common: found where it was put, and not where there is nothing (T1, T4)."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.search.agreement import BEST, agreements, crowded
from simulator.search.space import Axis

ALPHA, BETA = Axis.of("learning_rate"), Axis.of("beta_1")
ACTIVATION = Axis.of("activation")
NONE = np.zeros(64, dtype=bool)


def places(count: int = 64, seed: int = 0) -> np.ndarray:
    """(count, 2) at random."""
    return np.random.default_rng(seed).random((count, 2))


def test_t1_the_axis_that_decides_comes_first() -> None:
    """The best crowd around u = 0.6 of α, and lie anywhere on β₁."""
    u = places()
    found = agreements((BETA, ALPHA), u[:, ::-1], -abs(u[:, 0] - 0.6), more_is_better=True, diverged=NONE)
    assert [each.axis for each in found] == [ALPHA, BETA]
    assert found[0].share == pytest.approx(BEST / 64)
    low, high = map(ALPHA.to_unit, found[0].values)
    assert 0.5 < low < 0.6 < high < 0.7
    assert crowded(found)


def test_costs_are_best_where_they_are_least() -> None:
    u = places()
    cost = abs(u[:, 0] - 0.6)
    less, more = (
        agreements((ALPHA, BETA), u, sign * cost, more_is_better=sign < 0, diverged=NONE) for sign in (1, -1)
    )
    assert less == more


def test_t4_nothing_in_common_is_no_crowd() -> None:
    """The best lie evenly from end to end of both axes."""
    u = np.stack([np.linspace(0, 1, 64)] * 2, axis=1)
    values = np.where(np.arange(64) % 9 == 0, 1.0, 0.0)
    found = agreements((ALPHA, BETA), u, values, more_is_better=True, diverged=NONE)
    assert [each.share for each in found] == [1.0, 1.0]
    assert not crowded(found)


def test_choices_are_those_that_the_best_have() -> None:
    options = ACTIVATION.values
    had = [options[i % len(options)] for i in range(64)]
    u = np.array([[ACTIVATION.to_unit(value)] for value in had])
    values = np.array([float(value == options[1]) for value in had])
    (found,) = agreements((ACTIVATION,), u, values, more_is_better=True, diverged=NONE)
    assert found.values == (options[1],)
    assert found.share == pytest.approx(values.mean())


def test_diverged_trials_were_tried_too() -> None:
    """Half of the trials diverged above the best of the others: the crowd is twice as telling."""
    u = np.linspace(0, 1, 64)[:, None]
    values = np.where(u[:, 0] < 0.5, 0.5 - u[:, 0], np.nan)
    (found,) = agreements((ALPHA,), u, values, more_is_better=True, diverged=np.isnan(values))
    assert found.share == pytest.approx(BEST / 64)
    assert (
        agreements((ALPHA,), u[:31], values[:31], more_is_better=True, diverged=np.isnan(values[:31])) == []
    )


def test_few_results_claim_nothing() -> None:
    u, values = places(), np.full(64, np.nan)
    values[: BEST - 1] = 1.0
    assert agreements((ALPHA, BETA), u, values, more_is_better=True, diverged=np.isnan(values)) == []
    assert not crowded([])


def test_an_axis_that_one_of_the_best_is_not_on_is_left_out() -> None:
    """A clone may have a value that is none of the axis."""
    u = places()
    u[u[:, 0].argmax(), 1] = np.nan
    found = agreements((ALPHA, BETA), u, u[:, 0], more_is_better=True, diverged=NONE)
    assert [each.axis for each in found] == [ALPHA]
