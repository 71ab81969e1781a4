"""One example in different company (claims E2, E3), each ŷ recomputed in plain NumPy."""

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.company import WAYS, Company
from simulator.run import Run
from tests.simulator.textbook import averaged_statistics, copied, forward, predicted

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}


def run(steps=20, **settings):
    made = Run(Config(**{**SMALL, **settings}))
    made.advance(steps)
    return made


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_claims_e2_e3_the_four_ways(split):
    made = run(keep_prob=0.5)
    index = int(made.examples.members[split][3])
    view, p, X = made.view(Company(index)), copied(made), made.examples.normalised(made.examples.dataset.X)
    assert (view.example, view.y) == (index, made.examples.dataset.y[index])
    assert view.y_hat.shape == (4, 4)
    assert len(WAYS) == 4
    for row in (0, 1):
        batch = view.batches[row]
        place = int(np.flatnonzero(batch == index)[0])
        layers, _, y_hat = forward(p, X[:, batch])
        np.testing.assert_allclose(view.y_hat[row], y_hat[:, place], rtol=1e-9)
        np.testing.assert_allclose(view.z_norm[row], layers[0].z_norm[:, place], rtol=1e-9)
        assert len(set(batch)) == len(batch) == 16
        assert set(batch) - {index} <= set(made.examples.members["train"])
    layers, _, alone = forward(p, X[:, [index]])
    np.testing.assert_allclose(view.y_hat[2], alone[:, 0], rtol=1e-9)
    np.testing.assert_array_equal(view.z_norm[2], 0)
    np.testing.assert_allclose(view.y_hat[3], predicted(made, made.examples.dataset.X[:, [index]])[:, 0])
    mu, sigma2 = averaged_statistics(made)[0]
    z_norm = (p["W1"] @ X[:, [index]] - mu) / np.sqrt(sigma2 + 1e-5)
    np.testing.assert_allclose(view.z_norm[3], z_norm[:, 0], rtol=1e-9)


def test_claims_e2_alone_with_its_own_statistics_every_example_gets_the_same_answer():
    made = run()
    answers = np.array([made.view(Company(i)).y_hat for i in range(10)])
    assert np.ptp(answers[:, 2], axis=0).max() == 0
    assert np.ptp(answers[:, 3], axis=0).max() > 0.1


def test_claims_e3_by_the_averages_company_does_not_matter_and_otherwise_it_does():
    made = run(100)
    view = made.view(Company(5))
    assert (view.highest - view.lowest).max() > 0.01
    assert np.all(view.lowest <= view.y_hat[1])
    assert np.all(view.y_hat[1] <= view.highest)
    together = made.predict(made.examples.dataset.X)
    np.testing.assert_allclose(view.y_hat[3], together[:, 5], rtol=1e-12)


def test_the_range_is_that_of_64_mini_batches():
    """Larger than that of the few seen here, and met by random ones drawn alike, but for few."""
    made = run(100)
    view, p = made.view(Company(5)), copied(made)
    train, X = made.examples.members["train"], made.examples.normalised(made.examples.dataset.X)
    others, rng = train[train != 5], np.random.default_rng(0)
    drawn = []
    for _ in range(200):
        batch = np.append(rng.choice(others, 15, replace=False), 5)
        drawn.append(forward(p, X[:, batch])[2][:, -1])
    inside = (np.array(drawn) >= view.lowest) & (np.array(drawn) <= view.highest)
    assert inside.mean() > 0.9
    np.testing.assert_allclose(view.highest, np.max(drawn, axis=0), atol=0.25)


def test_in_the_last_mini_batch_it_stands_in_that_one():
    made = run()
    last = made.examples.members["train"][made.last[0]]
    view = made.view(Company(int(last[2])))
    assert made.batches.cursor < made.batches.m or len(last) < 16 or np.array_equal(view.batches[0], last)
    made.reset()
    made.step()
    last = made.examples.members["train"][made.last[0]]
    np.testing.assert_array_equal(made.view(Company(int(last[2]))).batches[0], last)


def test_without_batch_norm_company_never_matters():
    view = run(batch_norm=False).view(Company(5))
    assert not view.batch_norm
    assert view.z_norm.shape == (4, 0)
    np.testing.assert_allclose(view.y_hat, view.y_hat[[0] * 4], rtol=1e-9)
    np.testing.assert_allclose(view.lowest, view.highest, rtol=1e-9)


@pytest.mark.parametrize(("asked", "shown"), [(-1, 0), (0, 0), (99, 99), (100, 99), (10**9, 99)])
def test_an_example_that_is_not_there_is_the_nearest(asked, shown):
    assert run(2).view(Company(asked)).example == shown


def test_huge_mini_batches_take_no_more_room():
    made = run(1, examples=20_000, mini_batch_size=20_000)
    view = made.view(Company(3))
    assert view.batches.shape == (2, 12_000 + (made.examples.dataset.split[3] != 0))
    np.testing.assert_allclose(view.y_hat[0], view.y_hat[1], atol=0.05)
