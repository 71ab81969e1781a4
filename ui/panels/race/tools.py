"""The tools of the race: start one, and which of its seeds is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.controls.count import CountBox
from ui.controls.words import QuietCombo
from ui.drawing.tool_rows import ToolRows

_MOST, _SEEDS = 50, 5


class RaceTools(QWidget):
    """Race, over so many seeds; and a choice of seed."""

    raced = Signal(int)
    looked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.race = QToolButton(text="Race", accessibleName="Race grid against random")
        self.seeds = CountBox()
        self.seeds.setRange(1, _MOST)
        self.seeds.setValue(_SEEDS)
        self.seeds.setToolTip(f"How often grid and random search run against each other, 1 to {_MOST} seeds")
        self.seeds.setAccessibleName("Seeds of the race")
        self.seed = QuietCombo()
        self.seed.setAccessibleName("Seed looked at")
        self.seed.setToolTip("The seed whose trials are shown at the left")
        self.seed.setMinimumContentsLength(6)
        self.seed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE // 2, 0, 0)
        column.addWidget(ToolRows((self.race, self.seeds, _label("seeds"), _label("· look at"), self.seed)))
        self.race.clicked.connect(lambda: self.raced.emit(self.seeds.value()))
        self.seed.activated.connect(lambda _: self.looked.emit())
        self.seeds.valueChanged.connect(lambda _: self.say_cost(self._plan))
        self._plan = (0, 0)

    def say_cost(self, plan: tuple[int, int]) -> None:
        """Say what a race costs whose plan has so many trials a side, of so many steps."""
        self._plan = plan
        trials, steps = plan
        whole = 2 * trials * self.seeds.value()
        self.race.setToolTip(
            f"Train {trials:,} trials of a grid and {trials:,} random ones for each seed: "
            f"{whole:,} trials of {steps:,} steps"
        )

    def offer(self, seeds: Sequence[int], preferred: int | None) -> None:
        """Offer the seeds of a race, keeping the one looked at."""
        offered = [self.seed.itemData(i) for i in range(self.seed.count())]
        if offered != list(seeds):
            kept = self.seed.currentData()
            chosen = kept if kept in seeds else preferred
            with QSignalBlocker(self.seed):
                self.seed.clear()
                for seed in seeds:
                    self.seed.addItem(f"seed {seed}", seed)
                self.seed.setCurrentIndex(max(self.seed.findData(chosen), 0) if seeds else -1)
        self.seed.setEnabled(bool(seeds))

    @property
    def chosen(self) -> int | None:
        """The seed looked at; None where there is none."""
        return self.seed.currentData()


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label
