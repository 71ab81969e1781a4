"""Activations g and their slopes, each written beside its derivative, in place.

The slope is given in terms of the output a = g(z), which every one of these allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAK = 0.01


@dataclass(frozen=True)
class Activation:
    """apply(z, a) writes a = g(z); slope(a, d) writes d = g'(z) from a alone."""

    apply: Callable[[NDArray[Any], NDArray[Any]], object]
    slope: Callable[[NDArray[Any], NDArray[Any]], object]


def _relu(z: NDArray[Any], a: NDArray[Any]) -> None:
    # fmax takes a third of maximum's time because it lets NaN go by; a NaN or inf in theta is found by
    # `Network.finite`, which does not rely on it coming out at the top.
    np.fmax(z, 0.0, a)


def _relu_slope(a: NDArray[Any], d: NDArray[Any]) -> None:
    np.sign(a, d)


def _leaky_relu(z: NDArray[Any], a: NDArray[Any]) -> None:
    np.multiply(z, LEAK, a)
    np.fmax(z, a, a)


def _leaky_relu_slope(a: NDArray[Any], d: NDArray[Any]) -> None:
    np.greater(a, 0.0, d)
    np.maximum(d, LEAK, out=d)


def _tanh(z: NDArray[Any], a: NDArray[Any]) -> None:
    np.tanh(z, a)


def _tanh_slope(a: NDArray[Any], d: NDArray[Any]) -> None:
    np.multiply(a, a, d)
    np.subtract(1.0, d, d)


def _sigmoid(z: NDArray[Any], a: NDArray[Any]) -> None:
    # σ(z) = (1 + tanh(z/2)) / 2 cannot overflow, as 1 / (1 + e^-z) does for large negative z.
    np.multiply(z, 0.5, a)
    np.tanh(a, a)
    np.add(a, 1.0, a)
    np.multiply(a, 0.5, a)


def _sigmoid_slope(a: NDArray[Any], d: NDArray[Any]) -> None:
    np.subtract(1.0, a, d)
    np.multiply(d, a, d)


def _identity(z: NDArray[Any], a: NDArray[Any]) -> None:
    np.copyto(a, z)


def _identity_slope(_: NDArray[Any], d: NDArray[Any]) -> None:
    d.fill(1.0)


ACTIVATIONS = MappingProxyType(
    {
        "relu": Activation(_relu, _relu_slope),
        "leaky_relu": Activation(_leaky_relu, _leaky_relu_slope),
        "tanh": Activation(_tanh, _tanh_slope),
        "sigmoid": Activation(_sigmoid, _sigmoid_slope),
        "identity": Activation(_identity, _identity_slope),
    }
)
