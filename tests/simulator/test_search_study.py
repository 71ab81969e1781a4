"""A study: append-only, deterministic, and honest about what it cost."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from simulator.hyperparameters import Config
from simulator.search.objectives import OBJECTIVES
from simulator.search.samplers import Box
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Removed, Study
from simulator.search.trial import Change, Trial

SPACE = Space(Config(examples=100), (Axis.of("learning_rate"), Axis.of("beta_1")))


def plan(**settings: Any) -> Plan:
    return replace(Plan(space=SPACE, trials=12, steps=30), **settings)


def end(study: Study, *costs: float, made: int = 30) -> None:
    """End the waiting trials with these dev costs; NaN diverged."""
    for trial, cost in zip(study.waiting, costs, strict=False):
        state = "diverged" if math.isnan(cost) else "done"
        study.append(replace(trial, state=state, made=made, cost_dev=cost, accuracy_dev=1 - cost))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"trials": 0}, "trials must be a whole number in [1, 10,000], got 0."),
        ({"trials": 10**6}, "trials must be a whole number in [1, 10,000], got 1000000."),
        ({"steps": 0}, "steps must be a whole number in [1, 1,000,000], got 0."),
        ({"steps": 10**7}, "got 10000000"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"strategy": "bayes"}, "strategy must be one of grid, random, coarse_to_fine, got 'bayes'."),
        (
            {"objective": "beauty"},
            "objective must be one of dev_accuracy, dev_cost, train_cost, got 'beauty'.",
        ),
        ({"generations": 0}, "generations must be"),
        ({"trials": 2.5}, "got 2.5"),
    ],
)
def test_a_bad_plan_is_refused_in_a_sentence(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as error:
        plan(**settings)
    assert sentence in str(error.value)


def test_a_dev_objective_needs_a_dev_set() -> None:
    bare = SPACE.with_base(Config(dev_fraction=0.0))
    with pytest.raises(ValueError, match="Dev accuracy needs a dev set, and Spirals has no example in it"):
        Study(plan(space=bare))
    Study(plan(space=bare, objective="train_cost"))


def test_the_cost_is_said_before_it_is_paid() -> None:
    assert plan(strategy="grid", trials=30).cost == 25
    assert plan(strategy="random", trials=30).cost == 30


@pytest.mark.parametrize("strategy", ["grid", "random", "coarse_to_fine"])
def test_the_same_plan_proposes_the_same_trials(strategy: str) -> None:
    studies = [Study(plan(strategy=strategy, objective="dev_cost")) for _ in "ab"]
    for study in studies:
        while study.propose():
            end(study, *[abs(SPACE.place(t.config)[0] - 0.4) for t in study.waiting])
    first, second = ([trial.config for trial in study.trials] for study in studies)
    assert first == second
    assert studies[0].complete
    assert len(first) == plan(strategy=strategy).cost


def test_another_seed_proposes_others() -> None:
    a, b = Study(plan()), Study(plan(seed=1))
    assert {t.config for t in a.propose()}.isdisjoint({t.config for t in b.propose()})


def test_seeds_are_shared_unless_each_has_its_own() -> None:
    assert {trial.config.seed for trial in Study(plan()).propose()} == {0}
    assert [trial.config.seed for trial in Study(plan(own_seeds=True)).propose()] == list(range(12))


def test_nothing_is_proposed_while_trials_wait() -> None:
    study = Study(plan(strategy="coarse_to_fine", generations=3))
    assert len(study.propose()) == 4
    assert study.propose() == []
    end(study, 1, 2, 3, 4)
    assert len(study.propose()) == 4


def test_t5_a_zoom_samples_inside_the_box_and_undo_takes_it_back() -> None:
    study = Study(plan())
    end_all = [float(i) for i in range(12)]
    study.propose()
    end(study, *end_all)
    box = Box((0.1, 0.2), (0.3, 0.9))
    fine = study.zoom(box, 6)
    assert all(box.holds(SPACE.place(trial.config)) for trial in fine)
    assert [g.number for g in study.generations] == [0, 1]
    clone = replace(fine[0], number=99, parent=fine[0].number)
    study.append(clone)
    before = list(study.records)
    assert study.undo().box == box
    assert [trial.number for trial in study.trials] == list(range(12))
    assert study.records == [*before, Removed(1)]
    assert study.zoom(box, 1)[0].number == 100  # a number is never used twice
    study.undo()
    study.undo()
    with pytest.raises(ValueError, match="no generation to take back"):
        study.undo()


def test_a_box_of_another_space_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 sides, got 3"):
        Study(plan()).zoom(Box.whole(3), 4)
    with pytest.raises(ValueError, match="trials must be a whole number"):
        Study(plan()).zoom(Box.whole(2), 0)


@pytest.mark.parametrize(("objective", "winner"), [("dev_cost", 2), ("dev_accuracy", 2), ("train_cost", 1)])
def test_t6_the_person_chooses_what_wins(objective: str, winner: int) -> None:
    study = Study(plan(objective=objective, trials=3))
    for trial, (dev, train) in zip(study.propose(), [(0.5, 0.3), (0.4, 0.1), (0.2, 0.2)], strict=True):
        study.append(
            replace(trial, state="done", made=30, cost_dev=dev, accuracy_dev=1 - dev, cost_train=train)
        )
    best = study.best
    assert best is not None
    assert best.number == winner


def test_a_trial_whose_numbers_broke_never_wins() -> None:
    study = Study(plan(objective="dev_cost", trials=2))
    study.propose()
    end(study, math.nan, 5.0)
    assert study.best is study.trials[1]
    assert OBJECTIVES["dev_cost"].score(study.trials[0]) == -math.inf


def test_o3_work_on_the_worse_half_is_counted() -> None:
    study = Study(plan(objective="dev_cost", trials=4))
    assert math.isnan(study.wasted())
    trials = study.propose()
    for trial, (cost, made, state) in zip(
        trials,
        [(0.1, 30, "done"), (0.2, 30, "done"), (0.9, 5, "stopped"), (math.nan, 10, "diverged")],
        strict=True,
    ):
        study.append(replace(trial, state=state, made=made, cost_dev=cost))  # type: ignore[arg-type]
    assert study.wasted() == pytest.approx((5 + 10) / 75)
    assert study.saved() == 25 + 20


def test_o4_a_cub_goes_on_where_its_parent_stands() -> None:
    study = Study(plan(trials=2))
    study.propose()
    end(study, 0.1, math.nan)
    cub = study.clone(0, "learning_rate", 0.5, 20)
    assert (cub.parent, cub.steps, cub.changes) == (0, 50, (Change(30, "learning_rate", 0.5),))
    assert cub.settings.learning_rate == 0.5
    study.extend(0, 10, (Change(30, "keep_prob", 0.5),))
    assert study.trial(0).steps == 40
    assert study.trial(0).state == "waiting"
    with pytest.raises(ValueError, match="Trial 1 has no state to go on from: it diverged"):
        study.clone(1)
    with pytest.raises(ValueError, match="is still training"):
        study.clone(cub.number)
    with pytest.raises(ValueError, match="no trial 77"):
        study.clone(77)
    study.append(replace(cub, state="done", made=50))
    with pytest.raises(ValueError, match="batch_norm cannot be changed while a network trains"):
        study.clone(cub.number, "batch_norm", False)


def test_o2_reverting_leaves_out_what_was_changed_since() -> None:
    study = Study(plan(trials=1))
    study.propose()
    end(study, 0.1)
    worse = study.clone(0, "learning_rate", 50.0, 20)
    study.append(replace(worse, state="done", made=50, cost_dev=9.0))
    back = study.clone(worse.number, at=30, steps=20)
    assert back.changes == ()
    assert back.steps == 50
    with pytest.raises(
        ValueError, match=r"the step of trial 1 to go on from must be a whole number in \[0, 50\]"
    ):
        study.clone(worse.number, at=60)


def test_a_trial_is_noted_by_its_number() -> None:
    study = Study(plan())
    study.append(Trial(5, SPACE.base, 30))
    study.append(Trial(5, SPACE.base, 30, state="done", made=30))
    assert [trial.state for trial in study.trials] == ["done"]
    assert len(study.records) == 2
