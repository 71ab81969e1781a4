"""Claims F1, F2: the network on screen as a program that does the same, here in NumPy; `tests.frameworks` and
`.ci/run` check the others.
"""

from __future__ import annotations

import code
import contextlib
import dataclasses
import io
import re
from pathlib import Path

import numpy as np
import pytest

from simulator.frameworks import check
from simulator.frameworks.limits import departures, limits
from simulator.frameworks.program import program
from simulator.frameworks.task import FRAMEWORKS, Task, arrays, task_of
from simulator.hyperparameters import Config
from simulator.run import Run
from tests import frameworks
from ui.panels import PANELS

SMALL = {"examples": 120, "hidden_units": (6, 5), "mini_batch_size": 16}
CONFIGS = [config for _, config in zip(range(60), frameworks.configs(), strict=False)]


def run(steps: int = 0, **settings: object) -> Run:
    made = Run(Config(**{**SMALL, **settings}))
    made.advance(steps)
    return made


def written() -> list[str]:
    """The frameworks that there is a template for."""
    templates = Path(__file__).parents[2] / "assets" / "templates"
    return [name for name in FRAMEWORKS if (templates / f"{name}.py.jinja").is_file()]


# The same losses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("i", range(len(CONFIGS)))
def test_claims_f1_numpy_makes_the_same_losses(i: int, tmp_path: Path) -> None:
    found = frameworks.agreement(Run(CONFIGS[i]), "numpy", tmp_path)
    assert found.agrees, (found.difference, found.at_test_time, found.rounding)
    if CONFIGS[i].dtype == "float64":
        assert max(found.difference, found.at_test_time) <= 1e-9


def test_claims_f1_dropout_draws_the_same_masks(tmp_path: Path) -> None:
    found = frameworks.agreement(run(keep_prob=0.7, activation="tanh"), "numpy", tmp_path)
    assert found.difference <= 1e-9


def test_weights_that_no_seed_draws_come_with_the_file(tmp_path: Path) -> None:
    made = run(40)
    made.set("classes", 3, keep_weights=True)
    made.advance(10)
    assert not task_of(made).seeded
    assert "W1" in arrays(*check.begun_anew(made))
    assert frameworks.agreement(made, "numpy", tmp_path).difference <= 1e-9


def test_what_was_painted_comes_with_the_file(tmp_path: Path) -> None:
    made = run(20)
    made.add_example((3.0, -2.0), 1, None)
    found = frameworks.agreement(made, "numpy", tmp_path)
    assert len(found.y_hat) == made.batches.m == 120 * 0.6 + 1
    assert found.difference <= 1e-9


def test_a_trained_program_predicts_what_the_run_does(tmp_path: Path) -> None:
    made = run(300, bn_decay=0.99)
    made.set("activation", "tanh")
    task = dataclasses.replace(task_of(made, trained=True), steps=0)
    found = check.carried_out(program("numpy", task, "arrays.npz"), arrays(made, task), tmp_path)
    X = made.examples.dataset.part("train")[0]
    np.testing.assert_allclose(np.array(found["y_hat"]), made.predict(X).T, rtol=1e-12, atol=1e-14)


def test_in_a_process_of_its_own_it_is_compared_with_the_run() -> None:
    found = check.compared(run(100), "numpy", steps=30)
    assert found.ours.shape == found.theirs.shape == (30,)
    assert found.agrees
    assert found.difference <= 1e-9


def test_a_wrong_program_does_not_agree(tmp_path: Path) -> None:
    """As one with its momentum's sign, or its ε, in another place would not."""
    made = run()
    task = task_of(made, steps=20)
    right = program("numpy", task, "arrays.npz")
    for old, new in (("s_corrected) + 1e-08", "s_corrected + 1e-02)"), ("- alpha * v_c", "+ alpha * v_c")):
        assert old in right.text
        wrong = dataclasses.replace(right, text=right.text.replace(old, new))
        found = check.carried_out(wrong, arrays(made, task), tmp_path)
        left = np.array(found["losses"]), np.array(found["y_hat"])
        assert not check.beside(run(), task, "numpy", *left).agrees


# The text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framework", written())
def test_every_program_compiles_and_links_to_panels_that_are_there(framework: str) -> None:
    panels, claims = {panel.key for panel in PANELS}, re.compile(r"[A-Z]\d+")
    for config in CONFIGS:
        for trained in (False, True):
            made = Run(config)
            task = task_of(made, trained=trained, steps=1000)
            if limits(framework, task):
                continue
            found = program(framework, task, "a.npz")
            compile(found.text, framework, "exec")
            assert "#:" not in found.text
            assert max(map(len, found.text.splitlines())) <= 110
            assert found.links
            for link in found.links:
                assert link.panel in panels
                assert all(claims.fullmatch(claim) for claim in link.claims)
                assert found.text.splitlines()[link.line].strip()


def test_claims_f2_batch_norm_is_forty_lines_in_numpy_and_one_in_a_framework() -> None:
    with_it, without = (program("numpy", task_of(run(batch_norm=b)), "a.npz").text for b in (True, False))
    assert 25 <= len(with_it.splitlines()) - len(without.splitlines()) <= 45
    lines = program("pytorch", task_of(run()), "a.npz").text.splitlines()
    assert sum(line.strip() == "BatchNorm(6)," for line in lines) == 1


def test_claims_f2_as_usual_batch_norm_is_one_line_and_the_optimiser_the_frameworks_own() -> None:
    task = task_of(run(optimizer="adam", weight_decay=0.1), usual=True)
    pytorch, keras = (program(name, task, "a.npz").text for name in ("pytorch", "keras"))
    assert "    nn.BatchNorm1d(6, eps=1e-05, momentum=0.1),\n" in pytorch
    assert "        layers.BatchNormalization(momentum=0.9, epsilon=1e-05),\n" in keras
    assert "optimizer = keras.optimizers.Adam(alpha, beta_1=0.9, beta_2=0.999, epsilon=1e-08)" in keras
    assert "l2 = keras.regularizers.L2(0.05)" in keras
    for text in (pytorch, keras):
        assert "class " not in text
        assert "own: the results differ." in text
        assert "the losses are the same" not in text
    for name in ("numpy", "tensorflow"):  # they have no such parts
        exact = dataclasses.replace(task, usual=False)
        assert program(name, task, "a.npz").text == program(name, exact, "a.npz").text


@pytest.mark.parametrize(
    ("framework", "settings", "said"),
    [
        ("pytorch", {}, ["batch norm averages"]),
        ("pytorch", {"batch_norm": False}, []),
        ("keras", {"optimizer": "adam"}, ["batch norm averages", "before the bias correction"]),
        ("keras", {"optimizer": "rmsprop", "batch_norm": False}, ["inside the root"]),
        ("keras", {"optimizer": "momentum", "batch_norm": False}, []),
        ("keras", {"optimizer": "momentum", "batch_norm": False, "decay_rate": 0.1}, ["has α in it"]),
        ("numpy", {}, []),
        ("tensorflow", {}, []),
    ],
)
def test_why_a_usual_program_is_apart_is_said(
    framework: str, settings: dict[str, object], said: list[str]
) -> None:
    made = run(**settings)
    found = departures(framework, task_of(made, usual=True))
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))
    assert departures(framework, task_of(made)) == []
    assert ("the results differ" in program(framework, task_of(made, usual=True), "a.npz").text) == bool(said)


def test_pasted_line_by_line_it_runs(tmp_path: Path) -> None:
    """As in a terminal, where an empty line ends a block."""
    made = run(30)
    task, file = task_of(made, steps=12), tmp_path / "a.npz"
    np.savez(file, **arrays(made, task))
    console, said = code.InteractiveConsole(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        for line in program("numpy", task, str(file), beside=False).text.splitlines():
            console.push(line)
        console.push("")
    assert "Error" not in said.getvalue()
    losses = [float(line.split()[-1]) for line in said.getvalue().splitlines() if line.startswith("step ")]
    fresh = run()
    np.testing.assert_allclose(losses, [fresh.step() for _ in range(12)], rtol=1e-11)


# What cannot be ---------------------------------------------------------------------------------------


def test_a_mini_batch_of_one_is_refused_where_batch_norm_refuses_it() -> None:
    made = run(mini_batch_size=71)  # of 72
    with pytest.raises(ValueError, match=r"refuses a mini-batch of one .* the last of 72 examples"):
        program("pytorch", task_of(made), "a.npz")
    assert not limits("numpy", task_of(made))
    assert not limits("pytorch", task_of(run(mini_batch_size=70)))


def test_an_unknown_framework_is_said() -> None:
    with pytest.raises(ValueError, match="no framework 'caffe'; there are numpy"):
        program("caffe", task_of(run()), "a.npz")


def test_why_losses_differ_is_said() -> None:
    made = run(30, keep_prob=0.5)
    made.set("beta_1", 0.5)
    task = task_of(made)
    assert "draws dropout's masks" in departures("pytorch", task)[0]
    assert "changed by hand at step 30 (Adam's first decay)" in departures("pytorch", task)[1]
    assert len(departures("numpy", task)) == 1
    assert not departures("pytorch", task_of(run(30)))


def test_a_program_that_ends_badly_is_said(tmp_path: Path) -> None:
    made = run()
    task: Task = task_of(made, steps=5)
    broken = dataclasses.replace(program("numpy", task, "arrays.npz"), text="import no_such_module\n")
    with pytest.raises(OSError, match="ended with exit code 1: ModuleNotFoundError: No module named"):
        check.carried_out(broken, arrays(made, task), tmp_path)


def test_a_title_that_would_end_the_programs_first_words_does_not() -> None:
    task = dataclasses.replace(task_of(run(), steps=3), title='a"""\nimport os\\')
    for framework in written():
        text = program(framework, task, 'odd "name" \\.npz').text
        compile(text, framework, "exec")
        assert not any(line.startswith("import os") for line in text.splitlines())
