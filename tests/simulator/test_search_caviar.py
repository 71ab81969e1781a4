"""Caviar: all trials are trained, once, whoever dies on the way."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.search.caviar import Caviar, WorkersLost, run
from simulator.search.policies import Halving
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Record, Study
from simulator.search.trial import Trial
from simulator.search.workers import Processes

SPACE = Space(
    Config(examples=200, hidden_units=(6,), classes=3), (Axis.of("learning_rate"), Axis.of("beta_1"))
)


def study(**settings: Any) -> Study:
    return Study(replace(Plan(space=SPACE, trials=10, steps=40), **settings))


def ended_once(records: list[Record], count: int) -> None:
    """Every trial has ended, and has ended once."""
    numbers = [record.number for record in records if isinstance(record, Trial) and record.ended]
    assert sorted(numbers) == list(range(count))


def test_every_trial_is_what_it_is_alone() -> None:
    searched, records = study(), list[Record]()
    with ThreadPoolExecutor(1) as executor:
        run(searched, executor, noted=records.append)
    ended_once(records, 10)
    for trial in searched.trials:
        alone = Run(trial.config, searched.dataset)
        alone.advance(40)
        assert (trial.state, trial.made) == ("done", 40)
        assert trial.cost_dev == pytest.approx(alone.cost("dev"), rel=1e-12)
        assert trial.accuracy_train == alone.accuracy("train")
    assert searched.complete
    assert searched.best is max(searched.trials, key=lambda t: (t.accuracy_dev, -t.number))


def test_it_takes_what_records_there_are_and_goes_on() -> None:
    whole, half = study(), study()
    with ThreadPoolExecutor(1) as executor:
        run(whole, executor)
        for record in whole.records[:14]:  # the generation, ten trials as they began, three that ended
            half.append(record)
        assert sum(trial.ended for trial in half.trials) == 3
        run(half, executor)
    assert [t.cost_dev for t in half.trials] == [t.cost_dev for t in whole.trials]


@pytest.mark.parametrize("strategy", ["grid", "coarse_to_fine"])
def test_generations_follow_each_other(strategy: str) -> None:
    searched = study(strategy=strategy, trials=16)
    with ThreadPoolExecutor(2) as executor:
        run(searched, executor)
    assert len(searched.trials) == 16
    assert len(searched.generations) == (1 if strategy == "grid" else 3)
    assert all(trial.state == "done" for trial in searched.trials)


def test_a_killed_worker_loses_nothing_and_nothing_is_counted_twice() -> None:
    searched, records = study(trials=40, steps=3000), list[Record]()
    workers = Processes(2)
    with Caviar(searched, workers, noted=records.append) as caviar:
        while not caviar.made:
            caviar.turn()
        victims = [child for child in multiprocessing.active_children() if child.pid]
        os.kill(victims[0].pid or 0, signal.SIGKILL)
        while caviar.turn():
            pass
    workers.shutdown()
    ended_once(records, 40)
    trial = searched.trials[7]
    alone = Run(trial.config, searched.dataset)
    alone.advance(3000)
    assert trial.cost_dev == pytest.approx(alone.cost("dev"), rel=1e-12)


class Broken(Executor):
    """Workers of which none is left."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ARG002
        future: Future[Any] = Future()
        future.set_exception(OSError("scheduler closed"))
        return future


def test_workers_gone_for_good_are_said_and_what_ended_is_kept() -> None:
    searched = study()
    with pytest.raises(WorkersLost, match=r"gone \(OSError: scheduler closed\). What ended is kept."):
        run(searched, Broken())
    assert len(searched.waiting) == 10
    with ThreadPoolExecutor(1) as executor:
        run(searched, executor)
    assert searched.complete


def test_a_pause_deals_no_more_and_a_kill_ends_one() -> None:
    searched = study(steps=5000)
    with ThreadPoolExecutor(1) as executor, Caviar(searched, executor) as caviar:
        while not caviar.made:
            caviar.turn()
        caviar.paused = True
        while caviar.turn():
            pass
        before = dict(caviar.made)
        assert not caviar.turn()
        assert caviar.made == before
        caviar.paused = False
        caviar.turn(0.0)  # number 3 is under way again
        caviar.kill(3)
        assert searched.trial(3).state == "killed"
        assert 0 < searched.trial(3).made < 5000
        while caviar.turn():
            pass
        assert caviar.made[3] == searched.trial(3).made  # what was under way then is dropped
    assert searched.trial(3).state == "killed"
    assert {trial.state for trial in searched.trials if trial.number != 3} == {"done"}


class Counting(ThreadPoolExecutor):
    """Counts the steps that are asked for."""

    steps = 0

    def submit(self, fn: Any, /, job: Any, **kwargs: Any) -> Future[Any]:  # type: ignore[override]
        self.steps += job.steps * len(job.trials)
        return super().submit(fn, job, **kwargs)


class Boasting(Counting):
    """One thread that says it is three: jobs are dealt together and come back one by one."""

    workers = 3


def test_halving_stops_the_worse_and_saves_their_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.search.caviar._WIDEST", 4)  # some are at a rung while others are not
    searched = study(trials=16, steps=160, halving=Halving(4), objective="dev_cost")
    with Boasting(1) as executor:
        run(searched, executor)
    states = [trial.state for trial in searched.trials]
    assert (states.count("done"), states.count("stopped")) == (1, 15)
    assert sorted({trial.made for trial in searched.trials}) == [10, 40, 160]
    assert executor.steps == sum(trial.made for trial in searched.trials)  # none runs ahead of a rung
    assert searched.saved() == 12 * 150 + 3 * 120
    at_rung = [t for t in searched.trials if t.made >= 40]
    curves = {t.number: dict(zip(t.curve[:, 0], t.curve[:, 2], strict=True)) for t in searched.trials}
    costs = {number: curve[10.0] for number, curve in curves.items()}
    assert sorted(costs, key=lambda number: costs[number])[:4] == sorted(
        (t.number for t in at_rung), key=costs.__getitem__
    )


def test_a_clone_from_a_kept_state_is_one_from_the_beginning() -> None:
    kept, fresh = study(trials=3), study(trials=3)
    with ThreadPoolExecutor(1) as executor:
        for searched, again in ((kept, False), (fresh, True)):
            with Caviar(searched, executor) as caviar:
                while caviar.turn():
                    pass
                searched.clone(1, "learning_rate", 0.3, 25)
                searched.extend(2, 15)
                if not again:
                    while caviar.turn():
                        pass
            if again:  # another process, which knows the records alone
                run(searched, executor)
    for number in (2, 3):
        a, b = kept.trial(number), fresh.trial(number)
        assert (a.made, a.cost_dev, a.accuracy_train) == (b.made, b.cost_dev, b.accuracy_train)
        assert np.array_equal(a.curve[-1], b.curve[-1])
    assert kept.trial(3).made == 65


def test_reverting_a_change_goes_on_from_before_it() -> None:
    searched = study(trials=1)
    with ThreadPoolExecutor(1) as executor, Caviar(searched, executor) as caviar:
        while caviar.turn():
            pass
        searched.clone(0, "learning_rate", 1.0, 20)
        while caviar.turn():
            pass
        back = searched.clone(1, at=40, steps=30)
        while caviar.turn():
            pass
    straight = Run(searched.trial(0).config, searched.dataset)
    straight.advance(70)
    assert searched.trial(back.number).cost_dev == pytest.approx(straight.cost("dev"), rel=1e-12)
    assert searched.trial(1).cost_dev != pytest.approx(straight.cost("dev"), rel=1e-3)


def test_all_that_diverge_are_a_result() -> None:
    base = replace(SPACE.base, batch_norm=False, optimizer="gradient_descent", initialization="large")
    axes = (Axis("learning_rate", 20.0, 100.0, "log"), Axis("weight_decay", 20.0, 90.0, "log"))
    searched = study(space=Space(base, axes), steps=200)
    with ThreadPoolExecutor(1) as executor:
        run(searched, executor)
    assert {trial.state for trial in searched.trials} == {"diverged"}
    assert searched.best is None
    assert all(trial.made < 200 for trial in searched.trials)


def test_few_at_a_time_where_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.search.caviar._MOST_BYTES", 30_000)
    searched, most = study(trials=30, steps=3000), 0
    with ThreadPoolExecutor(1) as executor, Caviar(searched, executor) as caviar:
        while caviar.turn():
            waiting = {trial.number for trial in searched.waiting}
            most = max(most, len(waiting & caviar.made.keys()))
    assert searched.complete
    assert most < 15


def test_no_step_is_made_twice() -> None:
    searched = study(trials=30, steps=700)
    with Counting(3) as executor:
        run(searched, executor)
    assert executor.steps == 30 * 700


def test_progress_is_told_on_the_way() -> None:
    searched, left = study(trials=20, steps=2000), []
    with ThreadPoolExecutor(1) as executor, Caviar(searched, executor) as caviar:
        assert caviar.steps_left == 40_000
        assert np.isnan(caviar.seconds_left)
        while caviar.turn():
            left.append(caviar.steps_left)
        assert caviar.steps_left == 0
        assert caviar.steps_per_second > 0
    assert left == sorted(left, reverse=True)
    assert len(set(left)) > 2
