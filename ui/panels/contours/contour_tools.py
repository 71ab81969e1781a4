"""Which two features and classes the two-weight model has, its α, and a walk from the start."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from simulator.scales import LOG
from ui import theme
from ui.drawing.dial import Dial

Array = NDArray[Any]
_ALPHAS = (0.01, 100.0)
ALPHA = 1.0
_STRETCHES, _STRETCH = (1.0, 50.0), 10.0
_UNLIKE = 3.0
"""Times larger than the other is one σ in data that are long enough as they are."""
_OPPOSITE = (0, 2)
"""Classes that both features tell apart, of four on a circle."""


class PairChooser(QWidget):
    """Two different ones of several; not there where there are no more than two."""

    chosen = Signal()

    def __init__(self, name: str, plural: str, first: tuple[int, int] = (0, 1)) -> None:
        super().__init__()
        self._pair = first
        self._names: tuple[str, ...] = ()
        self.boxes = tuple(
            QComboBox(accessibleName=f"{which} {name}", toolTip=f"The {which.lower()} {name} of the two")
            for which in ("First", "Second")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE // 2)
        label = QLabel(plural)
        label.setProperty("role", "muted")
        row.addWidget(label)
        for i, box in enumerate(self.boxes):
            box.setMinimumWidth(48)
            box.setMaximumWidth(120)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.activated.connect(lambda _, i=i: self._choose(i))
            row.addWidget(box, 1)
        self.hide()

    @property
    def pair(self) -> tuple[int, int]:
        """The two that are chosen."""
        return self._pair

    def name(self, names: tuple[str, ...]) -> bool:
        """Offer these; whether the pair had to change because one of it is gone."""
        if names == self._names:
            return False
        self._names = names
        before = self._pair
        if max(self._pair) >= len(names):
            self._pair = (0, 1)
        for box in self.boxes:
            box.clear()
            box.addItems(names)
        self._show()
        self.setVisible(len(names) > 2)
        return self._pair != before

    def _choose(self, i: int) -> None:
        pair, new = list(self._pair), self.boxes[i].currentIndex()
        if new == pair[1 - i]:
            pair.reverse()  # the other one's: they change places
        pair[i] = new
        self._pair = pair[0], pair[1]
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        for box, index in zip(self.boxes, self._pair, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(index)


class ContourTools(QWidget):
    """The row of controls under the two maps."""

    changed = Signal()
    again_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.alpha = Dial("α", "Learning rate of both walks (double click: 1)", _ALPHAS, ALPHA, _say_alpha,
                          scale=LOG, steps=80, latex=r"\alpha")  # fmt: skip
        self.stretch = Dial("stretch x₂", "Second feature in a unit so many times smaller", _STRETCHES,
                            _STRETCH, _say_stretch, scale=LOG, steps=34)  # fmt: skip
        self.features, self.classes = (
            PairChooser("feature", "features"),
            PairChooser("class", "classes", _OPPOSITE),
        )
        self.again = QPushButton(
            "Walk again", toolTip="Both walkers back to the start; they step as training steps"
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE // 2)
        rows.setSpacing(theme.SPACE // 2)
        walk, which = QHBoxLayout(), QHBoxLayout()
        for row in (walk, which):
            row.setSpacing(theme.SPACE)
            rows.addLayout(row)
        walk.addWidget(self.again)
        walk.addWidget(self.alpha, 1)
        walk.addWidget(self.stretch, 1)
        for chooser in (self.features, self.classes):
            which.addWidget(chooser, 1)
            chooser.chosen.connect(self.changed)
        self._by_hand = False
        self.alpha.turned.connect(lambda _: self.changed.emit())
        self.stretch.turned.connect(self._stretch)
        self.again.clicked.connect(self.again_asked)

    def name(self, features: tuple[str, ...], classes: tuple[str, ...]) -> None:
        """Offer the features and classes of these data."""
        moved = [self.features.name(features), self.classes.name(classes)]
        if any(moved):
            self.changed.emit()

    def suit(self, sigma: Array) -> None:
        """Stretch features of like σ (2,), as they were taken, to have something to see; others not."""
        ratio = sigma[1] / self.stretch.value / sigma[0]
        wanted = _STRETCH if 1 / _UNLIKE < ratio < _UNLIKE else 1.0
        if not self._by_hand and self.stretch.value != wanted:
            self.stretch.show_value(wanted)
            self.changed.emit()

    def _stretch(self, _: float) -> None:
        self._by_hand = True
        self.changed.emit()


def _say_stretch(stretch: float) -> str:
    return f"{stretch:.0f}×" if stretch > 2.95 else f"{stretch:.1f}×"


def _say_alpha(alpha: float) -> str:
    return f"{alpha:.3g}"
