"""Operations: NumPy calls with their arguments bound, listed once and run many times.

The engine works in place on arrays allocated once, so each step is the same calls on the same arrays.
Listing them once leaves nothing in the hot loop but the calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from numpy.typing import NDArray

Operation = Callable[[], object]
op = partial


def lean(column: NDArray[Any]) -> NDArray[Any]:
    """A view of a column (K,), (K, 1) or (K, 1, 1) to calculate with: the scalar it is where K = 1.

    NumPy takes half the time with a scalar that it takes to broadcast a column of one row.
    """
    return column.reshape(()) if column.size == 1 else column


class Operations:
    """Something with a forward and a backward, each a list of operations made once."""

    def forward_operations(self) -> Iterator[Operation]:
        """What `forward` does, one call after the other."""
        raise NotImplementedError  # each has its own

    def backward_operations(self) -> Iterator[Operation]:
        """What `backward` does, one call after the other."""
        raise NotImplementedError  # each has its own

    def forward(self) -> None:
        """From the inputs to the outputs."""
        for operation in self.forward_operations():
            operation()

    def backward(self) -> None:
        """From ∂J/∂output to ∂J/∂input and the gradients; `forward` comes first."""
        for operation in self.backward_operations():
            operation()
