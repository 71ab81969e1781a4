"""Samples fall where the course says (claims S1-S3, S5), and windows are what it says (S4, S6)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import sampling, windows
from simulator.ewa import Ewa
from simulator.hyperparameters import TABLE
from simulator.sampling import Law
from simulator.scales import LINEAR, LOG, ONE_MINUS_LOG, POWER_OF_TWO
from simulator.specs import Number, Switch, Text

ALPHA_LINEAR, ALPHA_LOG = Law(LINEAR, 1e-4, 1.0), Law(LOG, 1e-4, 1.0)
DECADES = [1e-4, 1e-3, 1e-2, 1e-1, 1.0]
BETA_LINEAR, BETA_LOG = Law(LINEAR, 0.9, 0.999), Law(ONE_MINUS_LOG, 0.9, 0.999)
NINES = [0.9, 0.99, 0.999]
SEEDS, N = 200, 400
DRAWN = [spec for spec in TABLE.values() if not isinstance(spec, Text)]
NUMBERS = [spec for spec in TABLE.values() if isinstance(spec, Number)]
SCALES = (LINEAR, LOG, ONE_MINUS_LOG, POWER_OF_TWO)


def many(law, edges):
    """Shares (SEEDS, I) of N samples from each of many seeds."""
    drawn = [law.draw(N, np.random.default_rng(seed)) for seed in range(SEEDS)]
    return np.array([sampling.shares(law, values, edges).measured for values in drawn])


def assert_binomial(law, edges, p):
    """The mean over all seeds is p to 4 of its standard errors; a seed's own deviates as a binomial does."""
    found, chance = many(law, edges), np.sqrt(np.array(p) * (1 - np.array(p)) / N)
    np.testing.assert_array_less(abs(found.mean(axis=0) - p), 4 * chance / np.sqrt(SEEDS))
    np.testing.assert_allclose(found.std(axis=0), chance, rtol=0.2)
    assert 0.9 < np.mean(abs(found - p) < 2 * chance) < 0.99


# S1-S3, S5: shares ----------------------------------------------------------------------------------


def test_s1_ninety_percent_of_a_uniform_alpha_are_above_a_tenth():
    theory = sampling.shares(ALPHA_LINEAR, np.empty(0), DECADES).theory
    np.testing.assert_allclose(theory, np.array([0.0009, 0.009, 0.09, 0.9]) / 0.9999, rtol=1e-9)
    assert theory[3] == pytest.approx(0.9, abs=2e-4)
    assert theory[:3].sum() == pytest.approx(0.1, abs=2e-4)
    assert_binomial(ALPHA_LINEAR, [1e-4, 0.1, 1.0], [0.0999 / 0.9999, 0.9 / 0.9999])


def test_s2_each_decade_of_a_log_scale_gets_a_quarter():
    np.testing.assert_allclose(sampling.shares(ALPHA_LOG, np.empty(0), DECADES).theory, 0.25, rtol=1e-9)
    assert_binomial(ALPHA_LOG, DECADES, [0.25] * 4)


def test_s2_the_notes_line_draws_from_the_same_law():
    """r = -4 * np.random.rand(): on (-4, 0] where ours is on [-4, 0), so u and 1 - u give the same."""
    u = np.random.default_rng(1).random(1000)
    np.testing.assert_allclose(10 ** (-4 * u), ALPHA_LOG.values(1 - u), rtol=1e-12)


@pytest.mark.parametrize(("low", "high"), [(1e-4, 1.0), (3e-5, 0.7), (1e-10, 1e-2), (0.5, 2000.0)])
def test_s3_in_general_the_exponent_is_uniform_from_log_low_to_log_high(low, high):
    law = Law(LOG, low, high)
    a, b = np.log10(low), np.log10(high)
    r = np.log10(law.draw(20_000, np.random.default_rng(0)))
    assert a <= r.min() < a + 0.01 * (b - a)
    assert b - 0.01 * (b - a) < r.max() <= b
    counts = np.histogram(r, 10, (a, b))[0]
    assert np.sum((counts - 2000) ** 2 / 2000) < 27.9  # χ² with 9 degrees of freedom: 1 in 1000
    middle = 10 ** ((a + b) / 2)
    np.testing.assert_allclose(sampling.shares(law, r, [low, middle, high]).theory, 0.5, rtol=1e-9)


def test_s5_half_of_the_betas_are_on_either_side_of_099():
    linear = sampling.shares(BETA_LINEAR, np.empty(0), NINES).theory
    np.testing.assert_allclose(linear, [0.09 / 0.099, 0.009 / 0.099], rtol=1e-9)
    np.testing.assert_allclose(sampling.shares(BETA_LOG, np.empty(0), NINES).theory, 0.5, rtol=1e-9)
    assert_binomial(BETA_LOG, NINES, [0.5, 0.5])
    assert_binomial(BETA_LINEAR, NINES, [10 / 11, 1 / 11])


def test_s5_is_one_minus_ten_to_the_r_for_r_from_minus_3_to_minus_1():
    u = np.linspace(0, 1, 101)
    np.testing.assert_allclose(BETA_LOG.values(u), 1 - 10 ** -(1 + 2 * u), rtol=1e-12)


# S4, S6: windows ------------------------------------------------------------------------------------


def test_s4_windows():
    np.testing.assert_allclose(windows.window([0.9, 0.999]), [10, 1000], rtol=1e-9)
    assert windows.window(1.0) == np.inf


@pytest.mark.parametrize("beta", [0.9, 0.98, 0.999, 0.9995])
def test_s4_after_a_window_a_third_of_the_weight_is_left(beta):
    """β^(1/(1−β)) is about 1/e, and the mean of a window's values has the variance of an EWA, about."""
    left = windows.kept(beta, windows.window(beta))
    assert 0.34 < left < np.exp(-1)
    weights = (1 - beta) * beta ** np.arange(50 / (1 - beta))
    assert 1 / np.sum(weights**2) == pytest.approx(2 * windows.window(beta), rel=0.06)


def test_s6_the_same_step_does_nothing_at_09_and_doubles_the_window_at_0999():
    np.testing.assert_allclose(windows.window([0.9, 0.9005]), [10, 10.05], rtol=1e-4)
    np.testing.assert_allclose(windows.window([0.999, 0.9995]), [1000, 2000], rtol=1e-9)


def test_s6_on_a_noisy_series():
    """From 0.9 to 0.9005 the lines coincide; from 0.999 to 0.9995 the second lags twice as long."""
    short = windows.noisy_jump(60, 120, 0.5, np.random.default_rng(0))
    near = windows.smoothed(short, 0.9) - windows.smoothed(short, 0.9005)
    assert abs(near[60:]).max() < 0.01
    long = windows.noisy_jump(20_000, 8_000, 0.5, np.random.default_rng(0))
    slow, slower = (windows.smoothed(long, beta)[20_000:] for beta in (0.999, 0.9995))
    assert abs(slow - slower).max() > 0.2
    first = [int(np.argmax(line > 1 - np.exp(-1))) for line in (slow, slower)]
    assert first[0] == pytest.approx(1000, rel=0.15)
    assert first[1] == pytest.approx(2000, rel=0.15)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=70), st.floats(0.0, 0.9999))
def test_smoothing_all_at_once_is_the_simulators_average(values, beta):
    ewa, expected = Ewa(1, 1, np.dtype(float)), []
    for x in values:
        ewa.update(np.array([[x]]), np.array([[beta]]), np.array([[1 - beta]]))
        expected.append(ewa.corrected(np.empty((1, 1))).item())
    np.testing.assert_allclose(windows.smoothed(np.array(values), beta), expected, rtol=1e-6, atol=1e-8)


def test_a_noisy_jump_jumps():
    calm = windows.noisy_jump(3, 2, 0.0, np.random.default_rng(0))
    assert calm.tolist() == [0, 0, 0, 1, 1]
    noisy = windows.noisy_jump(5000, 5000, 0.5, np.random.default_rng(0))
    assert noisy[:5000].mean() == pytest.approx(0, abs=0.03)
    assert noisy[5000:].mean() == pytest.approx(1, abs=0.03)
    assert noisy[:5000].std() == pytest.approx(0.5, rel=0.05)
    np.testing.assert_array_equal(noisy, windows.noisy_jump(5000, 5000, 0.5, np.random.default_rng(0)))


# The line of code -----------------------------------------------------------------------------------


def run(line, name, rng):
    """What the line of Python leaves in `name`."""
    names = {"rng": rng, "np": np}
    exec(line, names)
    return names[name]


def test_the_line_for_alpha_is_the_courses():
    law = sampling.law_of(TABLE["learning_rate"])
    assert sampling.line_of(TABLE["learning_rate"], law) == "learning_rate = 10 ** rng.uniform(-4, 0)"
    assert ALPHA_LINEAR.line("alpha") == "alpha = rng.uniform(0.0001, 1)"
    assert BETA_LOG.line("beta") == "beta = 1 - 10 ** -rng.uniform(1, 3)"
    assert Law(LOG, 0.0003, 1).line("alpha") == "alpha = 10 ** rng.uniform(np.log10(0.0003), 0)"


def possible(spec, scale):
    """Whether the range of a hyperparameter fits on a scale; that of a choice is none."""
    low, high = getattr(spec, "low", 1), getattr(spec, "high", 0)
    return low > 0 if scale in (LOG, POWER_OF_TWO) else high < 1 or scale is LINEAR


@pytest.mark.parametrize("scale", [None, *SCALES], ids=lambda scale: scale.name if scale else "own")
@pytest.mark.parametrize("spec", DRAWN, ids=lambda spec: spec.name)
def test_the_line_draws_what_the_sampler_draws(spec, scale):
    if scale is not None and not possible(spec, scale):
        with pytest.raises(ValueError, match=f"The {scale.name} scale has no place for "):
            sampling.law_of(spec, scale)
        return
    law = sampling.law_of(spec, scale)
    line, names = sampling.line_of(spec, law), sampling.names_of(spec)
    drawn, rng = law.draw(50, np.random.default_rng(3)), np.random.default_rng(3)
    ran = [run(line, spec.name, rng) for _ in drawn]
    if names:
        assert [repr(value) for value in ran] == [names[int(i)] for i in drawn]
    else:
        np.testing.assert_allclose(ran, drawn, rtol=1e-9)
    if isinstance(spec, Number):
        assert all(spec.check(int(v) if spec.integer else float(v)) == v for v in drawn)


@pytest.mark.parametrize("spec", NUMBERS, ids=lambda spec: spec.name)
def test_the_slider_is_the_law(spec):
    """The slider a person drags is the distribution that is drawn from."""
    law = sampling.law_of(spec)
    # A slider of powers of two stops at these; others go everywhere.
    places = np.linspace(0, 1, 10) if law.is_doubling else np.linspace(0.013, 0.987, 40)
    for u in places:
        assert law.values(u) == pytest.approx(spec.from_unit(u), rel=1e-9)


def test_a_search_draws_from_the_same_law():
    from simulator.search.space import VARIABLE, Axis

    for name in VARIABLE:
        if name == "hidden_units":  # a search starts at 2: a single unit is no network
            continue
        axis, spec = Axis.of(name), TABLE[name]
        for u in np.random.default_rng(0).random(50):
            drawn, law = axis.from_unit(u), sampling.law_of(spec)
            names = sampling.names_of(spec)
            ours = law.values(u)
            assert drawn == pytest.approx(ours) if not names else repr(drawn) == names[int(ours)]


# Laws -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", DRAWN, ids=lambda spec: spec.name)
def test_every_hyperparameter_falls_as_theory_says(spec):
    law = sampling.law_of(spec)
    edges = law.intervals()[0]
    found = sampling.shares(law, law.draw(20_000, np.random.default_rng(7)), edges)
    assert found.counts.sum() == found.n == 20_000
    assert found.theory.sum() == pytest.approx(1)
    np.testing.assert_array_less(abs(found.measured - found.theory), 4.5 * found.chance + 1e-12)


def test_of_whole_numbers_each_end_gets_half_of_what_others_do():
    """Rounding does so: honest theory, not that of a continuous draw."""
    law = Law(LINEAR, 0, 6, whole=True)
    assert law.intervals()[0].tolist() == [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]
    theory = sampling.shares(law, np.empty(0), law.intervals()[0]).theory
    np.testing.assert_allclose(theory, np.array([1, 2, 2, 2, 2, 2, 1]) / 12)
    assert set(law.draw(500, np.random.default_rng(0))) == set(range(7))


def test_of_a_whole_number_on_the_power_of_two_scale_only_powers_are_drawn():
    """As the slider stops at: a mini-batch of 64, never of 37."""
    law = sampling.law_of(TABLE["mini_batch_size"])
    drawn = law.draw(2000, np.random.default_rng(0))
    assert set(drawn) == {2.0**k for k in range(10)}
    theory = sampling.shares(law, drawn, law.intervals()[0]).theory
    np.testing.assert_allclose(theory, np.array([1, *[2] * 8, 1]) / 18)
    np.testing.assert_allclose(law.below([1, 1.5, 2, 512, 513]), [0, 1 / 18, 1 / 18, 17 / 18, 1])
    assert law.line("m") == "m = 2 ** round(rng.uniform(0, 9))"


@pytest.mark.parametrize(("low", "high"), [(3, 50), (2.9, 31), (1, 3), (5, 500)])
@pytest.mark.parametrize("scale", [LINEAR, LOG, POWER_OF_TWO], ids=lambda scale: scale.name)
def test_whole_numbers_stay_between_ends_that_are_none(scale, low, high):
    law = Law(scale, low, high, whole=True)
    drawn, rng = law.draw(300, np.random.default_rng(1)), np.random.default_rng(1)
    assert (drawn.min() >= low) & (drawn.max() <= high)
    assert [run(law.line("m"), "m", rng) for _ in drawn] == drawn.tolist()
    found = sampling.shares(law, law.draw(20_000, rng), law.intervals()[0])
    assert found.theory.sum() == pytest.approx(1)
    np.testing.assert_array_less(abs(found.measured - found.theory), 4.5 * found.chance + 1e-12)


def test_a_choice_is_as_likely_as_another():
    for spec in DRAWN:
        names = sampling.names_of(spec)
        if names:
            law = sampling.law_of(spec)
            theory = sampling.shares(law, np.empty(0), law.intervals()[0]).theory
            np.testing.assert_allclose(theory, 1 / len(names))
    assert sampling.names_of(next(s for s in DRAWN if isinstance(s, Switch))) == ("False", "True")


def test_edges_are_the_ticks_of_the_scale_inside_the_range():
    np.testing.assert_allclose(ALPHA_LOG.intervals()[0], DECADES)
    np.testing.assert_allclose(ALPHA_LINEAR.intervals(LOG)[0], DECADES)
    np.testing.assert_allclose(Law(LOG, 3e-4, 0.5).intervals()[0], [3e-4, 1e-3, 1e-2, 1e-1, 0.5])
    np.testing.assert_allclose(BETA_LOG.intervals()[0], NINES)
    np.testing.assert_allclose(ALPHA_LINEAR.intervals()[0], [1e-4, 0.2, 0.4, 0.6, 0.8, 1])
    np.testing.assert_allclose(Law(LOG, 1e-10, 1e-2).intervals()[0], 10.0 ** np.arange(-10, -1))
    edges, scale, single = Law(LINEAR, 1, 512, whole=True).intervals(POWER_OF_TWO)
    assert (edges.tolist(), scale, single) == ([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], POWER_OF_TWO, False)
    edges, scale, single = Law(POWER_OF_TWO, 1, 4, whole=True).intervals()
    np.testing.assert_allclose(edges, 2.0 ** np.array([-0.5, 0.5, 1.5, 2.5]))
    assert (scale, single) == (POWER_OF_TWO, True)


def test_density_is_even_on_the_own_scale_and_integrates_to_one():
    u, even = sampling.density(ALPHA_LOG, LOG)
    np.testing.assert_allclose(even, 1.0, rtol=1e-9)
    u, crammed = sampling.density(ALPHA_LINEAR, LOG, 2001)
    assert np.trapezoid(crammed, u) == pytest.approx(1, abs=1e-3)
    assert crammed[-1] == pytest.approx(np.log(1e4) / 0.9999, rel=0.01)  # dα/dr = α ln 10, four decades
    assert np.all(np.diff(crammed) > 0)


def test_chance_shrinks_with_the_root_of_n():
    few, many = (sampling.shares(ALPHA_LOG, np.full(n, 0.5), DECADES) for n in (100, 400))
    np.testing.assert_allclose(few.chance, np.sqrt(0.25 * 0.75 / 100))
    np.testing.assert_allclose(few.chance, 2 * many.chance)
    assert sampling.shares(ALPHA_LOG, np.empty(0), DECADES).measured.tolist() == [0, 0, 0, 0]


def test_an_interval_holds_its_lower_end_and_the_last_both():
    found = sampling.shares(ALPHA_LOG, np.array([1e-4, 1e-3, 0.1, 1.0]), DECADES)
    assert found.counts.tolist() == [1, 1, 0, 2]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((LOG, 0.0, 1.0), r"The log scale has no place for 0: log 0 is −∞\. Choose a low above 0\."),
        ((LOG, -2.0, 1.0), r"no place for -2: a number below 0 has no logarithm"),
        ((POWER_OF_TWO, 0, 8), r"The power of two scale has no place for 0"),
        ((ONE_MINUS_LOG, 0.9, 1.0), r"The 1 − log scale has no place for 1: .*Choose a high below 1\."),
        ((ONE_MINUS_LOG, 0.9, 5.0), r"1 − value is below 0"),
        ((LINEAR, 1.0, 1.0), r"Low must be less than high, got 1 and 1\."),
        ((LINEAR, 0.0, float("inf")), r"got 0 and inf"),
        ((LOG, float("nan"), 1.0), r"got nan and 1"),
        ((POWER_OF_TWO, 5, 7, True), r"There is no power of two from 5 to 7\."),
        ((LINEAR, 5.2, 5.8, True), r"There is no whole number from 5\.2 to 5\.8\."),
    ],
)
def test_an_impossible_law_is_refused_in_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        Law(*arguments)


def test_a_text_cannot_be_drawn():
    with pytest.raises(ValueError, match=r"CSV file is a text"):
        sampling.law_of(TABLE["csv_file"])
