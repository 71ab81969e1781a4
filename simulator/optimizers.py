"""Optimisers: the pieces first, then gradient descent, momentum, RMSprop and Adam as chains of them.

Everything is flat: an update of K models with P parameters each is a handful of operations on (K, P),
whatever the depth. Hyperparameters are columns (K, 1), read anew at every step, so they may change live.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.ewa import Ewa
from simulator.operations import Operation, lean, op

Array = NDArray[Any]
SETTINGS = ("momentum", "beta_1", "beta_2", "epsilon")
"""What of a `Config` an optimiser takes as columns, besides α."""


class Columns:
    """The optimiser's hyperparameters, each a column (K, 1): the value, 1 minus it, the value in float64."""

    def __init__(self, models: int, dtype: np.dtype[Any], values: Mapping[str, ArrayLike]) -> None:
        self.value = {name: np.empty((models, 1), dtype) for name in values}
        self.complement = {name: np.empty((models, 1), dtype) for name in values}
        self.exact = {name: np.empty((models, 1), np.float64) for name in values}
        for name, value in values.items():
            self.set(name, value)

    def set(self, name: str, value: ArrayLike) -> None:
        """One value for all K models, or K values (K, 1)."""
        self.value[name][...] = self.exact[name][...] = value
        # 1 − β in float64 first: in float32 1 − 0.999 is already 5e-5 off.
        self.complement[name][...] = 1.0 - np.asarray(value, np.float64)


class Piece:
    """Turns the update so far into the next; `grad` stays what back-propagation gave.

    `out` is the piece's own memory, in which it leaves what it made.
    """

    def __init__(self, grad: Array, columns: Columns, decay: str, corrected: bool) -> None:
        self.average = Ewa(grad.shape[0], grad.shape[1], grad.dtype)
        self.columns, self.corrected = columns, corrected
        self.decay = columns.value[decay], columns.complement[decay], columns.exact[decay]
        self.out = np.empty_like(grad)

    def operations(self, grad: Array, update: Array) -> Iterator[Operation]:
        """From grad and the update so far to `out`."""
        raise NotImplementedError  # each piece below has its own


class AverageGradient(Piece):
    """update := v, the EWA of the gradient; v / (1 − β^t) when corrected.

    Frameworks write momentum as v := βv + g instead; their learning rate is this α(1 − β).
    """

    def operations(self, grad: Array, _: Array) -> Iterator[Operation]:
        yield from self.average.update_operations(grad, *self.decay)
        if self.corrected:
            yield from self.average.corrected_operations(self.out)
        else:
            self.out = self.average.value


class DivideByRms(Piece):
    """update := update / (√s + ε), s the EWA of the squared gradient; s / (1 − β₂^t) when corrected.

    ε stands outside the root, as in Adam's paper and PyTorch.
    """

    def operations(self, grad: Array, update: Array) -> Iterator[Operation]:
        out = self.out
        yield op(np.multiply, grad, grad, out)
        yield from self.average.update_operations(out, *self.decay)
        if self.corrected:
            yield from self.average.corrected_operations(out)
            yield op(np.sqrt, out, out)
        else:
            yield op(np.sqrt, self.average.value, out)
        yield op(np.add, out, lean(self.columns.value["epsilon"]), out)
        yield op(np.divide, update, out, out)


class Optimizer:
    """theta := theta − α · update, the update being the gradient passed through the pieces in turn."""

    def __init__(self, theta: Array, grad: Array, columns: Columns, *pieces: Piece) -> None:
        self.theta, self.grad, self.columns, self.pieces = theta, grad, columns, pieces
        self._operations = list(self.operations())

    def operations(self) -> Iterator[Operation]:
        """One update of theta from what `grad` holds, as bound calls."""
        update, move = self.grad, np.empty_like(self.grad)
        for piece in self.pieces:
            yield from piece.operations(self.grad, update)
            update = piece.out
        yield op(np.multiply, update, lean(self.columns.value["alpha"]), move)
        yield op(np.subtract, self.theta, move, self.theta)

    def step(self) -> None:
        """One update of theta from what `grad` holds."""
        for operation in self._operations:
            operation()

    def arrays(self) -> dict[str, Array]:
        """All that the pieces remember, by name: live arrays, for checkpoints."""
        return {
            f"{type(piece).__name__}.{name}": array
            for piece in self.pieces
            for name, array in piece.average.arrays().items()
        }


def gradient_descent(theta: Array, grad: Array, columns: Columns) -> Optimizer:
    """W := W − α dW (claim B8)."""
    return Optimizer(theta, grad, columns)


def momentum(theta: Array, grad: Array, columns: Columns) -> Optimizer:
    """v := βv + (1 − β) dW, W := W − αv; not bias-corrected, as in the course."""
    return Optimizer(theta, grad, columns, AverageGradient(grad, columns, "momentum", corrected=False))


def rmsprop(theta: Array, grad: Array, columns: Columns) -> Optimizer:
    """s := β₂s + (1 − β₂) dW², W := W − α dW/(√s + ε); not bias-corrected, so the first steps are long."""
    return Optimizer(theta, grad, columns, DivideByRms(grad, columns, "beta_2", corrected=False))


def adam(theta: Array, grad: Array, columns: Columns) -> Optimizer:
    """W := W − α v̂/(√ŝ + ε), both averages bias-corrected (Kingma & Ba 2015)."""
    average = AverageGradient(grad, columns, "beta_1", corrected=True)
    return Optimizer(theta, grad, columns, average, DivideByRms(grad, columns, "beta_2", corrected=True))


OPTIMIZERS = MappingProxyType(
    {"gradient_descent": gradient_descent, "momentum": momentum, "rmsprop": rmsprop, "adam": adam}
)
