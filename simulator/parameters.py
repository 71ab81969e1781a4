"""Names for the stretches of one flat vector theta (K, P): every parameter of K models of one shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

INITIAL_DEVIATION: Mapping[str, Callable[[int], float]] = MappingProxyType(
    {
        "he": lambda fan_in: math.sqrt(2.0 / fan_in),
        "xavier": lambda fan_in: math.sqrt(1.0 / fan_in),
        "small": lambda _: 0.01,
        "large": lambda _: 1.0,
        "zeros": lambda _: 0.0,
    }
)
"""Standard deviation of a first weight, given the inputs of its layer."""


@dataclass(frozen=True)
class Layout:
    """Where each parameter lies in a flat vector.

    All W come first, so that L2 touches `[:, :weights]` alone; then b, or gamma and beta, layer by
    layer. With batch norm a hidden layer has no b: the mean takes it away again (claim B6).
    """

    sizes: tuple[int, ...]
    batch_norm: bool
    entries: Mapping[str, tuple[int, tuple[int, int]]]
    weights: int
    size: int

    @classmethod
    def of(cls, sizes: tuple[int, ...], batch_norm: bool) -> Layout:
        """The layout of a network of sizes (n_x, n[1], ..., C)."""
        entries: dict[str, tuple[int, tuple[int, int]]] = {}
        offset = weights = 0
        for name, shape in _shapes(sizes, batch_norm):
            entries[name] = offset, shape
            offset += shape[0] * shape[1]
            if name.startswith("W"):
                weights = offset
        return cls(sizes, batch_norm, MappingProxyType(entries), weights, offset)

    def views(self, flat: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Name -> a view (K, n[l], n[l-1]) or (K, n[l], 1) into flat (K, P): writing one writes flat."""
        models = flat.shape[0]
        views = {}
        for name, (offset, (rows, columns)) in self.entries.items():
            view = flat[:, offset : offset + rows * columns].reshape(models, rows, columns)
            assert np.shares_memory(view, flat)
            views[name] = view
        return views

    def initial(self, initialization: str, rng: np.random.Generator) -> NDArray[np.float64]:
        """First parameters (P,) of one model: normal W, b = beta = 0, gamma = 1."""
        theta = np.zeros((1, self.size))
        for name, view in self.views(theta).items():
            if name.startswith("W"):
                deviation = INITIAL_DEVIATION[initialization](view.shape[2])
                view[...] = rng.standard_normal(view.shape) * deviation
            elif name.startswith("gamma"):
                view[...] = 1.0
        first: NDArray[np.float64] = theta[0]
        return first


def _shapes(sizes: tuple[int, ...], batch_norm: bool) -> list[tuple[str, tuple[int, int]]]:
    layers = range(1, len(sizes))
    shapes = [(f"W{l}", (sizes[l], sizes[l - 1])) for l in layers]
    for l in layers:
        normalised = batch_norm and l < len(sizes) - 1
        names = ("gamma", "beta") if normalised else ("b",)
        shapes += [(f"{name}{l}", (sizes[l], 1)) for name in names]
    return shapes
