"""A scale is a bijection, and what is uniform on it falls where the course says."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator.scales import LINEAR, LOG, ONE_MINUS_LOG, POWER_OF_TWO

# Where each scale lives: (lowest low, highest high).
DOMAINS = {
    LINEAR: (-1e6, 1e6),
    LOG: (1e-12, 1e6),
    ONE_MINUS_LOG: (0.0, 0.999999),
    POWER_OF_TWO: (1e-3, 1e6),
}
SCALES = pytest.mark.parametrize("scale", DOMAINS, ids=lambda scale: scale.name)
EVEN_U = (np.arange(1000) + 0.5) / 1000
"""A thousand samples of a uniform u, without chance in them."""


@st.composite
def ranges(draw, scale):
    """(low, high) on a scale, far enough apart to divide by."""
    floats = st.floats(*DOMAINS[scale])
    low, high = sorted((draw(floats), draw(floats)))
    assume(scale.forward(high) - scale.forward(low) > 1e-3)
    return low, high


def share(values, low, high):
    return np.mean((values >= low) & (values < high))


@SCALES
@settings(max_examples=50)
@given(st.data())
def test_from_unit_and_to_unit_undo_each_other(scale, data):
    low, high = data.draw(ranges(scale))
    u = data.draw(st.floats(0, 1))
    value = scale.from_unit(u, low, high)
    again = scale.from_unit(scale.to_unit(value, low, high), low, high)
    assert low - 1e-9 * abs(low) - 1e-15 <= value <= high + 1e-9 * abs(high)
    np.testing.assert_allclose(scale.to_unit(value, low, high), u, rtol=0, atol=1e-6)
    np.testing.assert_allclose(again, value, rtol=1e-9, atol=1e-15)


@SCALES
@settings(max_examples=50)
@given(st.data())
def test_the_ends_are_exact(scale, data):
    low, high = data.draw(ranges(scale))
    assert scale.from_unit(0.0, low, high) == low
    assert scale.from_unit(1.0, low, high) == high
    np.testing.assert_array_equal(scale.to_unit([low, high], low, high), [0, 1])


@SCALES
@settings(max_examples=50)
@given(st.data())
def test_a_larger_u_is_a_larger_value(scale, data):
    low, high = data.draw(ranges(scale))
    assert np.all(np.diff(scale.from_unit(np.linspace(0, 1, 11), low, high)) > 0)


def test_arrays_keep_their_shape():
    u = np.full((2, 3), 0.25)
    assert LOG.from_unit(u, 1e-4, 1).shape == (2, 3)
    assert LOG.to_unit(u, 1e-4, 1).shape == (2, 3)


def test_claims_s1_on_a_linear_scale_nine_tenths_of_alpha_fall_above_a_tenth():
    alpha = LINEAR.from_unit(EVEN_U, 0.0001, 1)
    assert share(alpha, 0.1, 1) == 0.9
    assert share(alpha, 0.0001, 0.1) == 0.1


def test_claims_s2_on_a_log_scale_each_decade_gets_a_quarter_of_alpha():
    alpha = LOG.from_unit(EVEN_U, 0.0001, 1)
    assert [share(alpha, 10.0**r, 10.0 ** (r + 1)) for r in (-4, -3, -2, -1)] == [0.25] * 4


@given(st.data())
def test_claims_s3_the_exponent_is_uniform_between_the_logarithms_of_the_ends(data):
    low, high = data.draw(ranges(LOG))
    a, b = np.log10(low), np.log10(high)
    np.testing.assert_allclose(LOG.from_unit(EVEN_U, low, high), 10 ** (a + (b - a) * EVEN_U), rtol=1e-9)


def test_claims_s5_each_nine_of_beta_gets_half():
    beta = ONE_MINUS_LOG.from_unit(EVEN_U, 0.9, 0.999)
    assert share(beta, 0.9, 0.99) == 0.5
    assert share(beta, 0.99, 0.999) == 0.5


def test_claims_s5_the_middle_of_two_nines_is_0_99():
    assert ONE_MINUS_LOG.from_unit(0.5, 0.9, 0.999) == pytest.approx(0.99, abs=1e-15)
    assert ONE_MINUS_LOG.to_unit(0.99, 0.9, 0.999) == pytest.approx(0.5, abs=1e-12)


def test_claims_s5_beta_is_1_minus_10_to_the_r_with_r_from_minus_1_to_minus_3():
    r = -1 - 2 * EVEN_U
    np.testing.assert_allclose(ONE_MINUS_LOG.from_unit(EVEN_U, 0.9, 0.999), 1 - 10**r, rtol=1e-14)


def test_doublings_are_equally_far_apart():
    np.testing.assert_allclose(POWER_OF_TWO.to_unit([1, 2, 4, 8, 16], 1, 16), [0, 0.25, 0.5, 0.75, 1])


@SCALES
@settings(max_examples=50)
@given(st.data())
def test_ticks_ascend_inside_the_range(scale, data):
    low, high = data.draw(ranges(scale))
    ticks = np.array(scale.ticks(low, high))
    slack = 1e-9 * (high - low)
    assert np.all((ticks >= low - slack) & (ticks <= high + slack))
    assert np.all(np.diff(ticks) > 0)


@pytest.mark.parametrize(
    ("scale", "low", "high", "ticks"),
    [
        (LINEAR, 0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (LINEAR, -3, 12, [0, 5, 10]),
        (LOG, 1e-4, 1, [1e-4, 1e-3, 1e-2, 1e-1, 1]),
        (ONE_MINUS_LOG, 0.5, 0.999, [0.9, 0.99, 0.999]),
        (POWER_OF_TWO, 1, 64, [1, 2, 4, 8, 16, 32, 64]),
        (POWER_OF_TWO, 3, 20, [4, 8, 16]),
    ],
)
def test_ticks_are_round(scale, low, high, ticks):
    assert scale.ticks(low, high) == ticks


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_linear_axis_has_a_handful_of_ticks(low, width):
    assert 2 <= len(LINEAR.ticks(low, low + width)) <= 6


@SCALES
def test_an_empty_range_is_refused(scale):
    for low, high in ((0.5, 0.5), (0.6, 0.5), (float("nan"), 0.5)):
        with pytest.raises(ValueError, match="low < high"):
            scale.from_unit(0.5, low, high)
        with pytest.raises(ValueError, match="low < high"):
            scale.ticks(low, high)


@pytest.mark.parametrize(
    ("scale", "low", "high"),
    [(LOG, 0, 1), (LOG, -1, 1), (POWER_OF_TWO, 0, 8), (ONE_MINUS_LOG, 0.9, 1.0), (LINEAR, 0, float("inf"))],
)
def test_a_range_off_the_scale_is_refused_by_name(scale, low, high):
    with pytest.raises(ValueError, match=rf"\[{low:g}, {high:g}\].*{scale.name}"):
        scale.to_unit(0.5, low, high)
