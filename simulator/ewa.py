"""The exponentially weighted average, the only one: of gradients, of their squares, of μ and σ²."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


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
        self._present = np.empty((models, 1), dtype)

    def update(self, x: NDArray[Any], decay: NDArray[Any], complement: NDArray[Any]) -> None:
        """Take in x (K, size); decay and complement = 1 − decay are columns (K, 1)."""
        np.multiply(self.value, decay, self.value)
        np.multiply(x, complement, self._scratch)
        np.add(self.value, self._scratch, self.value)
        np.multiply(self.missing, decay, self.missing)

    def corrected(self, out: NDArray[Any]) -> NDArray[Any]:
        """Write value / (1 − missing) into out (K, size) and return it; NaN before the first update."""
        np.subtract(1.0, self.missing, self._present)
        np.reciprocal(self._present, self._present)  # a division of the whole row costs three products
        np.multiply(self.value, self._present, out)
        return out

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that is remembered, by name, for checkpoints."""
        return {"value": self.value, "missing": self.missing}
