"""Batchscope trains as PyTorch does: the same losses, step by step, to 1e-9.

The values to compare with are stored, see `oracle`; where torch is installed they are computed anew too.
What cannot be compared is test time: PyTorch's running statistics start at 0 and 1 without a correction,
weight the new value and take the unbiased variance. `test_network` has a reference in NumPy for that.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config


def _oracle():
    """The module beside this one; tests are no package."""
    path = Path(__file__).with_name("oracle.py")
    spec = importlib.util.spec_from_file_location("oracle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


oracle = _oracle()
EACH_CASE = pytest.mark.parametrize("case", oracle.CASES)


@pytest.fixture(scope="module")
def stored():
    return oracle.stored()


@EACH_CASE
def test_the_losses_are_those_of_pytorch(case, stored):
    data, parameters, losses = stored
    ours = oracle.engine_losses(case, data, parameters[case])
    assert len(losses[case]) == oracle.STEPS
    np.testing.assert_allclose(ours, losses[case], rtol=1e-9)


@EACH_CASE
def test_pytorch_still_gives_what_is_stored(case, stored):
    pytest.importorskip("torch")
    data, parameters, losses = stored
    theirs = oracle.torch_losses(case, data, parameters[case])
    np.testing.assert_allclose(theirs, losses[case], rtol=1e-11)
    np.testing.assert_allclose(oracle.engine_losses(case, data, parameters[case]), theirs, rtol=1e-9)


def test_the_cases_leave_nothing_out():
    """Every optimiser with and without batch norm, L2 and decay each with some, and every activation."""
    configs = [oracle.config(case) for case in oracle.CASES]
    optimizers = TABLE["optimizer"].choices
    assert {(c.optimizer, c.batch_norm) for c in configs} == {
        (o, b) for o in optimizers for b in (True, False)
    }
    assert {c.activation for c in configs} == set(TABLE["activation"].choices)
    for name in ("weight_decay", "decay_rate"):
        assert len({c.optimizer for c in configs if getattr(c, name)}) >= 2
    assert {c.hidden_layers for c in configs} == {0, 2, 3}


def test_the_cases_learn(stored):
    """Losses that hardly move would agree whatever the optimiser did."""
    for case, losses in stored[2].items():
        if case != "adam, a short batch of one":
            assert losses[-8:].mean() < 0.9 * losses[:4].mean(), case


def test_the_file_holds_the_cases_and_the_examples_declared():
    data, parameters, losses = oracle.stored()
    assert set(parameters) == set(losses) == set(oracle.CASES)
    drawn = oracle.draw()
    for name in ("X", "y", "orders"):
        assert data[name].shape == drawn[name].shape


def test_frameworks_dampening_is_not_the_course_s_momentum():
    """SGD(lr=α, dampening=β) differs at the first step: its average starts at the first gradient."""
    torch = pytest.importorskip("torch")
    theta = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([theta], lr=1.0, momentum=0.9, dampening=0.9)
    theta.grad = torch.ones(1)
    optimizer.step()
    assert theta.item() == -1.0
    assert 1 - Config().momentum == pytest.approx(0.1)  # ours would have moved by this
