"""The exponentially weighted average, the only one: of gradients, of their squares, of μ and σ²."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.operations import Operation, lean, op

Array = NDArray[Any]
_ONE = np.float64(1.0).reshape(())


class Ewa:
    """v := decay · v + (1 − decay) · x, started at 0, for K models at once.

    `decay` weights the *old* value; the window is about 1/(1 − decay) values (claim S4). `missing`
    (K, 1) is the share of the total weight that still lies on the 0 it started from: the product of
    all decays so far, decay^t while the decay is not touched. Dividing by 1 − missing corrects the bias.
    """

    def __init__(self, models: int, size: int, dtype: np.dtype[Any]) -> None:
        self.value = np.zeros((models, size), dtype)
        self.missing = np.ones((models, 1), np.float64)
        self._scratch = np.empty((models, size), dtype)
        self._present = np.empty((models, 1), np.float64)
        self._correction = self._present if dtype == np.float64 else np.empty((models, 1), dtype)

    def update(self, x: Array, decay: Array, complement: Array) -> None:
        """Take in x (K, size); decay and complement = 1 − decay are columns (K, 1)."""
        for operation in self.update_operations(x, decay, complement):
            operation()

    def update_operations(
        self, x: Array, decay: Array, complement: Array, exact: Array | None = None
    ) -> Iterator[Operation]:
        """What `update` does, for these very arrays; `exact` is the decay in float64, where decay is not."""
        yield op(np.multiply, self.value, lean(decay), self.value)
        yield op(np.multiply, x, lean(complement), self._scratch)
        yield op(np.add, self.value, self._scratch, self.value)
        missing = lean(self.missing)
        yield op(np.multiply, missing, lean(decay if exact is None else exact), missing)

    def corrected(self, out: Array) -> Array:
        """Write value / (1 − missing) into out (K, size) and return it; NaN before the first update."""
        for operation in self.corrected_operations(out):
            operation()
        return out

    def corrected_operations(self, out: Array) -> Iterator[Operation]:
        """What `corrected` does, for this very array."""
        # In float64 whatever the dtype: in float32 1 − 0.999 is already 5e-5 off.
        present, correction = lean(self._present), lean(self._correction)
        yield op(np.subtract, _ONE, lean(self.missing), present)
        yield op(np.reciprocal, present, present)  # dividing the whole row costs three products
        if self._correction is not self._present:
            yield op(np.copyto, correction, present)
        yield op(np.multiply, self.value, correction, out)

    def arrays(self) -> dict[str, Array]:
        """All that is remembered, by name, for checkpoints."""
        return {"value": self.value, "missing": self.missing}
