"""The claims N, B, W, E, X and H by number, as a person meets them: on runs, through the panels' probes.

What can be computed exactly is; what is measured is measured over ten seeds, with the default config
(spirals, 2-16-16-4, m = 64, Adam at 0.01) but for what a test names, and its spread is reported: in every
assertion, as a property of the test, and by `pytest -rP`.
"""

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config
from simulator.one_hot import one_hot
from simulator.probes.averages import Averages
from simulator.probes.bias import Bias
from simulator.probes.company import Company
from simulator.probes.contours import Contours
from simulator.probes.covariate import Covariate, Move
from simulator.probes.drift import Drift
from simulator.probes.example import Example, as_sigmoid, stages
from simulator.probes.hidden import Hidden
from simulator.probes.last_step import LastStep
from simulator.probes.lines import Lines
from simulator.probes.noise import Noise
from simulator.probes.reach import Reach, Sweep
from simulator.probes.warm_up import WarmUp
from simulator.run import Run

SEEDS = range(10)


def run(steps=0, traced=False, **settings):
    made = Run(Config(**settings), traced=traced)
    made.advance(steps)
    return made


class Spread:
    """Measured over seeds: min, median, max, in the test's properties and in every message."""

    def __init__(self, properties, name, values):
        self.values = np.array(values, float)
        low, middle, high = self.values.min(), np.median(self.values), self.values.max()
        self.words = f"{name}: median {middle:.4g}, {low:.4g} to {high:.4g} over {len(self.values)} seeds"
        self.low, self.middle, self.high = low, middle, high
        properties.append((name, self.words))  # `record_property` warns where XML is asked for
        print(self.words)

    def __repr__(self):
        return self.words


@pytest.fixture
def spread(request):
    return lambda name, values: Spread(request.node.user_properties, name, values)


# N: inputs --------------------------------------------------------------------------------------------


def test_claims_n1_inputs_have_the_training_set_s_mean_0_and_variance_1():
    made = run(dataset="stretched")
    X = made.examples.X["train"]
    np.testing.assert_allclose(X.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose((X**2).mean(axis=1), 1)
    raw, train = made.examples.dataset.part("dev")[0], made.examples.dataset.part("train")[0]
    mu = train.mean(axis=1, keepdims=True)
    sigma = np.sqrt(((train - mu) ** 2).mean(axis=1, keepdims=True))
    np.testing.assert_allclose(made.examples.X["dev"], (raw - mu) / sigma)


def test_claims_n2_normalised_gradient_descent_reaches_the_same_cost_in_far_fewer_steps(spread):
    """α = 1, where both walks fall at every step. Features 50 : 1 are out of reach for 2000 steps; with the
    narrow one in a unit 8 times smaller (6 : 1) both can be counted."""
    ratios, least, elongations, rounds = [], [], [], []
    for seed in SEEDS:
        made = run(dataset="stretched", classes=2, seed=seed)
        far, near = (made.view(Contours(1.0, stretch=stretch)) for stretch in (1.0, 8.0))
        for view in (far, near):
            assert np.all(np.diff(view.raw.costs) < 0)
            assert not view.raw.diverged
            assert not view.normalised.diverged
        assert far.raw.steps is None
        least.append(2000 / far.normalised.steps)
        ratios.append(near.raw.steps / near.normalised.steps)
        elongations.append(far.raw.elongation)
        rounds.append(far.normalised.elongation)
    ratio, least = (
        spread("N2 steps raw : normalised at 6 : 1", ratios),
        spread("N2 at 50 : 1, more than", least),
    )
    long, round_ = spread("N2 elongation raw", elongations), spread("N2 elongation normalised", rounds)
    assert ratio.low > 10, ratio
    assert least.low > 100, least
    assert long.low > 20, long
    assert round_.high < 3, round_


# B: batch norm ----------------------------------------------------------------------------------------


def test_claims_b1_b2_b7_z_is_normalised_not_a():
    view = run(50, bn_epsilon=1e-3).view(Hidden(1))
    sigma2 = view.z.astype(float).var(axis=1, keepdims=True)
    np.testing.assert_allclose(view.mu, view.z.astype(float).mean(axis=1, keepdims=True), atol=1e-6)
    np.testing.assert_allclose(view.sigma2, sigma2, rtol=1e-5)
    np.testing.assert_allclose(view.z_norm, (view.z - view.mu) / np.sqrt(view.sigma2 + 1e-3), atol=1e-5)
    np.testing.assert_allclose(view.z_norm.mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(view.z_norm.var(axis=1), (sigma2 / (sigma2 + 1e-3))[:, 0], rtol=1e-4)
    np.testing.assert_allclose(view.z_tilde, view.gamma * view.z_norm + view.beta, atol=1e-5)
    np.testing.assert_allclose(view.a, np.maximum(view.z_tilde, 0), atol=1e-6)
    assert np.abs(view.a.mean(axis=1)).min() > 1e-3  # a is not
    assert view.gamma.shape == view.beta.shape == (16, 1)


def test_claims_b3_batch_norm_can_undo_itself():
    made = run(50)
    made.undo_normalization(1)
    block, view = made.rehearse().blocks[0], made.view(Hidden(1))
    assert np.abs(block.norm.out - block.dense.out).max() <= 1e-12
    np.testing.assert_allclose(view.gamma, np.sqrt(view.sigma2 + 1e-5), rtol=1e-12)
    np.testing.assert_allclose(view.beta, view.mu, atol=1e-12)


@pytest.mark.parametrize("optimizer", TABLE["optimizer"].choices)
def test_claims_b4_b8_gamma_and_beta_are_learned_by_the_optimiser_of_w(optimizer):
    view = run(20, optimizer=optimizer).view(LastStep(1))
    for name in ("W", "gamma", "beta"):
        assert np.any(view.gradient[name])
        moved = view.before[name] - view.alpha * view.update[name]
        np.testing.assert_allclose(view.after[name], moved, rtol=1e-12)
        if optimizer == "gradient_descent":
            np.testing.assert_array_equal(view.update[name], view.gradient[name])
    z_norm = (view.z - view.z.mean(axis=1, keepdims=True)) / np.sqrt(view.z.var(axis=1, keepdims=True) + 1e-5)
    np.testing.assert_allclose(view.z_norm, z_norm, atol=1e-9)  # by this mini-batch's own μ and σ²


def test_claims_b5_gamma_and_beta_let_a_sigmoid_leave_its_linear_part():
    """Forced to mean 0 and variance 1 most of z_tilde stays where σ is nearly 1/2 + z/4."""
    made = run(1, activation="sigmoid", learning_rate=0.0)
    forced = made.view(Hidden(1))
    assert np.abs(forced.a - (0.5 + forced.z_tilde / 4)).mean() < 0.03
    for unit in range(16):
        made.set_parameter("gamma1", (unit, 0), 6.0)
    left = made.view(Hidden(1))
    assert np.abs(left.a - (0.5 + left.z_tilde / 4)).mean() > 0.3


def test_claims_b6_b_cancels():
    plain, shifted = (run(50).view(Bias(1, 3, b)) for b in (0.0, 7.0))
    np.testing.assert_allclose(shifted.z_tilde, plain.z_tilde, atol=1e-9)
    assert shifted.loss == pytest.approx(plain.loss, abs=1e-11)
    assert abs(shifted.gradient) < 1e-12
    without = run(50, batch_norm=False).view(Bias(1, 3, 7.0))
    assert abs(without.loss - without.loss_without) > 0.01
    assert abs(without.gradient) > 1e-4


# W: why it works --------------------------------------------------------------------------------------


def test_claims_w1_shifted_inputs_make_a_trained_network_fail_until_it_is_retrained(spread):
    """Turned by 60° after 300 steps; 300 more steps on the turned ones."""
    falls, back = [], []
    for seed in SEEDS:
        made, turn = run(300, seed=seed), Move(angle=60.0)
        before, after = made.accuracy("dev"), made.view(Covariate(turn)).accuracy_after[1]
        made.move_inputs(turn)
        assert made.accuracy("dev") == after
        made.advance(300)
        falls.append(100 * (before - after))
        back.append(100 * (before - made.accuracy("dev")))
    fall, left = (
        spread("W1 fall of dev accuracy, points", falls),
        spread("W1 left of it after retraining", back),
    )
    assert fall.low > 20, fall
    assert left.high < 3, left


def test_claims_w2_with_batch_norm_the_inputs_of_a_layer_move_less(spread):
    """How far mean and deviation of layer 2's z_tilde, or z, went in 30 steps: without batch norm to with.

    Over one and the same sample of the training set, so the noise of mini-batches' own means is not in it.
    """
    ratios = {}
    for m in (64, 1000):
        for seed in SEEDS:
            with_, without = (
                run(30, True, seed=seed, batch_norm=on, mini_batch_size=m).view(Drift(2))
                for on in (True, False)
            )
            for name in ("path_mean", "path_deviation"):
                ratios.setdefault((m, name), []).append(getattr(without, name) / getattr(with_, name))
    measured = {key: spread(f"W2 {key[1]} without : with, m = {key[0]}", ratios[key]) for key in ratios}
    assert measured[64, "path_mean"].low > 2, measured
    assert measured[64, "path_deviation"].low > 1, measured
    assert measured[1000, "path_mean"].low > 2, measured
    assert measured[1000, "path_deviation"].low > 1, measured


def _steps_to(target, made):
    series = made.record.series()
    reached = np.flatnonzero(series.cost_train <= target)
    return float(series.at[reached[0]]) if reached.size else np.inf


def _speedup(spread, name, steps, **settings):
    """Steps of the plain network : steps that batch norm needs to reach its cost; 0 where it does not."""
    ratios = []
    for seed in SEEDS:
        plain, normed = (run(steps, seed=seed, batch_norm=on, **settings) for on in (False, True))
        ratios.append(steps / _steps_to(plain.cost("train"), normed))
    return spread(f"W3 {name}", ratios)


def test_claims_w3_with_batch_norm_gradient_descent_is_faster(spread):
    """α = 0.1, He: to the cost that the plain network has after 300 steps, 200 with 3 layers."""
    two = _speedup(spread, "speed-up, gradient descent", 300, optimizer="gradient_descent", learning_rate=0.1)
    four = _speedup(
        spread, "speed-up, gradient descent, 3 layers", 200, optimizer="gradient_descent", learning_rate=0.1,
        hidden_units=(16,) * 3,
    )  # fmt: skip
    assert two.low > 1.3, two
    assert two.middle > 2, two
    assert four.low > 1.3, four
    assert four.middle > 2, four


def test_claims_w3_with_adam_it_is_hardly_faster_here(spread):
    """What a person will see, too: Adam rescales each weight's step already, and 2-16-16-4 trains well as it
    is. In 2 layers about as fast; in 4 layers the plain network is ahead."""
    two = _speedup(spread, "speed-up, Adam", 200)
    four = _speedup(spread, "speed-up, Adam, 4 layers", 200, hidden_units=(16,) * 4)
    assert 1 <= two.middle < 2, two
    assert four.middle < 1, four


def test_claims_w3_with_batch_norm_larger_rates_and_worse_initialisations_still_learn(spread):
    """Of 16 learning rates from 1e-4 to 10, three a decade, how many bring J below 0.7 log C in 200 steps
    of Adam, and which is the largest. (From He, 100 steps show no larger one yet.)"""
    names = ("he", "large")
    counts = {(name, on): [] for name in names for on in (True, False)}
    largest = {(name, on): [] for name in names for on in (True, False)}
    for seed in SEEDS:
        sweep = Sweep(run(seed=seed), Reach(200, names))
        sweep.advance(float("inf"))
        view = sweep.view()
        for on, costs in ((True, view.with_batch_norm), (False, view.without)):
            for name, row in zip(names, costs, strict=True):
                learns = np.nan_to_num(row, nan=np.inf) < 0.7 * view.chance
                counts[name, on].append(learns.sum())
                largest[name, on].append(view.alpha[learns].max(initial=0.0))
    for name in names:
        with_, without = (np.array(counts[name, on]) for on in (True, False))
        more = spread(f"W3 {name}: rates that learn, with less without", with_ - without)
        with_, without = (np.array(largest[name, on]) for on in (True, False))
        top = spread(f"W3 {name}: largest rate, with : without", with_ / without)
        assert more.low >= 0, more
        assert more.middle >= 1, more
        assert top.low > 0.99, top
        assert top.middle > 1.5, top


def test_claims_w3_plain_gradient_descent_from_a_small_initialisation_learns_at_no_rate(spread):
    """With batch norm the size of the first weights does not matter."""
    learns = {True: [], False: []}
    for seed in SEEDS:
        sweep = Sweep(run(seed=seed, optimizer="gradient_descent"), Reach(100, ("small",)))
        sweep.advance(float("inf"))
        view = sweep.view()
        for on, costs in ((True, view.with_batch_norm), (False, view.without)):
            learns[on].append((np.nan_to_num(costs[0], nan=np.inf) < 0.7 * view.chance).sum())
    with_, without = spread("W3 small, with", learns[True]), spread("W3 small, without", learns[False])
    assert with_.low >= 5, with_
    assert without.high == 0, without


def test_claims_w4_the_noise_of_a_mini_batch_s_mean_falls_as_1_over_root_m(spread):
    """Slope of log spread against log m, of two units a seed. In layer 1 it is the law's. In layer 2 it is
    so only from some 16 examples on: in a smaller mini-batch the batch norm below couples its examples,
    and their mean is steadier than the law says."""
    slopes = {"layer 1": [], "layer 2, m >= 16": [], "layer 2, m <= 8": []}
    for seed in SEEDS:
        made = run(100, seed=seed)
        for layer, sizes, names in (
            (1, [slice(None)], ["layer 1"]),
            (2, [slice(3, None), slice(3)], [*slopes][1:]),
        ):
            views = [made.view(Noise(layer, unit)) for unit in (2, 14)]
            for some, name in zip(sizes, names, strict=True):
                lines = [np.log((view.sizes[some], view.spread_mu[some])) for view in views]
                slopes[name].append(np.mean([np.polyfit(*line, 1)[0] for line in lines]))
    first, second, small = (spread(f"W4 slope, {name}", values) for name, values in slopes.items())
    assert -0.55 < first.low < first.high < -0.45, first
    assert -0.6 < second.low < second.high < -0.4, second
    assert small.middle > -0.4, small


def test_claims_w5_batch_norm_s_noise_is_lighter_than_dropout_s(spread):
    """At m = 64 against keep_prob 0.8, over a unit of either layer; both can be on together."""
    shares = []
    for seed in SEEDS:
        made = run(100, seed=seed)
        views = [made.view(Noise(layer, 8)) for layer in (1, 2)]
        noise = [view.bn_noise[list(view.sizes).index(64)] for view in views]
        shares.append(np.linalg.norm(noise) / np.linalg.norm([view.dropout_noise for view in views]))
    share = spread("W5 noise, batch norm's : dropout's", shares)
    assert share.high < 0.5, share
    both = run(300, keep_prob=0.8)
    assert both.view(Noise()).dropout
    assert both.accuracy("dev") > 0.9


# E: test time -----------------------------------------------------------------------------------------


def test_claims_e1_averages_of_mu_and_sigma2_over_mini_batches():
    view = run(100, True, bn_decay=0.9).view(Averages(2, 3))
    weights = 0.1 * 0.9 ** np.arange(100)[::-1]
    assert view.mu_average[-1] == pytest.approx(weights @ view.mu, rel=1e-9)
    assert view.sigma2_average[-1] == pytest.approx(weights @ view.sigma2, rel=1e-9)
    assert view.window == pytest.approx(10)


def test_claims_e1_while_the_averages_warm_up_they_lag_behind(spread):
    """The training set's cost with the averages to that with each mini-batch's own, at decay 0.99 and α 0.05.
    (Bias correction makes the averages right from the first step on: what lags is the weights they were
    taken under.)"""
    worst = []
    for seed in SEEDS:
        view = run(64, True, seed=seed, bn_decay=0.99, learning_rate=0.05).view(WarmUp())
        worst.append(np.max(view.cost_averages / view.cost_own))
    ratio = spread("E1 cost averages : own, worst of 64 steps", worst)
    assert ratio.low > 1.5, ratio


def test_claims_e2_e3_one_example_in_any_company():
    made = run(100)
    views = [made.view(Company(i)) for i in range(8)]
    assert np.ptp([view.y_hat[2] for view in views], axis=0).max() == 0  # alone: the same for every input
    assert all(np.all(view.z_norm[2] == 0) for view in views)
    assert max((view.highest - view.lowest).max() for view in views) > 0.05
    X = made.examples.dataset.X
    for view in views:
        np.testing.assert_allclose(view.y_hat[3], made.predict(X)[:, view.example], rtol=1e-12)
        np.testing.assert_allclose(view.y_hat[3], made.predict(X[:, [view.example]])[:, 0], rtol=1e-12)


# X: softmax -------------------------------------------------------------------------------------------


def test_claims_x1_x2_x3_the_worked_example():
    s = stages([5, 2, -1, 3], 0)
    np.testing.assert_array_equal(np.round(s.t, 1), [148.4, 7.4, 0.4, 20.1])
    assert round(s.total, 1) == 176.3
    np.testing.assert_array_equal(np.round(s.a, 3), [0.842, 0.042, 0.002, 0.114])
    assert s.a.sum() == pytest.approx(1, abs=1e-15)
    changed = stages([5, 2, -1, 4], 0).a
    assert np.all(changed != s.a)  # of a vector: one entry of z moves every entry of a


def test_claims_x4_for_two_classes_it_is_the_sigmoid():
    made = run(100, dataset="moons")
    for index in range(0, 900, 90):
        z = made.view(Example(index)).softmax.z
        assert abs(as_sigmoid(z, 0, 1)[2]) < 1e-15
        assert made.view(Example(index)).softmax.a[1] == pytest.approx(
            1 / (1 + np.exp(z[0] - z[1])), rel=1e-9
        )


def test_claims_x5_boundaries_are_straight_without_hidden_layers_and_bend_with_them():
    """The probability of class 0 along its line with class 1, in their share, and of the twin's."""
    linear, hidden = (run(300, hidden_units=units, dataset="blobs") for units in ((), (16, 16)))
    (a, b, c), ends = linear.view(Lines()).coefficients[0], np.linspace(-1, 1, 9)
    on = np.array([-c * a, -c * b])[:, None] / (a * a + b * b) + np.array([-b, a])[:, None] * ends / np.hypot(
        a, b
    )
    shares = [y_hat[0] / (y_hat[0] + y_hat[1]) for y_hat in (linear.predict(on), hidden.predict(on))]
    np.testing.assert_allclose(shares[0], 0.5, atol=1e-9)
    assert np.ptp(shares[1]) > 0.1
    assert hidden.view(Lines()).pairs.size == 0


def test_claims_x6_x7_the_loss_and_its_slope():
    made = run(50)
    view, step = made.view(Example(7)).softmax, made.view(LastStep(3))
    assert view.loss == pytest.approx(-np.log(view.a[view.y]))
    np.testing.assert_allclose(view.dz, view.a - np.eye(4)[view.y], atol=1e-15)
    np.testing.assert_allclose(view.numerical, view.dz, atol=1e-8)
    np.testing.assert_allclose(step.dz, step.y_hat - one_hot(step.y, 4), atol=1e-12)
    np.testing.assert_allclose(step.losses, -np.log(step.y_hat[step.y, np.arange(64)]), rtol=1e-9)
    sure, unsure, wrong = (stages([z, 0.0], 0).loss for z in (5.0, 0.0, -5.0))
    assert sure < 0.01 < 0.69 < unsure < 0.70 < 5 < wrong


# H: one-hot -------------------------------------------------------------------------------------------


def test_claims_h1_the_notes_example_and_a_mini_batch():
    Y = one_hot(np.array([1, 2, 3, 0, 2, 1]), 4)
    expected = [[0, 0, 0, 1, 0, 0], [1, 0, 0, 0, 0, 1], [0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 0]]
    np.testing.assert_array_equal(Y, expected)
    np.testing.assert_array_equal(Y.sum(axis=0), 1)
    step = run(3).view(LastStep(3))
    Y = one_hot(step.y, 4)
    assert Y.shape == step.y_hat.shape == (4, 64)
    np.testing.assert_array_equal(Y.argmax(axis=0), step.y)
