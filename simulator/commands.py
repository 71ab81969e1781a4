"""What crosses between a window and the engine's process: frozen records, one a wish, and the answers
that are not snapshots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.probes.covariate import Move
from simulator.projection import PlaneChoice
from simulator.snapshot import Probe, Snapshot

if TYPE_CHECKING:
    from simulator.datasets import Dataset
    from simulator.history import Place
    from simulator.hyperparameters import Config
    from simulator.news import News
    from simulator.tree import Tree


@dataclass(frozen=True)
class Command:
    """Base of all wishes. Those of one `gesture`, as a drag, are one to undo; None is one of its own."""

    gesture: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Play(Command):
    """Train until told otherwise."""


@dataclass(frozen=True)
class Pause(Command):
    """Stop after the step under way."""


@dataclass(frozen=True)
class Step(Command):
    """Train `count` mini-batches more, beside those still to come of an earlier Step, then pause."""

    count: int = 1


@dataclass(frozen=True)
class StepEpoch(Command):
    """Train to the end of the epoch, then pause."""


@dataclass(frozen=True)
class Speed(Command):
    """Pace of Play in steps a second; None is as fast as it goes."""

    steps_per_second: float | None


@dataclass(frozen=True)
class Set(Command):
    """Change one hyperparameter of `TABLE`; a structural one rebuilds the network.

    With `keep_weights` the layers whose shape did not change keep their weights.
    """

    name: str
    value: object
    keep_weights: bool = False


@dataclass(frozen=True)
class Load(Command):
    """Start a new run of `config`, on `dataset` where it is given."""

    config: Config
    dataset: Dataset | None = None


@dataclass(frozen=True)
class Adopt(Command):
    """Become a trial of a search: its config on its data, trained as it was for `steps` steps.

    `changes` are (step, name, value): settings it had changed after so many steps. The same numbers in the
    same order give the same network, optimiser and batch order, bit for bit, with all of its past.
    """

    config: Config
    dataset: Dataset
    base: Dataset
    steps: int
    changes: tuple[tuple[int, str, object], ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Goal(Command):
    """Train until after `step` steps, with `changes` on the way: what another engine was doing."""

    step: int
    changes: tuple[tuple[int, str, object], ...] = ()


@dataclass(frozen=True)
class Reset(Command):
    """Back to step 0 with the same first weights; data painted by hand stay."""


@dataclass(frozen=True)
class AddExample(Command):
    """A training example of class `label` at (u, v) of the plane."""

    u: float
    v: float
    label: int
    plane: PlaneChoice = None


@dataclass(frozen=True)
class MoveExample(Command):
    """Example `index` to (u, v) of the plane; its other coordinates stay."""

    index: int
    u: float
    v: float
    plane: PlaneChoice = None


@dataclass(frozen=True)
class RemoveExample(Command):
    """Take example `index` out; those after it move up by one."""

    index: int


@dataclass(frozen=True)
class SetParameter(Command):
    """Write one entry of a named parameter: SetParameter("W1", (0, 1), 0.5)."""

    name: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Hold(Command):
    """Keep γ and β of a hidden layer's unit from learning, or let them learn; of all its units for None."""

    layer: int
    unit: int | None
    held: bool


@dataclass(frozen=True)
class UndoNormalization(Command):
    """γ := √(σ² + ε) and β := μ of the last mini-batch, for a unit of a hidden layer or all: z_tilde = z."""

    layer: int
    unit: int | None = None


@dataclass(frozen=True)
class MoveInputs(Command):
    """Move every example's inputs for good; labels and weights stay: it learns from these from now on."""

    move: Move
    plane: PlaneChoice = None


@dataclass(frozen=True)
class Rewind(Command):
    """Stand after `step` steps of this branch, as then, and pause; up to `rough` steps beside it where that
    is quicker to reach: for a hand that moves on.
    """

    step: int
    rough: int = 0


@dataclass(frozen=True)
class StepBack(Command):
    """Stand a mini-batch before, as then, and pause; two quick presses are two."""


@dataclass(frozen=True)
class GoTo(Command):
    """Stand at a place of any branch, and pause; at its end for None."""

    branch: int
    step: int | None = None


@dataclass(frozen=True)
class Undo(Command):
    """Take the last change back: stand where one stood before it."""


@dataclass(frozen=True)
class Redo(Command):
    """Do again what Undo took back, and stand where one stood."""


@dataclass(frozen=True)
class Keep(Command):
    """Better: this place is one to come back to."""


@dataclass(frozen=True)
class Revert(Command):
    """Worse: back to the last place that was kept, to go on by another way."""


@dataclass(frozen=True)
class Rename(Command):
    """Give a branch a name."""

    branch: int
    name: str


@dataclass(frozen=True)
class Delete(Command):
    """Hide a branch; Undo brings it back."""

    branch: int


@dataclass(frozen=True)
class Compare(Command):
    """Show another branch beside this one, at the same step; None ends that."""

    branch: int | None


@dataclass(frozen=True)
class Open(Command):
    """Go on at a place of a tree that was kept; answers say its `number` from then on."""

    tree: Tree
    place: Place
    number: int


@dataclass(frozen=True)
class Watch(Command):
    """From now on snapshots hold these probes' views and no others.

    While it trains a view comes some times a second; with `always` each snapshot has its own, however dear.
    """

    probes: frozenset[Probe]
    always: bool = False


@dataclass(frozen=True)
class Ask(Command):
    """One credit: send one snapshot as soon as there is something new to see."""


@dataclass(frozen=True)
class Quit(Command):
    """End the engine process."""


# What comes back beside snapshots -------------------------------------------------------------------


@dataclass(frozen=True)
class Refused:
    """A command that could not be carried out, and why, in a sentence. Nothing has changed."""

    reason: str


@dataclass(frozen=True)
class Answer:
    """A snapshot without its past, what is new in that, the number of the tree opened last, and how many
    commands but Ask were carried out or refused before it; `goal` where a number of steps is being trained.
    """

    snapshot: Snapshot
    news: News
    opened: int
    done: int
    goal: Goal | None = None
