"""A program beside the run itself: both losses, step by step, and how far apart they are (claim F1)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.frameworks.check import TOLERANCE, Agreement, steps_of
from simulator.frameworks.task import FRAMEWORKS
from ui.drawing.absence import Presence
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.numerals import four_digits
from ui.drawing.series_plot import Line, SeriesPlot
from ui.panels.agreement.words import elsewhere, verdict
from ui.panels.desk import Verified, is_of
from ui.panels.framework_panel import FrameworkPanel
from ui.tables import Table, empty_table

Array = NDArray[Any]
_HEADERS = ("step t", "loss of the run (nats)", "loss of the program (nats)", "relative difference")
_FLOOR = 1e-17
"""Where no difference at all is drawn on a logarithmic axis."""
_LOSSES = (Line("ours", "Batchscope", "train", 256), Line("theirs", "program", "dev", 256))
_APART = (Line("apart", "difference", "averages", 256), Line("allowed", "allowed", "law", 256))


class AgreementPanel(FrameworkPanel):
    """Empty until a person asks for a check: it says then what was checked elsewhere."""

    key = "agreement"
    title = "Is it the same?"
    about = "The losses of the program beside the run's."
    claims = ("F1",)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._verified: Verified | None = None
        self._finding, self._note = Finding(), Footnote()
        self._losses = SeriesPlot("loss (nats)", _LOSSES, four_digits, _loss_range)
        self._apart = SeriesPlot("relative difference", _APART, _read, _apart_range)
        self._apart.set_log(True, _FLOOR)
        self._presence = Presence(self._plots())
        self.widget = QWidget()
        column = QVBoxLayout(self.widget, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._finding)
        column.addWidget(self._presence, 1)
        column.addWidget(self._note)
        self.show_desk()
        self.apply_theme()

    @property
    def found(self) -> Agreement | None:
        """The check on screen."""
        return self._verified.agreement if self._verified is not None else None

    @property
    def missing(self) -> str:
        """Why there are no curves; empty where there are."""
        return self._presence.missing

    def show_desk(self) -> None:
        framework = self.desk.framework
        verified = self.desk.verified.get(self.desk.looked_at) if self.task is not None else None
        if verified is not self._verified:
            self._verified = verified
            self._draw()
        self._presence.miss("" if self.found is not None else self._why())
        self._say()
        self._note.say(elsewhere(framework, self.desk.checked.get(framework)))

    def numbers(self) -> Table:
        found = self.found
        if found is None or len(found.ours) != len(found.theirs):
            return empty_table(*_HEADERS)
        return Table(
            _HEADERS, (np.arange(1, len(found.ours) + 1), found.ours, found.theirs, _relative(found))
        )

    def settle(self) -> None:
        for plot in (self._losses, self._apart):
            plot.fit()

    def apply_theme(self) -> None:
        for plot in (self._losses, self._apart):
            plot.apply_theme()

    def _why(self) -> str:
        """What stands in the curves' place."""
        framework = self.desk.framework
        if self.desk.at_work:
            return f"{self.desk.at_work}…"
        if self._verified is not None and self._verified.refusal:
            return self._verified.refusal
        missing = self.desk.missing(framework)
        if missing:
            return f"{missing} {elsewhere(framework, self.desk.checked.get(framework))}"
        return (
            f"Press Verify: {self._steps} steps of the program in {FRAMEWORKS[framework]} are made in a "
            "process of its own, and its losses are laid over the run's."
        )

    @property
    def _steps(self) -> str:
        """How many a check makes."""
        return f"{steps_of(self.task):,}" if self.task is not None else "the"

    def _say(self) -> None:
        found, verified, task = self.found, self._verified, self.task
        if found is None or verified is None or task is None:
            fresh = task is not None and task.changed
            beside = (
                "a fresh run" if fresh else "the run, from its first weights and through its mini-batches"
            )
            self._finding.say("", f"It is compared with {beside}.")
        elif not is_of(verified, task):
            headline, sentence, _ = verdict(found, verified.task)
            other = "weights" if verified.task.trained else "settings"
            self._finding.say(headline, f"This was with other {other}: verify again. {sentence}", "muted")
        else:
            self._finding.say(*verdict(found, task))

    def _draw(self) -> None:
        found = self.found
        for plot in (self._losses, self._apart):
            plot.clear()
        if found is None:
            return
        self._losses.follow("ours", np.arange(1, len(found.ours) + 1), found.ours)
        self._losses.follow("theirs", np.arange(1, len(found.theirs) + 1), found.theirs)
        if len(found.ours) == len(found.theirs):
            steps = np.arange(1, len(found.ours) + 1)
            self._apart.follow("apart", steps, _relative(found))
            self._apart.follow("allowed", steps, np.full(len(steps), _allowed(found)))
        for plot in (self._losses, self._apart):
            plot.settle()
            plot.fit()

    def _plots(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._losses, 55)
        column.addWidget(self._apart, 45)
        return both


def _relative(found: Agreement) -> Array:
    """The relative difference of each loss."""
    return np.abs(found.theirs - found.ours) / np.maximum(np.abs(found.ours), 1e-12)


def _allowed(found: Agreement) -> float:
    return max(TOLERANCE[found.dtype], 10 * found.rounding)


def _read(value: float) -> str:
    return "0" if value == 0 else f"{value:.1e}"


def _loss_range(drawn: dict[str, Array]) -> tuple[float, float]:
    high = max((float(y.max()) for y in drawn.values()), default=1.0)
    return 0.0, max(1.1 * high, 1e-6)


def _apart_range(drawn: dict[str, Array]) -> tuple[float, float]:
    """Of logarithms: a whole power of ten below and above."""
    if not drawn:
        return -17.0, 0.0
    low, high = min(float(y.min()) for y in drawn.values()), max(float(y.max()) for y in drawn.values())
    return math.floor(low - 0.5), math.ceil(high + 0.5) + 0.4  # the last tick's label is whole
