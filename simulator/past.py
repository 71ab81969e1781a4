"""The checkpoints of a branch, thinned with age: many of the last steps, fewer of those long gone."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator

from simulator.history import Checkpoint

FINE = 128
"""Steps between two checkpoints of the last `RECENT` steps."""
COARSE = 1024
"""Steps between those before, at first."""
RECENT = 10_240
_NEAR = 64  # checkpoints met again on the way to a place in the past: who looks there looks around, too


class Past:
    """Checkpoints by step; `coarse` is how far apart the old ones are, doubled where memory runs short."""

    def __init__(self) -> None:
        self.coarse, self.nbytes = COARSE, 0
        self._steps: list[int] = []
        self._kept: dict[int, Checkpoint] = {}
        self._near: dict[int, Checkpoint] = {}

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Checkpoint]:
        return iter([self._kept[step] for step in self._steps])

    def as_now(self) -> Past:
        """What is kept now."""
        past = Past()
        past.coarse, past.nbytes = self.coarse, self.nbytes
        past._steps, past._kept, past._near = [*self._steps], {**self._kept}, {**self._near}
        return past

    def add(self, checkpoint: Checkpoint) -> None:
        """Keep one more, the first of its step; what is too close to its neighbours for its age goes."""
        if checkpoint.step in self._kept:
            return
        insort(self._steps, checkpoint.step)
        self._kept[checkpoint.step] = checkpoint
        self.nbytes += checkpoint.nbytes
        self.thin()

    def fill(self, checkpoints: Iterable[Checkpoint], coarse: int) -> None:
        """Have those that were kept elsewhere, in the order of their steps, `coarse` apart."""
        self._kept = {checkpoint.step: checkpoint for checkpoint in checkpoints}
        self._steps, self.coarse = list(self._kept), coarse
        self.nbytes = sum(checkpoint.nbytes for checkpoint in self)

    def note(self, checkpoint: Checkpoint) -> None:
        """Keep one for a while that was met on the way to a place in the past."""
        self._near.pop(checkpoint.step, None)
        self._near[checkpoint.step] = checkpoint
        if len(self._near) > _NEAR:
            del self._near[next(iter(self._near))]

    def thin(self) -> None:
        """Drop what is older than `RECENT` and not on the coarse grid, and of the last what is not on theirs,
        which is as much finer as it was at first.
        """
        newest = self._steps[-1] if self._steps else 0
        old = bisect_right(self._steps, newest - RECENT)
        fine = self.coarse // (COARSE // FINE)
        gone = [step for step in self._steps[:old] if step % self.coarse]
        for step in gone + [step for step in self._steps[old:-1] if step % fine]:
            self.remove(step)
        for step in self._steps[: old - len(gone)]:
            if self._kept[step].dataset is not None:  # painted again from the root's where it is wanted
                self._kept[step] = self._kept[step].light(self._kept[step].edits)

    def remove(self, step: int) -> None:
        """Drop the checkpoint of a step."""
        self._steps.remove(step)
        self.nbytes -= self._kept.pop(step).nbytes

    def widen(self) -> None:
        """Keep half as many."""
        self.coarse *= 2
        self.thin()

    def before(self, step: int, edits: int) -> Checkpoint | None:
        """The last one that is not after `step`, nor after the change by hand number `edits`."""
        candidates = [c for c in self._near.values() if c.step <= step and len(c.edits) <= edits]
        for place in range(bisect_right(self._steps, step) - 1, -1, -1):
            kept = self._kept[self._steps[place]]
            if len(kept.edits) <= edits:
                candidates.append(kept)
                break
        return max(candidates, key=lambda c: (c.step, len(c.edits)), default=None)

    def forget(self, edits: int) -> None:
        """Drop those that have more than the first `edits` changes in them: these were taken back."""
        for step in [c.step for c in self._kept.values() if len(c.edits) > edits]:
            self.remove(step)
        self._near = {step: c for step, c in self._near.items() if len(c.edits) <= edits}
