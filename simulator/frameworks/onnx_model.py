"""A trained network as an ONNX model: from features in their own units to probabilities at test time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.activations import LEAK
from simulator.frameworks.installed import missing_onnx
from simulator.run import Run

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

Array = NDArray[Any]
OPSET = 17
"""Of the operators; every runtime since 2022 has them."""
_NODES = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid"}


def onnx_model(run: Run, folded: bool = True) -> bytes:
    """The network of a run as it stands, "X" (m, n_x) -> "y_hat" (m, C), m free, in the run's precision.

    With `folded` batch norm is in the weights W and b of each layer, else it is a node of its own with γ, β,
    μ and σ². Raises ValueError where onnx is not installed, or is too old for this.
    """
    missing = missing_onnx()
    if missing:
        raise ValueError(missing)
    import onnx

    try:
        model = _Graph(run).model(folded)
        onnx.checker.check_model(model, full_check=True)
    except (AttributeError, TypeError, onnx.checker.ValidationError) as error:
        raise ValueError(f"onnx {onnx.__version__} cannot write this network: {error}.") from None
    return bytes(model.SerializeToString())


class _Graph:
    """Nodes one after another, each named after what it makes."""

    def __init__(self, run: Run) -> None:
        self._run, self._dtype = run, run.network.dtype
        self._nodes: list[NodeProto] = []
        self._tensors: list[TensorProto] = []
        self._last = "X"

    def model(self, folded: bool) -> ModelProto:
        """The whole of it."""
        from onnx import helper

        run, made = self._run, np.dtype(self._dtype)
        kind = helper.np_dtype_to_tensor_dtype(made)
        self._standardise()
        self._add_folded() if folded else self._add_layers()
        self._add("Softmax", "y_hat", axis=1)
        graph = helper.make_graph(
            self._nodes, "network",
            [helper.make_tensor_value_info("X", kind, ["m", run.network.sizes[0]])],
            [helper.make_tensor_value_info("y_hat", kind, ["m", run.network.sizes[-1]])],
            self._tensors, doc_string=f"{run.examples.dataset.name}, after {run.t:,} steps",
        )  # fmt: skip
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        model.producer_name = "Batchscope"
        model.doc_string = "Features in the data's own units; probabilities at test time."
        return model

    def _standardise(self) -> None:
        standardizer = self._run.examples.standardizer
        self._add("Sub", "centred", self._tensor("mean", standardizer.mean[:, 0]))
        self._add("Div", "x", self._tensor("sigma", standardizer.sigma[:, 0]))

    def _add_folded(self) -> None:
        for l, (W, b) in enumerate(self._run.network.folded(), start=1):
            self._dense(l, W[0], b[0, :, 0])
            self._activate(l)

    def _add_layers(self) -> None:
        network, p = self._run.network, {n: a[0] for n, a in self._run.network.parameters.items()}
        statistics = network.test_statistics()
        epsilon = float(np.float32(network.bn_epsilon[0, 0, 0]))  # the format has it in 32 bits
        rest = network.bn_epsilon[0, 0, 0] - epsilon
        for l in range(1, len(network.sizes)):
            self._dense(l, p[f"W{l}"], p[f"b{l}"][:, 0] if f"b{l}" in p else None)
            if l <= len(statistics):
                mu, sigma2 = (each[0] for each in statistics[l - 1])
                columns = p[f"gamma{l}"], p[f"beta{l}"], mu, sigma2 + rest
                parts = zip(("gamma", "beta", "mu", "sigma2"), columns, strict=True)
                names = [self._tensor(f"{name}{l}", column[:, 0]) for name, column in parts]
                self._add("BatchNormalization", f"z_tilde{l}", *names, epsilon=epsilon)
            self._activate(l)

    def _dense(self, l: int, W: Array, b: Array | None) -> None:
        names = [self._tensor(f"W{l}", W)] + ([] if b is None else [self._tensor(f"b{l}", b)])
        self._add("Gemm", f"z{l}", *names, transB=1)

    def _activate(self, l: int) -> None:
        activation = self._run.config.activation
        if l == len(self._run.network.sizes) - 1:
            return
        if activation == "leaky_relu":
            z = self._last  # LeakyRelu has its slope in 32 bits: max(z, 0.01 z) has it as it is
            self._add("Mul", f"leaked{l}", self._tensor(f"leak{l}", np.asarray(LEAK)))
            self._add("Max", f"a{l}", z)
        elif activation in _NODES:
            self._add(_NODES[activation], f"a{l}")

    def _add(self, kind: str, name: str, *more: str, **attributes: float) -> None:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, [self._last, *more], [name], name=name, **attributes))
        self._last = name

    def _tensor(self, name: str, array: Array) -> str:
        from onnx import numpy_helper

        values = np.ascontiguousarray(array, dtype=self._dtype)
        self._tensors.append(numpy_helper.from_array(values, name))
        return name
