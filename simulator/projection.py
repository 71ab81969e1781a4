"""The plane on which a data set is seen: the two features themselves, two chosen ones, or the two
principal components of more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    from simulator.datasets import Dataset

PlaneChoice = tuple[int, int] | None
"""Two feature indices, or None: both features of a 2-D set, else two principal components."""


@dataclass(frozen=True)
class Plane:
    """An affine plane through input space: x = origin + lift uv, and uv = project (x - origin).

    origin (n_x, 1); lift (n_x, 2); project (2, n_x), with project lift = identity. `axes` names u and v,
    `held` says in a sentence what is held fixed off the plane ("" where nothing is).
    """

    origin: NDArray[Any]
    lift: NDArray[Any]
    project: NDArray[Any]
    axes: tuple[str, str]
    held: str
