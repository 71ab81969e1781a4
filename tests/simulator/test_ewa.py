"""The one exponentially weighted average, against its weights written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.ewa import Ewa

DECAYS = st.lists(st.floats(0, 0.999), min_size=1, max_size=12)


def averaged(values, decays):
    """An Ewa of one model and size 1 after taking in `values`, each with its own decay."""
    ewa = Ewa(1, 1, np.dtype(float))
    for x, decay in zip(values, decays, strict=True):
        ewa.update(np.array([[x]]), np.array([[decay]]), np.array([[1 - decay]]))
    return ewa


def corrected(ewa):
    return ewa.corrected(np.empty_like(ewa.value))


@given(st.floats(0, 0.999), st.lists(st.floats(-100, 100), min_size=1, max_size=12))
def test_it_weights_the_old_by_decay_and_the_new_by_the_rest(decay, values):
    t = len(values)
    weights = (1 - decay) * decay ** np.arange(t - 1, -1, -1)
    ewa = averaged(values, [decay] * t)
    np.testing.assert_allclose(ewa.value, np.sum(weights * values), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ewa.missing, decay**t, rtol=1e-9)
    np.testing.assert_allclose(
        corrected(ewa), np.average(values, weights=weights + 1e-300), rtol=1e-6, atol=1e-9
    )


@given(DECAYS, st.floats(-100, 100))
def test_the_correction_is_exact_however_the_decay_is_turned(decays, x):
    """A constant averages to itself from the first step on, because `missing` is the product of decays."""
    np.testing.assert_allclose(corrected(averaged([x] * len(decays), decays)), x, rtol=1e-9)


@given(DECAYS)
def test_what_is_missing_is_the_weight_still_on_the_start(decays):
    ewa = averaged([1.0] * len(decays), decays)
    np.testing.assert_allclose(ewa.value + ewa.missing, 1, rtol=1e-12)


@pytest.mark.parametrize(("decay", "window"), [(0.9, 10), (0.999, 1000)])
def test_claims_s4_the_window_is_1_over_1_minus_beta(decay, window):
    """An impulse has faded to about 1/e after that many values."""
    assert 1 / (1 - decay) == pytest.approx(window)
    start = averaged([1.0], [decay]).value[0, 0]
    later = averaged([1.0] + [0.0] * window, [decay] * (window + 1)).value[0, 0]
    assert later / start == pytest.approx(1 / np.e, rel=0.06)


def test_claims_s6_near_1_a_small_change_doubles_the_window():
    windows = [1 / (1 - decay) for decay in (0.9, 0.9005, 0.999, 0.9995)]
    np.testing.assert_allclose(windows, [10, 10.05, 1000, 2000], rtol=1e-3)


def test_models_have_decays_of_their_own():
    ewa = Ewa(2, 3, np.dtype(float))
    decays = np.array([[0.9], [0.5]])
    for x in (1.0, 2.0, 5.0):
        ewa.update(np.full((2, 3), x), decays, 1 - decays)
    for k, decay in enumerate((0.9, 0.5)):
        alone = averaged([1.0, 2.0, 5.0], [decay] * 3).value.item()
        np.testing.assert_allclose(ewa.value[k], alone, rtol=1e-14)


def test_its_arrays_are_all_it_remembers():
    ewa, other = averaged([1.0, 2.0], [0.9, 0.8]), Ewa(1, 1, np.dtype(float))
    for name, array in other.arrays().items():
        array[...] = ewa.arrays()[name]
    for e in (ewa, other):
        e.update(np.array([[7.0]]), np.array([[0.7]]), np.array([[0.3]]))
    np.testing.assert_array_equal(corrected(ewa), corrected(other))
