"""Where the units and edges of a network stand, and which of them is under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF

Array = NDArray[Any]
HEAD = 22
"""Height of the row that names the layers."""
_LARGEST, _FILL, _REACH = 34.0, 0.84, 5.0


@dataclass(frozen=True)
class Unit:
    """Unit `index` of layer `layer`; layer 0 is the input."""

    layer: int
    index: int


@dataclass(frozen=True)
class Edge:
    """The weight W{layer}[row, column]: from unit `column` before it to unit `row` of it."""

    layer: int
    row: int
    column: int


@dataclass(frozen=True)
class Layout:
    """Columns of units, all of them, as large as the fullest column allows."""

    sizes: tuple[int, ...]
    width: float
    height: float
    left: float
    right: float

    @cached_property
    def sides(self) -> tuple[float, ...]:
        """Side of a unit's square, layer by layer."""
        beside = (self.width - self.left - self.right) / (2 * len(self.sizes) - 1)
        largest = min(_LARGEST + self.height / 40, beside)
        return tuple(max(1.0, min(largest, _FILL * self._pitch(n))) for n in self.sizes)

    @cached_property
    def centres(self) -> tuple[Array, ...]:
        """One (n, 2) array a layer."""
        first, last = self.left + self.sides[0] / 2, self.width - self.right - self.sides[-1] / 2
        xs = np.linspace(first, last, len(self.sizes))
        return tuple(map(self._column, xs, self.sizes, self.sides))

    @cached_property
    def ends(self) -> Array:
        """(edges, 4): x, y where each leaves a unit and x, y where it arrives, in the order of W.ravel()."""
        layers = []
        for layer in range(1, len(self.sizes)):
            before = self.centres[layer - 1] + [self.sides[layer - 1] / 2, 0]
            after = self.centres[layer] - [self.sides[layer] / 2, 0]
            start, end = np.tile(before, (len(after), 1)), np.repeat(after, len(before), axis=0)
            layers.append(np.hstack([start, end]))
        return np.concatenate(layers)

    @cached_property
    def lines(self) -> list[QLineF]:
        """`ends` as Qt wants them."""
        return [QLineF(*ends) for ends in self.ends.tolist()]

    @cached_property
    def squares(self) -> tuple[list[QRectF], ...]:
        """Where each unit is drawn, layer by layer."""
        return tuple(
            [QRectF(x - side / 2, y - side / 2, side, side) for x, y in centres.tolist()]
            for centres, side in zip(self.centres, self.sides, strict=True)
        )

    def edge(self, number: int) -> Edge:
        """Which weight the edge at `number` of `ends` is."""
        for layer, (n_before, n) in enumerate(zip(self.sizes, self.sizes[1:], strict=False), 1):
            if number < n * n_before:
                return Edge(layer, *divmod(number, n_before))
            number -= n * n_before
        raise IndexError(f"There is no edge {number} in a network of {self.sizes}.")

    def number(self, edge: Edge) -> int:
        """The inverse of `edge`."""
        sizes = self.sizes
        before = sum(sizes[layer] * sizes[layer - 1] for layer in range(1, edge.layer))
        return before + edge.row * sizes[edge.layer - 1] + edge.column

    def unit_at(self, x: float, y: float) -> Unit | None:
        """The unit whose square holds (x, y)."""
        for layer, (centres, side) in enumerate(zip(self.centres, self.sides, strict=True)):
            away = np.abs(centres - [x, y]).max(axis=1)
            if away.min() <= max(side / 2, 2.0):
                return Unit(layer, int(away.argmin()))
        return None

    def edge_at(self, x: float, y: float, among: Array) -> Edge | None:
        """The nearest of the edges numbered `among`, if it is near enough."""
        if not len(among):
            return None
        start, end = self.ends[among, :2], self.ends[among, 2:]
        along = end - start
        length2 = np.maximum((along**2).sum(axis=1), 1e-9)
        place = np.clip((([x, y] - start) * along).sum(axis=1) / length2, 0, 1)
        away = np.hypot(*(start + place[:, None] * along - [x, y]).T)
        best = int(away.argmin())
        return self.edge(int(among[best])) if away[best] <= _REACH else None

    def _pitch(self, units: int) -> float:
        return (self.height - HEAD) / units

    def _column(self, x: float, units: int, side: float) -> Array:
        pitch = min(self._pitch(units), 1.6 * side)
        middle = HEAD + (self.height - HEAD) / 2
        return np.column_stack([np.full(units, x), middle + pitch * (np.arange(units) - (units - 1) / 2)])
