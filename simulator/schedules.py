"""How the learning rate falls."""

from typing import Any, TypeVar

from numpy.typing import NDArray

Alpha = TypeVar("Alpha", float, NDArray[Any])


def decayed(alpha_0: Alpha, decay_rate: float, epoch: int) -> Alpha:
    """α = α₀ / (1 + decay_rate · epoch), epoch counted from 0: constant within an epoch."""
    return alpha_0 / (1.0 + decay_rate * epoch)
