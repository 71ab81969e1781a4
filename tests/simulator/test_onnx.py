"""A network as an ONNX model gives the run's own probabilities, read by onnxruntime."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from simulator.activations import ACTIVATIONS
from simulator.frameworks.onnx_model import OPSET, onnx_model
from simulator.hyperparameters import Config
from simulator.run import Run

SMALL = {"examples": 120, "hidden_units": (6, 5), "mini_batch_size": 16}


def trained(**settings: Any) -> Run:
    run = Run(Config(**{**SMALL, **settings}))
    run.advance(80)
    return run


def asked(model: bytes, X: np.ndarray) -> np.ndarray:
    """ŷ (m, C) by onnxruntime."""
    runtime = pytest.importorskip("onnxruntime")
    return np.asarray(
        runtime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, {"X": X})[0]
    )


@pytest.mark.parametrize("folded", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_claims_f1_its_probabilities_are_the_runs(folded: bool, dtype: str, activation: str) -> None:
    pytest.importorskip("onnx")
    run = trained(activation=activation, dtype=dtype, bn_epsilon=1e-3)
    X = run.examples.dataset.part("dev")[0]
    y_hat = asked(onnx_model(run, folded), X.T.astype(dtype))
    assert np.abs(y_hat - run.predict(X).T).max() <= {"float32": 2e-6, "float64": 1e-12}[dtype]
    assert y_hat.dtype == dtype


@pytest.mark.parametrize(
    "settings", [{"batch_norm": False}, {"hidden_units": ()}, {"classes": 10}, {"dataset": "wine"}]
)
@pytest.mark.parametrize("folded", [True, False])
def test_every_shape_of_network(folded: bool, settings: dict[str, Any]) -> None:
    pytest.importorskip("onnx")
    run = trained(**settings)
    X = run.examples.dataset.part("train")[0]
    assert np.abs(asked(onnx_model(run, folded), X.T) - run.predict(X).T).max() <= 1e-6
    assert asked(onnx_model(run, folded), X.T[:1]).shape == (1, run.network.sizes[-1])


def test_batch_norm_is_a_node_or_in_the_weights() -> None:
    onnx = pytest.importorskip("onnx")
    run = trained()
    kinds = [
        [node.op_type for node in onnx.load_from_string(onnx_model(run, folded)).graph.node]
        for folded in (True, False)
    ]
    assert kinds[0].count("BatchNormalization") == 0
    assert kinds[1].count("BatchNormalization") == 2
    assert onnx.load_from_string(onnx_model(run)).opset_import[0].version == OPSET


def test_without_onnx_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ValueError, match="needs the package onnx"):
        onnx_model(trained())
