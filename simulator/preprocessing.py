"""Normalising the inputs (claim N1): every set is shifted and scaled by the training set's μ and σ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Standardizer:
    """x_norm = (x − μ) / σ, element by element; mean and sigma (n_x, 1), read-only."""

    mean: NDArray[np.float64]
    sigma: NDArray[np.float64]

    def __post_init__(self) -> None:
        for name in ("mean", "sigma"):
            column = np.array(getattr(self, name), dtype=np.float64)
            column.setflags(write=False)
            object.__setattr__(self, name, column)

    @classmethod
    def fit(cls, X_train: NDArray[Any]) -> Standardizer:
        """μ = (1/m) Σ x⁽ⁱ⁾, then σ² = (1/m) Σ (x⁽ⁱ⁾ − μ)², over the columns of X_train (n_x, m).

        Raises ValueError: there is no example to take the mean of.
        """
        if X_train.ndim != 2 or X_train.shape[1] == 0:
            raise ValueError(f"X_train must have shape (n_x, m) with m >= 1, got {X_train.shape}.")
        mean = X_train.mean(axis=1, keepdims=True)
        sigma = np.sqrt(np.square(X_train - mean).mean(axis=1, keepdims=True))
        # A constant feature has σ = 0, or rounding's 1e-17, and dividing by it would make NaN or noise:
        # with σ = 1 it becomes 0 and says nothing. A spread below 1e-160 squares to 0 as well.
        constant = (X_train.max(axis=1) == X_train.min(axis=1))[:, np.newaxis]
        return cls(mean, np.where(constant | (sigma == 0.0), 1.0, sigma))

    @classmethod
    def identity(cls, features: int) -> Standardizer:
        """The one that changes nothing (μ = 0, σ = 1), for inputs that stay as they are."""
        return cls(np.zeros((features, 1)), np.ones((features, 1)))

    def apply(self, X: NDArray[Any]) -> NDArray[np.float64]:
        """X_norm (n_x, m) = (X − μ) / σ."""
        return np.asarray((X - self.mean) / self.sigma)

    def undo(self, X_norm: NDArray[Any]) -> NDArray[np.float64]:
        """X (n_x, m) = μ + σ X_norm."""
        return np.asarray(self.mean + self.sigma * X_norm)
