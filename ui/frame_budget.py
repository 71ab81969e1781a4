"""Keeps the window at a screen's frame rate however much its panels cost to paint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")
_FULL, _SPARE = 0.009, 0.004  # seconds a frame may cost, and below which it may take on more
_MOST = 5


class FrameBudget:
    """While training flat out every panel has its turn each `stride` frames, each frame some of them.

    The stride follows what frames cost on this machine: 1 where all panels fit into every frame.
    """

    def __init__(self) -> None:
        self.stride, self._frame, self._cost = 1, 0, 0.0

    def spend(self, seconds: float) -> None:
        """What the last frame cost, updating and painting."""
        self._cost += 0.2 * (seconds - self._cost)
        if self._cost > _FULL and self.stride < _MOST:
            self.stride, self._cost = self.stride + 1, _FULL * 0.75
        elif self._cost < _SPARE and self.stride > 1:
            self.stride, self._cost = self.stride - 1, _FULL * 0.75

    def turn(self, panels: Sequence[_T]) -> list[_T]:
        """Those whose turn it is in this frame."""
        self._frame += 1
        return [panel for i, panel in enumerate(panels) if (self._frame + i) % self.stride == 0]
