"""The same search on other data, to be laid under this one (claim O1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.datasets import Dataset
from simulator.search.board import Mirror
from simulator.search.space import Axis
from ui.drawing.search_words import say_value
from ui.drawing.space_points import Places
from ui.panels.scatter.layers import Earlier


def earlier_of(mirror: Mirror, mirrors: Sequence[Mirror]) -> Mirror | None:
    """The study before this one that varies the same on other data, and has a winner: the latest of those
    that are no part of a race and have the same seed, where there are such.
    """
    before = mirrors[: mirrors.index(mirror)] if mirror in mirrors else ()
    plan = mirror.study.plan

    def is_like(other: Mirror) -> tuple[bool, bool]:
        return other.race is None, other.study.plan.seed == plan.seed

    return max((other for other in reversed(before) if _lies_under(other, mirror)), key=is_like, default=None)


def _lies_under(other: Mirror, mirror: Mirror) -> bool:
    same_race = mirror.race is not None and other.race == mirror.race
    if same_race or other.study.space.axes != mirror.study.space.axes:
        return False
    return not same_data(other.study.dataset, mirror.study.dataset) and other.study.best is not None


class Before:
    """`earlier_of`, worked out anew only when there are other studies or more of them."""

    def __init__(self) -> None:
        self._key: object = None
        self._found: Mirror | None = None

    def of(self, mirror: Mirror, mirrors: Sequence[Mirror]) -> Mirror | None:
        """The earlier search to be laid under that of a mirror."""
        key = mirror, tuple((other, other.version) for other in mirrors if other is not mirror)
        if key != self._key:
            self._key, self._found = key, earlier_of(mirror, mirrors)
        return self._found


def laid_over(earlier: Mirror, axes: tuple[Axis, Axis | None], places: Places) -> Earlier:
    """Its trials over the same axes."""
    study, view = earlier.study, places.view(earlier, axes)
    best = study.best
    words = f"{study.dataset.name}: {say_value(study.objective, study.objective.value(best))}" if best else ""
    return Earlier(
        x=view.points.x,
        y=view.points.y,
        best=view.points.place(best.number) if best else None,
        words=words,
    )


def same_data(one: Dataset, other: Dataset) -> bool:
    """Whether two data sets hold the same examples."""
    if one is other:
        return True
    return one.X.shape == other.X.shape and np.array_equal(one.y, other.y) and np.array_equal(one.X, other.X)
