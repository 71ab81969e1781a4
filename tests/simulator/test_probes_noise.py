"""How noisy a mini-batch's μ and σ² are (claims W4, W5), against draws made here in plain NumPy."""

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.noise import Noise
from simulator.run import Run
from tests.simulator.textbook import G, copied, forward


def run(steps=100, **settings):
    made = Run(Config(**{"hidden_units": (6, 5), "examples": 500, **settings}))
    made.advance(steps)
    return made


def drawn(made, layer, unit, size, count=2000, seed=3):
    """z (count, size) of the unit for random mini-batches, with repeats."""
    X, p, rng = made.examples.X["train"], copied(made), np.random.default_rng(seed)
    g = made.config.activation
    batches = (X[:, rng.integers(X.shape[1], size=size)] for _ in range(count))
    return np.array([forward(p, batch, g, made.config.bn_epsilon)[0][layer - 1].z[unit] for batch in batches])


@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize(("layer", "unit"), [(1, 4), (2, 1)])
def test_claims_w4_spreads_are_those_of_random_mini_batches(layer, unit, batch_norm):
    """64 mini-batches of each size: their deviations are known to about 1/√128, 9 %."""
    made = run(batch_norm=batch_norm)
    view = made.view(Noise(layer, unit))
    assert (view.layer, view.unit, view.m, view.batch_norm) == (layer, unit, 64, batch_norm)
    np.testing.assert_array_equal(view.sizes, [2, 4, 8, 16, 32, 64, 128, 256])
    assert view.mu.shape == view.sigma2.shape == (8, 64)
    np.testing.assert_allclose(view.spread_mu, view.mu.std(axis=1))
    np.testing.assert_allclose(view.spread_sigma2, view.sigma2.std(axis=1))
    for i in (0, 3, 5):
        z = drawn(made, layer, unit, view.sizes[i], 600)
        assert view.spread_mu[i] == pytest.approx(z.mean(axis=1).std(), rel=0.35)
        assert view.spread_sigma2[i] == pytest.approx(z.var(axis=1).std(), rel=0.6)
        near = 5 * z.mean(axis=1).std() / 8
        assert view.mu[i].mean() == pytest.approx(z.mean(), abs=near)


def test_claims_w4_the_law_is_about_sigma_over_the_root_of_m():
    made = run()
    view = made.view(Noise(1, 4))
    z = made.network.parameters["W1"][0, 4] @ made.examples.X["train"]
    assert view.sigma == pytest.approx(z.std(), rel=0.05)
    np.testing.assert_allclose(view.law, view.sigma / np.sqrt(view.sizes), rtol=0.1)
    np.testing.assert_allclose(view.law * np.sqrt(view.sizes), view.law[0] * np.sqrt(view.sizes[0]))
    np.testing.assert_allclose(view.spread_mu, view.law, rtol=0.35)


@pytest.mark.parametrize("activation", ["relu", "tanh", "identity"])
def test_claims_w5_noise_of_the_output_when_only_its_company_changes(activation):
    """For an example whose z stays: μ and σ² of mini-batches it is in; and a dropout mask on the same a."""
    made = run(activation=activation)
    view, p = made.view(Noise(1, 2)), copied(made)
    gamma, beta = p["gamma1"][2, 0], p["beta1"][2, 0]
    X, rng = p["W1"][2] @ made.examples.X["train"], np.random.default_rng(1)
    for i in (0, 1, 3, 5):
        m, variances = view.sizes[i], []
        for z in rng.choice(X, 60):
            others = rng.choice(X, (200, m - 1))
            batch = np.hstack([np.full((200, 1), z), others])
            mu, sigma2 = batch.mean(axis=1), batch.var(axis=1)
            variances.append(G[activation](gamma * (z - mu) / np.sqrt(sigma2 + 1e-5) + beta).var())
        assert view.bn_noise[i] == pytest.approx(np.sqrt(np.mean(variances)), rel=0.25)
    a = G[activation](gamma * (X - X.mean()) / np.sqrt(X.var() + 1e-5) + beta)
    masks = (rng.random((4000, 1)) < 0.8) / 0.8
    assert view.dropout_noise == pytest.approx(np.sqrt((a * masks).var(axis=0).mean()), rel=0.15)
    assert (view.keep_prob, view.dropout) == (0.8, False)


def test_claims_w5_dropout_s_noise_is_that_of_the_run_where_it_uses_some():
    view, other = run(keep_prob=0.5).view(Noise(1, 2)), run(keep_prob=0.9).view(Noise(1, 2))
    assert (view.keep_prob, view.dropout, other.keep_prob) == (0.5, True, 0.9)
    assert view.dropout_noise > other.dropout_noise


def test_claims_w5_without_batch_norm_company_makes_no_noise():
    view = run(batch_norm=False).view(Noise(2, 1))
    np.testing.assert_array_equal(view.bn_noise, 0)
    assert view.dropout_noise > 0


@pytest.mark.parametrize(("m", "size"), [(50, 50), (64, 64), (1, 1), (1000, 300)])
def test_the_run_s_own_size_is_among_them(m, size):
    view = run(5, mini_batch_size=m).view(Noise())
    assert view.m == m
    assert size in view.sizes
    assert list(view.sizes) == sorted(set(view.sizes))
    assert np.isfinite(view.bn_noise).all()


def test_without_hidden_units_there_are_no_sizes():
    view = run(5, hidden_units=()).view(Noise(1, 3))
    assert (view.layer, view.unit, view.sizes.shape, view.mu.shape) == (0, 0, (0,), (0, 64))
    assert view.dropout_noise == 0


@pytest.mark.parametrize(("asked", "shown"), [((-1, -1), (1, 0)), ((9, 9), (2, 4)), ((1, 5), (1, 5))])
def test_what_is_not_there_is_the_nearest(asked, shown):
    view = run(2).view(Noise(*asked))
    assert (view.layer, view.unit) == shown
