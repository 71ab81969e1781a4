"""The race that is shown: its studies in pairs, and what was worked out of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.board import Mirror
from simulator.search.racing import (
    SIDES,
    Heat,
    Standing,
    best_so_far,
    heats,
    mattered,
    median_of,
    shares_of,
    standing,
)
from ui.panels.lab import Lab
from ui.panels.race.lines import Side

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Race:
    """Its mirrors and their pairs; those that are `through` count for who is ahead, or else all."""

    mirrors: Sequence[Mirror]
    heats: Sequence[Heat]
    through: Sequence[Heat]

    @property
    def is_over(self) -> bool:
        """Whether every pair there is has been searched to its end."""
        return bool(self.heats) and len(self.through) == len(self.heats)

    def mirror(self, heat: Heat, side: str) -> Mirror:
        """That a study came in."""
        return next(mirror for mirror in self.mirrors if mirror.study is heat.side(side))


def race_of(lab: Lab) -> Race | None:
    """The race of the study looked at, or else the latest one that has a pair."""
    numbers = [mirror.race for mirror in lab.mirrors if mirror.race is not None]
    if lab.mirror is not None and lab.mirror.race is not None:
        numbers.append(lab.mirror.race)
    for number in dict.fromkeys(reversed(numbers)):
        mirrors = [mirror for mirror in lab.mirrors if mirror.race == number]
        pairs = heats([mirror.study for mirror in mirrors])
        if pairs:
            ended = [pair for pair in pairs if pair.grid.complete and pair.random.complete]
            return Race(mirrors, pairs, ended)
    return None


class Reckoning:
    """What was worked out of mirrors, kept while they are of one version."""

    def __init__(self) -> None:
        self._bests: dict[Mirror, tuple[int, Array]] = {}
        self._shares: dict[Mirror, Array] = {}

    def sides(self, race: Race) -> dict[str, Side]:
        """Lines of all pairs, and the median of those that count."""
        counted = race.through or race.heats
        made = {}
        for side in SIDES:
            bests = [self._best(race.mirror(heat, side)) for heat in race.heats]
            median = median_of([self._best(race.mirror(heat, side)) for heat in counted])
            made[side] = Side(bests, median)
        return made

    def standing(self, race: Race) -> Standing:
        """Who is ahead among the pairs that count."""
        counted = race.through or race.heats
        grids, randoms = ([self._best(race.mirror(heat, side)) for heat in counted] for side in SIDES)
        return standing(grids, randoms, race.heats[0].grid.objective)

    def has_reckoned(self, race: Race) -> bool:
        """Whether what mattered is known of all studies; else `reckon` works out one more."""
        return all(mirror in self._shares for mirror in race.mirrors)

    def reckon(self, race: Race) -> None:
        """What mattered in one more study: some milliseconds."""
        mirror = next((mirror for mirror in race.mirrors if mirror not in self._shares), None)
        if mirror is not None:
            self._shares[mirror] = shares_of(mirror.study)

    def mattered(self, race: Race) -> dict[str, float]:
        """The share of the results that each axis explains; nothing as long as that is not known."""
        if not self.has_reckoned(race):
            return {}
        shares = [self._shares[mirror] for mirror in race.mirrors]
        return dict(mattered(race.heats[0].grid.space, shares))

    def _best(self, mirror: Mirror) -> Array:
        known = self._bests.get(mirror)
        if known is None or known[0] != mirror.version:
            best = best_so_far(mirror.study)
            same = known is not None and np.array_equal(known[1], best, equal_nan=True)
            known = mirror.version, known[1] if same and known else best
            self._bests[mirror] = known
        return known[1]


def at(best: Array, n: int) -> float:
    """The best after n trials; NaN where there were none yet."""
    return float(best[min(n, len(best)) - 1]) if len(best) and n > 0 else float(np.nan)
