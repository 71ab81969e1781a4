"""The network: theta (K, P) for K models of one shape, bound to any number of examples.

`bind(m)` gives a `Pass`, the training computation over m examples: forward, loss, backward.
`evaluate` is the same network at test time, where batch norm uses its averages (claims E1, E2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.activations import ACTIVATIONS
from simulator.ewa import Ewa
from simulator.layers import Activate, BatchNorm, Dense, Dropout, Layer
from simulator.losses import SoftmaxCrossEntropy, softmax
from simulator.parameters import Layout

Array = NDArray[Any]
_Layer = TypeVar("_Layer", bound=Layer)
SETTINGS = ("activation", "keep_prob", "bn_epsilon", "bn_decay", "weight_decay")
"""What of a `Config` a network takes live, by `configure`."""
_CHUNK = 2048  # columns evaluated at once: a layer's activations then stay in the cache
LARGEST_BY_HAND = 1e6
_MOST_PASSES = 8  # bound sizes kept; a drag over mini-batch sizes must not fill the memory


class Network:
    """K models of sizes (n_x, n[1], ..., C): parameters, gradients and batch norm's averages.

    Settings that may change while it trains go through `configure` and are columns, one row a model.
    `generators` draw the dropout masks, one a model.
    """

    def __init__(
        self, sizes: Sequence[int], *, batch_norm: bool, activation: str = "relu", models: int = 1,
        dtype: str = "float64", generators: Sequence[np.random.Generator] = (),
    ) -> None:  # fmt: skip
        self.sizes, self.models, self.dtype = tuple(sizes), models, np.dtype(dtype)
        self.layout = Layout.of(self.sizes, batch_norm)
        self.theta, self.grad = (np.zeros((models, self.layout.size), self.dtype) for _ in range(2))
        self.parameters, self.gradients = self.layout.views(self.theta), self.layout.views(self.grad)
        normalised = sum(self.sizes[1:-1]) if batch_norm else 0
        self.statistics = np.zeros((models, 2 * normalised), self.dtype)
        self.averages = Ewa(models, 2 * normalised, self.dtype)
        self.generators = list(generators)
        self._zeros, self._check = np.zeros_like(self.theta), np.zeros(models, self.dtype)
        self.keep_prob, self.bn_epsilon = (np.ones((models, 1, 1), self.dtype) for _ in range(2))
        self.bn_decay, self.weight_decay = (np.zeros((models, 1), self.dtype) for _ in range(2))
        self.activation, self._passes = activation, dict[int, Pass]()
        self.configure(bn_decay=0.9, bn_epsilon=1e-5)

    def double(self, models: int = 1) -> Network:
        """`models` copies of the first model as they are now, to try things on; dropout is left out."""
        double = Network(
            self.sizes, batch_norm=bool(self.statistics.size), activation=self.activation, models=models,
            dtype=self.dtype.name,
        )  # fmt: skip
        double.theta[...] = self.theta[0]
        double.configure(bn_epsilon=self.bn_epsilon[0, 0, 0], weight_decay=self.weight_decay[0, 0])
        return double

    def configure(self, activation: str = "", **columns: ArrayLike) -> None:
        """Change what may change live: the activation, keep_prob, bn_epsilon, bn_decay, weight_decay.

        A column is one value for all models or K of them, (K,).
        """
        if activation:
            self.activation = activation
        for name, value in columns.items():
            column: Array = getattr(self, name)
            column.reshape(self.models)[...] = value
        self.dropout = bool((self.keep_prob < 1.0).any())
        self.decays_weights = bool(self.weight_decay.any())
        self._averaging = list(
            self.averages.update_operations(
                self.statistics, self.bn_decay, 1.0 - self.bn_decay, self.bn_decay.astype(np.float64)
            )
            if self.statistics.size
            else ()
        )
        self._passes.clear()

    def bind(self, m: int) -> Pass:
        """The training pass over m examples; made once for each m and kept."""
        bound = self._passes.get(m)
        if bound is None:
            if len(self._passes) >= _MOST_PASSES:
                self._passes.clear()
            bound = self._passes[m] = Pass(self, m)
        return bound

    def set_parameter(self, name: str, index: tuple[int, ...], value: float) -> float:
        """Write one entry of a parameter of the first model; what stood there."""
        if name not in self.parameters:
            raise ValueError(f"There is no parameter {name!r}; there are {', '.join(self.parameters)}.")
        parameter = self.parameters[name][0]
        if len(index) != 2 or not all(0 <= i < n for i, n in zip(index, parameter.shape, strict=True)):
            raise ValueError(f"An index of {name} must lie in {parameter.shape}, got {index}.")
        if not abs(value) <= LARGEST_BY_HAND:
            bounds = f"[{-LARGEST_BY_HAND:g}, {LARGEST_BY_HAND:g}]"
            raise ValueError(f"{name}{list(index)} must be a number in {bounds}, got {value:g}.")
        old, parameter[index] = float(parameter[index]), value
        return old

    def finite(self) -> bool:
        """Whether every parameter is a finite number: 0 · theta sums to 0 then, and to NaN otherwise."""
        np.vecdot(self.theta, self._zeros, self._check)
        return bool(self._check[0] == 0.0) if self.models == 1 else not self._check.any()

    def update_averages(self) -> None:
        """Take the last mini-batch's μ and σ² into their averages (claim E1)."""
        for operation in self._averaging:
            operation()

    def statistics_of(self, flat: Array) -> list[tuple[Array, Array]]:
        """(μ, σ²) of each normalised layer as views (K, n, 1) into flat (K, 2 Σn)."""
        pairs, offset = [], 0
        for n in self.sizes[1:-1] if self.statistics.size else ():
            halves = flat[:, offset : offset + n], flat[:, offset + n : offset + 2 * n]
            pairs.append((halves[0][..., None], halves[1][..., None]))
            offset += 2 * n
        return pairs

    def test_statistics(self) -> list[tuple[Array, Array]]:
        """Bias-corrected averages (μ, σ²) of each normalised layer; (0, 1) before the first step."""
        if (self.averages.missing == 1.0).any():
            start = np.zeros_like(self.statistics)
            for _, sigma2 in self.statistics_of(start):
                sigma2[...] = 1.0
            return self.statistics_of(start)
        return self.statistics_of(self.averages.corrected(np.empty_like(self.statistics)))

    def folded(self) -> list[tuple[Array, Array]]:
        """(W, b) of every layer at test time, with batch norm in them: s W and β − s μ, s = γ/√(σ² + ε)."""
        p, depth = self.parameters, len(self.sizes)
        layers = []
        for l, (mu, sigma2) in enumerate(self.test_statistics(), start=1):
            s = p[f"gamma{l}"] / np.sqrt(sigma2 + self.bn_epsilon)
            layers.append((s * p[f"W{l}"], p[f"beta{l}"] - s * mu))
        return layers + [(p[f"W{l}"], p[f"b{l}"]) for l in range(len(layers) + 1, depth)]

    def evaluate(self, X: Array) -> Iterator[Array]:
        """a[1], ..., a[L-1], ŷ at test time for X (n_x, m) or (K, n_x, m); each (K, n[l], m), fresh."""
        for l, out in enumerate(self.at_test_time(X), start=1):
            yield out if l < len(self.sizes) - 1 else softmax(out)

    def at_test_time(self, X: Array) -> Iterator[Array]:
        """a[1], ..., a[L-1], z[L]: as `evaluate`, but for the softmax at the end."""
        g, a = ACTIVATIONS[self.activation], X
        layers = self.folded()
        for l, (W, b) in enumerate(layers, start=1):
            z = np.matmul(W, a)
            np.add(z, b, out=z)
            if l == len(layers):
                yield z
            else:
                a = np.empty_like(z)
                g.apply(z, a)
                yield a

    def predict(self, X: Array) -> Array:
        """ŷ (K, C, m) at test time; of one example the same in any company (claim E3)."""
        y_hat = np.empty((self.models, self.sizes[-1], X.shape[-1]), self.dtype)
        for start in range(0, X.shape[-1], _CHUNK):
            columns = slice(start, start + _CHUNK)
            for out in self.evaluate(X[..., columns]):
                last = out
            y_hat[..., columns] = last
        return y_hat


class Block(NamedTuple):
    """What layer l of the network is made of; the output layer is a dense one alone."""

    dense: Dense
    norm: BatchNorm | None
    activate: Activate | None
    dropout: Dropout | None


class Pass:
    """The training computation over m examples: fill `X` (K, n_x, m) and `Y` (K, C, m), then go.

    `layers` run from x to z[L]; `head` is softmax with cross-entropy. `blocks` are the same layers,
    those of l = 1 first.
    """

    def __init__(self, network: Network, m: int) -> None:
        self.network, self.m = network, m
        self.X = np.zeros((network.models, network.sizes[0], m), network.dtype)
        self.Y = np.zeros((network.models, network.sizes[-1], m), network.dtype)
        self.layers: list[Layer] = []
        statistics: list[Any] = network.statistics_of(network.statistics) or [None] * len(network.sizes)
        self.blocks = [self._add_hidden(l, statistics[l - 1]) for l in range(1, len(network.sizes) - 1)]
        self.blocks.append(Block(self._add(self._dense(len(network.sizes) - 1)), None, None, None))
        self.head = SoftmaxCrossEntropy(*self._below(), self.Y)
        upwards = [*self.layers, self.head]
        self._forward = [each for part in upwards for each in part.forward_operations()]
        self._backward = [each for part in reversed(upwards) for each in part.backward_operations()]

    def forward(self) -> None:
        """From X and Y to ŷ and the losses."""
        for operation in self._forward:
            operation()

    def backward(self) -> None:
        """From the losses to `network.grad`, the L2 term λ W included; `forward` comes first."""
        for operation in self._backward:
            operation()
        network = self.network
        if network.decays_weights:
            W = slice(0, network.layout.weights)
            network.grad[:, W] += network.weight_decay * network.theta[:, W]

    def objective(self) -> Array:
        """What the gradient is of, (K,): mean cross-entropy + (λ/2) Σ‖W‖²."""
        W = self.network.theta[:, : self.network.layout.weights]
        penalty = 0.5 * self.network.weight_decay[:, 0] * np.vecdot(W, W)
        return np.asarray(self.head.loss + penalty)

    def _below(self) -> tuple[Array, Array]:
        return self.layers[-1].out, self.layers[-1].d_out

    def _add_hidden(self, l: int, statistics: tuple[Array, Array] | None) -> Block:
        network = self.network
        dense = self._add(self._dense(l))
        norm = self._add(self._batch_norm(l, statistics)) if statistics else None
        activate = self._add(Activate(*self._below(), ACTIVATIONS[network.activation]))
        dropout = Dropout(*self._below(), network.keep_prob, network.generators) if network.dropout else None
        return Block(dense, norm, activate, self._add(dropout) if dropout else None)

    def _add(self, layer: _Layer) -> _Layer:
        self.layers.append(layer)
        return layer

    def _dense(self, l: int) -> Dense:
        p, d = self.network.parameters, self.network.gradients
        x, dx = self._below() if self.layers else (self.X, self.X[:0])
        return Dense(x, dx, p[f"W{l}"], d[f"W{l}"], p.get(f"b{l}"), d.get(f"b{l}"))

    def _batch_norm(self, l: int, statistics: tuple[Array, Array]) -> BatchNorm:
        p, d = self.network.parameters, self.network.gradients
        gammas_betas = (p[f"gamma{l}"], p[f"beta{l}"]), (d[f"gamma{l}"], d[f"beta{l}"])
        return BatchNorm(*self._below(), *gammas_betas, statistics, self.network.bn_epsilon)
