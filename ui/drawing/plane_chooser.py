"""Which plane through a data set of more than two features is shown."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from simulator.projection import PlaneChoice

_COMPONENTS = "Principal components"


class PlaneChooser(QWidget):
    """The two principal components, or one feature against another."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._features: tuple[str, ...] = ()
        self._before: PlaneChoice = None
        self._u, self._v = QComboBox(toolTip="Across"), QComboBox(toolTip="Up")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for combo in (self._u, self._v):
            combo.setMinimumWidth(56)
            combo.setMaximumWidth(160)
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            combo.currentIndexChanged.connect(self._choose)
            row.addWidget(combo)
        self.setMaximumWidth(320)
        self._arrange()

    @property
    def plane(self) -> PlaneChoice:
        """Two feature indices, or None for the plane the data set itself prefers."""
        across, up = self._u.currentIndex() - 1, self._v.currentIndex()
        return (across, up) if across >= 0 and up >= 0 else None

    def choose(self, plane: PlaneChoice) -> None:
        """Show another plane."""
        across, up = (-1, 0) if plane is None else plane
        with QSignalBlocker(self._u):
            self._u.setCurrentIndex(across + 1)
        with QSignalBlocker(self._v):
            self._v.setCurrentIndex(up)
        self._choose()

    def name_features(self, features: tuple[str, ...]) -> None:
        """Offer the features of another data set, beginning at its preferred plane."""
        if features == self._features:
            return
        changed, self._features = self.plane is not None, features
        with QSignalBlocker(self._u), QSignalBlocker(self._v):
            self._u.clear()
            self._u.addItems([_COMPONENTS, *features])
            self._v.clear()
            self._v.addItems(features)
            self._v.setCurrentIndex(min(1, len(features) - 1))
        self._before = None
        self._arrange()
        if changed:
            self.chosen.emit()

    def _choose(self) -> None:
        self._part()
        self._arrange()
        self.chosen.emit()

    def _part(self) -> None:
        """A feature against itself is no plane: the other axis takes what this one had."""
        plane = self.plane
        if plane is not None and plane[0] == plane[1]:
            u, v = self._before or (0 if plane[1] else 1, plane[1])
            with QSignalBlocker(self._u), QSignalBlocker(self._v):
                if plane[0] == v:
                    self._v.setCurrentIndex(u)
                else:
                    self._u.setCurrentIndex(v + 1)
        self._before = self.plane

    def _arrange(self) -> None:
        self.setVisible(len(self._features) > 2)
        self._v.setVisible(self._u.currentIndex() > 0)
