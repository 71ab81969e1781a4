"""What a column of histograms is made of: shares, the linear part of g, an axis that stands still (B5)."""

from __future__ import annotations

import numpy as np
import pytest

from ui.drawing.lanes.lanes import Bars, shares
from ui.drawing.lanes.linear_part import linear_shares, linear_span
from ui.drawing.lanes.steady_range import SteadyRange, roomy


def test_a_normal_z_keeps_half_of_a_sigmoid_linear_and_a_wide_one_does_not() -> None:
    z = np.random.default_rng(0).normal(size=200_000)
    linear, flat = linear_shares("sigmoid", 1 / (1 + np.exp(-z)))
    assert (linear, flat) == (pytest.approx(0.487, abs=0.005), pytest.approx(0.078, abs=0.005))
    assert linear_shares("sigmoid", 1 / (1 + np.exp(-10 * z)))[0] < 0.1


@pytest.mark.parametrize(
    ("activation", "span"),
    [
        ("sigmoid", (-0.655, 0.655)),
        ("tanh", (-0.3275, 0.3275)),
        ("relu", (0, np.inf)),
        ("leaky_relu", (0, np.inf)),
        ("identity", (-np.inf, np.inf)),
    ],
)
def test_the_linear_part_of_each_activation(activation: str, span: tuple[float, float]) -> None:
    assert linear_span(activation) == pytest.approx(span, abs=2e-3)


def test_bars_are_shares_of_all_examples() -> None:
    heights = shares(Bars(np.array([-1.0, 0.1, 0.1, 3.9, 4.0, 9.0, np.nan, np.inf]), "z"), (-4, 4))
    assert heights.sum() == pytest.approx(5 / 8)
    assert heights[20] == 2 / 8
    assert heights[-1] == 2 / 8  # the upper end belongs to the last bin


def test_the_axis_grows_at_once_and_shrinks_after_a_while() -> None:
    axis, now = SteadyRange(roomy), [0.0]
    axis.clock = lambda: now[0]
    narrow = axis.follow(-1, 1)
    wide = axis.follow(-20, 20)
    assert wide[0] <= -20
    assert wide[1] >= 20
    assert axis.follow(-1, 1) == wide
    now[0] = 1.9
    assert axis.follow(-1, 1) == wide
    now[0] = 2.1
    assert axis.follow(-1, 1) == narrow
