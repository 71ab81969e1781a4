"""The row of tools over the softmax picture: the live example or numbers of one's own."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QToolButton, QWidget

from ui import theme

FEWEST, MOST = 2, 10


class SoftmaxTools(QWidget):
    """Emits what was chosen; shows what it is told."""

    free_asked = Signal(bool)
    worked_asked = Signal()
    classes_asked = Signal(int)
    true_asked = Signal(int)
    check_asked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        self._row.setSpacing(4)
        self._live = self._mode("Live", "Follow the chosen example while training", False)
        self._free = self._mode("Free", "Type z, or drag its bars; nothing is trained", True)
        self.worked = QToolButton(text="Worked example", toolTip="The notes' z = [5, 2, −1, 3]")
        self.worked.clicked.connect(self.worked_asked)
        self._row.addWidget(self.worked)
        self._own = self._own_row()
        self._row.addWidget(self._own)
        self._row.addStretch()
        self.check = QToolButton(text="Check dz", checkable=True)
        self.check.setToolTip("Gradient check: ŷ − y beside the numerical derivative of the loss")
        self.check.clicked.connect(self.check_asked)
        self._row.addWidget(self.check)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # no dock grows for tools
        self.show_state(False, FEWEST, 0)

    def _mode(self, text: str, tip: str, free: bool) -> QToolButton:
        button = QToolButton(text=text, toolTip=tip, checkable=True, autoExclusive=True)
        button.clicked.connect(lambda: self.free_asked.emit(free))
        self._row.addWidget(button)
        return button

    def _own_row(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.classes = QSpinBox(minimum=FEWEST, maximum=MOST, accessibleName="Number of classes C")
        self.classes.setToolTip("Number of classes C, 2 to 10: ↑ and ↓ step it")
        self.classes.setFixedWidth(36)
        self.true = QComboBox(accessibleName="True class y", toolTip="The true class y, for ŷ − y")
        self.true.setFixedWidth(48)
        self.classes.valueChanged.connect(self.classes_asked)
        self.true.activated.connect(self.true_asked)
        for text, widget in (("C", self.classes), ("y", self.true)):
            label = QLabel(text)
            label.setProperty("role", "muted")
            row.addWidget(label)
            row.addWidget(widget)
        return whole

    def show_state(self, free: bool, classes: int, y: int) -> None:
        """The mode in use and, in the free one, how many classes and which is true."""
        (self._free if free else self._live).setChecked(True)
        self._own.setVisible(free)
        if not free:
            return
        with QSignalBlocker(self.classes):
            self.classes.setValue(classes)
        if self.true.count() != classes:
            self.true.clear()
            self.true.addItems([str(i) for i in range(classes)])
        self.true.setCurrentIndex(y)
