"""What happened since the last place that was kept, and whether it was for the better (claim O2)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.history import Kept, Place
from simulator.snapshot import Road, Snapshot
from ui.drawing.numerals import apart, four_digits
from ui.drawing.road_words import HOW, said, title
from ui.panels.branches.forest import at_step, lineage, whole

_ALIKE = 0.01
"""Share of J within which nobody can tell better from worse."""
_VERDICTS = {"better": "better", "worse": "worse", "same": "about the same"}


@dataclass(frozen=True)
class Since:
    """The sentence: what was done, what came of it, the `verdict` in a word ("" where there is none yet),
    and in another sentence what else is worth knowing.
    """

    done: str
    outcome: str = ""
    verdict: str = ""
    beside: str = ""

    @property
    def word(self) -> str:
        """The verdict as it is said."""
        return f"{_VERDICTS.get(self.verdict, self.verdict)}." if self.verdict else ""

    @property
    def text(self) -> str:
        """All of the first sentence."""
        return f"{self.done}{self.outcome}{self.word}"


@dataclass(frozen=True)
class Back:
    """Where "worse" goes: the last kept place on this road, or its start."""

    place: Place
    cost_dev: float
    was_kept: bool


def back(snapshot: Snapshot, known: Mapping[int, Road]) -> Back | None:
    """Where `Revert` would go, as the run decides it; None where it is not known."""
    here = snapshot.place
    if here.branch not in known:
        return None
    road = known[here.branch]
    behind = [kept for kept in snapshot.kept if _is_behind(kept, here, road, known)]
    if behind:
        last = max(behind, key=lambda kept: (kept.place.step, kept.place.edits))
        return Back(last.place, last.cost_dev, True)
    root = known.get(road.root, road)
    first = float(root.cost_dev[0]) if len(root.cost_dev) else math.nan
    return Back(Place(here.branch, root.fork, 0), first, False)


def since(snapshot: Snapshot, known: Mapping[int, Road], origin: Back | None) -> Since:
    """What came of the way from there to here."""
    if origin is None:
        return Since("")
    changes = snapshot.edits[origin.place.edits :]
    steps = snapshot.step - origin.place.step
    if not steps and not changes:
        return _unmoved(origin)
    idle = "all changed back" if changes else "nothing changed"
    done = f"Since {_called(origin)}: {said(changes) or f'{_steps(steps)}, {idle}'}"
    if snapshot.state == "diverged":
        return Since(
            f"{done}, ", "and it ", f"diverged at step {snapshot.step + 1:,}", _ahead(snapshot, known)
        )
    if not steps:
        return Since(f"{done}.", beside="Train on to see whether that was for the better.")
    outcome, verdict = _compared(snapshot, known, origin)
    hints = (hint(snapshot, known) for hint in (_left, _ahead))
    return Since(
        f"{done}, ", outcome, verdict, next(filter(None, hints), "") or _best(snapshot, known, origin)
    )


def where(origin: Back) -> str:
    """A place to go back to: "step 840, J dev 0.0310"."""
    cost = f", J dev {four_digits(origin.cost_dev)}" if math.isfinite(origin.cost_dev) else ""
    return f"step {origin.place.step:,}{cost}"


def _unmoved(origin: Back) -> Since:
    if not origin.was_kept:
        return Since(
            "Nothing is kept yet.", beside="Train, keep what is good, then try a change: worse goes back."
        )
    return Since(f"Here you kept {where(origin)}.", beside="Try a change: worse comes back to here.")


def _called(origin: Back) -> str:
    return f"step {origin.place.step:,}" if origin.was_kept else f"the start, step {origin.place.step:,}"


def _steps(count: int) -> str:
    return f"{count:,} step{'' if count == 1 else 's'}"


def _compared(snapshot: Snapshot, known: Mapping[int, Road], origin: Back) -> tuple[str, str]:
    """ "J dev 0.031 → 0.054: " and the verdict; of the training set where there is no dev set."""
    name, old, new = "J dev", origin.cost_dev, snapshot.cost_dev
    if math.isnan(old) and math.isnan(new):
        name, new = "J train (no dev set)", snapshot.cost_train
        old = at_step(*whole(known[snapshot.place.branch], known, "cost_train"), origin.place.step)
    if not (math.isfinite(old) and math.isfinite(new)):
        return f"{name} is not known.", ""
    one, other = apart(old, new)
    return f"{name} {one} → {other}: ", judged(old, new)


def judged(old: float, new: float) -> str:
    """ "better", "worse" or "same": within a hundredth nobody can tell."""
    if abs(new - old) <= _ALIKE * max(abs(old), abs(new)):
        return "same"
    return "better" if new < old else "worse"


def _left(snapshot: Snapshot, known: Mapping[int, Road]) -> str:
    """What the road had at this step that this one left: what if I hadn't."""
    road = known[snapshot.place.branch]
    if road.is_root or road.parent is None or road.parent.branch not in known:
        return ""
    before = known[road.parent.branch]
    value = at_step(*whole(before, known, "cost_dev"), snapshot.step)
    if before.deleted or snapshot.step <= road.fork or not math.isfinite(value):
        return ""
    return f"{title(before)}, which this road left, had {four_digits(value)} at this step."


def _ahead(snapshot: Snapshot, known: Mapping[int, Road]) -> str:
    """What lies ahead of one who went back."""
    left = known[snapshot.place.branch].end - snapshot.step
    if left > 0:
        return f"{_steps(left)} of this road lie ahead: change something and they stay, beside the new road."
    alone = len([road for road in known.values() if not road.deleted]) == 1
    return HOW if alone else ""


def _best(snapshot: Snapshot, known: Mapping[int, Road], origin: Back) -> str:
    """Where on the way it was better than it is now."""
    x, y = whole(known[snapshot.place.branch], known, "cost_dev")
    x, y = (values[np.searchsorted(x, origin.place.step, side="right") :] for values in (x, y))
    if not np.isfinite(y).any() or not math.isfinite(snapshot.cost_dev):
        return ""
    at, best = int(x[np.nanargmin(y)]), float(np.nanmin(y))
    if judged(snapshot.cost_dev, best) != "better":
        return ""
    return f"Best on the way: J dev {four_digits(best)} at step {at:,}."


def _is_behind(kept: Kept, here: Place, road: Road, known: Mapping[int, Road]) -> bool:
    """Whether the road to here came through a kept place."""
    place, limit = kept.place, here
    for each in lineage(road, known):
        if each.number == place.branch:
            return (place.step, place.edits) <= (limit.step, limit.edits)
        limit = min(limit, each.parent or limit, key=lambda p: (p.step, p.edits))
    return False
