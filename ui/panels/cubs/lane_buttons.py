"""What can be done with a cub: a column of buttons beside its lane."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.panels.cubs.lives import Life

_ACTS = {
    "babysit": ("Babysit", "Make the change above in trial {n} and go on"),
    "clone": (
        "Clone",
        "A second cub from where trial {n} stands, with the change above",
    ),
    "back": ("Go back", "A cub from where trial {n} stood before its last change, which goes on without it"),
    "promote": ("Promote", "Make trial {n} the live model: weights, optimiser and all"),
    "kill": ("Kill", "End trial {n} now; what it came to stays"),
}
WIDTH = 84
_HEIGHT = 22


class LaneButtons(QWidget):
    """Of one lane, whichever trial it shows."""

    asked = Signal(str, int)
    """(what, number of the trial)"""

    def __init__(self) -> None:
        super().__init__()
        self._number = -1
        self._shown: tuple[object, ...] = ()
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 4, 0)
        column.setSpacing(3)
        self.buttons = {act: self._button(act, words[0]) for act, words in _ACTS.items()}
        for button in self.buttons.values():
            column.addWidget(button)
        column.addStretch()

    def show_life(self, life: Life) -> None:
        """Offer what can be done with it now."""
        word = life.verdict.word if life.verdict else ""
        shown = life.trial.number, life.trial.state, word, len(life.changes)
        if shown == self._shown:
            return
        self._shown, self._number = shown, life.trial.number
        can_go_on = life.trial.ended and life.trial.state != "diverged"
        can = {
            "babysit": can_go_on,
            "clone": can_go_on,
            "back": bool(life.trial.changes),
            "promote": life.trial.state != "diverged",
            "kill": not life.trial.ended,
        }
        for act, button in self.buttons.items():
            name, tip = _ACTS[act]
            button.setEnabled(can[act])
            button.setToolTip(tip.format(n=self._number) + ("" if can[act] else f". {_why_not(act, life)}"))
            button.setAccessibleName(f"{name} trial {self._number}")
        is_worse = can["back"] and word in ("worse", "diverged")
        self.buttons["back"].setFont(theme.font(0.92, bold=is_worse))

    def _button(self, act: str, name: str) -> QPushButton:
        button = QPushButton(name)
        button.setFont(theme.font(0.92))
        button.setFixedHeight(_HEIGHT)
        button.clicked.connect(lambda: self.asked.emit(act, self._number))
        return button


def _why_not(act: str, life: Life) -> str:
    if act == "back":
        return "No setting of it was changed."
    if act == "kill":
        return "It has ended."
    return "It diverged." if life.trial.state == "diverged" else "It is still training: kill it, or wait."
