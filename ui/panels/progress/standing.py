"""What stands in the panel: read off a mirror once for each of its updates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.search.board import Mirror
from simulator.search.trial import Trial


@dataclass(frozen=True, eq=False)
class Standing:
    """A search as it stands. `wasted` is a share of the steps of ended trials (O3), NaN before any ended;
    `spent` counts steps that were made, `asked` those that ended trials might have made, and `unspent` those
    of them that were not, by how the trial ended."""

    counts: Counter[str]
    wanted: int
    progress: float
    leader: Trial | None
    value: float
    wasted: float
    unspent: Counter[str]
    spent: int
    asked: int

    @property
    def ended(self) -> int:
        """Trials of which nothing more is to come."""
        return sum(count for state, count in self.counts.items() if state != "waiting")

    @property
    def saved(self) -> int:
        """Steps not made on trials that ended early."""
        return self.unspent.total()

    @property
    def share_saved(self) -> float:
        """Of what was asked for, what was not made."""
        return self.saved / self.asked if self.asked else 0.0


def standing(mirror: Mirror) -> Standing:
    """Read it."""
    study = mirror.study
    trials = study.trials
    counts = Counter(trial.state for trial in trials)
    leader = study.best if trials and not counts["waiting"] else _leader(mirror, trials)
    ended = [trial for trial in trials if trial.ended]
    unspent = Counter[str]()
    for trial in ended:
        unspent[trial.state] += trial.steps - trial.made
    return Standing(
        counts=counts,
        wanted=max(len(trials), study.plan.cost),
        progress=min(max(mirror.progress, 0.0), 1.0),
        leader=leader,
        value=mirror.value(leader) if leader else math.nan,
        wasted=study.wasted(),
        unspent=unspent,
        spent=sum(mirror.made.get(trial.number, trial.made) for trial in trials),
        asked=sum(trial.steps for trial in ended),
    )


def _leader(mirror: Mirror, trials: Sequence[Trial]) -> Trial | None:
    """The best so far of those that are still trained and those that made all their steps."""
    score = mirror.study.objective.score_of
    scored = [(score(mirror.value(t)), -t.number, t) for t in trials if t.state in ("waiting", "done")]
    best = max(scored, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] > -math.inf else None
