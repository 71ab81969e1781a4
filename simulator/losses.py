"""Softmax and cross-entropy, as one stable pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.operations import Operation, Operations, lean, op

Array = NDArray[Any]


def softmax(z: Array, axis: int = -2) -> Array:
    """a = t / Σt, t = e^z along the classes (claim X2); max z is taken off first, against overflow."""
    t = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.asarray(t / t.sum(axis=axis, keepdims=True))


def cross_entropy(y_hat: Array, y: Array) -> Array:
    """L = −log ŷ of the true class, for each example: (..., C, m) and labels (m,) give (..., m) (claim X6).

    In nats. A probability that underflowed to 0 counts as the smallest number there is.
    """
    chosen = y_hat[..., y, np.arange(len(y))]
    return np.asarray(-np.log(np.maximum(chosen, np.finfo(y_hat.dtype).tiny)))


class SoftmaxCrossEntropy(Operations):
    """y_hat = softmax(z), loss = mean of −Σ y log ŷ, and dz = (ŷ − y)/m in one stroke (claim X7).

    z, Y, y_hat, dz are (K, C, m); loss is (K,), in nats. It comes from log Σt − Σ y z, which stays
    exact where ŷ underflows.
    """

    def __init__(self, z: Array, dz: Array, Y: Array) -> None:
        self.z, self.dz, self.Y = z, dz, Y
        models, classes, m = z.shape
        self.y_hat, self._shifted = np.zeros_like(z), np.zeros_like(z)
        self._peak, self._total = np.zeros((models, 1, m), z.dtype), np.ones((models, 1, m), z.dtype)
        self._log_total, self._peaks = np.zeros((models, m), z.dtype), self._peak[:, 0, :]
        self.loss, self._true = np.zeros(models, z.dtype), np.zeros(models, z.dtype)
        self._flat = self._shifted.reshape(models, -1), Y.reshape(models, -1)
        self._totals, self._ones = self._total[:, 0, :], np.ones((1, classes), z.dtype)
        self._average, self._one_over_m = np.full(m, 1.0 / m, z.dtype), np.asarray(1.0 / m, z.dtype)

    @property
    def losses(self) -> Array:
        """−Σ y log ŷ of each example of the last forward pass, (K, m)."""
        return np.asarray(np.log(self._totals) - (self._shifted * self.Y).sum(axis=1))

    def forward_operations(self) -> Iterator[Operation]:
        yield op(np.maximum.reduce, self.z, axis=1, out=self._peaks)
        yield op(np.subtract, self.z, self._peak, self._shifted)
        yield op(np.exp, self._shifted, self.y_hat)
        yield op(np.matmul, self._ones, self.y_hat, self._total)
        yield op(np.divide, self.y_hat, self._total, self.y_hat)
        yield op(np.log, self._totals, self._log_total)
        yield op(np.vecdot, self._log_total, self._average, self.loss)
        yield op(np.vecdot, *self._flat, self._true)
        loss, true = lean(self.loss), lean(self._true)
        yield op(np.multiply, true, self._one_over_m, true)
        yield op(np.subtract, loss, true, loss)

    def backward_operations(self) -> Iterator[Operation]:
        yield op(np.subtract, self.y_hat, self.Y, self.dz)
        yield op(np.multiply, self.dz, self._one_over_m, self.dz)
