"""A smooth series drawn cheaply: the last value of each of a bounded number of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.drawing.envelope import drawable, nearest

Array = NDArray[Any]


class Thinned:
    """For a cost J, which falls within a column: joining high to next low would draw teeth it has not."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.clear()

    def clear(self) -> None:
        """Forget the series."""
        self.x: Sequence[int] | Array = np.empty(0)
        self.y: Array = np.empty(0)

    def follow(self, x: Sequence[int] | Array, y: Array) -> None:
        """Take the whole series as it is now: values `y` at ascending `x`."""
        self.x, self.y = x, y

    def points(self) -> tuple[Array, Array]:
        """What to draw: the first sample, the last one of every column, and the very last."""
        count = len(self.y)
        ends = np.arange(-1, count, max(1, -(-count // self._columns)))
        chosen = np.append(np.maximum(ends, 0), count - 1) if count else np.empty(0, np.int64)
        # np.unique would do it too, but loads numpy.ma, a tenth of the whole start-up.
        chosen = chosen[np.diff(chosen, prepend=-1) > 0]
        return np.asarray(self.x, dtype=np.float64)[chosen], drawable(self.y[chosen])

    def nearest(self, x: float) -> tuple[int, float] | None:
        """The sample nearest to `x`, as (x, y); None in an empty series."""
        return nearest(self.x, self.y, x)
