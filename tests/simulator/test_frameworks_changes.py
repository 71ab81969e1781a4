"""A run that was changed by hand on its way, and the program that makes its losses all the same (F1)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from simulator.frameworks import check
from simulator.frameworks.changes import courses, shortest, table, tables
from simulator.frameworks.limits import limits
from simulator.frameworks.program import program
from simulator.frameworks.task import FRAMEWORKS, arrays, task_of, task_seen
from simulator.hyperparameters import Config
from simulator.run import Run
from tests import frameworks

SMALL = Config(examples=120, hidden_units=(6, 5), mini_batch_size=16)  # 72 to train: 5 steps an epoch


def lived(
    *changes: tuple[int, str, object], config: Config = SMALL, steps: int = 40
) -> tuple[Run, list[float]]:
    """A run changed by hand after so many steps, and the losses that were on screen."""
    run, losses = Run(config), []
    for t in range(steps):
        for after, name, value in changes:
            if after == t:
                run.set(name, value)
        losses.append(run.step())
    return run, losses


def left(run: Run, folder: Path) -> np.ndarray:
    """The losses that the program in NumPy makes."""
    fresh, task = check.begun_anew(run)
    task = dataclasses.replace(task, steps=run.t)
    found = check.carried_out(program("numpy", task, "arrays.npz"), arrays(fresh, task), folder)
    return np.array(found["losses"])


@pytest.mark.parametrize(
    "changes",
    [
        ((12, "learning_rate", 0.1),),
        ((5, "learning_rate", 0.1), (10, "decay_rate", 0.5)),  # at the ends of epochs
        ((7, "mini_batch_size", 5), (20, "mini_batch_size", 512), (24, "learning_rate", 0.001)),
        ((3, "weight_decay", 0.5), (30, "weight_decay", 0.0)),
        ((0, "learning_rate", 0.2), (0, "weight_decay", 0.1)),
        tuple((t, "learning_rate", 0.01 * (1 + t)) for t in range(10, 35)),
    ],
)
@pytest.mark.parametrize("optimizer", ["adam", "momentum"])
def test_the_program_makes_the_losses_that_were_on_screen(
    changes: tuple[tuple[int, str, object], ...], optimizer: str, tmp_path: Path
) -> None:
    run, losses = lived(*changes, config=SMALL.changed("optimizer", optimizer))
    assert not task_of(run).changed
    np.testing.assert_allclose(left(run, tmp_path), losses, rtol=1e-9)


def test_without_its_change_it_does_not(tmp_path: Path) -> None:
    run, losses = lived((12, "learning_rate", 0.1))
    fresh, task = check.begun_anew(run)
    made = program("numpy", dataclasses.replace(task, steps=40, by_hand=()), "arrays.npz")
    plain = check.carried_out(made, arrays(fresh, task), tmp_path)["losses"]
    np.testing.assert_allclose(plain[:13], losses[:13], rtol=1e-9)
    assert not np.allclose(plain[13:], losses[13:], rtol=1e-3)


def test_a_check_is_of_all_that_the_program_makes() -> None:
    task = task_of(lived((12, "learning_rate", 0.1))[0])
    lengths = {steps: check.steps_of(dataclasses.replace(task, steps=steps)) for steps in (1, 300, 9_000)}
    assert lengths == {1: check.STEPS, 300: 300, 9_000: 2_000}
    run, losses = lived((12, "learning_rate", 0.1), steps=70)
    found = check.compared(run, "numpy")
    assert found.ours.tolist() == losses
    assert found.agrees
    assert found.difference <= 1e-9


def test_a_run_that_diverges_is_compared_as_far_as_it_goes() -> None:
    run = Run(SMALL.changed("batch_norm", False).changed("optimizer", "gradient_descent"))
    run.set("learning_rate", 100.0)
    run.set("activation", "identity")
    run.advance(60)
    assert run.divergence
    assert 0 < run.t < 50
    found = check.compared(run, "numpy")
    assert len(found.theirs) == run.t
    assert found.agrees
    broken = Run(run.config.changed("initialization", "large"))
    broken.network.theta[...] = 1e200
    assert broken.advance(1) is None or broken.divergence
    with pytest.raises(ValueError, match="diverges at its first step"):
        check.compared(broken, "numpy", trained=True)


def test_what_is_rounding_is_measured_in_both_precisions() -> None:
    for dtype, least, most in (("float64", 1e-17, 1e-11), ("float32", 1e-8, 1e-3)):
        run = Run(SMALL.changed("dtype", dtype))
        fresh, task = check.begun_anew(run)
        found = check.beside(fresh, task, "numpy", np.zeros(30), np.zeros((72, 4)))
        assert least < found.rounding < most


# What a course is -------------------------------------------------------------------------------------


def test_the_first_values_and_the_changes_are_told_apart() -> None:
    run, _ = lived((3, "learning_rate", 0.1), (8, "learning_rate", 0.2), (8, "mini_batch_size", 8))
    found = courses(run.config, run.edits)
    assert found is not None
    config, course = found
    assert config == SMALL
    assert course == (
        ("learning_rate", ((0, 0.01), (3, 0.1), (8, 0.2))),
        ("mini_batch_size", ((0, 16), (8, 8))),
    )
    assert task_seen(run.snapshot()) == task_of(run)


def test_a_drag_that_ends_where_it_began_changed_nothing() -> None:
    run, _ = lived((3, "learning_rate", 0.1), (3, "learning_rate", 0.05), (3, "learning_rate", 0.01))
    assert courses(run.config, run.edits) == (SMALL, ())


@pytest.mark.parametrize(
    ("name", "value"), [("momentum", 0.5), ("optimizer", "momentum"), ("activation", "tanh"), ("beta_1", 0.8)]
)
def test_what_a_program_cannot_change_on_its_way_is_in_it_from_the_start(name: str, value: object) -> None:
    run, _ = lived((3, "learning_rate", 0.1), (8, name, value))
    task = task_of(run)
    assert task.by_hand == ()
    assert task.config == run.config
    assert [edit.name for edit in task.changed] == ["learning_rate", name]
    run.undo()
    assert not task_of(run).changed


def test_what_was_painted_is_in_it_from_the_start() -> None:
    run, _ = lived((3, "learning_rate", 0.1))
    run.add_example((2.0, -2.0), 1, None)
    assert task_of(run).changed
    assert task_of(run).config == run.config


def test_what_was_set_before_the_first_step_is_what_it_began_with(tmp_path: Path) -> None:
    before = (0, "optimizer", "momentum"), (0, "keep_prob", 0.8), (0, "learning_rate", 0.2)
    run, losses = lived(*before, (20, "learning_rate", 0.1))
    task = task_of(run)
    assert not task.changed
    assert task.by_hand == (("learning_rate", ((0, 0.2), (20, 0.1))),)
    assert (task.config.optimizer, task.config.keep_prob) == ("momentum", 0.8)
    np.testing.assert_allclose(left(run, tmp_path), losses, rtol=1e-9)


def test_from_trained_weights_both_go_on_alike() -> None:
    for dtype in ("float64", "float32"):
        run, _ = lived((3, "learning_rate", 0.1), (8, "momentum", 0.5), config=SMALL.changed("dtype", dtype))
        found = check.compared(run, "numpy", steps=30, trained=True)
        assert found.agrees
        assert found.ours[0] != Run(run.config).step()
        assert found.ours[0] < 1.0  # it has learned, while untrained ones begin near ln 4
    new, _ = lived(steps=0)
    assert check.compared(new, "numpy", steps=10, trained=True).agrees


def test_trained_weights_have_their_changes_behind_them() -> None:
    run, _ = lived((3, "learning_rate", 0.1), (8, "momentum", 0.5))
    task = task_of(run, trained=True)
    assert (task.config, task.by_hand, task.changed) == (run.config, (), ())


# How it stands in a program ---------------------------------------------------------------------------


def test_a_few_changes_stand_in_the_program_and_many_in_its_file() -> None:
    few = ("learning_rate", ((0, 0.01), (300, 0.003)))
    assert table(few) == "{0: 0.01, 300: 0.003}"
    assert tables([few]) == {}
    many = ("learning_rate", tuple((t, 0.01 * t) for t in range(50)))
    found = tables([few, many])
    names: dict[str, object] = {"data": found}
    exec(f"values = {table(many)}", names)
    assert names["values"] == dict(many[1])


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "rmsprop", "adam"])
@pytest.mark.parametrize("name", ["learning_rate", "decay_rate", "mini_batch_size", "weight_decay"])
def test_every_program_shows_when_what_was_changed(framework: str, optimizer: str, name: str) -> None:
    value = 8 if name == "mini_batch_size" else 0.25
    run, _ = lived((12, name, value), config=SMALL.changed("optimizer", optimizer))
    made = program(framework, task_of(run), "a.npz")
    compile(made.text, framework, "exec")
    assert f"12: {value}}}" in made.text
    assert "# Changed by hand on the way: after how many steps, to what." in made.text
    assert ("MINI_BATCH" in made.text) == (name != "mini_batch_size")
    assert "by_hand" not in made.text
    assert max(map(len, made.text.splitlines())) <= 110


def test_the_smallest_mini_batch_is_found_where_its_size_was_changed() -> None:
    assert shortest(72, ((0, 16),)) == 8
    assert shortest(72, ((0, 71),)) == 1
    assert shortest(72, ((0, 512),)) == 72
    assert shortest(72, ((0, 16), (1, 55))) == 1  # 16 + 55 + 1
    assert shortest(72, ((0, 71), (1, 72))) == 1
    assert shortest(72, ((0, 72), (3, 71))) == 1
    run, _ = lived((1, "mini_batch_size", 55))
    assert "a mini-batch of one" in limits("pytorch", task_of(run))[0]


def test_the_checks_of_all_frameworks_have_runs_changed_on_the_way() -> None:
    changed = [run for what, run in frameworks.runs() if "on the way" in what]
    assert {run.config.optimizer for run in changed} == {"gradient_descent", "momentum", "rmsprop", "adam"}
    for run in changed:
        assert {name for name, _ in task_of(run).by_hand} == {
            "learning_rate", "decay_rate", "mini_batch_size", "weight_decay",
        }  # fmt: skip
