"""What shapes the walk through a mini-batch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Sizes (n_x, n[1], ..., C) and what is done on the way. Everything else leaves the formulas alone."""

    sizes: tuple[int, ...]
    batch_norm: bool = True
    dropout: bool = False
    l2: bool = False
    optimizer: str = "adam"
    activation: str = "relu"
    normalised: bool = True

    @property
    def depth(self) -> int:
        """L: the output layer's number."""
        return len(self.sizes) - 1
