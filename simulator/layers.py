"""Layers for K models and m examples at once: each forward with its backward beside it.

Examples are columns: activations are (K, n, m). A layer reads its input `x`, writes `out`, and in
`backward` turns `d_out` = ∂J/∂out, which the layer above has filled, into `dx` (the `d_out` of the layer
below) and the gradients of its parameters.

Every array is allocated once, here, so a pass is the same operations on the same arrays each time. A layer
lists them once, arguments bound (`op`), and the hot loop is nothing but calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.activations import Activation
from simulator.operations import Operation, Operations, lean, op

Array = NDArray[Any]


class Layer(Operations):
    """`out` = f(`x`), and `dx` from `d_out`."""

    def __init__(self, x: Array, dx: Array, shape: tuple[int, ...]) -> None:
        self.x, self.dx = x, dx
        self.out, self.d_out = np.zeros(shape, x.dtype), np.zeros(shape, x.dtype)


class Dense(Layer):
    """z = W x + b; dW = dz xᵀ, db = Σ dz, dx = Wᵀ dz. Without b under batch norm (claim B6).

    The first layer has nobody below it and gets an empty `dx`, which it leaves alone.
    """

    def __init__(self, x: Array, dx: Array, W: Array, dW: Array, b: Array | None, db: Array | None) -> None:
        super().__init__(x, dx, (W.shape[0], W.shape[1], x.shape[2]))
        self.W, self.dW, self.b, self.db = W, dW, b, db
        self._x_T, self._W_T = x.swapaxes(1, 2), W.swapaxes(1, 2)
        self._ones = np.ones((x.shape[2], 1), W.dtype)

    def forward_operations(self) -> Iterator[Operation]:
        yield op(np.matmul, self.W, self.x, self.out)
        if self.b is not None:
            yield op(np.add, self.out, self.b, self.out)

    def backward_operations(self) -> Iterator[Operation]:
        yield op(np.matmul, self.d_out, self._x_T, self.dW)
        if self.db is not None:
            yield op(np.matmul, self.d_out, self._ones, self.db)
        if self.dx.size:
            yield op(np.matmul, self._W_T, self.d_out, self.dx)


class BatchNorm(Layer):
    """z_tilde = γ z_norm + β, z_norm = (z − μ)/√(σ² + ε), μ and σ² over the m columns (claims B1, B2).

    mu, sigma2, gamma, beta and their gradients are (K, n, 1). Backward, with r = 1/√(σ² + ε):
    dγ = Σ dz_tilde z_norm, dβ = Σ dz_tilde, dz = γ r (dz_tilde − dβ/m − z_norm dγ/m).
    It is computed from z − μ, so that z_norm itself is one pass over the examples less.
    For m = 1, σ² = 0 and z_norm = 0: nothing gets through but β (claim E2).
    """

    def __init__(
        self, x: Array, dx: Array, parameters: tuple[Array, Array], gradients: tuple[Array, Array],
        statistics: tuple[Array, Array], epsilon: Array,
    ) -> None:  # fmt: skip
        super().__init__(x, dx, x.shape)
        self.gamma, self.beta = parameters
        self.d_gamma, self.d_beta = gradients
        self.mu, self.sigma2 = statistics
        self.epsilon = epsilon
        self.centred = np.zeros_like(self.out)
        self.inverse, self._scale, self._column = (np.zeros(self.gamma.shape, x.dtype) for _ in range(3))
        self._sigma2, self._projection = self.sigma2[..., 0], self._column[..., 0]
        self._one_over_m = np.asarray(1.0 / x.shape[2], x.dtype)
        self._ones = np.ones((x.shape[2], 1), x.dtype)
        self._average = np.full((x.shape[2], 1), self._one_over_m, x.dtype)

    @property
    def z_norm(self) -> Array:
        """(z − μ)/√(σ² + ε) of the last forward pass, (K, n, m)."""
        return np.asarray(self.centred * self.inverse)

    def forward_operations(self) -> Iterator[Operation]:
        yield op(np.matmul, self.x, self._average, self.mu)
        yield op(np.subtract, self.x, self.mu, self.centred)
        yield op(np.vecdot, self.centred, self.centred, self._sigma2)
        yield op(np.multiply, self.sigma2, self._one_over_m, self.sigma2)
        yield op(np.add, self.sigma2, lean(self.epsilon), self.inverse)
        yield op(np.sqrt, self.inverse, self.inverse)
        yield op(np.reciprocal, self.inverse, self.inverse)
        yield op(np.multiply, self.gamma, self.inverse, self._scale)
        yield op(np.multiply, self.centred, self._scale, self.out)
        yield op(np.add, self.out, self.beta, self.out)

    def backward_operations(self) -> Iterator[Operation]:
        d_out, dz, column = self.d_out, self.dx, self._column
        yield op(np.vecdot, d_out, self.centred, self._projection)
        yield op(np.multiply, column, self.inverse, self.d_gamma)
        yield op(np.matmul, d_out, self._ones, self.d_beta)
        yield op(np.multiply, self.d_gamma, self.inverse, column)
        yield op(np.multiply, column, self._one_over_m, column)
        yield op(np.multiply, self.centred, column, dz)
        yield op(np.subtract, d_out, dz, dz)
        yield op(np.multiply, self.d_beta, self._one_over_m, column)
        yield op(np.subtract, dz, column, dz)
        yield op(np.multiply, dz, self._scale, dz)


class Activate(Layer):
    """a = g(z); dz = da g'(z)."""

    def __init__(self, x: Array, dx: Array, activation: Activation) -> None:
        super().__init__(x, dx, x.shape)
        self.activation = activation

    def forward_operations(self) -> Iterator[Operation]:
        yield from self.activation.apply_operations(self.x, self.out)

    def backward_operations(self) -> Iterator[Operation]:
        yield from self.activation.slope_operations(self.out, self.dx)
        yield op(np.multiply, self.dx, self.d_out, self.dx)


class Dropout(Layer):
    """Inverted dropout: out = x · mask, mask = 1/p where rand < p, else 0; dx = d_out · mask.

    `keep_prob` p is (K, 1, 1); each model draws from its own generator, so K stacked models see the
    masks that each would see alone.
    """

    def __init__(self, x: Array, dx: Array, keep_prob: Array, generators: list[np.random.Generator]) -> None:
        super().__init__(x, dx, x.shape)
        self.keep_prob, self.generators = keep_prob, generators
        self.mask = np.ones_like(x)

    def forward_operations(self) -> Iterator[Operation]:
        for mask, rng in zip(self.mask, self.generators, strict=True):
            yield op(rng.random, out=mask, dtype=self.mask.dtype)
        yield op(np.less, self.mask, self.keep_prob, self.mask)
        yield op(np.divide, self.mask, self.keep_prob, self.mask)
        yield op(np.multiply, self.x, self.mask, self.out)

    def backward_operations(self) -> Iterator[Operation]:
        yield op(np.multiply, self.d_out, self.mask, self.dx)
