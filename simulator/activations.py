"""Activations g and their slopes, each written beside its derivative, in place.

The slope is given in terms of the output a = g(z), which every one of these allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.operations import Operation, op

Array = NDArray[Any]
LEAK = 0.01


@dataclass(frozen=True)
class Activation:
    """How to write a = g(z), and d = g'(z) from a alone, each as a list of operations."""

    apply_operations: Callable[[Array, Array], Iterator[Operation]]
    slope_operations: Callable[[Array, Array], Iterator[Operation]]

    def apply(self, z: Array, a: Array) -> None:
        """Write a = g(z)."""
        for operation in self.apply_operations(z, a):
            operation()

    def slope(self, a: Array, d: Array) -> None:
        """Write d = g'(z), given a = g(z)."""
        for operation in self.slope_operations(a, d):
            operation()


def _like(a: Array, number: float) -> Array:
    """The number as an array of no dimension: a Python float is converted anew in each call."""
    return np.asarray(number, a.dtype)


def _relu(z: Array, a: Array) -> Iterator[Operation]:
    # fmax takes a third of maximum's time because it lets NaN go by; a NaN or inf in theta is found by
    # `Network.finite`, which does not rely on it coming out at the top.
    yield op(np.fmax, z, _like(z, 0.0), a)


def _relu_slope(a: Array, d: Array) -> Iterator[Operation]:
    yield op(np.sign, a, d)


def _leaky_relu(z: Array, a: Array) -> Iterator[Operation]:
    yield op(np.multiply, z, _like(z, LEAK), a)
    yield op(np.fmax, z, a, a)


def _leaky_relu_slope(a: Array, d: Array) -> Iterator[Operation]:
    yield op(np.greater, a, _like(a, 0.0), d)
    yield op(np.maximum, d, _like(d, LEAK), out=d)


def _tanh(z: Array, a: Array) -> Iterator[Operation]:
    yield op(np.tanh, z, a)


def _tanh_slope(a: Array, d: Array) -> Iterator[Operation]:
    yield op(np.multiply, a, a, d)
    yield op(np.subtract, _like(a, 1.0), d, d)


def _sigmoid(z: Array, a: Array) -> Iterator[Operation]:
    # σ(z) = (1 + tanh(z/2)) / 2 cannot overflow, as 1 / (1 + e^-z) does for large negative z.
    yield op(np.multiply, z, _like(z, 0.5), a)
    yield op(np.tanh, a, a)
    yield op(np.add, a, _like(a, 1.0), a)
    yield op(np.multiply, a, _like(a, 0.5), a)


def _sigmoid_slope(a: Array, d: Array) -> Iterator[Operation]:
    yield op(np.subtract, _like(a, 1.0), a, d)
    yield op(np.multiply, d, a, d)


def _identity(z: Array, a: Array) -> Iterator[Operation]:
    yield op(np.copyto, a, z)


def _identity_slope(_: Array, d: Array) -> Iterator[Operation]:
    yield op(d.fill, 1.0)


ACTIVATIONS = MappingProxyType(
    {
        "relu": Activation(_relu, _relu_slope),
        "leaky_relu": Activation(_leaky_relu, _leaky_relu_slope),
        "tanh": Activation(_tanh, _tanh_slope),
        "sigmoid": Activation(_sigmoid, _sigmoid_slope),
        "identity": Activation(_identity, _identity_slope),
    }
)
