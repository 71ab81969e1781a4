"""Labels as columns with a single 1 (claim H1), and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


def one_hot(y: NDArray[Any], classes: int, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """Y (C, m) with Y[y[i], i] = 1 and zeros elsewhere, for labels y (m,) in 0..C-1.

    Raises ValueError: names the first label that is no class, and its position.
    """
    if y.ndim != 1:
        raise ValueError(f"y must have shape (m,), got {y.shape}.")
    known = (y >= 0) & (y < classes) & (y == np.floor(y))
    if not known.all():
        position = int(np.argmin(known))
        raise ValueError(f"y[{position}] must be a whole number in [0, {classes - 1}], got {y[position]}.")
    Y = np.zeros((classes, y.size), dtype=dtype)
    Y[y.astype(np.int64), np.arange(y.size)] = 1
    return Y


def labels(Y: NDArray[Any]) -> NDArray[np.int64]:
    """y (m,) with Y[y[i], i] = 1: the inverse of `one_hot`.

    Raises ValueError: names the first column of Y (C, m) that isn't a single 1 among zeros.
    """
    if Y.ndim != 2:
        raise ValueError(f"Y must have shape (C, m), got {Y.shape}.")
    single = ((Y == 0) | (Y == 1)).all(axis=0) & (np.count_nonzero(Y, axis=0) == 1)
    if not single.all():
        position = int(np.argmin(single))
        raise ValueError(f"Column {position} of Y must hold one 1 and zeros, got {Y[:, position].tolist()}.")
    return np.asarray(np.argmax(Y, axis=0), dtype=np.int64)
