"""Caviar: many trials trained at once, as cohorts of equal shape dealt to the workers of an executor (O3).

Work is dealt in slices: a job carries all it needs and brings back where its trials stand, so a worker may
die at any time. What it had under way is dealt again, from where it stood.
"""

from __future__ import annotations

import dataclasses
import math
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from itertools import pairwise
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.search.cohort import Data, Job, Outcome, State, kind, steps_to_change, train
from simulator.search.study import Record, Study
from simulator.search.trial import CURVE_COLUMNS, Trial
from simulator.search.trial import State as End
from simulator.search.workers import Processes, is_gone, spare_cores, workers_of

Array = NDArray[Any]
Marks = tuple[float, float, float, float]
ROWS = 32
"""Rows of a curve over a plan's steps, besides the first."""

_SLICE = 0.12  # seconds of a job: short enough to be watched, long enough to be worth sending
_WIDEST = 64  # trials of a cohort: more make a step no cheaper
_FIRST_GUESS = 40e-6  # seconds a step of one trial, before any was timed
_MOST_BYTES = 512 * 2**20  # of networks under way: more trials wait for their turn
_MOST_FAILURES = 5  # turns in a row in which jobs failed and none was done
_WINDOW = 3.0  # seconds over which the pace is measured


class WorkersLost(OSError):
    """The workers are gone; what has ended is in the study."""


def run(
    study: Study,
    executor: Executor | None = None,
    *,
    noted: Callable[[Record], object] = lambda _: None,
    turned: Callable[[Caviar], object] = lambda _: None,
) -> Study:
    """Train all that the study's plan asks for, on an executor's workers or on this machine's spare cores.

    `noted` hears of every new record of the study, `turned` now and then how it stands. Raises WorkersLost:
    they are gone for good; running the study again goes on from what has ended.
    """
    with Caviar(study, executor, noted=noted) as caviar:
        while caviar.turn():
            turned(caviar)
        turned(caviar)
    return study


class Caviar:
    """A study under way: `turn` it until it is through. Left at any time, nothing that ended is lost.

    By the number of a trial: `curves` and `made` as far as they have come, `thumbnails` of their predictions.
    """

    def __init__(
        self,
        study: Study,
        executor: Executor | None = None,
        *,
        thumbnail: int = 0,
        noted: Callable[[Record], object] = lambda _: None,
    ) -> None:
        self.study, self.noted, self.thumbnail, self.paused = study, noted, thumbnail, False
        self.curves: dict[int, Array] = {}
        self.made: dict[int, int] = {}
        self.thumbnails: dict[int, NDArray[np.uint8]] = {}
        self._executor, self._is_own = executor or Processes(spare_cores()), executor is None
        self.workers = workers_of(self._executor)
        self._data = Data(uuid.uuid4().hex, study.dataset, study.base)
        self._states: dict[int, State] = {}
        self._under_way: dict[Future[Outcome], Job] = {}
        self._at_rung: dict[int, Marks] = {}
        self._judged: set[tuple[int, int]] = set()
        self._pace: dict[Hashable, float] = {}
        self._progress: deque[tuple[float, int]] = deque([(time.perf_counter(), 0)])
        self._failures = 0

    def __enter__(self) -> Caviar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # The work -------------------------------------------------------------------------------------

    def turn(self, patience: float = 0.05) -> bool:
        """Deal what can be dealt and take in what is done, waiting `patience` seconds at most.

        False once nothing is left to do, or all that is left waits for the end of a pause.
        """
        if is_gone(self._executor):
            self._under_way.clear()
            raise WorkersLost("The workers of the search are gone (connection lost). What ended is kept.")
        if not self.paused:
            self._grow()
            self._deal()
        if self._under_way:
            done, _ = wait(self._under_way, patience, FIRST_COMPLETED)
            self._count_failures([error for future in done if (error := self._take(future))], len(done))
        return self.works

    def kill(self, number: int) -> None:
        """End a trial now; what it came to stays (claim O4)."""
        trial = self.study.trial(number)
        if not trial.ended:
            self._end(trial, "killed", self._from_curve(number))

    def close(self) -> None:
        """Leave it. What trials under way have come to is dropped; another run begins them again."""
        for future in self._under_way:
            future.cancel()
        self._under_way.clear()
        if self._is_own:
            self._executor.shutdown(wait=True, cancel_futures=True)

    # What it knows --------------------------------------------------------------------------------

    @property
    def works(self) -> bool:
        """Whether anything is under way or can be dealt."""
        return bool(self._under_way) or not (self.paused or self.study.complete)

    @property
    def steps_left(self) -> int:
        """Of the trials there are and of those still to come; fewer where some are stopped."""
        planned = sum(trial.parent is None for trial in self.study.trials)
        to_come = max(0, self.study.plan.cost - planned) * self.study.plan.steps
        return to_come + sum(t.steps - self.made.get(t.number, 0) for t in self.study.waiting)

    @property
    def steps_per_second(self) -> float:
        """Steps that trials made in a second of late; 0 before any."""
        (start, before), (_, now) = self._progress[0], self._progress[-1]
        return (now - before) / max(time.perf_counter() - start, 1e-3)

    @property
    def seconds_left(self) -> float:
        """A guess; NaN before any step was made."""
        pace = self.steps_per_second
        return self.steps_left / pace if pace else math.nan

    # Dealing --------------------------------------------------------------------------------------

    def _grow(self) -> None:
        if self.study.waiting:
            return
        before = len(self.study.records)
        self.study.propose()
        for record in self.study.records[before:]:
            self.noted(record)

    def _deal(self) -> None:
        while len(self._under_way) < self.workers + (self.workers > 1):  # one more lies ready
            job = self._next_job()
            if job is None:
                return
            try:
                self._under_way[self._executor.submit(train, job)] = job
            except (BrokenExecutor, RuntimeError) as error:  # RuntimeError: it was shut down
                self._count_failures([error], 1)
                return

    def _next_job(self) -> Job | None:
        """For the trials that are furthest behind, as many of one kind as a worker should take."""
        busy = {trial.number for job in self._under_way.values() for trial in job.trials}
        idle = [t for t in self.study.waiting if t.number not in busy and not self._waits_at_rung(t)]
        kinds: dict[Hashable, list[Trial]] = defaultdict(list)
        for trial in self._affordable(idle):
            kinds[kind(trial, self._state(trial))].append(trial)
        if not kinds:
            return None
        trials = min(kinds.values(), key=lambda group: (self._stands_at(group[0]), -len(group)))
        shares = max(-(-len(trials) // _WIDEST), min(self.workers, len(trials)) if not busy else 1)
        return self._job(trials[: -(-len(trials) // shares)])

    def _job(self, trials: list[Trial]) -> Job:
        plan, states = self.study.plan, tuple(self._state(trial) for trial in trials)
        made = self._stands_at(trials[0])
        rung = min((rung - made for rung in self._rungs(trials[0]) if rung > made), default=plan.steps)
        pace = self._pace.get(_shape(trials[0]), _FIRST_GUESS)
        ends = [steps_to_change(trial, made) for trial in trials]
        steps = max(1, min(*ends, rung, int(_SLICE / (pace * len(trials)))))
        judges = made + steps in self._rungs(trials[0])
        return Job(self._data, tuple(trials), states, steps, -(-plan.steps // ROWS), judges, self.thumbnail)

    def _affordable(self, idle: list[Trial]) -> list[Trial]:
        """Those that have begun, and of the others as many as there is memory for."""
        begun = [trial for trial in idle if self._state(trial)]
        fresh = [trial for trial in idle if not self._state(trial)]
        size = max((self._bytes(trial) for trial in fresh), default=1)
        under_way = sum(trial.number in self._states for trial in self.study.waiting)
        return begun + fresh[: max(self.workers, _MOST_BYTES // size) - under_way]

    def _bytes(self, trial: Trial) -> int:
        """Of a trial's state, at most: its parameters, two averages of them and its order of the examples."""
        units = (self.study.dataset.n_x, *trial.config.hidden_units, self.study.dataset.classes)
        parameters = sum((below + 1) * above for below, above in pairwise(units))
        return 3 * 8 * parameters + 8 * self.study.dataset.m

    def _state(self, trial: Trial) -> State | None:
        """Where it stands; a clone that has not begun stands where its parent does."""
        if trial.number in self._states or trial.parent is None:
            return self._states.get(trial.number)
        state, parent = self._states.get(trial.parent), self.study.trial(trial.parent)
        if state is None or state.made >= trial.steps:
            return None
        lived = [[c for c in each.changes if c.step < state.made] for each in (trial, parent)]
        return state if lived[0] == lived[1] else None

    def _stands_at(self, trial: Trial) -> int:
        state = self._state(trial)
        return state.made if state else 0

    # Taking in ------------------------------------------------------------------------------------

    def _take(self, future: Future[Outcome]) -> BaseException | None:
        """Note what a job came to, or give back why it came to nothing: its trials are dealt again."""
        job = self._under_way.pop(future)
        try:
            outcome = future.result()
        except (Exception, CancelledError) as error:
            return error
        self._note_pace(job, outcome)
        waiting = {trial.number for trial in self.study.waiting}
        for i, trial in enumerate(job.trials):
            if trial.number in waiting:  # neither killed nor taken back meanwhile
                self._take_trial(trial.number, outcome, i)
        if job.judges:
            self._judge(job.trials[0].generation, int(outcome.made[0]))
        return None

    def _take_trial(self, number: int, outcome: Outcome, i: int) -> None:
        trial, state, marks = self.study.trial(number), outcome.states[i], outcome.marks[i]
        self.curves[number] = np.concatenate([self._curve(trial), outcome.rows[i]])
        self.made[number] = outcome.made[i]
        if outcome.thumbnails is not None:
            self.thumbnails[number] = outcome.thumbnails[i]
        if state is None:
            self._end(trial, "diverged", self._from_curve(number))
            return
        self._states[number] = state
        if marks and state.made >= trial.steps:
            self._end(trial, "done", marks)
        elif marks:
            self._at_rung[number] = marks

    def _end(self, trial: Trial, how: End, marks: Marks) -> None:
        number = trial.number
        ended = dataclasses.replace(
            trial, state=how, made=self.made.get(number, 0), curve=self.curves.get(number, trial.curve),
            cost_train=marks[0], cost_dev=marks[1], accuracy_train=marks[2], accuracy_dev=marks[3],
        )  # fmt: skip
        self.study.append(ended)
        self.noted(ended)
        self._forget_states()

    def _from_curve(self, number: int) -> Marks:
        """What is known of a trial that was not marked at its end: the dev set, some steps ago."""
        curve = self.curves.get(number, np.empty((0, len(CURVE_COLUMNS))))
        last = curve[-1] if len(curve) else np.full(len(CURVE_COLUMNS), math.nan)
        return math.nan, float(last[2]), math.nan, float(last[3])

    def _curve(self, trial: Trial) -> Array:
        """Its rows so far; those of its parent where it goes on from there."""
        known = self.curves.get(trial.number)
        if known is None and trial.parent is not None and self._state(trial):
            known = self.curves.get(trial.parent)
        return trial.curve if known is None else known

    def _note_pace(self, job: Job, outcome: Outcome) -> None:
        steps = job.steps * len(job.trials)
        self._pace[_shape(job.trials[0])] = outcome.seconds / steps
        now = time.perf_counter()
        self._progress.append((now, self._progress[-1][1] + steps))
        while len(self._progress) > 2 and self._progress[0][0] < now - _WINDOW:
            self._progress.popleft()

    def _forget_states(self) -> None:
        """Ended trials that might yet be cloned keep their states as long as there is room for them."""
        if len(self._states) * self._bytes(self.study.trials[0]) <= _MOST_BYTES:
            return
        ended = [trial for trial in self.study.trials if trial.ended and trial.number in self._states]
        if len(ended) > 1 and len(ended) * self._bytes(ended[0]) > _MOST_BYTES:
            worst = min(ended, key=self.study.objective.score)
            del self._states[worst.number]

    def _count_failures(self, errors: list[BaseException], jobs: int) -> None:
        """One dead worker may take many jobs with it; all is lost when no job comes back any more."""
        if len(errors) < jobs:
            self._failures = 0
        self._failures += bool(errors)
        if self._failures >= _MOST_FAILURES:
            self._failures = 0
            raise WorkersLost(f"The workers of the search are gone ({_say(errors[0])}). What ended is kept.")

    # Halving --------------------------------------------------------------------------------------

    def _rungs(self, trial: Trial) -> tuple[int, ...]:
        plan = self.study.plan
        if plan.halving.keep_one_in == 1 or trial.parent is not None or trial.steps != plan.steps:
            return ()  # a clone, or one that the person let go on
        peers = len(self.study.generation(trial.generation).trials)
        return plan.halving.rungs(trial.steps, peers)

    def _waits_at_rung(self, trial: Trial) -> bool:
        at = (trial.generation, self._stands_at(trial))
        return at[1] in self._rungs(trial) and at not in self._judged

    def _judge(self, generation: int, rung: int) -> None:
        """Once all of a generation stand at a rung, stop those that do not look good enough."""
        peers = [t for t in self.study.waiting if t.generation == generation and self._rungs(t)]
        if (generation, rung) in self._judged or any(self._stands_at(trial) < rung for trial in peers):
            return
        self._judged.add((generation, rung))
        objective = self.study.objective
        marks = [self._at_rung[trial.number] for trial in peers]
        values = [
            {"accuracy_dev": m[3], "cost_dev": m[1], "cost_train": m[0]}[objective.field] for m in marks
        ]
        for i in self.study.plan.halving.stops([objective.score_of(value) for value in values]):
            self._end(peers[i], "stopped", marks[i])


def _shape(trial: Trial) -> Hashable:
    config = trial.config
    return (
        config.hidden_units,
        config.batch_norm,
        config.dtype,
        config.mini_batch_size,
        config.keep_prob < 1.0,
    )


def _say(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
