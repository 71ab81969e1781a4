"""Four sliders that move the inputs, and what can be done with where they came to lie."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from simulator.probes.covariate import Move
from simulator.projection import PlaneChoice
from simulator.scales import LOG
from ui import theme
from ui.drawing.dial import Dial
from ui.drawing.plane_chooser import PlaneChooser

_SIGMAS, _TURN, _SCALE = (-3.0, 3.0), (-180.0, 180.0), (0.25, 4.0)


class MoveTools(QWidget):
    """The move that the sliders stand for, on the plane that is chosen."""

    changed = Signal()
    """Another move or plane, by hand."""
    learn_asked = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        still = self.move = Move()
        """What the sliders say."""
        self.dials = {
            "du": Dial("Shift u", "How far all inputs move along u, in σ of the training set",
                       _SIGMAS, still.du, _sigmas, steps=60),
            "dv": Dial("Shift v", "How far all inputs move along v, in σ of the training set",
                       _SIGMAS, still.dv, _sigmas, steps=60),
            "angle": Dial("Turn", "How far the inputs turn about their middle, anticlockwise",
                          _TURN, still.angle, _degrees, steps=72),
            "scale": Dial("Scale", "How many times as far from their middle the inputs lie",
                          _SCALE, still.scale, _times, scale=LOG, steps=40),
        }  # fmt: skip
        self._chooser = PlaneChooser()
        self._reset = _button("Reset", "Put the inputs back where they are: all sliders to no move")
        self._learn = _button("Learn the moved data", "Move the data for good and train on them")
        self._back = _button("Move back", "Move the data back to where they were before they were learned")
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE // 2)
        grid.setHorizontalSpacing(2 * theme.SPACE)
        grid.setVerticalSpacing(0)
        for i, dial in enumerate(self.dials.values()):
            grid.addWidget(dial, i % 2, i // 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE // 2)
        for button in (self._reset, self._learn, self._back):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._chooser, 1)
        grid.addLayout(buttons, 2, 0, 1, 2)

    def _connect(self) -> None:
        for dial in self.dials.values():
            dial.turned.connect(lambda _: self._take())
        self._chooser.chosen.connect(self.changed)
        self._reset.clicked.connect(lambda: self.reset())
        self._learn.clicked.connect(self.learn_asked)
        self._back.clicked.connect(self.back_asked)

    @property
    def plane(self) -> PlaneChoice:
        """The plane on show."""
        return self._chooser.plane

    def name_features(self, features: tuple[str, ...]) -> None:
        """Offer the planes of these data."""
        self._chooser.name_features(features)

    def enable_learning(self, moved: bool, learned: bool) -> None:
        """What can be done: something is `moved` by the sliders, something was `learned` before."""
        self._reset.setEnabled(self.move != Move())
        self._learn.setEnabled(moved)
        self._back.setEnabled(learned)

    def reset(self) -> None:
        """Every slider to where nothing moves."""
        for name, dial in self.dials.items():
            dial.show_value(getattr(Move(), name))
        self._take()

    def _take(self) -> None:
        self.move = Move(**{name: dial.value for name, dial in self.dials.items()})
        self.changed.emit()


def in_words(move: Move) -> str:
    """ "Moved by +1.5 σ along u, turned by 30°." """
    parts = [f"{_sigmas(value)} along {axis}" for axis, value in (("u", move.du), ("v", move.dv)) if value]
    parts += [f"turned by {_degrees(move.angle)}"] if move.angle else []
    parts += [f"scaled {_times(move.scale)}"] if move.scale != 1 else []
    return f"Inputs moved: {', '.join(parts)}." if parts else "Inputs where they are."


def _sigmas(value: float) -> str:
    return f"{value:+.1f} σ".replace("-", "−") if value else "0.0 σ"


def _degrees(value: float) -> str:
    return f"{value:+.0f}°".replace("-", "−") if value else "0°"


def _times(value: float) -> str:
    return f"{value:.2f}×"


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text, toolTip=tip)
    button.setAccessibleDescription(tip)
    return button
