"""A stacked trial comes to the same numbers as the same trial trained alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from simulator import datasets
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.search.cohort import Data, Job, Outcome, State, kind, steps_to_change, train
from simulator.search.trial import Change, Trial

BASE = Config(examples=230, hidden_units=(9, 7), classes=3, mini_batch_size=32, decay_rate=0.1)
OPTIMIZERS = ("gradient_descent", "momentum", "rmsprop", "adam")


def data(config: Config = BASE) -> Data:
    """What trials of a config learn."""
    dataset = datasets.load(config)
    return Data(repr(config), dataset, dataset)


def trials(base: Config = BASE, steps: int = 40, count: int = 5, **columns: Any) -> tuple[Trial, ...]:
    """Trials that differ in every live setting that may differ in a cohort."""
    rng = np.random.default_rng(3)
    found = []
    for number in range(count):
        config = replace(
            base,
            learning_rate=float(10 ** rng.uniform(-3, -1)),
            weight_decay=float(rng.choice([0.0, 0.01])),
            momentum=float(rng.uniform(0.5, 0.95)),
            beta_1=float(rng.uniform(0.5, 0.95)),
            beta_2=float(rng.uniform(0.9, 0.999)),
            epsilon=float(10 ** rng.uniform(-9, -6)),
            bn_decay=float(rng.uniform(0.5, 0.95)),
            bn_epsilon=float(10 ** rng.uniform(-6, -3)),
            decay_rate=float(rng.uniform(0, 0.5)),
        )
        found.append(Trial(number, replace(config, **{k: v[number] for k, v in columns.items()}), steps))
    return tuple(found)


def job(those: tuple[Trial, ...], states: tuple[State | None, ...] = (), steps: int = 40, **more: Any) -> Job:
    where = data(replace(BASE, dtype=those[0].config.dtype))
    return Job(where, those, states or (None,) * len(those), steps, 10, **more)


def alone(trial: Trial, steps: int) -> Run:
    """The same trial as a run of its own, on the data of the study."""
    dataset = data().dataset
    run = Run(trial.config, dataset)
    for change in sorted(trial.changes, key=lambda each: each.step):
        run.advance(min(change.step, steps) - run.t)
        if change.step <= steps:
            run.set(change.name, change.value)
    run.advance(steps - run.t)
    return run


def same(state: State | None, run: Run) -> None:
    """All that decides the future is equal, bit for bit."""
    checkpoint = run.checkpoint()
    assert state is not None
    assert state.made == run.t
    assert state.arrays.keys() == checkpoint.arrays.keys()
    for name, array in state.arrays.items():
        assert np.array_equal(array, checkpoint.arrays[name][0]), name
    assert state.batches[:2] == checkpoint.batches[:2]
    assert np.array_equal(state.batches[2], checkpoint.batches[2])
    assert state.batches[3] == checkpoint.batches[3]


@pytest.mark.parametrize(
    ("optimizer", "batch_norm", "dtype"), list(product(OPTIMIZERS, [True, False], ["float64", "float32"]))
)
def test_stacked_is_what_it_is_alone(optimizer: str, batch_norm: bool, dtype: str) -> None:
    base = replace(BASE, optimizer=optimizer, batch_norm=batch_norm, dtype=dtype)
    those = trials(base)
    outcome = train(job(those))
    for trial, state, marks in zip(those, outcome.states, outcome.marks, strict=True):
        run = alone(trial, 40)
        same(state, run)
        expected = [run.cost("train"), run.cost("dev"), run.accuracy("train"), run.accuracy("dev")]
        assert marks == pytest.approx(expected, rel=1e-6 if dtype == "float32" else 1e-12)


@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_each_has_weights_order_and_dropout_of_its_own_seed(keep: float) -> None:
    those = trials(replace(BASE, keep_prob=keep), seed=[3, 4, 3, 9, 11])
    outcome = train(job(those))
    for trial, state in zip(those, outcome.states, strict=True):
        run = alone(trial, 40)
        same(state, run)
        assert state is not None
        assert state.dropout == run.checkpoint().dropout


def test_slices_of_any_length_come_to_the_same() -> None:
    those = trials(replace(BASE, keep_prob=0.8))
    whole = train(job(those))
    parts: list[Outcome] = []
    states: tuple[State | None, ...] = ()
    for steps in (1, 7, 13, 19):
        parts.append(train(job(those, states, steps)))
        states = parts[-1].states
    for i, trial in enumerate(those):
        same(states[i], alone(trial, 40))
        rows = np.concatenate([part.rows[i] for part in parts])
        assert np.allclose(rows, whole.rows[i], rtol=1e-12, equal_nan=True)
        assert rows[:, 0].tolist() == [0, 10, 20, 30, 40]


def test_a_curve_says_what_the_run_would_have_said() -> None:
    trial = trials()[0]
    curve = train(job((trial,))).rows[0]
    run = alone(trial, 0)
    for row, before in zip(curve[1:], curve, strict=False):
        losses = [run.step() for _ in range(int(row[0] - before[0]))]
        assert row[1:] == pytest.approx([np.mean(losses), run.cost("dev"), run.accuracy("dev")], rel=1e-9)


def test_one_that_diverges_ends_and_harms_no_other() -> None:
    base = replace(BASE, batch_norm=False, optimizer="gradient_descent")
    those = trials(base, learning_rate=[0.05, 90.0, 0.01, 100.0, 0.02], weight_decay=[0, 90, 0, 100, 0])
    outcome = train(job(those))
    gone = [i for i, state in enumerate(outcome.states) if state is None]
    assert gone == [1, 3]
    for i, trial in enumerate(those):
        run = alone(trial, 40)
        assert outcome.made[i] == run.t
        assert bool(run.divergence) == (i in gone)
        if i not in gone:
            same(outcome.states[i], run)
            assert np.isfinite(outcome.rows[i][1:]).all()
        else:
            assert outcome.marks[i] is None
            assert (outcome.rows[i][:, 0] <= run.t).all()


@pytest.mark.parametrize(
    "change",
    [
        ("learning_rate", 0.2),
        ("keep_prob", 0.6),
        ("optimizer", "momentum"),
        ("mini_batch_size", 16),
        ("activation", "tanh"),
    ],
)
def test_a_change_on_the_way_is_what_it_is_by_hand(change: tuple[str, Any]) -> None:
    trial = replace(trials()[0], changes=(Change(23, *change),))
    first = train(job((trial,), steps=23))
    assert steps_to_change(trial, 0) == 23
    assert steps_to_change(trial, 23) == 17
    assert kind(trial, first.states[0]) != kind(replace(trial, changes=()), None)
    outcome = train(job((trial,), first.states, 17))
    same(outcome.states[0], alone(trial, 40))


def test_only_those_at_one_place_of_the_epoch_share_a_cohort() -> None:
    trial = trials()[0]
    state = train(job((trial,), steps=5)).states[0]
    assert state is not None
    later = replace(state, batches=(state.batches[0], state.batches[1] + 1, *state.batches[2:]))
    assert kind(trial, state) == kind(trial, replace(state))
    assert kind(trial, state) != kind(trial, later)


def test_no_dev_set_is_no_number() -> None:
    config = replace(BASE, dev_fraction=0.0)
    dataset = datasets.load(config)
    outcome = train(Job(Data("none", dataset, dataset), (Trial(0, config, 5),), (None,), 5, 5))
    assert np.isnan(outcome.rows[0][:, 2:]).all()
    marks = outcome.marks[0]
    assert marks is not None
    assert np.isfinite([marks[0], marks[2]]).all()


def test_thumbnails_are_what_each_network_predicts() -> None:
    those = trials(count=3)
    outcome = train(job(those, thumbnail=12))
    assert outcome.thumbnails is not None
    for trial, picture in zip(those, outcome.thumbnails, strict=True):
        run = alone(trial, 40)
        grid = run.network.predict(run.examples.grid(None, 12))[0].argmax(axis=0)
        assert np.array_equal(picture.ravel(), grid)
