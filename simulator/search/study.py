"""A study: what is searched, and an append-only list of all that was tried and what came of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator import datasets
from simulator.datasets import Dataset
from simulator.hyperparameters import TABLE, Config
from simulator.search import samplers
from simulator.search.objectives import OBJECTIVES, Objective
from simulator.search.policies import Halving
from simulator.search.samplers import Box, Sampler
from simulator.search.space import Space, grid_counts
from simulator.search.trial import Change, Trial

MOST_TRIALS: Final = 10_000
MOST_STEPS: Final = 1_000_000
STRATEGIES: Final[Mapping[str, str]] = MappingProxyType(
    {"grid": "Grid", "random": "Random", "coarse_to_fine": "Coarse to fine"}
)
"""Where to try, and what a person calls it."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked for: `trials` configs of the space, `steps` each. Raises ValueError with the bounds.

    `generations` are those of coarse-to-fine, which share the trials. With `own_seeds` each trial has
    weights and batch order of its own, without it all have the same.
    """

    space: Space
    strategy: str = "random"
    trials: int = 64
    steps: int = 500
    objective: str = "dev_accuracy"
    seed: int = 0
    own_seeds: bool = False
    generations: int = 3
    halving: Halving = field(default_factory=Halving)

    def __post_init__(self) -> None:
        _one_of("strategy", self.strategy, tuple(STRATEGIES))
        _one_of("objective", self.objective, tuple(OBJECTIVES))
        _whole("trials", self.trials, 1, MOST_TRIALS)
        _whole("steps", self.steps, 1, MOST_STEPS)
        _whole("seed", self.seed, 0, 2**32 - 1)
        _whole("generations", self.generations, 1, 10)
        if self.strategy == "grid" and self.cost > MOST_TRIALS:
            raise ValueError(f"A grid of {self.cost:,} trials is more than the {MOST_TRIALS:,} there may be.")

    @property
    def counts(self) -> tuple[int, ...]:
        """Values of the grid along each axis."""
        return grid_counts(self.space.axes, self.trials)

    @property
    def cost(self) -> int:
        """Trials it really takes: a grid has kᵈ points (claim T3), the most that fit the budget."""
        return math.prod(self.counts) if self.strategy == "grid" else self.trials

    @property
    def sampler(self) -> Sampler:
        """Of the strategy."""
        if self.strategy == "grid":
            return partial(samplers.grid, budget=self.trials)
        if self.strategy == "random":
            return samplers.random
        return partial(samplers.coarse_to_fine, objective=OBJECTIVES[self.objective], coarse=self.coarse)

    @property
    def coarse(self) -> int:
        """Trials of one generation."""
        return -(-self.trials // self.generations) if self.strategy == "coarse_to_fine" else self.cost

    def rng(self, number: int) -> np.random.Generator:
        """What decides where trial `number` lies, whoever draws it and when."""
        return np.random.default_rng([self.seed, 7, number])


@dataclass(frozen=True)
class Generation:
    """Trials that were sampled together, from one box of the unit cube (claim T5)."""

    number: int
    box: Box
    trials: range


@dataclass(frozen=True)
class Removed:
    """A generation was taken back; its trials no longer count."""

    generation: int


@dataclass(frozen=True)
class Extended:
    """A trial may spend `steps` steps in all, and has `changes` made to it (claims O2, O4)."""

    number: int
    steps: int
    changes: tuple[Change, ...] = ()


Record = Trial | Generation | Removed | Extended


class Study:
    """A plan on a data set, and `records`: nothing is ever taken from that list.

    `dataset` is the data as they are and `base` as they were loaded, see `Examples`.

    Everything else is read off the records, so who has the plan, the data and the records has the study.
    """

    def __init__(self, plan: Plan, dataset: Dataset | None = None, base: Dataset | None = None) -> None:
        self.plan = plan
        self.dataset = datasets.load(plan.space.base) if dataset is None else dataset
        self.base = self.dataset if base is None else base
        self.records: list[Record] = []
        self._trials: dict[int, Trial] = {}
        self._in_order: list[Trial] | None = None
        self._generations: dict[int, Generation] = {}
        self._check_dev_set()

    # Reading --------------------------------------------------------------------------------------

    @property
    def space(self) -> Space:
        """Of the plan."""
        return self.plan.space

    @property
    def objective(self) -> Objective:
        """Of the plan."""
        return OBJECTIVES[self.plan.objective]

    @property
    def trials(self) -> list[Trial]:
        """All that count, by number, each as it was last noted."""
        if self._in_order is None:
            self._in_order = [self._trials[number] for number in sorted(self._trials)]
        return list(self._in_order)

    @property
    def generations(self) -> list[Generation]:
        """Those that count."""
        return [self._generations[number] for number in sorted(self._generations)]

    def generation(self, number: int) -> Generation:
        """Raises ValueError where there is none."""
        if number not in self._generations:
            raise ValueError(f"There is no generation {number} in this study.")
        return self._generations[number]

    def trial(self, number: int) -> Trial:
        """Raises ValueError where there is none."""
        if number not in self._trials:
            raise ValueError(f"There is no trial {number} in this study.")
        return self._trials[number]

    @property
    def waiting(self) -> list[Trial]:
        """Trials that have not ended."""
        return [trial for trial in self.trials if not trial.ended]

    @property
    def complete(self) -> bool:
        """Whether all that the plan asks for has been tried and has ended."""
        return self._planned() >= self.plan.cost and not self.waiting

    @property
    def ranked(self) -> list[Trial]:
        """Trials that made all their steps, best first; of equals the first tried."""
        done = [trial for trial in self.trials if trial.state == "done"]
        return sorted(done, key=lambda trial: -self.objective.score(trial))

    @property
    def best(self) -> Trial | None:
        """The winner so far (claim T6)."""
        ranked = [trial for trial in self.ranked if self.objective.score(trial) > -math.inf]
        return ranked[0] if ranked else None

    def wasted(self) -> float:
        """Share of all steps spent on trials that ended in the worse half (claim O3); NaN at first."""
        ended = [trial for trial in self.trials if trial.ended]
        order = sorted(ended, key=lambda trial: (trial.state == "done", self.objective.score(trial)))
        spent = sum(trial.made for trial in ended)
        return sum(trial.made for trial in order[: len(order) // 2]) / spent if spent else math.nan

    def saved(self) -> int:
        """Steps not made on trials that ended early."""
        return sum(trial.steps - trial.made for trial in self.trials if trial.ended)

    def suggested_box(self) -> Box:
        """Where a closer look is worth it (claim T5)."""
        return samplers.promising(self.space, tuple(self.trials), self.objective)

    # Growing --------------------------------------------------------------------------------------

    def propose(self) -> list[Trial]:
        """The plan's next generation, noted; none where it is through, or one is still under way."""
        count = min(self.plan.coarse, self.plan.cost - self._planned())
        if count <= 0 or self.waiting:
            return []
        sampler, first, tried = self.plan.sampler, self._next_number(), self._planned_trials()
        box = Box.whole(self.space.d)
        if self.plan.strategy == "coarse_to_fine" and tried:
            box = samplers.promising(self.space, tuple(tried), self.objective)
        configs: list[Config] = []
        for number in range(first, first + count):
            configs.append(sampler(self.space, tried, self.plan.rng(number)))
            tried.append(Trial(number, configs[-1], self.plan.steps))
        return self._add_generation(configs, box)

    def zoom(self, box: Box, count: int) -> list[Trial]:
        """A generation of `count` trials at random inside a box (claim T5)."""
        _whole("trials", count, 1, MOST_TRIALS - len(self._trials))
        if len(box.low) != self.space.d:
            raise ValueError(f"A box of this space has {self.space.d} sides, got {len(box.low)}.")
        first = self._next_number()
        numbers = range(first, first + count)
        return self._add_generation(
            [samplers.random(self.space, (), self.plan.rng(number), box=box) for number in numbers], box
        )

    def undo(self) -> Generation:
        """Take the last generation back, with all its trials and their clones."""
        if not self._generations:
            raise ValueError("There is no generation to take back.")
        last = self.generations[-1]
        self.append(Removed(last.number))
        return last

    def clone(
        self, number: int, name: str = "", value: object = None, steps: int = 0, at: int | None = None
    ) -> Trial:
        """Another cub from where a trial stands, one setting changed, to spend `steps` steps more (O4).

        With `at` it goes on from where the trial stood after so many steps, and what was changed then or
        later is not: worse, revert (O2). Raises ValueError: the trial was never there, or has no state.
        """
        parent = self.trial(number)
        if not parent.ended or (parent.state == "diverged" and at is None):
            raise ValueError(f"Trial {number} has no state to go on from: it {_why_not(parent)}.")
        made = parent.made if at is None else at
        _whole(f"the step of trial {number} to go on from", made, 0, parent.made)
        steps = steps or self.plan.steps
        _whole("steps", made + steps, 1, MOST_STEPS)
        changes = tuple(change for change in parent.changes if at is None or change.step < at)
        if name:
            changes = (*changes, self._checked(Change(made, name, value), parent))
        cub = Trial(self._next_number(), parent.config, made + steps, parent.generation, changes, number)
        self.append(cub)
        return cub

    def extend(self, number: int, steps: int, changes: tuple[Change, ...] = ()) -> None:
        """Let a trial that made its steps go on for `steps` more (claim O4)."""
        trial = self.trial(number)
        if trial.state not in ("done", "stopped", "killed"):
            raise ValueError(f"Trial {number} cannot go on: it {_why_not(trial)}.")
        _whole("steps", trial.made + steps, trial.made + 1, MOST_STEPS)
        self.append(Extended(number, trial.made + steps, tuple(self._checked(c, trial) for c in changes)))

    def append(self, record: Record) -> None:
        """Note what happened; the same record twice changes nothing."""
        self.records.append(record)
        self._in_order = None
        match record:
            case Trial(number=number):
                self._trials[number] = record
            case Generation(number=number):
                self._generations[number] = record
            case Removed(generation):
                self._generations.pop(generation, None)
                self._trials = {n: t for n, t in self._trials.items() if t.generation != generation}
            case Extended(number, steps, changes) if number in self._trials:
                trial = self._trials[number]
                self._trials[number] = dataclasses.replace(
                    trial, steps=steps, changes=trial.changes + changes, state="waiting"
                )

    # Inside ---------------------------------------------------------------------------------------

    def _add_generation(self, configs: list[Config], box: Box) -> list[Trial]:
        first, number = self._next_number(), self._next_generation()
        self.append(Generation(number, box, range(first, first + len(configs))))
        trials = [
            Trial(first + i, self._seeded(config, first + i), self.plan.steps, number)
            for i, config in enumerate(configs)
        ]
        for trial in trials:
            self.append(trial)
        return trials

    def _seeded(self, config: Config, number: int) -> Config:
        return config.changed("seed", (config.seed + number) % 2**32) if self.plan.own_seeds else config

    def _planned_trials(self) -> list[Trial]:
        return [trial for trial in self.trials if trial.parent is None]

    def _planned(self) -> int:
        return len(self._planned_trials())

    def _next_number(self) -> int:
        return 1 + max((r.number for r in self.records if isinstance(r, Trial)), default=-1)

    def _next_generation(self) -> int:
        return 1 + max((r.number for r in self.records if isinstance(r, Generation)), default=-1)

    def _checked(self, change: Change, trial: Trial) -> Change:
        if change.name not in TABLE or not TABLE[change.name].live:
            raise ValueError(f"{change.name} cannot be changed while a network trains.")
        value = getattr(trial.settings.changed(change.name, change.value), change.name)
        return Change(change.step, change.name, value)

    def _check_dev_set(self) -> None:
        if self.plan.objective.startswith("dev") and not np.any(self.dataset.split == 1):
            raise ValueError(
                f"{self.objective.title} needs a dev set, and {self.dataset.name} has no example in it: "
                "raise the dev share or choose the train cost."
            )

    def __iter__(self) -> Iterator[Trial]:
        return iter(self.trials)


def _why_not(trial: Trial) -> str:
    return "diverged" if trial.state == "diverged" else "is still training"


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, got {value!r}.")


def _whole(name: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number in [{low:,}, {high:,}], got {value!r}.")
