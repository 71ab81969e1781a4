"""What a window asks of the process that searches: frozen records, one a wish."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.datasets import Dataset
from simulator.search.samplers import Box
from simulator.search.study import Plan
from simulator.search.trial import Change


@dataclass(frozen=True)
class SearchCommand:
    """Base of all wishes."""


@dataclass(frozen=True, eq=False)
class Begin(SearchCommand):
    """Search by a plan: on the given data, as they are and as they were loaded, or on those of its config."""

    plan: Plan
    dataset: Dataset | None = None
    base: Dataset | None = None


@dataclass(frozen=True, eq=False)
class Race(SearchCommand):
    """Grid against random search on the plan's budget, once for each of `seeds` seeds (claim T2)."""

    plan: Plan
    seeds: int = 5
    dataset: Dataset | None = None
    base: Dataset | None = None


@dataclass(frozen=True)
class OpenStudy(SearchCommand):
    """Read a study from a file, and go on with it where it is not through and `resume` says so."""

    path: str
    resume: bool = False


@dataclass(frozen=True)
class PauseSearch(SearchCommand):
    """Deal out no more work; what is under way is finished."""


@dataclass(frozen=True)
class ResumeSearch(SearchCommand):
    """Go on after a pause or a cancel, or with a study that was opened."""


@dataclass(frozen=True)
class CancelSearch(SearchCommand):
    """Stop; all that has ended stays."""


@dataclass(frozen=True)
class Zoom(SearchCommand):
    """A generation of `count` trials inside a box of the study's space (claim T5)."""

    box: Box
    count: int


@dataclass(frozen=True)
class UndoGeneration(SearchCommand):
    """Take the last generation back."""


@dataclass(frozen=True)
class Clone(SearchCommand):
    """Another cub from where a trial stands, with one setting changed (claim O4); no name: none changed.

    With `at` from where it stood after so many steps, without the changes made then or later (claim O2).
    """

    number: int
    name: str = ""
    value: object = None
    steps: int = 0
    at: int | None = None


@dataclass(frozen=True)
class Extend(SearchCommand):
    """Let a trial go on for `steps` steps more, with changes (claims O2, O4)."""

    number: int
    steps: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Kill(SearchCommand):
    """End a trial now (claim O4)."""

    number: int


@dataclass(frozen=True)
class AskBoard(SearchCommand):
    """Answer with what is new, once there is something."""


@dataclass(frozen=True)
class QuitSearch(SearchCommand):
    """End the process."""
