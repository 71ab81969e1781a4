"""Claim F2: each row of the table of differences, proved against the frameworks that are installed."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.frameworks.differences import DIFFERENCES, Difference
from simulator.frameworks.task import FRAMEWORKS
from simulator.hyperparameters import Config
from simulator.schedules import decayed

_FACTS = Path(__file__).with_name("framework_facts.py")
Z = np.array([1.0, 3.0, 8.0, 4.0])


@pytest.fixture(scope="module")
def facts() -> Any:
    """What Keras and TensorFlow do, as they do it themselves."""
    for module in ("keras", "tensorflow"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    quiet = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    command = [sys.executable, str(_FACTS)]
    ended = subprocess.run(command, capture_output=True, text=True, env=os.environ | quiet, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch")


def walked(torch: Any, make: Any, gradients: list[float]) -> list[float]:
    """Where steps of PyTorch's optimiser lead from 1."""
    W = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
    optimizer, path = make([W]), []
    for g in gradients:
        W.grad = torch.full((1,), g, dtype=torch.float64)
        optimizer.step()
        path.append(W.item())
    return path


# The table --------------------------------------------------------------------------------------------


def test_the_table_is_whole_and_short() -> None:
    names = [field.name for field in dataclasses.fields(Difference)]
    assert names[2:6] == list(FRAMEWORKS.values())
    assert len({row.topic for row in DIFFERENCES}) == len(DIFFERENCES) == 13
    for row in DIFFERENCES:
        assert all(dataclasses.astuple(row))
        assert all(len(getattr(row, name)) <= 72 for name in names[:6]), row.topic
        assert row.why_it_matters.endswith(".")
        assert row.the_programs.endswith(".")


# Batch norm -------------------------------------------------------------------------------------------


def test_averages_in_pytorch(torch: Any) -> None:
    norm = torch.nn.BatchNorm1d(1, momentum=0.1, dtype=torch.float64)
    assert (norm.running_mean.item(), norm.running_var.item()) == (0.0, 1.0)
    norm(torch.tensor(Z[:, None]))
    assert norm.running_mean.item() == pytest.approx(0.1 * Z.mean())
    assert norm.running_var.item() == pytest.approx(0.9 + 0.1 * Z.var(ddof=1))
    by_m = torch.nn.functional.batch_norm(torch.tensor(Z[:, None]), None, None, training=True, eps=1e-20)
    np.testing.assert_allclose(by_m[:, 0], (Z - Z.mean()) / Z.std())


def test_averages_in_keras_and_tensorflow(facts: Any) -> None:
    assert facts["start"] == [0.0, 1.0]
    assert facts["after"] == pytest.approx([0.1 * Z.mean(), 0.9 + 0.1 * Z.var()], rel=1e-6)
    assert facts["defaults"] == [0.99, 1e-3]
    assert facts["moments"] == pytest.approx(Z.var())
    assert facts["fused"] == pytest.approx(Z.var(ddof=1))
    assert facts["ema"] == pytest.approx(0.1)  # 0.9 of the old 0, 0.1 of the new 1


def test_a_mini_batch_of_one(torch: Any) -> None:
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        torch.nn.BatchNorm1d(1)(torch.ones(1, 1))


def test_a_mini_batch_of_one_elsewhere(facts: Any) -> None:
    assert facts["one"] == [[0.0]]
    assert facts["tf_one"] == 0.0


# Optimisers -------------------------------------------------------------------------------------------


def test_epsilon_of_adam(torch: Any) -> None:
    path = walked(torch, lambda W: torch.optim.Adam(W, 0.1, eps=0.01), [0.02, 0.01])
    assert path == pytest.approx(_adam(corrected_first=True), rel=1e-12)


def test_epsilon_of_adam_in_keras(facts: Any) -> None:
    assert facts["adam"] == pytest.approx(_adam(corrected_first=False), rel=1e-5)
    assert abs(facts["adam"][0] - _adam(corrected_first=True)[0]) > 0.02
    assert 1 / np.sqrt(1 - 0.999) == pytest.approx(32, abs=0.5)


def _adam(corrected_first: bool) -> list[float]:
    W, v, s, path = 1.0, 0.0, 0.0, []
    for t, g in enumerate((0.02, 0.01), start=1):
        v, s = 0.9 * v + 0.1 * g, 0.999 * s + 0.001 * g * g
        right = np.sqrt(1 - 0.999**t)
        epsilon = 0.01 if corrected_first else 0.01 / right
        W -= 0.1 * v / (1 - 0.9**t) / (np.sqrt(s) / right + epsilon)
        path.append(float(W))
    return path


def _rmsprop(outside: float, inside: float) -> list[float]:
    W, s, path = 1.0, 0.0, []
    for g in (0.02, 0.01):
        s = 0.9 * s + 0.1 * g * g
        W -= 0.1 * g / (np.sqrt(s + inside) + outside)
        path.append(float(W))
    return path


def test_epsilon_of_rmsprop(torch: Any) -> None:
    path = walked(torch, lambda W: torch.optim.RMSprop(W, 0.1, alpha=0.9, eps=1e-4), [0.02, 0.01])
    assert path == pytest.approx(_rmsprop(outside=1e-4, inside=0.0), rel=1e-12)


def test_epsilon_of_rmsprop_in_keras(facts: Any) -> None:
    assert facts["rmsprop"] == pytest.approx(_rmsprop(outside=0.0, inside=1e-4), rel=1e-5)


def test_momentum(torch: Any) -> None:
    path = walked(torch, lambda W: torch.optim.SGD(W, 0.1, momentum=0.9), [1.0, 2.0])
    assert path == pytest.approx([1 - 0.1, 1 - 0.1 - 0.1 * (0.9 + 2)])


def test_momentum_in_keras_remembers_each_alpha(facts: Any) -> None:
    assert facts["momentum"] == pytest.approx([0.9, 0.9 - (0.9 * 0.1 + 0.05 * 2)], rel=1e-6)


def test_l2(torch: Any) -> None:
    """In the gradient Adam divides it by its own size; beside it, it shrinks W by α λ."""
    inside = walked(torch, lambda W: torch.optim.Adam(W, 0.1, weight_decay=0.5), [0.0])
    beside = walked(torch, lambda W: torch.optim.AdamW(W, 0.1, weight_decay=0.5), [0.0])
    assert (inside, beside) == (pytest.approx([0.9], rel=1e-6), pytest.approx([0.95]))


def test_l2_elsewhere(facts: Any) -> None:
    assert facts["decay"] == pytest.approx([0.95])
    assert facts["l2"] == 0.5 * 5
    assert facts["tf_l2"] == 5 / 2


def test_decay_of_alpha(torch: Any) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + 0.5 * epoch))
    for epoch in range(3):
        assert optimizer.param_groups[0]["lr"] == pytest.approx(decayed(0.1, 0.5, epoch))
        optimizer.step()
        schedule.step()


def test_decay_of_alpha_in_keras(facts: Any) -> None:
    smooth, stairs = facts["schedules"]
    assert stairs == pytest.approx([decayed(0.1, 0.5, epoch) for epoch in (0, 0, 1, 2)])
    assert smooth == pytest.approx([0.1 / (1 + 0.5 * share) for share in (0.5, 0.9, 1.0, 2.5)])


# Shapes, the loss, digits -----------------------------------------------------------------------------


def test_shapes(torch: Any) -> None:
    layer = torch.nn.Linear(3, 5)
    assert (tuple(layer.weight.shape), tuple(layer(torch.zeros(7, 3)).shape)) == ((5, 3), (7, 5))


def test_shapes_elsewhere(facts: Any) -> None:
    assert (facts["kernel"], facts["rows"]) == ([3, 5], [7, 5])


def test_the_loss_takes_z(torch: Any) -> None:
    assert torch.nn.CrossEntropyLoss()(torch.tensor([[0.0, 40.0]]), torch.tensor([0])).item() == 40.0


def test_the_loss_elsewhere(facts: Any) -> None:
    assert facts["of_z"] == facts["tf_of_z"] == 40.0
    assert facts["of_y_hat"] == pytest.approx(-np.log(1e-7), rel=1e-3)


def test_digits(torch: Any) -> None:
    assert torch.zeros(1).dtype == torch.float32
    assert (Config().dtype, np.zeros(1).dtype) == ("float64", np.float64)
    apart = abs(float(np.float32(1) - np.float32(0.999)) / 0.001 - 1)
    assert apart == pytest.approx(1e-5, rel=0.5)


def test_digits_elsewhere(facts: Any) -> None:
    assert facts["digits"] == ["float32", "float32"]
    rounded = float(np.float32(0.01))
    assert facts["slope"] == facts["keras_slope"] == -rounded
    assert facts["lambda"] == facts["alpha"] == rounded
    assert 1 - facts["beta"][0] == 1.0
    assert facts["beta"][0] - facts["beta"][1] == pytest.approx(float(np.float32(0.9)), rel=1e-12)
