"""Claims F1, F2: the traps of Keras and TensorFlow; `tests.frameworks` has the rest of what is checked."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.frameworks.limits import departures
from simulator.frameworks.program import Program, program
from simulator.frameworks.task import arrays, task_of
from simulator.hyperparameters import TABLE, Config
from simulator.run import Run

EACH = pytest.mark.parametrize("framework", ["keras", "tensorflow"])
TOLERANCE = {"float64": 1e-9, "float32": 1e-5}
SMALL: dict[str, Any] = {"examples": 200, "hidden_units": (6, 5), "mini_batch_size": 32}
TRAPS: tuple[dict[str, Any], ...] = (
    {"dtype": "float32", "beta_2": 0.9999},  # 1 − β₂ is 2e-4 off in 32 bits
    {"batch_norm": False, "activation": "tanh", "epsilon": 0.01, "dev_fraction": 0.0},
    {"weight_decay": 0.05, "decay_rate": 0.5, "activation": "sigmoid", "classes": 10, "dtype": "float32"},
    {"optimizer": "rmsprop", "activation": "leaky_relu", "epsilon": 1e-3, "decay_rate": 0.3},
    {"optimizer": "rmsprop", "batch_norm": False, "weight_decay": 0.02, "dtype": "float32", "classes": 2},
    {"optimizer": "momentum", "activation": "identity", "learning_rate": 0.1, "classes": 3, "bn_decay": 0.99},
    {"optimizer": "momentum", "decay_rate": 0.5, "batch_norm": False, "weight_decay": 1.0},
    {"optimizer": "momentum", "activation": "leaky_relu", "dtype": "float32", "learning_rate": 0.1},
    {"optimizer": "gradient_descent", "decay_rate": 0.5, "bn_epsilon": 0.01, "bn_decay": 0.0},
    {"dtype": "float32", "bn_decay": 0.9999, "learning_rate": 0.001},  # the weight of what is there, too
    {"activation": "leaky_relu", "batch_norm": False, "learning_rate": 0.1},
    {"optimizer": "gradient_descent", "batch_norm": False, "dtype": "float32", "initialization": "zeros"},
    {"hidden_units": (), "weight_decay": 0.1},
    {"mini_batch_size": 119, "learning_rate": 0.001},  # the last mini-batch is one example
    {"optimizer": "momentum", "momentum": 0.0, "decay_rate": 0.5, "initialization": "large"},
    {"beta_1": 0.0, "beta_2": 0.0, "epsilon": 1e-3, "dataset": "wine"},
    {"batch_norm": False, "activation": "leaky_relu", "initialization": "zeros"},  # the slope at 0 itself
)
_SCRIPT = """
import json, pathlib, sys
from simulator.hyperparameters import Config
from simulator.run import Run
from tests.frameworks import agreement, trained
left = []
for settings in json.loads(sys.argv[2]):
    run = Run(Config(**settings))
    found = agreement(run, sys.argv[1], pathlib.Path())
    apart = trained(run, sys.argv[1], pathlib.Path())
    left.append([found.difference, found.at_test_time, apart, str(found.their_y_hat.dtype)])
print(json.dumps(left))
"""
_PASTE = """
import code, contextlib, io, json
console, said, shown = code.InteractiveConsole(), io.StringIO(), io.StringIO()
with contextlib.redirect_stderr(said), contextlib.redirect_stdout(shown):
    for line in open("pasted.py", encoding="utf-8").read().splitlines():
        console.push(line)
print(json.dumps([console.locals["losses"], said.getvalue(), shown.getvalue()]))
"""


def in_a_process(folder: Path, script: str, *words: str, backend: str = "tensorflow") -> Any:
    """What a script prints last, as JSON: frameworks warn of much when imported, and take seconds."""
    quiet = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    environment = os.environ | quiet | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", script, *words]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return json.loads(ended.stdout.splitlines()[-1])


def need(*modules: str) -> None:
    for module in modules:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


def written(framework: str, steps: int = 20, **settings: Any) -> Program:
    return program(framework, task_of(Run(Config(**SMALL | settings)), steps=steps), "arrays.npz")


def test_the_traps_leave_nothing_out() -> None:
    configs = [Config(**SMALL | settings) for settings in TRAPS]
    assert {c.optimizer for c in configs if c.batch_norm} == set(TABLE["optimizer"].choices)
    assert {c.optimizer for c in configs if not c.batch_norm} == set(TABLE["optimizer"].choices)
    assert {c.activation for c in configs} == set(TABLE["activation"].choices)
    assert {2, 3, 10} <= {c.classes for c in configs}
    assert any(task_of(Run(c)).shortest == 1 for c in configs)


@EACH
def test_claims_f1_the_same_losses_and_predictions(framework: str, tmp_path: Path) -> None:
    need(framework)
    given = [SMALL | settings for settings in TRAPS]
    found = in_a_process(tmp_path, _SCRIPT, framework, json.dumps(given))
    for settings, (*differences, dtype) in zip(given, found, strict=True):
        assert dtype == Config(**settings).dtype, settings
        assert max(differences) <= TOLERANCE[dtype], (settings, differences)


def test_keras_does_the_same_on_pytorch_to_32_bits(tmp_path: Path) -> None:
    need("keras", "torch")
    given = [SMALL | TRAPS[i] for i in (2, 3, 6)]
    for *differences, _ in in_a_process(tmp_path, _SCRIPT, "keras", json.dumps(given), backend="torch"):
        assert max(differences) <= TOLERANCE["float32"]


@EACH
def test_a_program_can_be_pasted_into_an_interpreter(framework: str, tmp_path: Path) -> None:
    need(framework)
    run = Run(Config(**SMALL, weight_decay=0.01, decay_rate=0.5, activation="leaky_relu"))
    task = task_of(run, steps=8)
    text = program(framework, task, "given.npz", beside=False).text
    (tmp_path / "pasted.py").write_text(text, encoding="utf-8")
    np.savez(tmp_path / "given.npz", **arrays(run, task))  # type: ignore[arg-type]
    losses, said, shown = in_a_process(tmp_path, _PASTE)
    assert "Error" not in said
    words = [line.split()[0] for line in shown.splitlines()[1:]]  # the first is the docstring
    assert words == ["step"] * 8 + ["accuracy:"], shown  # no value is echoed, no warning printed
    np.testing.assert_allclose(losses, [run.step() for _ in range(8)], rtol=1e-9)


@EACH
@pytest.mark.parametrize("settings", [*TRAPS, {"keep_prob": 0.8}], ids=str)
def test_every_block_ends_with_an_empty_line_and_has_none_inside(
    framework: str, settings: dict[str, Any]
) -> None:
    """An interactive interpreter takes an empty line for the end of a block."""
    for trained in (False, True):
        made = program(framework, task_of(Run(Config(**SMALL | settings)), trained), "a.npz", beside=False)
        compile(made.text, "program.py", "exec")
        lines = made.text.splitlines()
        for above, line in pairwise(lines):
            if above.startswith("    ") and line and not line.startswith((" ", ")")):
                assert line == "]", line
            assert not (above == "" and line.startswith("    ")), line


def test_claims_f2_batch_norm_is_one_line() -> None:
    for framework in ("keras", "tensorflow"):
        made = written(framework)
        (line,) = {made.text.splitlines()[link.line].strip() for link in made.links if "F2" in link.claims}
        assert "layers.BatchNormalization(" in line or "tf.nn.batch_normalization(" in line


def test_keras_own_optimiser_is_used_where_it_is_the_same() -> None:
    assert "class" not in written("keras", optimizer="gradient_descent", decay_rate=0.5).text
    plain = {"optimizer": "momentum", "dtype": "float32"}
    assert "class" not in written("keras", **plain).text
    assert "class Momentum" in written("keras", **plain, decay_rate=0.5).text
    assert "class Momentum" in written("keras", optimizer="momentum").text
    assert "class Adam" in written("keras").text
    assert "class RMSprop" in written("keras", optimizer="rmsprop").text


def test_what_rounding_moves_is_said() -> None:
    idle = Config(activation="identity", dtype="float32")
    (said,) = departures("keras", task_of(Run(idle)))
    assert "rounding" in said
    assert departures("keras", task_of(Run(idle.changed("optimizer", "momentum")))) == []


def test_dropout_of_its_own_is_said() -> None:
    (said,) = departures("tensorflow", task_of(Run(Config(keep_prob=0.8))))
    assert said.startswith("TensorFlow draws dropout's masks")
    assert "tf.nn.dropout(a, rate=0.2)" in written("tensorflow", keep_prob=0.8).text
    assert "layers.Dropout(0.2)" in written("keras", keep_prob=0.8).text
