"""How to search: strategy, budget, objective, seed, halving; and what is wrong with what was typed."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from simulator.search.objectives import OBJECTIVES
from simulator.search.policies import Halving
from simulator.search.space import Space
from simulator.search.study import STRATEGIES, Plan
from ui import theme
from ui.controls.buttons import Tick
from ui.controls.error_line import ErrorLine
from ui.controls.whole import count_entry
from ui.controls.words import QuietCombo
from ui.drawing.tool_rows import ToolRows

_COUNTS = {
    "trials": ("Trials", "Networks that are trained: the budget"),
    "steps": ("Steps", "Updates that each trial may make"),
    "seed": ("Seed", "Decides what is drawn at random"),
    "generations": ("Generations", "How often to look closer; they share the trials"),
}
_WIDE = 54
_KEEP = 4
"""Of so many one goes on, where halving is first switched on."""


class Settings(QWidget):
    """Everything of a plan but its space."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.strategy = _combo("Strategy", STRATEGIES)
        self.objective = _combo("Objective", {each.key: each.title for each in OBJECTIVES.values()})
        self.entries = {
            name: count_entry(name, title, 1, doc, _WIDE) for name, (title, doc) in _COUNTS.items()
        }
        self.entries["keep_one_in"] = count_entry(
            "keep_one_in", "Keep one in", _KEEP, "How many start for one that goes on", 40
        )
        self.own_seeds = Tick("A seed each")
        self.own_seeds.setToolTip("Own weights and batch order for each trial; else all have the same")
        self.halving = Tick("Halving: keep one in")
        self.halving.setToolTip("Stop trials early that look worse than the others (successive halving)")
        self.error = ErrorLine()
        self._generations = ToolRows((_label("Generations"), self.entries["generations"]))
        for part in (self.own_seeds, self.halving, *self.entries.values()):
            part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        self.entries["generations"].setFixedWidth(40)
        entries = self.entries
        for groups in (
            ((self.strategy,), (_label("best by"), self.objective)),
            ((_label("Trials"), entries["trials"]), (_label("Steps"), entries["steps"]),
             (_label("Seed"), entries["seed"])),
            ((self.own_seeds,), (self.halving, entries["keep_one_in"])),
        ):  # fmt: skip
            column.addWidget(ToolRows(*groups))
        column.insertWidget(1, self._generations)
        column.addWidget(self.error)

    def _connect(self) -> None:
        self.strategy.activated.connect(lambda _: self._take("strategy", self.strategy.currentData()))
        self.objective.activated.connect(lambda _: self._take("objective", self.objective.currentData()))
        self.own_seeds.clicked.connect(lambda on: self._take("own_seeds", on))
        self.halving.clicked.connect(self._switch_halving)
        for name, entry in self.entries.items():
            entry.typed.connect(lambda value, name=name: self._take(name, value))
            entry.refused.connect(self.say)

    def plan(self, space: Space) -> Plan:
        """The plan on a space. Raises ValueError, and says it."""
        try:
            settings = {k: v for k, v in self.values.items() if k != "keep_one_in"}
            plan = Plan(space=space, halving=Halving(self._keep_one_in), **settings)
        except ValueError as error:
            self.say(str(error))
            self._blame(str(error))
            raise
        self.say("")
        self._blame("")
        return plan

    def show_plan(self, plan: Plan) -> None:
        """Show a plan's settings."""
        self.values = {each.name: getattr(plan, each.name) for each in fields(plan)
                       if each.name not in ("space", "halving")}  # fmt: skip
        keep = plan.halving.keep_one_in
        self.halving.setChecked(keep > 1)
        self.values["keep_one_in"] = keep if keep > 1 else self.values.get("keep_one_in", _KEEP)
        self._show()

    def say(self, sentence: str) -> None:
        """What is wrong, under the fields."""
        words = in_words(sentence)
        if words != self.error.text():
            self.error.show_text(words)

    @property
    def _keep_one_in(self) -> int:
        return self.values["keep_one_in"] if self.halving.isChecked() else 1

    def _blame(self, sentence: str) -> None:
        """Redden the field that a sentence is about."""
        words = {"keep_one_in": "Halving", "trials": ("trials", "A grid")}
        for name, entry in self.entries.items():
            wrong = bool(sentence) and sentence.startswith(words.get(name, name))
            if wrong != bool(entry.property("wrong")):
                entry.setProperty("wrong", wrong)
                entry.style().polish(entry)

    def _switch_halving(self) -> None:
        self._take("keep_one_in", self.values["keep_one_in"])

    def _take(self, name: str, value: Any) -> None:
        self.values[name] = value
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for combo, name in ((self.strategy, "strategy"), (self.objective, "objective")):
            combo.setCurrentIndex(combo.findData(self.values[name]))
        for name, entry in self.entries.items():
            entry.show_value(self.values[name])
        self.own_seeds.setChecked(self.values["own_seeds"])
        self.entries["keep_one_in"].setEnabled(self.halving.isChecked())
        self._generations.setVisible(self.values["strategy"] == "coarse_to_fine")


def in_words(sentence: str) -> str:
    """A refusal in the words that stand at the fields."""
    name = next((name for name in _COUNTS if sentence.startswith(name)), "")
    return _COUNTS[name][0] + sentence.removeprefix(name) if name else sentence


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def _combo(name: str, labels: Any) -> QuietCombo:
    combo = QuietCombo()
    combo.setAccessibleName(name)
    combo.setToolTip({"Strategy": "Where to try", "Objective": "What the best trial is best at"}[name])
    for value, label in labels.items():
        combo.addItem(label, value)
    return combo
