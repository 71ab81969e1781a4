"""What a run remembers (claims E1, W2): the numbers of its steps, recomputed here by the textbook, and no
more of them than there is room for.
"""

import itertools

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.averages import Averages
from simulator.probes.drift import Drift
from simulator.probes.warm_up import WarmUp
from simulator.run import Run
from simulator.trace import PERCENTILES, REMEMBERED, sample, with_own_statistics

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}
EPSILON = 1e-5


def run(steps=0, **settings):
    made = Run(Config(**{**SMALL, **settings}), traced=True)
    made.advance(steps)
    return made


def relu(z):
    return np.maximum(z, 0.0)


def passed(parameters, X, epsilon=EPSILON):
    """z and z_tilde of each hidden layer and ŷ of a mini-batch X (n_x, m) with its own statistics."""
    zs, z_tildes, a, l = [], [], X, 1
    while f"gamma{l}" in parameters:
        z = parameters[f"W{l}"] @ a
        mu, sigma2 = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
        z_tilde = parameters[f"gamma{l}"] * (z - mu) / np.sqrt(sigma2 + epsilon) + parameters[f"beta{l}"]
        zs.append(z)
        z_tildes.append(z_tilde)
        a, l = relu(z_tilde), l + 1
    z = parameters[f"W{l}"] @ a + parameters[f"b{l}"]
    t = np.exp(z - z.max(axis=0))
    return zs, z_tildes, t / t.sum(axis=0)


def copied(of):
    return {name: parameter[0].copy() for name, parameter in of.network.parameters.items()}


def stepped(made, steps):
    """Each step's parameters before it, and its mini-batch as the network takes it."""
    for _ in range(steps):
        before = copied(made)
        made.step()
        yield before, made.examples.X["train"][:, made.last[0]]


# μ{t}, σ²{t} and their averages -----------------------------------------------------------------------


def test_claims_e1_statistics_are_those_of_each_mini_batch():
    made, seen = run(), []
    for parameters, X in stepped(made, 40):
        seen.append(passed(parameters, X)[0])
    for layer, units in ((1, 6), (2, 5)):
        for unit in range(units):
            view = made.view(Averages(layer, unit))
            z = [each[layer - 1][unit] for each in seen]
            np.testing.assert_array_equal(view.step, np.arange(1, 41))
            np.testing.assert_allclose(view.mu, [each.mean() for each in z], rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(view.sigma2, [each.var() for each in z], rtol=1e-9)
            assert (view.layer, view.unit, view.batch_norm) == (layer, unit, True)


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.9, 0.99])
def test_claims_e1_averages_are_weighted_exponentially(decay):
    """V := β V + (1 − β) μ{t} from 0, and the bias correction divides by 1 − βᵗ."""
    view = run(60, bn_decay=decay).view(Averages(2, 1))
    for values, averages in ((view.mu, view.mu_average), (view.sigma2, view.sigma2_average)):
        V = 0.0
        for value, average, t, missing in zip(values, averages, view.step, view.missing, strict=True):
            V = decay * V + (1 - decay) * value
            assert average == pytest.approx(V, rel=1e-12)
            assert missing == pytest.approx(decay**t, rel=1e-12, abs=1e-300)
    assert (view.decay, view.window) == (decay, pytest.approx(1 / (1 - decay)))


def test_claims_e1_a_decay_changed_live_counts_from_then_on():
    made = run(10, bn_decay=0.9)
    made.set("bn_decay", 0.5)
    made.advance(10)
    view = made.view(Averages(1, 2))
    decays, V, missing = [0.9] * 10 + [0.5] * 10, 0.0, 1.0
    for i, decay in enumerate(decays):
        V, missing = decay * V + (1 - decay) * view.sigma2[i], missing * decay
        assert view.sigma2_average[i] == pytest.approx(V, rel=1e-12)
        assert view.missing[i] == pytest.approx(missing, rel=1e-12)
    assert (view.decay, view.window) == (0.5, 2.0)


def test_claims_e2_corrected_they_are_what_test_time_uses():
    made = run(25)
    mu, sigma2 = made.network.test_statistics()[1]
    for unit in range(5):
        view = made.view(Averages(2, unit))
        assert view.mu_average[-1] / (1 - view.missing[-1]) == pytest.approx(mu[0, unit, 0], rel=1e-12)
        assert view.sigma2_average[-1] / (1 - view.missing[-1]) == pytest.approx(
            sigma2[0, unit, 0], rel=1e-12
        )


def test_the_last_steps_are_remembered_oldest_first():
    made, short = run(3000, hidden_units=(1,)), run(1000, hidden_units=(1,))
    view = made.view(Averages())
    np.testing.assert_array_equal(view.step, np.arange(3000 - REMEMBERED + 1, 3001))
    np.testing.assert_array_equal(short.view(Averages()).step, np.arange(1, 1001))
    made.advance(1)
    np.testing.assert_array_equal(made.view(Averages()).mu[:-1], view.mu[1:])


@pytest.mark.parametrize("settings", [{"batch_norm": False}, {"hidden_units": ()}])
def test_without_statistics_there_are_none(settings):
    view = run(30, **settings).view(Averages())
    for name in ("step", "mu", "sigma2", "mu_average", "sigma2_average", "missing"):
        assert getattr(view, name).shape == (0,)


# The distribution along the run -----------------------------------------------------------------------


def sampled(made, steps):
    """z_tilde (or z) of every layer over the sample, after each step: by the textbook."""
    for _ in range(steps):
        made.step()
        parameters = {name: array[0].copy() for name, array in made.network.parameters.items()}
        yield parameters, made.examples.X["train"][:, sample(made)]


@pytest.mark.parametrize("keep_prob", [1.0, 0.5])
def test_claims_w2_distributions_are_those_of_the_sample(keep_prob):
    """Of what the first layer's activation takes, and of what it hands on, without dropout."""
    made = run(keep_prob=keep_prob)
    seen = [passed(parameters, X)[1][0] for parameters, X in sampled(made, 30)]
    for unit in (0, 5):
        view, rows = made.view(Drift(1, unit)), np.array([each[unit] for each in seen])
        np.testing.assert_array_equal(view.at, np.arange(1, 31))
        np.testing.assert_allclose(view.bands, np.percentile(rows, PERCENTILES, axis=1).T, atol=1e-9)
        np.testing.assert_allclose(view.handed, relu(view.bands))
        np.testing.assert_allclose(view.mean, rows.mean(axis=1), atol=1e-9)
        np.testing.assert_allclose(view.variance, rows.var(axis=1), atol=1e-9)
        np.testing.assert_allclose(view.handed_mean, relu(rows).mean(axis=1), atol=1e-9)
        np.testing.assert_allclose(view.handed_variance, relu(rows).var(axis=1), atol=1e-9)
    means = np.array([each.mean(axis=1) for each in seen])
    deviations = np.array([each.std(axis=1) for each in seen])
    for name, values in (("path_mean", means), ("path_deviation", deviations)):
        way = sum(np.abs(after - before).mean() for before, after in itertools.pairwise(values))
        assert getattr(view, name) == pytest.approx(way, rel=1e-6)


def test_the_sample_is_a_few_examples_the_same_all_along():
    made = run(3, examples=2000)
    first = sample(made)
    made.advance(50)
    np.testing.assert_array_equal(sample(made), first)
    assert len(first) == len(set(first.tolist())) == 256
    assert first.max() < made.batches.m


def test_claims_w2_without_batch_norm_it_is_z_itself():
    made = run(batch_norm=False)
    seen = [p["W1"] @ X + p["b1"] for p, X in sampled(made, 10)]
    view = made.view(Drift(1, 3))
    np.testing.assert_allclose(view.mean, [z[3].mean() for z in seen], atol=1e-12)
    np.testing.assert_allclose(view.variance, [z[3].var() for z in seen], rtol=1e-9)


def test_claims_w2_with_batch_norm_mean_and_variance_are_beta_and_gamma_squared():
    """Whatever the layers below do: over the sample z_tilde has mean β and variance γ²σ²/(σ² + ε)."""
    made = run(keep_prob=0.5)
    for parameters, _ in sampled(made, 60):
        view = made.view(Drift(2, 4))
        assert view.mean[-1] == pytest.approx(parameters["beta2"][4, 0], abs=1e-9)
        assert view.variance[-1] <= parameters["gamma2"][4, 0] ** 2 * (1 + 1e-9)


# Train-time against test-time -------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [{"mini_batch_size": 16}, {"mini_batch_size": 1000}, {"examples": 2000}])
def test_claims_e1_its_own_statistics_are_those_of_each_mini_batch(settings):
    """Accuracy and cost equal those of a loop over the epoch's mini-batches."""
    made = run(8, **settings, keep_prob=0.5)
    view, order = made.view(WarmUp()), made.batches.order
    X, y = made.examples.X["train"][:, order], made.examples.y["train"][order]
    size = min(made.config.mini_batch_size, len(y))
    right, losses = [], []
    for start in range(0, max(min(len(y), 512) // size, 1) * size, size):
        y_hat, labels = passed(copied(made), X[:, start : start + size])[2], y[start : start + size]
        right += list(y_hat.argmax(axis=0) == labels)
        losses += list(-np.log(y_hat[labels, np.arange(size)]))
    np.testing.assert_array_equal(view.at, np.arange(1, 9))
    assert view.accuracy_own[-1] == pytest.approx(np.mean(right))
    assert view.cost_own[-1] == pytest.approx(np.mean(losses), rel=1e-9)
    judged = X[:, : len(right)]
    y_hat = made.network.predict(judged)[0]
    assert view.accuracy_averages[-1] == pytest.approx(np.mean(y_hat.argmax(axis=0) == y[: len(right)]))
    chosen = y_hat[y[: len(right)], np.arange(len(right))]
    assert view.cost_averages[-1] == pytest.approx(-np.log(chosen).mean(), rel=1e-9)


def test_stacked_mini_batches_are_single_ones():
    made = run(20)
    X = made.examples.X["train"][:, :48]
    alone = np.hstack([passed(copied(made), X[:, i : i + 16])[2] for i in (0, 16, 32)])
    np.testing.assert_allclose(with_own_statistics(made.network, X, 16), alone, rtol=1e-9)


def test_claims_e2_alone_its_own_statistics_say_the_same_of_everything():
    made = run(20, mini_batch_size=1)
    y_hat = with_own_statistics(made.network, made.examples.X["train"][:, :9], 1)
    np.testing.assert_array_equal(y_hat, np.repeat(y_hat[:, :1], 9, axis=1))


# Memory -----------------------------------------------------------------------------------------------


def same_views(one, other):
    for probe in (Averages(1, 2), Drift(2, 1), WarmUp()):
        mine, its = one.view(probe), other.view(probe)
        for name in ("step", "at", "mu", "mu_average", "bands", "accuracy_own", "cost_averages"):
            if hasattr(its, name):
                np.testing.assert_array_equal(getattr(mine, name), getattr(its, name))


@pytest.mark.parametrize("far", [60, 3000])
def test_in_the_past_what_is_remembered_is_what_was_then(far):
    made, plain = run(70), run(70)
    made.advance(far)
    made.rewind(70)
    same_views(made, plain)
    made.set("learning_rate", 0.5)
    made.advance(10)
    view = made.view(Averages(1, 2))
    np.testing.assert_array_equal(view.step, np.arange(1, 81))
    assert np.all(np.diff(made.view(Drift()).at) > 0)
    plain.advance(10)
    assert view.mu[70] == plain.view(Averages(1, 2)).mu[70]
    assert view.mu[-1] != plain.view(Averages(1, 2)).mu[-1]


def test_far_back_the_last_steps_are_made_again_to_be_seen():
    made, plain = run(5000, mini_batch_size=2), run(5000, mini_batch_size=2)
    made.advance(10_000)
    made.rewind(5000)
    assert len(made.view(Averages()).step) == REMEMBERED
    same_views(made, plain)


def test_each_branch_remembers_its_own_past():
    made, plain = run(30), run(30)
    made.rewind(10)
    made.set("learning_rate", 0.9)
    made.advance(1500)
    made.visit(0)
    same_views(made, plain)
    made.visit(1)
    other = run(10)
    other.set("learning_rate", 0.9)
    other.advance(1500)
    same_views(made, other)


def test_back_at_another_network_what_it_remembered_is_there():
    made, plain = run(300), run(300)
    made.set("hidden_units", (3,))
    made.advance(5)
    made.undo()
    same_views(made, plain)


def test_a_rebuild_begins_anew():
    made = run(30)
    made.set("hidden_units", (3,))
    assert made.view(Drift()).at.size == made.view(WarmUp()).at.size == made.view(Averages()).step.size == 0
    made.advance(2)
    assert made.view(Drift()).bands.shape == (2, 5)


def test_twenty_thousand_steps_take_little_room():
    made = run(20_000, hidden_units=(2,), examples=10, mini_batch_size=2, dev_fraction=0.0, test_fraction=0.0)
    trace = made.trace
    assert made.t == 20_000
    arrays = [value for value in vars(trace).values() if isinstance(value, np.ndarray)]
    rows = [made.record._noted[name]._array for name in ("units", "warm_up")]
    assert sum(array.nbytes for array in (*arrays, *rows)) < 1_500_000
    assert len(made.view(Drift()).at) == len(made.view(WarmUp()).at) <= 1024
    assert len(made.view(Averages()).step) == REMEMBERED


def test_an_untraced_run_remembers_nothing():
    made = Run(Config(**SMALL))
    made.advance(20)
    assert made.trace is None
    assert (
        made.view(Drift(2, 4)).at.size == made.view(WarmUp()).at.size == made.view(Averages(2)).step.size == 0
    )
