"""What the panels about frameworks share: which one is looked at, what was found out of it, and wishes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from simulator.frameworks.check import Agreement
from simulator.frameworks.installed import Checked, checked, missing
from simulator.frameworks.task import FRAMEWORKS, Task
from simulator.frameworks.timing import Timed


@dataclass(frozen=True)
class Copy:
    """Have a program on the clipboard that runs at once."""

    framework: str
    trained: bool
    usual: bool = False


@dataclass(frozen=True)
class Save:
    """Have a program in a file that ends in `suffix`, ".py" or ".ipynb"."""

    framework: str
    trained: bool
    suffix: str
    usual: bool = False


@dataclass(frozen=True)
class SaveOnnx:
    """Have the network as ONNX; `folded` has test-time batch norm inside W and b."""

    folded: bool


@dataclass(frozen=True)
class Verify:
    """Run the program of a framework beside the run."""

    framework: str
    trained: bool = False
    usual: bool = False


@dataclass(frozen=True)
class Measure:
    """Time the program of every framework that is installed."""


@dataclass(frozen=True)
class Stop:
    """End what is under way."""


Wish = Copy | Save | SaveOnnx | Verify | Measure | Stop


@dataclass(frozen=True, eq=False)
class Verified:
    """What came of a check: its losses, or why there are none, of a task of so many settings."""

    task: Task
    agreement: Agreement | None
    refusal: str = ""


class Desk(QObject):
    """`framework` and `trained` say which program is looked at; `seeded` whether the seed draws its weights.

    `verified`, by framework and whether with trained weights, `timed` and `untimed` (why not), by framework,
    are what was found out in this window; `at_work`
    is what is under way, in a few words. `titles` are those of all panels, by key.
    """

    chosen = Signal()
    """Another program is looked at."""
    found = Signal()
    """Something was found out, or is under way."""
    wished = Signal(object)
    """A Wish."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.framework, self.trained, self.usual = next(iter(FRAMEWORKS)), False, False
        self.seeded = True
        self.titles: dict[str, str] = {}
        self.verified: dict[tuple[str, bool, bool], Verified] = {}
        self.timed: dict[str, tuple[Timed, Task]] = {}
        self.untimed: dict[str, str] = {}
        self.at_work = ""
        self._missing: dict[str, str] = {}
        self._checked: dict[str, Checked] | None = None

    @property
    def looked_at(self) -> tuple[str, bool, bool]:
        """Its framework, whether it has trained weights, and whether it is the usual one."""
        return self.framework, self.trained, self.usual

    def choose(self, framework: str, trained: bool, usual: bool = False) -> None:
        """Look at a program."""
        self._missing.pop(framework, None)  # it may have been installed since
        if (framework, trained, usual) != self.looked_at:
            self.framework, self.trained, self.usual = framework, trained, usual
            self.chosen.emit()

    def take_seeded(self, seeded: bool) -> None:
        """Whether the first weights of the run are those that the seed draws."""
        if seeded != self.seeded:
            self.seeded = seeded
            self.chosen.emit()

    def missing(self, framework: str) -> str:
        """Why its programs cannot run here; empty where they can. Found out once."""
        if framework not in self._missing:
            self._missing[framework] = missing(framework)
        return self._missing[framework]

    @property
    def checked(self) -> dict[str, Checked]:
        """What was checked where all frameworks are, by framework."""
        if self._checked is None:
            self._checked = checked()
        return self._checked

    def work_on(self, what: str) -> None:
        """Something is under way, or with "" nothing any more."""
        if what != self.at_work:
            self.at_work = what
            self.found.emit()

    def take_verified(self, framework: str, verified: Verified) -> None:
        """What came of a check."""
        self.verified[framework, verified.task.trained, verified.task.usual] = verified
        self.found.emit()

    def forget(self, framework: str, trained: bool, usual: bool) -> Verified | None:
        """What a check found before, which is made again."""
        return self.verified.pop((framework, trained, usual), None)

    def take_timed(self, framework: str, timed: Timed | str, task: Task) -> None:
        """Seconds of a framework for a task, or why there are none."""
        if isinstance(timed, str):
            self.untimed[framework] = timed
            self.timed.pop(framework, None)
        else:
            self.timed[framework] = timed, task
            self.untimed.pop(framework, None)
        self.found.emit()


def is_of(verified: Verified, task: Task) -> bool:
    """Whether a check was of these settings, data and weights; how many steps are made is another thing."""
    return replace(verified.task, steps=0, changed=()) == replace(task, steps=0, changed=())
