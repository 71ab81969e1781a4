"""Which learning rates still learn (claim W3): each model of the stack is the run that it would be alone."""

import dataclasses

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config
from simulator.probes.reach import ALPHAS, Reach, Sweep
from simulator.run import Run

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}


def swept(probe, **settings):
    made = Sweep(Run(Config(**{**SMALL, **settings})), probe)
    made.advance(float("inf"))
    return made.view()


@pytest.mark.parametrize("optimizer", TABLE["optimizer"].choices)
@pytest.mark.parametrize("settings", [{}, {"keep_prob": 0.6, "decay_rate": 1.0, "weight_decay": 0.01}])
def test_claims_w3_each_cost_is_that_of_a_run_alone(optimizer, settings):
    probe = Reach(23, ("small", "he"))
    view = swept(probe, optimizer=optimizer, **settings)
    assert view.with_batch_norm.shape == view.without.shape == (2, 16)
    np.testing.assert_array_equal(view.alpha, ALPHAS)
    np.testing.assert_allclose([ALPHAS[0], ALPHAS[-1], ALPHAS[3] / ALPHAS[0]], [1e-4, 10.0, 10.0])
    for row, initialization in enumerate(probe.initializations):
        for i in (0, 6, 9, 11):
            for costs, batch_norm in ((view.with_batch_norm, True), (view.without, False)):
                alone = Run(
                    Config(
                        **SMALL, optimizer=optimizer, initialization=initialization, batch_norm=batch_norm,
                        learning_rate=ALPHAS[i], **settings,
                    )
                )  # fmt: skip
                alone.advance(23)
                expected = np.nan if alone.divergence else alone.cost("train")
                assert costs[row, i] == pytest.approx(expected, rel=1e-5, nan_ok=True)


def test_claims_w3_what_diverged_is_not_a_number():
    view = swept(
        Reach(60, ("large",)), activation="leaky_relu", optimizer="gradient_descent", batch_norm=False,
        dataset="stretched", normalize_inputs=False,
    )  # fmt: skip
    assert np.isnan(view.without[0, -1])
    assert np.isfinite(view.with_batch_norm).all()
    assert view.chance == pytest.approx(np.log(4))


def test_progress_goes_from_0_to_1_and_what_is_done_is_known():
    run = Run(Config(**SMALL))
    sweep, seen = Sweep(run, Reach(10, ("he", "zeros"))), []
    assert sweep.progress == 0
    assert np.isnan(sweep.view().without).all()
    while sweep.progress < 1:
        sweep._step()
        seen.append(sweep.progress)
        known = (
            np.isfinite(sweep.view().without).all(axis=1),
            np.isfinite(sweep.view().with_batch_norm).all(axis=1),
        )
        turns = [known[0][0], known[1][0], known[0][1], known[1][1]]
        assert turns == [turn < int(seen[-1] * 4 + 1e-9) for turn in range(4)]
    np.testing.assert_allclose(seen, np.arange(1, 41) / 40)
    sweep.advance(1.0)
    assert sweep.progress == sweep.view().progress == 1.0


def test_it_trains_for_about_as_long_as_it_is_given():
    sweep = Sweep(Run(Config(**SMALL)), Reach(100_000))
    sweep.advance(0.0)
    assert sweep.progress == 0
    sweep.advance(0.02)
    assert 0 < sweep.progress < 0.01


def test_it_is_of_the_settings_but_for_what_it_varies():
    run = Run(Config(**SMALL))
    sweep = Sweep(run, Reach())
    for change in ({"learning_rate": 1.0}, {"batch_norm": False}, {"initialization": "zeros"}):
        other = Run(dataclasses.replace(run.config, **change), run.examples.dataset, run.examples.base)
        assert sweep.is_of(other)
    for name, value in {
        "activation": "tanh",
        "hidden_units": (3,),
        "seed": 4,
        "optimizer": "momentum",
    }.items():
        assert not sweep.is_of(Run(run.config.changed(name, value), run.examples.dataset, run.examples.base))
    run.advance(5)
    assert sweep.is_of(run)
    run.add_example((0.0, 0.0), 1)
    assert not sweep.is_of(run)


@pytest.mark.parametrize("settings", [{"hidden_units": ()}, {"mini_batch_size": 1}, {"dtype": "float32"}])
def test_the_smallest_networks_are_swept(settings):
    view = swept(Reach(3, ("he",)), **settings)
    assert np.isfinite(view.with_batch_norm).all()
    if not settings.get("hidden_units", (1,)):
        np.testing.assert_allclose(view.with_batch_norm, view.without)
