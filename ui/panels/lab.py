"""What the panels of a search share: the studies, the one that is looked at, and what is attended to."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from simulator.hyperparameters import Config
from simulator.search.board import Mirror
from simulator.search.space import Axis, Space
from simulator.search.study import Plan


class Lab(QObject):
    """`mirrors` are the studies of this session, oldest first; `mirror` the one that is looked at.

    `folder` is where studies are kept, and `config` the live model's. `plan` is the one the person is
    composing: what a press of Start begins.
    `chosen` and `pointed` are numbers of trials of `mirror`, None for none; `brushed` those that a filter
    leaves, None where there is no filter. `axes` are the names of the two that are looked at, x first.
    """

    changed = Signal()
    """A study has something new, or another is looked at."""
    planned = Signal()
    """The plan that is composed has changed, or the live model's config."""
    attended = Signal()
    """Another trial is chosen or pointed at, others are brushed, or other axes looked at."""
    wish = Signal(object)
    """A `simulator.search.commands.SearchCommand`: what the person wants of the search."""
    adopted = Signal(int)
    """The number of a trial of `mirror` that is to become the live model."""
    refused = Signal(str)
    """Why something cannot be done, to be said in the window."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = ""
        self.mirrors: list[Mirror] = []
        self.mirror: Mirror | None = None
        self.config = Config()
        space = Space(self.config, (Axis.of("learning_rate"), Axis.of("mini_batch_size")))
        self.plan = Plan(space=space, objective="dev_cost")  # accuracies tie, where the task is easy
        self.chosen: int | None = None
        self.pointed: int | None = None
        self.brushed: frozenset[int] | None = None
        self.axes = ("learning_rate", "mini_batch_size")

    # What happened --------------------------------------------------------------------------------

    def look_at(self, mirror: Mirror) -> None:
        """Look at a study, and at no trial of it yet."""
        if mirror is self.mirror:
            return
        if mirror not in self.mirrors:
            # A study that is on disk takes the place of what was known of it.
            self.mirrors = [known for known in self.mirrors if not mirror.path or known.path != mirror.path]
            self.mirrors.append(mirror)
        self.mirror, self.chosen, self.pointed, self.brushed = mirror, None, None, None
        self._take_axes(mirror.study.space)
        self.changed.emit()
        self.attended.emit()

    def take_config(self, config: Config) -> None:
        """The live model has another config."""
        self.config = config
        self.planned.emit()

    def compose(self, plan: Plan) -> None:
        """Take a plan to be begun; axes that are in it are looked at where there is no study yet."""
        if plan != self.plan:
            self.plan = plan
            if self.mirror is None:
                self._take_axes(plan.space)
            self.planned.emit()

    # What is attended to --------------------------------------------------------------------------

    def choose(self, number: int | None) -> None:
        """Choose a trial."""
        if number != self.chosen:
            self.chosen = number
            self.attended.emit()

    def point(self, number: int | None) -> None:
        """The cursor is on a trial, or on none."""
        if number != self.pointed:
            self.pointed = number
            self.attended.emit()

    def brush(self, numbers: frozenset[int] | None) -> None:
        """Leave only these trials, or all."""
        if numbers != self.brushed:
            self.brushed = numbers
            self.attended.emit()

    def look_along(self, x: str, y: str) -> None:
        """Look at two axes of the space."""
        if (x, y) != self.axes:
            self.axes = (x, y)
            self.attended.emit()

    def _take_axes(self, space: Space) -> None:
        if not set(self.axes) <= set(space.names):
            self.axes = (space.names[0], space.names[min(1, space.d - 1)])
