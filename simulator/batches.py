"""The order in which a run meets its training examples, mini-batch by mini-batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Batches:
    """A fresh random order each epoch, cut into mini-batches; the last of an epoch may be short.

    `epoch` counts finished passes; `cursor` is the place in `order`, an array that is never written,
    only replaced, so a checkpoint may keep it.
    """

    def __init__(self, m: int, rng: np.random.Generator) -> None:
        self.m, self.rng = m, rng
        self.epoch, self.cursor = 0, 0
        self.order: NDArray[np.int64] = rng.permutation(m)

    def take(self, size: int) -> NDArray[np.int64]:
        """Indices of the next mini-batch, at most `size` of them; starts an epoch where one has ended."""
        if self.cursor >= self.m:
            self.epoch, self.cursor = self.epoch + 1, 0
            self.order = self.rng.permutation(self.m)
        indices = self.order[self.cursor : self.cursor + size]
        self.cursor += len(indices)
        return indices

    def left(self, size: int) -> int:
        """Steps to the end of the epoch under way; of a whole one where the last has just ended."""
        examples = self.m - self.cursor or self.m
        return -(-examples // size)

    def add(self) -> None:
        """One example more, the last; it joins the end of the epoch under way."""
        self.order = np.append(self.order, self.m)
        self.m += 1

    def remove(self, index: int) -> None:
        """Example `index` is gone and those after it moved up."""
        place = int(np.flatnonzero(self.order == index)[0])
        order = np.delete(self.order, place)
        self.order = order - (order > index)
        self.m -= 1
        self.cursor -= place < self.cursor

    def state(self) -> tuple[int, int, NDArray[Any], dict[str, Any]]:
        """(epoch, cursor, order, state of the generator), for checkpoints."""
        return self.epoch, self.cursor, self.order, dict(self.rng.bit_generator.state)

    def restore(self, state: tuple[int, int, NDArray[Any], Mapping[str, Any]]) -> None:
        """Back to what `state` gave."""
        self.epoch, self.cursor, self.order, generator = state
        self.rng.bit_generator.state = dict(generator)
        self.m = len(self.order)
